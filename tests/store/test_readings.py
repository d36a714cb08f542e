"""Stored readings of targets are brought up to date when a disclosure is checked again."""

from typing import Any

import pytest

from budget.models import Disclosure
from budget.store import facts, readings
from budget.store.checks import Installation, check, unchecked
from indicators import targets
from indicators.models import READ_COLUMNS, Indicator
from tests import factories

pytestmark = pytest.mark.django_db


def stored() -> list[Any]:
    """The readings."""
    return list(Indicator.objects.order_by("pk").values_list(*READ_COLUMNS))


def test_a_check_reads_targets_again_and_writes_their_facts() -> None:
    factories.some_year()
    now = stored()
    Indicator.objects.update(annual_kind="words", annual_comparator="", annual_number=None, annual_unit="")
    facts.rebuild()
    assert stored() != now
    for disclosure in Disclosure.objects.all():
        check(disclosure)
    assert (stored(), facts.outdated()) == (now, [])


def test_what_is_read_the_same_is_not_written() -> None:
    disclosure = factories.some_year()
    assert readings.refresh(disclosure) == 0


def test_a_disclosure_checked_under_an_earlier_reader_is_to_be_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.some_year()
    assert not unchecked().exists()
    before = Installation.now().digest
    monkeypatch.setattr(targets, "VERSION", targets.VERSION + 1)
    assert Installation.now().digest != before
    assert unchecked().exists()


def test_comparator_and_unit_columns_are_read_with_the_target() -> None:
    indicator = Indicator(name="覆盖率", annual_target="95", comparator="≥", unit_of_measure="百分比")
    indicator.read_targets()
    assert (indicator.annual_kind, indicator.annual_comparator, indicator.annual_unit) == (
        "percentage",
        "≥",
        "%",
    )

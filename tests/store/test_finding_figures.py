"""The stored counts of findings are those of the findings themselves, whatever happens to them."""

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps

from budget.models import CheckSetting, Finding, FindingFigures
from budget.models.filters import FindingFilters
from budget.store import disclosures
from budget.store.checks import check_unchecked_if_few
from tests import factories
from tests.support.auditors import table, training

pytestmark = pytest.mark.django_db


def stored() -> Counter[tuple[int, str, str, str]]:
    rows = FindingFigures.objects.values_list("disclosure", "check_id", "level", "category", "finding_count")
    return Counter({tuple(key): number for *key, number in rows})


def counted() -> Counter[tuple[int, str, str, str]]:
    found = Finding.objects.in_force()
    return Counter(
        (one.disclosure_id, one.check_id, one.level, category)
        for one in found
        for category in ("", *one.categories.split())
    )


def test_they_follow_imports_revisions_and_settings() -> None:
    factories.some_year()
    disclosures.store(table(training(), training("97%", "另一培训"), department="市卫生局"))
    assert stored() == counted() != Counter()
    disclosures.store(table(training("≥50次"), department="市卫生局"))
    assert stored() == counted()
    CheckSetting.objects.create(check_id="CMP-13", is_on=False)
    CheckSetting.objects.create(check_id="REL-01", level="error")
    check_unchecked_if_few()
    after = stored()
    assert after == counted()
    assert not any(check == "CMP-13" for _disclosure, check, _level, _category in after)
    assert {level for _, check, level, _ in after if check == "REL-01"} == {"error"}


def test_the_migration_counts_what_was_there_before() -> None:
    factories.some_year()
    before = stored()
    FindingFigures.objects.all().delete()
    import_module("budget.migrations.0010_finding_figures").count_findings(apps, None)
    assert stored() == before != Counter()


def test_a_finding_counts_under_each_category_it_names_and_once_in_all() -> None:
    indicators = (
        factories.indicator("quantity", "培训次数", "98%", position=1),
        factories.indicator("quality", "达标率", "98%", position=2),
        factories.indicator("satisfaction", "满意度", "98%", position=3),
    )
    disclosures.store(table(factories.project("甲", row=6, indicators=indicators)))
    rows = FindingFigures.objects.filter(check_id="QNT-04").values_list("category", "finding_count")
    assert dict(rows) == {"": 1, "quantity": 1, "quality": 1, "satisfaction": 1}
    assert FindingFigures.objects.narrowed(FindingFilters(check="QNT-04")).by_check_and_level() == {
        ("QNT-04", "warning"): 1
    }

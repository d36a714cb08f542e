"""Corrections in a disclosure's life: withdrawn, brought back, moved, they go with it."""

import pytest

from budget.actions.corrections import NotCorrectable
from budget.actions.lifecycle import moves, reversals, withdrawals
from budget.models import Correction, Disclosure, Project
from tests.actions.corrections.editing import correct, editor, row, table, training
from tests.factories import WAN, stored

pytestmark = pytest.mark.django_db


def state() -> tuple[object, ...]:
    found = row()
    return (found.pk, found.fiscal_appropriation, found.as_disclosed, Correction.objects.get().standing)


def test_a_correction_waits_while_its_disclosure_is_withdrawn_and_is_back_with_it() -> None:
    disclosure = stored(table())
    correct(disclosure)
    before = state()
    event = withdrawals.withdraw(disclosure, reason="误发", by=editor())
    assert not Project.objects.exists()
    correction = Correction.objects.get()
    assert (correction.standing, correction.project) == ("in-force", None)
    with pytest.raises(NotCorrectable):
        correct(disclosure, value="1")
    reversals.undo(event, reason="并非误发", by=editor())
    assert state() == before
    assert Correction.objects.get().project == row()


def test_an_earlier_revision_is_brought_back_with_the_corrections_that_fit_it() -> None:
    disclosure = stored(table())
    correct(disclosure)
    before = state()
    stored(table(training(60 * WAN)))
    assert Correction.objects.get().standing == "to-decide"
    withdrawals.bring_back(disclosure.revisions.get(number=1), reason="以初稿为准", by=editor())
    assert state() == before


def test_a_disclosure_that_is_moved_takes_its_corrections_with_it() -> None:
    disclosure = stored(table())
    correct(disclosure)
    before = state()
    moves.move(disclosure, moves.Destination("市体育局", "另一市", 2023), reason="年度有误", by=editor())
    assert state() == before
    assert Disclosure.objects.get().fiscal_year == 2023
    correct(Disclosure.objects.get(), value=str(71 * WAN))
    assert (row().fiscal_appropriation, row().fiscal_year) == (71 * WAN, 2023)

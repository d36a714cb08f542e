"""Two people, or a person and an import, on one disclosure at once: one after the other, nothing in between."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from budget.actions.base import ActionRefused
from budget.disclosure.open_data import digest_of, records_in
from budget.models import Disclosure, DisclosureEvent, Project, Revision
from budget.store import disclosures
from budget.store.rows_reader import records_of
from tests.actions.lifecycle.editors import editor, move, withdraw
from tests.factories import WAN, disclosure, project, unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, all begun at the same moment: ActionRefused where it was refused."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            ready.wait(30)
            return act()
        except ActionRefused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(60) for one in [pool.submit(run, act) for act in acts]]


def table(*names: str) -> object:
    return disclosure(unit("市教育局", *(project(name, WAN) for name in names)))


def test_of_two_who_withdraw_one_is_told_that_it_is_withdrawn() -> None:
    there = disclosures.store(table("甲")).disclosure
    editor()
    answers = at_once(*[lambda: withdraw(there)] * 3)
    assert sum(isinstance(one, ActionRefused) for one in answers) == 2
    assert DisclosureEvent.objects.count() == 1
    assert not Revision.objects.filter(is_current=True).exists()


def test_two_disclosures_that_change_places_do_not_wait_for_each_other_for_ever() -> None:
    first = disclosures.store(table("甲")).disclosure
    record = disclosure(unit("市体育局", project("乙", WAN)), department="市体育局", year=2023)
    second = disclosures.store(record).disclosure
    editor()
    answers = at_once(lambda: move(first, department="市体育局"), lambda: move(second, department="市教育局"))
    assert not [one for one in answers if isinstance(one, ActionRefused)]
    assert set(Disclosure.objects.values_list("department__name", "fiscal_year")) == {
        ("市体育局", 2024),
        ("市教育局", 2023),
    }


@pytest.mark.parametrize("act", [withdraw, lambda there: move(there, 2023)], ids=["withdraw", "move"])
def test_an_import_goes_before_an_act_or_after_it(act: Callable[[Disclosure], object]) -> None:
    there = disclosures.store(table("甲")).disclosure
    editor()
    done, stored = at_once(lambda: act(there), lambda: disclosures.store(table("甲", "乙")))
    assert not isinstance(done, ActionRefused)
    there.refresh_from_db()
    if stored.disclosure == there:  # the import was first, and the act was on what it brought
        assert done.before["revision"] == 2
    else:
        assert done.before["revision"] == 1 and stored.status == "imported"
    for one in Disclosure.objects.in_force():
        current = one.revisions.get(is_current=True)
        assert digest_of(records_of(one)) == digest_of(records_in(bytes(current.snapshot))) == current.digest
    assert set(Project.objects.values_list("disclosure", flat=True)) == set(
        Disclosure.objects.in_force().values_list("pk", flat=True)
    )

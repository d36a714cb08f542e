"""Editors who correct at once, and an import beside them: no update is lost, no row half made."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from budget.actions.base import StaleState
from budget.actions.corrections import StaleValue, correct, value_of
from budget.disclosure.corrections import Place
from budget.models import Correction, Disclosure, UnitStatement
from budget.store import disclosures
from budget.store.rows_reader import records_of
from tests.actions.corrections.editing import FIRST, editor, row, table, training
from tests.factories import WAN, project, stored

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "fiscal_appropriation"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What the acts give, each in a thread with a connection of its own; an exception is given too."""
    together = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        together.wait()
        try:
            results[number] = act()
        except Exception as error:  # noqa: BLE001  # handed to the test, which looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_of_editors_who_correct_one_value_at_once_one_is_kept_and_the_others_are_told() -> None:
    disclosure = stored(table())
    people = [editor(f"editor{number}") for number in range(4)]
    seen = value_of(disclosure, FIRST, FIELD).seen
    results = at_once(
        *(
            lambda number=number, who=who: correct(
                disclosure, FIRST, FIELD, str((number + 1) * WAN), "同时", who, seen=seen
            )
            for number, who in enumerate(people)
        )
    )
    (kept,) = [one for one in results if isinstance(one, Correction)]
    assert [type(one) for one in results if one is not kept] == [StaleValue] * 3
    assert Correction.objects.get() == kept
    assert row().fiscal_appropriation == int(kept.corrected)


def test_corrections_of_different_values_at_once_all_stand() -> None:
    projects = [project(f"项目{number}", 5 * WAN, row=6 + number) for number in range(4)]
    disclosure = stored(table(*projects))
    who = editor()
    seen = [value_of(disclosure, Place(0, number), "total").seen for number in range(4)]
    results = at_once(
        *(
            lambda number=number: correct(
                disclosure, Place(0, number), "total", str(WAN), "同时", who, seen=seen[number]
            )
            for number in range(4)
        )
    )
    assert all(isinstance(one, Correction) for one in results), results
    assert UnitStatement.objects.get().sum_total == 4 * WAN
    assert Disclosure.objects.get().correction_count == 4


def test_an_import_beside_a_correction_leaves_one_of_two_whole_states() -> None:
    disclosure = stored(table())
    who, seen = editor(), value_of(disclosure, FIRST, FIELD).seen
    corrected, imported = at_once(
        lambda: correct(disclosure, FIRST, FIELD, str(70 * WAN), "同时", who, seen=seen),
        lambda: disclosures.store(table(training(row=9), project("新项目", WAN, row=10))),
    )
    assert not isinstance(imported, Exception), imported
    assert isinstance(corrected, Correction | StaleState), corrected
    # Made first, it was carried over; the import first, it was refused.
    wanted = 70 * WAN if isinstance(corrected, Correction) else 80 * WAN
    record = records_of(Disclosure.objects.get())
    assert {one.name: one.amounts.fiscal_appropriation for one in record.projects} == {
        "教师培训": wanted,
        "新项目": WAN,
    }
    assert UnitStatement.objects.get().sum_fiscal_appropriation == wanted + WAN

"""An earlier revision comes into force again: with its records, files and problems, as a new revision."""

import json
import zlib
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client

from budget.actions.base import ActionRefused
from budget.actions.lifecycle import withdrawals
from budget.disclosure.open_data import problems_in, records_in
from budget.disclosure.problems import Problem
from budget.models import Disclosure, DisclosureEvent, Project, Revision
from budget.store import revisions
from budget.store.rows_reader import records_of
from budget.store.sources import Received
from tests.actions.lifecycle.editors import editor, move, pages, undo, withdraw
from tests.factories import WAN, disclosure, project, stored, unit

pytestmark = pytest.mark.django_db

FIRST = [
    Problem("no-name", row=6),
    Problem("unread-text", "表1", 7, "绩效指标", "尾巴", {"why": "after-last"}, "f" * 64),
]


def two_revisions() -> Disclosure:
    """A disclosure with two revisions, each with its own project, file and problems."""
    first = disclosure(unit("市教育局", project("甲", 5 * WAN, row=6), project("乙", 2 * WAN, row=7)))
    stored(first, FIRST, [Received("一.txt", b"1", "https://edu.example.org/1")])
    second = disclosure(unit("市教育局", project("甲", 9 * WAN, row=6), project("丙", WAN, row=7)))
    return stored(second, [Problem("implied-unit", row=9)], [Received("二.txt", b"2")])


def bring_back(there: Disclosure, number: int) -> DisclosureEvent:
    revision = there.revisions.get(number=number)
    return withdrawals.bring_back(revision, reason="第二版有误", by=editor())


def problems(there: Disclosure) -> list[Problem]:
    return [one.record for one in there.problems.order_by("position")]


def state(there: Disclosure) -> tuple[object, ...]:
    there = Disclosure.objects.get(pk=there.pk)
    ids = dict(Project.objects.filter(disclosure=there).values_list("name", "pk"))
    return records_of(there), problems(there), ids


def test_records_files_problems_and_addresses_of_the_earlier_revision_are_there_again() -> None:
    first = disclosure(unit("市教育局", project("甲", 5 * WAN, row=6), project("乙", 2 * WAN, row=7)))
    stored(first, FIRST, [Received("一.txt", b"1", "https://edu.example.org/1")])
    before = state(Disclosure.objects.get())
    there = two_revisions()
    assert state(there) != before
    event = bring_back(there, 1)
    assert state(there) == before
    current = there.revisions.get(is_current=True)
    assert (current.number, current.repeats.number, current.created_by) == (3, 1, editor())
    assert [(one.name, one.published_url) for one in current.sources.all()] == [
        ("一.txt", "https://edu.example.org/1")
    ]
    assert (event.before["revision"], event.after["revision"]) == (2, 3)


def test_taken_back_the_later_revision_is_in_force_as_if_nothing_had_been(client: Client) -> None:
    there = two_revisions()
    before, of_pages = state(there), pages(client)
    event = bring_back(there, 1)
    undo(event)
    assert state(there) == before
    assert there.revisions.get(is_current=True).number == 2
    after = pages(client)
    # The revision that was brought back stays to be looked at, no longer in force.
    own = there.get_absolute_url()
    assert {path: text for path, text in after.items() if path != own} == {
        path: text for path, text in of_pages.items() if path != own
    }


def test_the_page_says_which_revision_it_repeats(client: Client) -> None:
    there = two_revisions()
    bring_back(there, 1)
    assert "与第 1 版相同" in client.get(there.get_absolute_url()).content.decode()


def test_a_withdrawn_disclosure_is_there_again_with_the_revision_brought_back() -> None:
    there = two_revisions()
    withdraw(there)
    event = bring_back(there, 1)
    there.refresh_from_db()
    assert not there.is_withdrawn
    assert {one.name for one in records_of(there).projects} == {"甲", "乙"}
    undo(event)
    there.refresh_from_db()
    assert there.is_withdrawn and not Project.objects.exists()
    assert there.withdrawn_at.isoformat() == event.before["withdrawn_at"]


def test_what_is_in_force_already_is_not_brought_back() -> None:
    there = two_revisions()
    with pytest.raises(ActionRefused, match="相同"):
        bring_back(there, 2)
    bring_back(there, 1)
    with pytest.raises(ActionRefused, match="相同"):
        bring_back(there, 1)


def test_a_revision_of_before_a_move_comes_back_where_the_disclosure_stands_now() -> None:
    there = two_revisions()
    move(there, 2023, department="市体育局")
    bring_back(there, 1)
    there.refresh_from_db()
    record = records_of(there)
    assert (record.department, record.fiscal_year) == ("市体育局", 2023)
    assert set(Project.objects.values_list("fiscal_year", "unit__department__name")) == {(2023, "市体育局")}
    assert {one.name for one in record.projects} == {"甲", "乙"}


def test_an_import_takes_the_place_of_what_was_brought_back_and_then_the_act_stands_fast() -> None:
    there = two_revisions()
    event = bring_back(there, 1)
    stored(disclosure(unit("市教育局", project("丁", WAN))))
    with pytest.raises(ActionRefused, match="4"):
        undo(event)


def test_acts_are_taken_back_in_their_order() -> None:
    there = two_revisions()
    first = bring_back(there, 1)
    second = withdraw(there)
    with pytest.raises(ActionRefused, match="此后"):
        undo(first)
    undo(second)
    undone = undo(first)
    for event in (first, second):
        with pytest.raises(ActionRefused, match="已经撤回"):
            undo(event)
    with pytest.raises(ActionRefused, match="不能再撤回"):
        undo(undone)
    assert there.revisions.get(is_current=True).number == 2


def test_what_was_done_is_never_changed_or_deleted() -> None:
    event = withdraw(two_revisions())
    event.reason = "别的"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(DatabaseError, match="event_is_never_changed"), transaction.atomic():
        DisclosureEvent.objects.filter(pk=event.pk).update(reason="别的")
    assert DisclosureEvent.objects.get().reason == "部门撤回"


def test_a_revision_of_before_problems_were_kept_says_that_they_were_not() -> None:
    there = two_revisions()
    revision: Revision = there.revisions.get(number=1)

    said = json.loads(zlib.decompress(bytes(revision.snapshot)))
    del said["problems"]
    revision.snapshot = zlib.compress(json.dumps(said).encode())
    revision.save()
    bring_back(there, 1)
    assert [one.code for one in problems(there)] == ["problems-not-kept"]


def test_the_migration_keeps_the_problems_that_are_there() -> None:
    there = stored(disclosure(unit("市教育局", project("甲", WAN))), FIRST)
    revision = there.revisions.get()
    said = json.loads(zlib.decompress(bytes(revision.snapshot)))
    del said["problems"]
    revision.snapshot = zlib.compress(json.dumps(said).encode())
    revision.save()
    import_module("budget.migrations.0015_life").keep_problems(apps, None)
    revision.refresh_from_db()
    assert list(problems_in(bytes(revision.snapshot))) == FIRST
    assert records_in(bytes(revision.snapshot)) == records_of(there)


def test_what_was_entered_by_hand_comes_back_and_can_be_changed_again() -> None:
    entered = disclosure(unit("市教育局", project("甲", WAN)), layout="entered")
    there = stored(entered)
    row = Project.objects.get()
    row.objective = "改过的目标"
    row.save()
    revisions.store_entered(there, editor())
    bring_back(there, 1)
    there.refresh_from_db()
    assert there.is_entered_by_hand
    assert Project.objects.get().objective == "甲的目标"

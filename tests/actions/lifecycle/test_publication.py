"""Where and when a file was published is noted with a reason, and the note taken back."""

from datetime import date

import pytest
from django.test import Client

from budget.actions.base import ActionRefused
from budget.actions.lifecycle import publications, withdrawals
from budget.models import DisclosureEvent, Source
from budget.store.sources import Received
from tests.actions.lifecycle.editors import editor, undo
from tests.factories import WAN, disclosure, project, stored, unit

pytestmark = pytest.mark.django_db

ADDRESS = "https://edu.example.org/2024/table"


def a_file() -> Source:
    stored(
        disclosure(unit("市教育局", project("甲", WAN))), [], [Received("表.txt", b"1", "https://a.example/")]
    )
    return Source.objects.get()


def note(source: Source, url: str = ADDRESS, on: date | None = date(2024, 2, 29)) -> DisclosureEvent:
    return publications.note_publication(source, url=url, on=on, reason="官网已公开", by=editor())


def noted(source: Source) -> tuple[str, date | None]:
    source.refresh_from_db()
    return source.published_url, source.published_on


def test_it_stands_on_the_page_and_is_taken_back(client: Client) -> None:
    source = a_file()
    page = source.revision.disclosure.get_absolute_url()
    event = note(source)
    text = client.get(page).content.decode()
    assert ADDRESS in text and "2024-02-29" in text and "官网已公开" not in text
    undo(event)
    assert noted(source) == ("https://a.example/", None)
    text = client.get(page).content.decode()
    assert ADDRESS not in text and "https://a.example/" in text


def test_it_holds_for_every_revision_that_came_from_the_file() -> None:
    source = a_file()
    there = stored(disclosure(unit("市教育局", project("乙", WAN))), [], [Received("二.txt", b"2")])
    withdrawals.bring_back(there.revisions.get(number=1), reason="x", by=editor())
    event = note(source)
    assert set(Source.objects.filter(name="表.txt").values_list("published_url", flat=True)) == {ADDRESS}
    assert Source.objects.get(name="二.txt").published_url == ""
    undo(event)
    assert set(Source.objects.filter(name="表.txt").values_list("published_url", flat=True)) == {
        "https://a.example/"
    }


def test_a_revision_that_took_the_file_over_since_follows_when_it_is_taken_back() -> None:
    source = a_file()
    there = stored(disclosure(unit("市教育局", project("乙", WAN))))
    event = note(source)
    withdrawals.bring_back(there.revisions.get(number=1), reason="x", by=editor())
    assert Source.objects.filter(published_url=ADDRESS).count() == 2
    undo(event)
    assert not Source.objects.filter(published_url=ADDRESS).exists()


def test_the_same_again_and_the_earlier_of_two_notes_are_refused() -> None:
    source = a_file()
    first = note(source)
    with pytest.raises(ActionRefused, match="已经是"):
        note(source)
    second = note(source, on=date(2024, 3, 1))
    with pytest.raises(ActionRefused, match="此后"):
        undo(first)
    undo(second)
    assert noted(source) == (ADDRESS, date(2024, 2, 29))
    undo(first)
    with pytest.raises(ActionRefused, match="理由"):
        publications.note_publication(source, url="", on=None, reason=" ", by=editor())

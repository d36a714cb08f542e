"""Suggested and decided pairs on pages, in files and in the API."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest
from django.test import Client

from budget.links import address
from budget.models import Department, MatchDecision, Project
from budget.views.reviews import ReviewForm
from budget.views.year_matches import NoteForm
from tests import factories
from tests.factories import WAN, project
from tests.support.auditors import table
from tests.support.people import person, signed_in
from tests.support.year_matches import decided, pairs_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collected_static")]

FIRST, SECOND = "智慧水务一期", "智慧水务二期"


@pytest.fixture
def page() -> Project:
    """This year's project of a suggested pair."""
    factories.stored(table(project(FIRST, 6 * WAN), year=2023))
    factories.stored(table(project(SECOND, 9 * WAN), year=2024))
    return Project.objects.get(name=SECOND)


def comparison() -> str:
    return address("compare", department=Department.objects.get().pk, year=[2023, 2024])


def sent(page: Project, decision: str = "confirmed", **fields: object) -> dict[str, object]:
    """What the form of the first pair sends."""
    pair = pairs_of(page)[0]
    return {"before": pair.before.pk, "seen": pair.seen, "decision": decision, **fields}


def english(client: Client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).content.decode()


def test_a_reader_sees_the_suggestion_with_its_reasons_and_no_buttons(client: Client, page: Project) -> None:
    for url in (comparison(), page.get_absolute_url(), address("project-last-year", page.pk)):
        text = english(client, url)
        assert FIRST in text and SECOND in text
        assert "possibly the same project" in text and "the names differ by an ordinal" in text
        assert "Earlier names" not in text
        assert 'name="decision"' not in text


def test_an_auditor_confirms_on_the_comparison_and_takes_back_with_a_note(page: Project) -> None:
    client = signed_in("auditor")
    assert english(client, comparison()).count('name="decision"') == 2
    url = address("project-last-year", page.pk)
    done = client.post(url, sent(page, next=comparison()))
    assert (done.status_code, done["Location"]) == (302, comparison())
    text = english(client, comparison())
    assert "Earlier names" in text
    assert "confirmed as the same project" in text and text.count('name="decision"') == 1
    done = client.post(url, sent(page, "taken-back", note="看错了"))
    assert (done.status_code, done["Location"]) == (302, url)
    text = english(client, url)
    assert "possibly the same project" in text and "看错了" in text and "undecided again" in text
    assert MatchDecision.objects.count() == 2


def test_readers_are_told_that_it_is_decided_and_staff_by_whom(client: Client, page: Project) -> None:
    decided(SECOND, FIRST, "rejected", person("auditor", "shenhe"), "两个项目")
    for url in (comparison(), page.get_absolute_url(), address("project-last-year", page.pk)):
        text = english(client, url)
        assert "rejected: not the same project" in text and "两个项目" in text and "shenhe" not in text
        assert "shenhe" in english(signed_in("auditor"), url)


def test_what_changed_unseen_is_shown_again_with_what_was_typed(page: Project) -> None:
    client = signed_in("auditor")
    form = sent(page, note="续建项目")
    decided(SECOND, FIRST, "rejected", person("auditor", "colleague"))
    answer = client.post(address("project-last-year", page.pk), form, headers={"accept-language": "en"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you read it" in text and "续建项目" in text and "colleague" in text
    assert MatchDecision.objects.count() == 1


def test_who_may_decide_and_what_is_no_decision(client: Client, page: Project) -> None:
    url, form = address("project-last-year", page.pk), sent(page)
    assert client.post(url, form)["Location"].startswith("/login/")
    assert signed_in("reader").post(url, form).status_code == 403
    assert signed_in("editor").post(url, form).status_code == 403
    auditor = signed_in("auditor")
    assert auditor.post(url, form | {"decision": "perhaps"}).status_code == 400
    assert auditor.post(url, form | {"before": "x"}).status_code == 400
    assert auditor.post(url, form | {"before": page.pk}).status_code == 409
    assert auditor.post(url, form | {"next": "https://elsewhere.example/"})["Location"] == url


@pytest.mark.parametrize("note", ["a\0b", "长" * 4_001])
def test_a_note_that_cannot_be_kept_is_told_and_not_kept(page: Project, note: str) -> None:
    url = address("project-last-year", page.pk)
    answer = signed_in("auditor").post(url, sent(page, note=note))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not MatchDecision.objects.exists()


def test_half_a_character_is_in_no_note_and_no_reason() -> None:
    assert "note" in NoteForm({"note": "续\ud800"}).errors
    assert "reason" in ReviewForm({"state": "confirmed", "reason": "续\ud800"}).errors
    assert NoteForm({"note": "续\U00020000"}).is_valid()


def test_the_pairs_are_a_file_of_the_comparison(client: Client, page: Project) -> None:
    url = comparison() + "&pairs-_export=csv"
    answer = client.get(url, headers={"accept-language": "en"})
    rows = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))
    (row,) = [row for row in rows if FIRST in row]
    assert row[1:8] == ["2023", FIRST, "6.00", "2024", SECOND, "9.00", "possibly the same project"]


def test_the_api_names_last_years_project(client: Client, page: Project) -> None:
    url = f"/api/v1/projects/{page.pk}"
    (pair,) = client.get(url).json()["last_year"]
    assert (pair["name"], pair["status"], pair["reasons"]) == (FIRST, "suggested", ["ordinal"])
    decided(SECOND, FIRST, "confirmed")
    (pair,) = client.get(url).json()["last_year"]
    assert (pair["status"], pair["total"], pair["decided_at"] is None) == ("confirmed", "6.00", False)


def test_the_pages_with_a_suggestion_ask_a_fixed_number_of_queries(
    client: Client, page: Project, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    urls = address("project-last-year", page.pk), comparison(), page.get_absolute_url()
    for url, queries in zip(urls, (5, 8, 7), strict=True):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)

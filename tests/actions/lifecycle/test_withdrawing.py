"""A disclosure is withdrawn: nothing counts it, its addresses say so, and taking it back leaves no trace."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from budget.actions.base import ActionRefused, StaleState
from budget.actions.lifecycle import events, reversals, withdrawals
from budget.disclosure.problems import Problem, Refused
from budget.models import (
    CategoryFigures,
    Checked,
    Disclosure,
    DisclosureEvent,
    Finding,
    FindingFigures,
    NotEvaluated,
    Problem as ProblemRow,
    Project,
    RetiredProject,
    SearchText,
    Tally,
    TypeFigures,
    UnitStatement,
)
from budget.store import disclosures
from budget.store.rows_reader import records_of
from budget.store.sources import Received
from indicators.models import Indicator
from tests import factories
from tests.actions.lifecycle.editors import editor, lists, move, pages, undo, withdraw
from tests.factories import WAN, disclosure, indicators, project, stored, unit
from tests.support.auditors import auditor, decide, table, training
from tests.support.people import READER, person

pytestmark = pytest.mark.django_db

ROWS = (
    *(
        CategoryFigures,
        Checked,
        FindingFigures,
        Indicator,
        NotEvaluated,
        ProblemRow,
        Project,
        SearchText,
    ),
    *(Tally, TypeFigures, UnitStatement),
)


def transport(year: int = 2024) -> Disclosure:
    """A second department's, with a problem and several units."""
    record = disclosure(
        unit("市水务局", project("河道清淤", 30 * WAN, row=6, indicators=indicators("quantity")), row=5),
        unit("水文站", project("教育宣传", 2 * WAN, row=8), project("教育宣传", 3 * WAN, row=9), row=7),
        department="市水务局",
        year=year,
    )
    return stored(record, [Problem("no-name", row=6)], [Received("水务.txt", f"水务{year}".encode())])


def test_what_is_withdrawn_is_on_no_list_and_in_no_sum_or_search_or_export(client: Client) -> None:
    factories.some_year()
    before = lists(client)
    there = transport()
    assert lists(client) != before
    withdraw(there)
    assert lists(client) == before


def test_a_withdrawal_taken_back_leaves_every_page_as_it_was(client: Client) -> None:
    factories.some_year(2023)
    there = factories.some_year()
    before = pages(client)
    undo(withdraw(there))
    assert pages(client) == before


def test_no_row_of_what_is_withdrawn_stays_in_force() -> None:
    there = transport()
    ids = set(Project.objects.values_list("pk", flat=True))
    withdraw(there)
    assert {model.__name__: model.objects.count() for model in ROWS} == {model.__name__: 0 for model in ROWS}
    assert not there.revisions.filter(is_current=True).exists()
    assert not Finding.objects.in_force().exists()
    assert set(RetiredProject.objects.values_list("pk", flat=True)) == ids


def test_taken_back_records_problems_and_addresses_are_the_same() -> None:
    there = transport()
    record, problems = records_of(there), [one.record for one in there.problems.all()]
    ids = list(Project.objects.order_by("pk").values_list("pk", "name", "ordinal"))
    undo(withdraw(there))
    there.refresh_from_db()
    assert (there.withdrawn_at, there.revisions.get().is_current) == (None, True)
    assert (records_of(there), [one.record for one in there.problems.all()]) == (record, problems)
    assert list(Project.objects.order_by("pk").values_list("pk", "name", "ordinal")) == ids
    assert not RetiredProject.objects.exists()


def test_findings_end_because_of_the_withdrawal_and_come_back_as_they_were_decided() -> None:
    there = stored(table(training()))
    finding = Finding.objects.get(check_id="VAL-08")
    decide(finding, "dismissed", by=auditor())
    event = withdraw(there)
    finding.refresh_from_db()
    assert (finding.is_active, finding.resolved_because) == (False, "withdrawn")
    undo(event)
    finding.refresh_from_db()
    assert (finding.is_active, finding.review_state, finding.reviews.count()) == (True, "dismissed", 1)


def test_the_next_year_is_no_longer_compared_with_what_was_withdrawn() -> None:
    before = stored(table(training("≥50次"), year=2023))
    stored(table(training("≥40次")))
    weaker = Finding.objects.filter(check_id="YOY-01", is_active=True)
    assert weaker.count() == 1
    event = withdraw(before)
    assert weaker.count() == 0
    undo(event)
    assert weaker.count() == 1


def test_its_page_says_when_it_was_withdrawn_and_shows_its_revisions(client: Client) -> None:
    there = transport()
    address = there.get_absolute_url()
    withdraw(there, "公开有误，部门来函")
    page = client.get(address).content.decode()
    assert "本公开表已于" in page and "河道清淤" in page and "水务.txt" in page
    assert "公开有误" not in page and "editor" not in page
    assert client.get(f"{address}?revision=1").status_code == 200
    client.force_login(person(READER))
    assert "公开有误" not in client.get(address).content.decode()
    client.force_login(editor())
    page = client.get(address).content.decode()
    assert "公开有误，部门来函" in page and "editor" in page


def test_its_page_and_those_left_empty_ask_as_often_with_little_as_with_much(
    client: Client, django_assert_num_queries
) -> None:
    for there in (transport(), factories.large_disclosure(120)):
        unit_left = there.statements.first().unit
        withdraw(there)
        for body, queries in ((there, 8), (there.department, 4), (unit_left, 4)):
            client.get(body.get_absolute_url())  # what a database is asked once and for all
            with django_assert_num_queries(queries):
                client.get(body.get_absolute_url())


def test_addresses_of_what_was_withdrawn_answer_that_it_is_gone(client: Client) -> None:
    there = transport()
    project = Project.objects.get(name="河道清淤")
    withdraw(there)
    response = client.get(project.get_absolute_url())
    assert response.status_code == 410
    text = response.content.decode()
    assert "撤下" in text and f"{there.get_absolute_url()}?revision=1" in text
    assert client.get(f"{there.get_absolute_url()}reconciliation/").status_code == 410
    for path, detail in (
        (f"/api/v1/projects/{project.pk}", "The table that had this project was withdrawn."),
        (f"/api/v1/disclosures/{there.pk}", "This disclosure was withdrawn."),
    ):
        response = client.get(path)
        assert (response.status_code, response.json()["detail"]) == (410, detail)


def test_a_year_with_nothing_but_what_was_withdrawn_is_no_year(client: Client) -> None:
    factories.some_year()
    withdraw(transport(2031))
    assert Disclosure.objects.years() == [2024]
    assert client.get("/?year=2031").status_code == 404
    assert "2031" not in client.get("/").content.decode()


@pytest.mark.parametrize("suffix", ["", "coverage/"])
def test_pages_of_a_department_and_units_left_empty_say_so(client: Client, suffix: str) -> None:
    factories.some_year()
    there = transport()
    units = [statement.unit for statement in there.statements.all()]
    withdraw(there)
    for body in (there.department, *units):
        response = client.get(body.get_absolute_url() + suffix)
        assert response.status_code == 200
        text = response.content.decode()
        assert body.name in text and there.get_absolute_url() in text and "import_disclosures" not in text


def test_dumps_leave_it_out_and_its_export_asks_for_the_revision(capsys, tmp_path) -> None:
    factories.some_year()
    there = transport()
    withdraw(there)
    call_command("dump_disclosures")
    dumped = [json.loads(line)["department"] for line in capsys.readouterr().out.splitlines()]
    assert sorted(dumped) == ["市交通局", "市教育局"]
    with pytest.raises(CommandError, match="withdrawn"):
        call_command("export_disclosure", str(there.pk), to=tmp_path / "a.txt")
    call_command("export_disclosure", str(there.pk), to=tmp_path / "a.txt", revision=1)
    assert "河道清淤" in (tmp_path / "a.txt").read_text("utf-8")


def test_the_same_table_is_not_imported_again() -> None:
    there = transport()
    record = records_of(there)
    withdraw(there)
    for files in ([], [Received("b.txt", b"other bytes")]):
        with pytest.raises(Refused) as refused:
            stored(record, files=files)
        assert refused.value.problems[0].code == "withdrawn"
        assert f"/disclosures/{there.pk}/" in refused.value.problems[0].message
    other = disclosure(unit("市水务局", project("别的", WAN)), department="市水务局")
    with pytest.raises(Refused):  # the same file, however it is read by now
        stored(other, files=[Received("c.txt", "水务2024".encode())])
    assert Disclosure.objects.in_force().count() == 0


def test_a_form_of_a_withdrawn_disclosure_is_not_imported_again() -> None:
    file = Received("form.txt", b"form")
    form = disclosure(unit("市水务局", project("清淤", WAN, file=file.sha256)), layout="form")
    there = disclosures.add_forms([form], files=[file]).disclosure
    withdraw(there)
    second = disclosure(unit("市水务局", project("改建", WAN, file=file.sha256)), layout="form")
    with pytest.raises(Refused):
        disclosures.add_forms([second], files=[file])


def test_another_table_stands_beside_what_was_withdrawn_and_tells_of_it() -> None:
    there = transport()
    event = withdraw(there)
    other = disclosure(unit("市水务局", project("河道清淤", WAN), project("新", WAN)), department="市水务局")
    made = disclosures.store(other, files=[Received("d.txt", b"d")])
    assert made.status == "imported" and made.disclosure != there
    assert [one.code for one in made.notices] == ["after-withdrawn"]
    assert [one.code for one in made.disclosure.problems.all()] == ["after-withdrawn"]
    assert disclosures.store(other).notices == ()
    there.refresh_from_db()
    assert there.is_withdrawn
    with pytest.raises(ActionRefused, match=f"/disclosures/{made.disclosure.pk}/"):
        undo(event)
    with pytest.raises(ActionRefused, match=f"/disclosures/{made.disclosure.pk}/"):
        withdrawals.bring_back(there.revisions.get(), reason="x", by=editor())


def test_a_project_keeps_its_address_whichever_disclosure_of_its_place_is_in_force() -> None:
    there = transport()
    first = Project.objects.get(name="河道清淤").pk
    event = withdraw(there)
    other = stored(disclosure(unit("市水务局", project("河道清淤", WAN)), department="市水务局"))
    assert Project.objects.get().pk == first
    withdraw(other)
    undo(event)
    assert Project.objects.get(name="河道清淤").pk == first
    assert Project.objects.count() == 3


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_act_goes_without_a_reason(reason: str) -> None:
    there = transport()
    with pytest.raises(ActionRefused, match="理由"):
        withdrawals.withdraw(there, reason=reason, by=editor())
    assert not DisclosureEvent.objects.exists()


def test_what_is_withdrawn_is_not_withdrawn_again_nor_moved() -> None:
    there = transport()
    withdraw(there)
    with pytest.raises(ActionRefused, match="撤下"):
        withdraw(there)
    with pytest.raises(ActionRefused, match="撤下"):
        move(there, 2020)


def test_an_act_upon_another_revision_than_the_one_seen_is_refused() -> None:
    there = transport()
    before = events.state_token_of(there)
    stored(disclosure(unit("市水务局", project("新", WAN)), department="市水务局"))
    with pytest.raises(StaleState, match="2"):
        withdrawals.withdraw(there, reason="x", by=editor(), seen=before)
    withdrawals.withdraw(there, reason="x", by=editor(), seen=events.state_token_of(there))


def test_without_the_permission_nothing_is_done() -> None:
    there = transport()
    somebody = auditor()
    with pytest.raises(PermissionDenied):
        withdrawals.withdraw(there, reason="x", by=somebody)
    event = withdraw(there)
    with pytest.raises(PermissionDenied):
        reversals.undo(event, reason="x", by=somebody)

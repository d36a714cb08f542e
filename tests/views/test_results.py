"""The pages of self-evaluations: promise and result in one row, each led back to its file and row."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import gettext as _

from budget.accounts.roles import AUDITOR
from budget.disclosure.self_evaluations import MoneyRow
from budget.models import (
    Department,
    Finding,
    Project,
    ResultDecision,
    SelfEvaluation,
    SelfEvaluationSource,
)
from budget.pages.report import points
from budget.store.self_evaluations import store
from budget.store.sources import Received
from tests import factories
from tests.factories import WAN
from tests.support.people import person
from tests.support.self_evaluations import actual, evaluation, evaluations

pytestmark = pytest.mark.django_db

FILE = Received("自评表.docx", b"bytes")
RESULT = evaluation(
    indicators=(
        actual(actual="52次", target="≥40次", reason="多办了两期"),
        actual("quality", "培训合格率", "≥95%", position=2, actual="80%", score="6", reason="教材迟到"),
        actual("social", "新增学校", "≥1所", position=3, actual="若干"),
    ),
)
OTHER = evaluation(
    "塑胶跑道铺设", unit="市第一中学", score="", budget=MoneyRow(initial=9 * WAN, executed=WAN)
)


@pytest.fixture
def stored() -> SelfEvaluation:
    indicators = (
        factories.indicator(),
        factories.indicator("quality", "培训合格率", "≥95%", position=2),
        factories.indicator("timeliness", "按时开班率", "≥90%", position=3),
    )
    projects = [
        factories.project("教师培训", 7 * WAN, indicators=indicators),
        factories.project("操场塑胶跑道铺设", 9 * WAN),
    ]
    factories.stored(factories.disclosure(factories.unit("市教育局", *projects)))
    store(evaluations(RESULT, OTHER), files=[FILE])
    return SelfEvaluation.objects.get(name="教师培训")


def test_the_project_shows_promise_and_result_in_one_row(client: Client, stored: SelfEvaluation) -> None:
    page = client.get(
        Project.objects.get(name="教师培训").get_absolute_url(), headers={"accept-language": "en"}
    )
    (quantity, quality, timeliness, social) = page.context["result"].lines
    assert (quantity.disclosed, quantity.restated, quantity.outcome, quantity.by) == (
        *("≥50次", "≥40次", "exceeded"),
        "+4.0%",
    )
    assert (quality.is_restated_alike, quality.outcome) == (True, "missed")
    assert timeliness.result is None and social.target is None and social.outcome == "unknown"
    text = page.content.decode()
    for words in ("教材迟到", "not in the self-evaluation", "not among the targets", "自评表.docx", "row 12"):
        assert words in text
    source = SelfEvaluationSource.objects.get(revision__self_evaluation=stored)
    assert source.get_absolute_url() in text


def test_points_to_review_are_read_of_both_sides(client: Client, stored: SelfEvaluation) -> None:
    page = client.get(stored.get_absolute_url(), headers={"accept-language": "en"})
    points = {one.finding.check_id: one for one in page.context["points"].points}
    assert "RES-01" in points, sorted(points)  # the target was restated lower
    quotes = [(line.label, line.text) for group in points["RES-01"].evidence for line in group.lines]
    assert ("target as restated", "≥40次") in quotes
    assert points["RES-01"].finding.wording in page.content.decode()


def test_points_of_results_are_listed_led_back_to_their_file_and_reviewed(
    client: Client, stored: SelfEvaluation
) -> None:
    finding = Finding.objects.get(self_evaluation=stored, check_id="RES-01")
    english = {"headers": {"accept-language": "en"}}
    page = client.get("/findings/?about=results", **english)
    rows = [row.record for row in page.context["table"].rows]
    assert finding in rows and all(row.self_evaluation_id for row in rows)
    facets = {one.name: one.choices for one in page.context["facets"]}
    assert [one.number > 0 for one in facets["about"]] == [True, True]
    assert facets["about"][1].number == len(rows)
    targets = client.get("/findings/?about=targets", **english)
    assert not any(row.record.self_evaluation_id for row in targets.context["table"].rows)
    exported = client.get("/findings/?check=RES-01&_export=csv", **english)
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert "自评表.docx" in text
    page = client.get(f"/findings/{finding.pk}/", **english)
    assert "自评表.docx" in page.context["citation"] and stored.get_absolute_url() in page.content.decode()
    answer = client.get("/api/v1/findings?about=results&check=RES-01").json()
    assert [row["self_evaluation"] for row in answer["results"]] == [stored.pk]
    client.force_login(person(AUDITOR))
    for url in (stored.get_absolute_url(), stored.project.get_absolute_url()):
        page = client.get(url)
        assert f'value="{finding.pk}:{finding.version}"' in page.content.decode()
        assert f'id="finding-{finding.pk}"' in page.content.decode()


def test_a_self_evaluation_is_browsable_alone_and_leads_to_its_file(
    client: Client, stored: SelfEvaluation
) -> None:
    other = SelfEvaluation.objects.get(name="塑胶跑道铺设")
    page = client.get(other.get_absolute_url())
    assert other.project is None and page.status_code == 200
    assert "11.1%" in page.content.decode()
    download = client.get(SelfEvaluationSource.objects.first().get_absolute_url())
    assert download.content == FILE.content and "attachment" in download["Content-Disposition"]
    assert download["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["塑胶跑道铺设", "教师培训"]),
        ("state=unmatched", ["塑胶跑道铺设"]),
        ("outcome=missed", ["教师培训"]),
        ("execution=below", ["塑胶跑道铺设"]),
        ("score=90", ["教师培训"]),
        ("q=跑道", ["塑胶跑道铺设"]),
        ("q=市第一", ["塑胶跑道铺设"]),
        ("region=广东省广州市&state=matched", ["教师培训"]),
        ("sort=name", ["塑胶跑道铺设", "教师培训"]),
    ],
)
def test_the_list_is_narrowed_counted_and_exported(
    client: Client, stored: SelfEvaluation, query: str, names: list[str]
) -> None:
    page = client.get(f"/results/?{query}")
    assert sorted(row.record.name for row in page.context["table"].rows) == sorted(names)
    facets = {one.name: one for one in page.context["facets"]}
    assert set(facets) == {"region", "department", "state", "outcome", "execution", "score"}
    exported = client.get(f"/results/?{query}&_export=csv")
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert [name for name in ("塑胶跑道铺设", "教师培训") if name in text] == names


@pytest.mark.parametrize("query", ["state=maybe", "department=999", "unit=x", "execution=5", "year=20x4"])
def test_a_filter_that_names_nothing_is_not_found(client: Client, stored: SelfEvaluation, query: str) -> None:
    assert client.get(f"/results/?{query}").status_code == 404


def test_the_list_sums_all_rows(client: Client, stored: SelfEvaluation) -> None:
    page = client.get("/results/")
    assert page.context["table"].totals["executed"] == 6_300_000 + WAN
    execution, met = page.context["facts"][2], page.context["facts"][3]
    assert (execution.value, met.value) == ("45.6%", "66.7%")
    assert client.get("/results/?year=1999").status_code == 404


def test_results_are_counted_by_category_and_shown_of_department_and_unit(
    client: Client, stored: SelfEvaluation
) -> None:
    page = client.get("/results/")
    counts = {row.record["category"]: row.record for row in page.context["category_table"].rows}
    assert [(row["number"], row["met"], row["missed"], row["unknown"]) for row in counts.values()] == [
        (2, 2, 0, 0),
        (1, 0, 1, 0),
        (1, 0, 0, 1),
    ]
    for body in (stored.department, stored.unit):
        page = client.get(body.get_absolute_url())
        executed = page.context["result_facts"][1].value
        assert executed == ("7.30" if body == stored.department else "6.30")
        chart = page.context["result_chart"]
        assert [one.value for one in chart.segments][2] in (6_300_000 + WAN, 6_300_000)
        shown = page.content.decode()
        assert f"/results/?year=2024&amp;{body._meta.model_name}={body.pk}" in shown
        assert "其中包括自评表中的事项" in shown
    factories.stored(factories.disclosure(factories.unit("市水务局"), department="市水务局"))
    page = client.get(Department.objects.get(name="市水务局").get_absolute_url())
    assert "result_facts" not in page.context and "其中包括自评表" not in page.content.decode()


def test_the_overview_has_their_figures_and_the_list_compares_years(
    client: Client, stored: SelfEvaluation
) -> None:
    assert client.get("/results/").context["year_table"] is None
    store(evaluations(evaluation(score="80"), year=2023), files=[FILE])
    page = client.get(f"/results/?year=2024&department={stored.department_id}")
    rows = [row.record for row in page.context["year_table"].rows]
    assert [(row["of_year"], row["number"], row["execution"], row["average"]) for row in rows] == [
        (2024, 2, "45.6%", "98.50"),
        (2023, 1, "90.0%", "80.00"),
    ]
    assert f"year=2023&department={stored.department_id}" in rows[1]["url"]
    page = client.get("/")
    assert page.context["result_facts"][2].value == "45.6%"
    assert "/results/?year=2024" in page.content.decode()
    assert "/findings/?year=2024&amp;about=results" in page.content.decode()


def test_the_report_has_its_points_apart_and_tells_what_it_leaves_out(
    client: Client, stored: SelfEvaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "MOST_POINTS", 1)
    found = Finding.objects.in_force()
    in_results = found.filter(self_evaluation__isnull=False).count()
    in_targets = found.count() - in_results
    assert in_results > 1 and in_targets > 1
    page = client.get(f"{stored.department.get_absolute_url()}report/?year=2024")
    sections = {one.name: one.blocks for one in page.context["document"].sections}
    targets, more, results, more_results, _last = sections["points"]
    assert [one.columns[-1].label for one in (targets, results)] == ["原表行号", "自评表行号"]
    assert [one.text for one in (more, more_results)] == [
        _("The report has the first %(shown)s of %(number)s points; all are in their list.")
        % {"shown": 1, "number": number}
        for number in (in_targets, in_results)
    ]
    assert more_results.url.endswith("about=results") and more.url.endswith("about=targets")
    counts = [int(row.cells[1]) for row in sections["figures"][1].rows if "目标表待核查事项" in row.cells[0]]
    assert sum(counts) == in_targets


def test_the_api_has_the_same(client: Client, stored: SelfEvaluation) -> None:
    page = client.get("/api/v1/results?outcome=missed").json()
    assert [(row["project"], row["executed"], row["missed"]) for row in page["results"]] == [
        ("教师培训", "6.30", 1)
    ]
    one = client.get(f"/api/v1/results/{stored.pk}").json()
    assert one["matched_project"]["name"] == "教师培训" and one["score"] == "98.5"
    assert [row["matched_position"] for row in one["results"]] == [1, 2, None]
    assert [row["outcome"] for row in one["results"]] == ["exceeded", "missed", "unknown"]
    assert client.get("/api/v1/results?state=maybe").status_code == 422


def test_the_working_paper_has_a_sheet_of_them(client: Client, stored: SelfEvaluation) -> None:
    answer = client.get("/findings/working-paper/?year=2024", headers={"accept-language": "en"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book["Self-evaluations"].iter_rows(values_only=True))
    own = next(row for row in rows if row[3] == "教师培训")
    assert own[4:12] == ("教师培训", "the same name", 8, 7, 6.3, "90.0%", "98.5", 1)
    assert own[-2:] == ("自评表.docx", 2)
    assert any(row[3] == "塑胶跑道铺设" and not row[4] for row in rows)


def test_an_empty_site_says_that_there_is_none(client: Client) -> None:
    assert client.get("/results/").status_code == 200


def decision_of(page: object) -> Callable[..., dict[str, str]]:
    pair = page.context["view"].projects[0]  # type: ignore[attr-defined]
    return lambda decision: {
        "project": str(pair.project.pk),
        "seen": pair.seen,
        "decision": decision,
        "note": "看过",
    }


def test_an_auditor_confirms_and_takes_back(client: Client, stored: SelfEvaluation) -> None:
    other = SelfEvaluation.objects.get(name="塑胶跑道铺设")
    url = f"{other.get_absolute_url()}match/"
    page = client.get(url)
    assert [one.status for one in page.context["view"].projects] == ["suggested"]
    data = decision_of(page)("confirmed")
    assert client.post(url, data).status_code == 302 and not ResultDecision.objects.exists()
    client.force_login(User.objects.create(username="reader"))
    assert client.post(url, data).status_code == 403
    client.force_login(person(AUDITOR))
    assert client.post(url, data | {"project": "0"}).status_code == 400
    assert client.post(url, data).status_code == 302
    other.refresh_from_db()
    assert (other.project.name, other.match_basis) == ("操场塑胶跑道铺设", "confirmed")
    assert client.post(url, data).status_code == 409
    page = client.get(url)
    assert [one.decision for one in page.context["history"]] == ["confirmed"]
    assert client.post(url, decision_of(page)("taken-back")).status_code == 302
    other.refresh_from_db()
    assert other.project is None


def test_pages_ask_as_often_with_much_as_with_little(
    client: Client, stored: SelfEvaluation, django_assert_num_queries: Callable[[int], object]
) -> None:
    project = Project.objects.get(name="教师培训").get_absolute_url()
    pinned = ((stored.get_absolute_url(), 9), ("/results/", 13), (project, 9))
    many = [replace(RESULT, name=f"项目{n}", row=100 + n) for n in range(30)]
    for step in range(2):
        if step:
            store(evaluations(*many), files=[FILE])
        for url, queries in pinned:
            client.get(url)
            with django_assert_num_queries(queries):
                client.get(url)

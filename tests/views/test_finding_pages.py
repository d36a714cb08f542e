"""Points to review on the pages: facets that count right, evidence as disclosed, and where everything leads."""

from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client, RequestFactory
from lxml import html

from budget.audit.catalogue import CHECKS
from budget.disclosure.records import Amounts
from budget.models import CheckSetting, Disclosure, Finding, NotEvaluated, Project, Tally
from budget.pages.findings.filters import FindingSelection, finding_filters
from budget.pages.years import chosen_year
from budget.store.checks import check_unchecked_if_few
from tests import factories
from tests.factories import WAN, indicators, project
from tests.support.auditors import auditor, decide, table, training

pytestmark = pytest.mark.django_db

ODD = "<b>98%</b> & {{ name }}"


def _two_departments() -> None:
    factories.some_year()
    factories.stored(table(training(), training("97%", "另一培训"), year=2024, department="市卫生局"))


def _listed(response) -> int:
    """How many findings a list is of: one by one, and summed up."""
    summed = response.context["summed_table"]
    one_by_one = response.context["table"].paginator.count
    rows = summed.page.object_list if summed else []
    return one_by_one + sum(row.record.finding_count for row in rows)


def _selection(url: str, user: User | AnonymousUser) -> FindingSelection:
    """The findings of an address, as its page selects them."""
    request = RequestFactory().get(url)
    request.user = user
    year = chosen_year(request, Disclosure.objects.years())
    assert year is not None
    filters, _chips = finding_filters(request, is_for_auditor=not user.is_anonymous)
    return FindingSelection(request, year, filters)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?level=warning",
        "?department={department}",
        "?unit={unit}",
        "?check=CMP-13",
        "?category=quantity",
        "?unit={unit}&level=warning",
    ],
)
@pytest.mark.parametrize("who", ["anonymous", "auditor"])
def test_every_choice_of_a_facet_counts_the_findings_it_leads_to(
    client: Client, query: str, who: str
) -> None:
    _two_departments()
    user: User | AnonymousUser = AnonymousUser()
    if who == "auditor":
        user = auditor()
        client.force_login(user)
        for number, finding in enumerate(Finding.objects.in_force().order_by("pk")[:6]):
            decide(finding, ["confirmed", "dismissed"][number % 2])
    first = Project.objects.get(name="教师培训", unit__department__name="市教育局")
    address = "/findings/" + query.format(department=first.unit.department_id, unit=first.unit_id)
    response = client.get(address)
    assert _listed(response) == response.context["number"] > 0
    names = [facet.name for facet in response.context["facets"]]
    assert ("state" in names) == (who == "auditor")
    followed = 0
    for facet in response.context["facets"]:
        for choice in facet.choices:
            selection = _selection(choice.url, user)
            if not choice.is_chosen:
                assert selection.number == choice.number, (facet.name, choice.label)
            assert selection.findings.count() == selection.number, (facet.name, choice.label)
            followed += 1
        # One choice of each facet is followed as a link.
        other = client.get(facet.choices[0].url)
        assert _listed(other) == other.context["number"] == _selection(facet.choices[0].url, user).number
    assert followed > 3


def test_a_choice_of_a_department_leads_on_to_its_units_and_their_projects(client: Client) -> None:
    _two_departments()

    def facets(address: str) -> dict[str, list[tuple[str, str]]]:
        found = client.get(address).context["facets"]
        return {facet.name: [(choice.label, choice.url) for choice in facet.choices] for facet in found}

    departments = dict(facets("/findings/")["department"])
    assert set(departments) == {"市交通局", "市教育局", "市卫生局"}
    units = dict(facets(departments["市教育局"])["unit"])
    assert {"市教育局", "第一中学"} <= set(units)
    projects = dict(facets(units["第一中学"])["project"])
    assert "设备购置" in projects
    assert "project" not in facets(projects["设备购置"])


def test_a_check_that_hits_most_projects_is_shown_once_and_opens_into_them(client: Client) -> None:
    factories.stored(
        table(*(training(name=f"培训{number}") for number in range(5)), project("无指标", 3 * WAN))
    )
    disclosure = Disclosure.objects.get()
    response = client.get("/findings/")
    rows = [row.record for row in response.context["summed_table"].page.object_list]
    tally = next(row for row in rows if row.check_id == "VAL-08")
    assert (tally.finding_count, tally.project_count, tally.money) == (5, 5, 35 * WAN)
    in_order = [(row.level_rank, -row.money) for row in rows]
    assert in_order == sorted(in_order)
    words = html.fromstring(client.get("/findings/", headers={"accept-language": "en"}).content)
    (line,) = words.xpath("//div[@id='summed-table']//tr[.//a[contains(., 'VAL-08')]]")
    assert "5 of 6" in line.text_content()
    assert "35.00" in line.text_content()
    (address,) = set(line.xpath(".//a[contains(@href, 'check=VAL-08')]/@href"))
    opened = client.get(address)
    assert opened.context["summed_table"] is None
    found = {row.record.project_name for row in opened.context["table"].page.object_list}
    assert found == {f"培训{number}" for number in range(5)}
    one_by_one = {row.record.check_id for row in response.context["table"].page.object_list}
    assert "VAL-08" not in one_by_one
    assert Tally.objects.filter(disclosure=disclosure, check_id__in=one_by_one).exists()


def test_findings_of_another_level_than_those_of_most_projects_are_not_summed_up(client: Client) -> None:
    # CLS-01 is a warning for 合格率 and a notice for another rate: two of three projects and one.
    rates = [
        project(
            f"培训{number}",
            row=6 + number,
            indicators=(factories.indicator("quantity", name, "98%"),),
        )
        for number, name in enumerate(["培训合格率", "培训参与率", "培训合格率"])
    ]
    for level_of_most, names in (("warning", None), ("notice", ["培训合格率", "培训参与率", "出勤率"])):
        if names:
            rates = [
                replace(one, indicators=(replace(one.indicators[0], name=name),))
                for one, name in zip(rates, names, strict=True)
            ]
        factories.stored(table(*rates))
        (single,) = {"warning", "notice"} - {level_of_most}
        for query in ("", f"?level={level_of_most}"):
            response = client.get(f"/findings/{query}")
            rows = [row.record for row in response.context["summed_table"].page.object_list]
            (tally,) = [one for one in rows if one.check_id == "CLS-01"]
            assert (tally.level, tally.finding_count) == (level_of_most, 2)
        for query in ("", f"?level={single}"):
            response = client.get(f"/findings/{query}")
            listed = [row.record for row in response.context["table"].page.object_list]
            assert [one.level for one in listed if one.check_id == "CLS-01"] == [single]
            assert _listed(response) == response.context["number"]


def test_findings_of_a_single_form_are_summed_up_too(client: Client) -> None:
    """AMT-01 of the project, its unit and the grand total: one line."""
    wrong = Amounts(total=7 * WAN, fiscal_appropriation=5 * WAN)
    one = project("培训", wrong, row=6)
    stored = factories.stored(
        factories.disclosure(factories.unit("市教育局", one, row=5, stated=wrong), amounts=wrong)
    )
    assert Finding.objects.filter(check_id="AMT-01", disclosure=stored).count() == 3
    response = client.get("/findings/")
    rows = [row.record for row in response.context["summed_table"].page.object_list]
    assert [(row.check_id, row.finding_count) for row in rows] == [("AMT-01", 3)]
    assert _listed(response) == response.context["number"]
    listed = {row.record.check_id for row in response.context["table"].page.object_list}
    assert listed and "AMT-01" not in listed


def test_the_list_leads_with_the_gravest_and_dearest_projects_and_keeps_each_together(client: Client) -> None:
    grave = Amounts(total=0)
    factories.stored(
        table(
            training(name="较贵"),
            *(project(f"无误{number}", 30 * WAN, row=7 + number) for number in range(4)),
            replace(training(name="零元"), amounts=grave),
        )
    )
    unit = Finding.objects.filter(unit__isnull=False).first().unit_id
    assert client.get("/findings/").context["table"].attrs["class"] == "figures cards"
    rows = [row.record for row in client.get(f"/findings/?unit={unit}").context["table"].page.object_list]
    projects = [one.project_name for one in rows if one.project_name]
    in_order = list(dict.fromkeys(projects))
    # Together: as many changes from one project to another as there are projects.
    assert sum(a != b for a, b in pairwise(projects)) == len(in_order) - 1
    gravest = {name: min(one.level_rank for one in rows if one.project_name == name) for name in in_order}
    assert [gravest[name] for name in in_order] == sorted(gravest.values())
    assert gravest["零元"] == 0
    for rank in set(gravest.values()):
        money = [one.subject_money for one in rows if one.project_name and gravest[one.project_name] == rank]
        assert money == sorted(money, reverse=True)
    for name in in_order:
        levels = [one.level_rank for one in rows if one.project_name == name]
        assert levels == sorted(levels)


def test_findings_sort_by_level_and_by_money_both_ways(client: Client) -> None:
    factories.some_year()

    def rows(sort: str) -> list[Finding]:
        response = client.get(
            "/findings/", {"sort": sort, "check": "CMP-02"} if sort == "money" else {"sort": sort}
        )
        return [row.record for row in response.context["table"].page.object_list]

    ranks = [row.level_rank for row in rows("level")]
    assert ranks == sorted(ranks)
    ranks = [row.level_rank for row in rows("-level")]
    assert ranks == sorted(ranks, reverse=True)
    for sort in ("money", "-money"):
        stated = [row.money for row in rows(sort) if row.money is not None]
        assert stated == sorted(stated, reverse=sort == "-money")
    for column in ("check_id", "project", "evidence", "-evidence"):
        assert client.get("/findings/", {"sort": column}).status_code == 200


def test_evidence_stands_as_disclosed_and_is_no_markup(client: Client) -> None:
    factories.stored(table(training(ODD, f"培训{ODD}")))
    pages = [
        "/findings/",
        f"/findings/{Finding.objects.first().pk}/",
        Project.objects.get().get_absolute_url(),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert "<b>98%</b>" not in text, page
    marks = html.fromstring(client.get("/findings/").content).xpath("//mark")
    assert ODD in {mark.text_content() for mark in marks}


def test_a_finding_leads_to_the_project_the_indicator_and_the_row(client: Client) -> None:
    factories.stored(table(training()))
    finding = Finding.objects.get(check_id="VAL-08")
    tree = html.fromstring(client.get("/findings/").content)
    (line,) = tree.xpath(f"//tr[.//a[@href='/findings/{finding.pk}/']]")
    links = line.xpath(".//a/@href")
    to_project = next(link for link in links if "/projects/" in link)
    to_row = next(link for link in links if "/disclosures/" in link)
    page = html.fromstring(client.get(to_project).content)
    anchor = urlsplit(to_project).fragment
    # Beside the very indicator.
    (row,) = page.xpath(f"//*[@id='indicators']//tr[.//*[@id='{anchor}']]")
    assert "培训次数" in row.text_content()
    disclosed = html.fromstring(client.get(to_row).content)
    assert disclosed.xpath(f"//tr[@id='{urlsplit(to_row).fragment}']")
    own = client.get(f"/findings/{finding.pk}/").content.decode()
    assert to_row.replace("&", "&amp;") in own
    assert "98%" in own
    keys = list(
        Finding.objects.filter(disclosure=finding.disclosure).order_by("pk").values_list("pk", flat=True)
    )
    pages = [client.get(f"/findings/{key}/").context for key in keys]
    assert [page["after_url"] for page in pages] == [*(f"/findings/{key}/" for key in keys[1:]), ""]
    assert [page["before_url"] for page in pages] == ["", *(f"/findings/{key}/" for key in keys[:-1])]


def test_what_names_nothing_is_not_found(client: Client) -> None:
    factories.stored(table(training()))
    for query in ("check=VAL-99", "level=grave", "category=nonsense", "unit=999999", "project=x"):
        assert client.get(f"/findings/?{query}").status_code == 404, query
    assert client.get("/findings/999999/").status_code == 404
    assert client.get("/checks/not-evaluated/?check=nonsense").status_code == 404


def test_a_finding_that_no_longer_arises_says_so_and_is_in_no_list(client: Client) -> None:
    factories.stored(table(training()))
    finding = Finding.objects.get(check_id="VAL-08")
    factories.stored(table(training("≥50次")))
    finding.refresh_from_db()
    assert not finding.is_active
    response = client.get(f"/findings/{finding.pk}/")
    assert response.status_code == 200
    assert html.fromstring(response.content).xpath("//*[contains(@class, 'notice-warning')]")
    link = f'href="/findings/{finding.pk}/"'
    listed = client.get("/findings/")
    assert link not in listed.content.decode()
    resolved = client.get(listed.context["resolved_url"])
    assert link in resolved.content.decode()
    for column in resolved.context["table"].columns:
        assert client.get(listed.context["resolved_url"], {"sort": column.name}).status_code == 200


def test_departments_and_units_tell_their_points_by_level_and_check(client: Client) -> None:
    _two_departments()
    first = Project.objects.get(name="教师培训", unit__department__name="市教育局")
    for page in (first.unit.department.get_absolute_url(), first.unit.get_absolute_url()):
        summary = client.get(page).context["finding_summary"]
        assert summary.number == sum(number for _level, number, _url in summary.levels) > 0
        for _level, number, url in summary.levels:
            assert client.get(url).context["number"] == number
        assert client.get(summary.url).context["number"] == summary.number
        rows = summary.table.data.data
        assert sum(row["findings"] for row in rows) == summary.number
        for row in rows:
            assert client.get(row["url"]).context["number"] == row["findings"]
        found = list(client.get(summary.url).context["table"].data.data)
        found.sort(key=lambda one: (one.level_rank, -one.subject_money))
        shown = [(one.level_rank, one.subject_money) for one in summary.first]
        assert shown == [(one.level_rank, one.subject_money) for one in found[: len(shown)]]
        assert len(shown) == min(5, summary.number)


def test_the_catalogue_shows_every_check_with_its_basis_and_what_it_hits(client: Client) -> None:
    _two_departments()
    response = client.get("/checks/", headers={"accept-language": "en"})
    rows = {row["id"]: row for row in response.context["table"].data.data}
    assert list(rows) == list(CHECKS)
    assert len(response.context["table"].page.object_list) == len(CHECKS)
    for check, row in rows.items():
        active = Finding.objects.in_force().filter(check_id=check)
        assert row["findings"] == active.count()
        assert row["projects"] == Project.objects.filter(findings__in=active).distinct().count()
        assert row["not_evaluated"] == NotEvaluated.objects.filter(check_id=check).count()
    text = response.content.decode()
    for check in CHECKS.values():
        assert check.wording.english in html.fromstring(text).text_content()
        assert check.basis.number in text
    for link in html.fromstring(text).xpath("//div[@id='checks-table']//td/a"):
        page, query = urlsplit(link.get("href")).path, parse_qs(urlsplit(link.get("href")).query)
        led = client.get(link.get("href")).context
        number = led["number"] if page == "/findings/" else led["table"].paginator.count
        assert number == int(link.text_content()), query


def test_what_is_switched_off_or_of_another_level_is_said(client: Client) -> None:
    factories.stored(table(training()))
    CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    CheckSetting.objects.create(check_id="CLS-03", level="error")
    english = {"accept-language": "en"}
    before = client.get("/checks/", headers=english)
    assert before.context["waiting"] == 1
    assert "check_disclosures" in before.content.decode()
    check_unchecked_if_few()
    after = client.get("/checks/", headers=english)
    assert after.context["waiting"] == 0
    rows = {row["id"]: row for row in after.context["table"].data.data}
    assert (rows["VAL-08"]["switch_words"], rows["VAL-08"]["findings"]) == ("switched off here", 0)
    assert (rows["CLS-03"]["level"], rows["CLS-03"]["catalogue_level"]) == ("error", "notice")
    assert rows["CMP-03"]["switch_words"] == "on for Guangzhou alone"
    department = Disclosure.objects.get().department.get_absolute_url()
    for page in ("/findings/", department):
        words = html.fromstring(client.get(page, headers=english).content).text_content()
        assert "witched off" in words
        assert "VAL-08" in words


def test_what_was_not_evaluated_is_listed_with_the_reason(client: Client) -> None:
    _two_departments()
    assert NotEvaluated.objects.exists()
    response = client.get("/checks/not-evaluated/")
    assert response.context["table"].paginator.count == NotEvaluated.objects.count()
    for facet in response.context["facets"]:
        for choice in facet.choices:
            assert client.get(choice.url).context["table"].paginator.count == choice.number
    words = html.fromstring(response.content).text_content()
    assert all(one.words in words for one in NotEvaluated.objects.all()[:25])


def test_a_projects_page_says_what_could_not_be_evaluated(client: Client) -> None:
    factories.some_year()
    one = NotEvaluated.objects.filter(project__isnull=False).first()
    assert one is not None
    page = client.get(one.project.get_absolute_url())
    assert one.words in html.fromstring(page.content).text_content()
    assert one in page.context["paper"].not_evaluated


def test_no_finding_of_another_year_is_listed(client: Client) -> None:
    factories.stored(table(training(), year=2023))
    factories.stored(table(project("别的", 3 * WAN, indicators=indicators("quantity")), year=2024))
    years = {
        row.record.disclosure.fiscal_year
        for row in client.get("/findings/?year=2023").context["table"].page.object_list
    }
    assert years == {2023}
    assert client.get("/findings/?year=1999").status_code == 404

"""A disclosure's page: the table as disclosed, problems in their cells, revisions and files."""

import hashlib

import pytest
from django.test import Client
from lxml import html

from budget.disclosure.problems import Problem
from budget.disclosure.records import Amounts
from budget.models import Disclosure, Finding, Project, Source
from budget.pages.disclosed_table.lines import LINES_PER_PAGE
from budget.pages.disclosed_table.problems import cell_of
from budget.pages.findings.formats import row_address
from budget.store.sources import Received
from budget.views.files import safe_file_name
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _rows(client: Client, url: str) -> list[str]:
    """The names in the table as disclosed, in their order."""
    tree = html.fromstring(client.get(url).content)
    return [
        (row.xpath("string(th/a)") or row.xpath("string(th)")).strip()
        for row in tree.xpath("//*[@id='table']//tbody/tr")
    ]


def test_the_table_stands_as_disclosed_unit_by_unit(client: Client) -> None:
    disclosure = factories.some_year()
    names = ["市教育局", "教师培训", "校舍维修", "没有金额", "来源不明"]
    expected = [*names, "第一中学", "设备购置", "设备购置", "某项目", "空单位"]
    assert _rows(client, disclosure.get_absolute_url())[1:] == expected
    assert _rows(client, f"{disclosure.get_absolute_url()}?revision=1")[1:] == expected


def test_a_long_table_comes_in_pages_that_together_are_the_table(client: Client) -> None:
    disclosure = factories.large_disclosure(230)
    url = disclosure.get_absolute_url()
    paged = [name for page in (1, 2, 3) for name in _rows(client, f"{url}?page={page}")]
    expected = []
    for number in range(230):
        if number % 50 == 0:
            expected.append(f"单位{number}")
        expected.append(f"项目{number}")
    assert paged[1:] == expected
    assert len(_rows(client, url)) == LINES_PER_PAGE
    revision = [name for page in (1, 2, 3) for name in _rows(client, f"{url}?revision=1&page={page}")]
    assert revision == paged


def test_a_project_leads_to_the_page_that_holds_its_row(client: Client) -> None:
    disclosure = factories.large_disclosure(230)
    # First and last of the table, of a unit and of a page.
    for number in (0, 96, 97, 150, 229):
        project = Project.objects.get(name=f"项目{number}")
        link = client.get(project.get_absolute_url()).context["row_url"]
        page = html.fromstring(client.get(link).content)
        assert project.name in page.xpath(f"string(//tr[@id='row-{project.row}'])")
        by_row = html.fromstring(client.get(f"{disclosure.get_absolute_url()}?row={project.row}").content)
        assert project.name in by_row.xpath(f"string(//tr[@id='row-{project.row}'])")


def test_each_project_of_the_table_leads_to_its_page(client: Client) -> None:
    disclosure = factories.some_year()
    for query in ("", "?revision=1"):
        tree = html.fromstring(client.get(disclosure.get_absolute_url() + query).content)
        for project in disclosure.projects.all():
            (link,) = tree.xpath(f"//tr[@id='row-{project.row}']/th/a/@href")
            assert link == project.get_absolute_url()


def test_an_old_revision_states_its_own_head(client: Client) -> None:
    factories.stored(factories.disclosure(factories.unit("市教育局", factories.project("培训", 5 * WAN))))
    new = factories.disclosure(
        factories.unit("市教育局", factories.project("培训", 6 * WAN), factories.project("会议", WAN)),
        title="更正后的表",
    )
    url = factories.stored(new).get_absolute_url()
    old, now = (client.get(f"{url}?revision={number}").context["head"] for number in (1, 2))
    assert (old.total, old.project_count, old.title) == (5 * WAN, 1, "项目支出绩效目标表（2024年度）")
    assert (now.total, now.project_count, now.title) == (7 * WAN, 2, "更正后的表")


def test_problems_are_listed_and_marked_in_their_cells(client: Client) -> None:
    disclosure = factories.some_year()
    response = client.get(disclosure.get_absolute_url())
    assert response.context["problem_table"].paginator.count == 3
    marks = {
        line.name: {cell: len(problems) for cell, problems in line.problems.items()}
        for line in response.context["lines"]
        if line.problems
    }
    assert marks == {"教师培训": {"indicators": 1}, "设备购置": {"indicators": 1}}
    tree = html.fromstring(response.content)
    assert "尾巴" in tree.xpath("string(//tr[@id='row-6']/td[last()])")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("绩效指标", "indicators"),
        ("绩效\n目标", "objective"),
        ("财政专户拨款", "special_account"),
        ("总计", "total"),
        ("", "name"),
        ("别的", "name"),
    ],
)
def test_a_problem_is_marked_in_the_cell_its_column_means(column: str, cell: str) -> None:
    assert cell_of(column) == cell


def test_a_stated_sum_that_does_not_hold_is_said_and_never_hidden(client: Client) -> None:
    record = factories.disclosure(
        factories.unit(
            "市教育局",
            factories.project("甲", 5 * WAN, row=6),
            row=5,
            stated=factories.amounts(fiscal=4 * WAN),
        ),
        amounts=factories.amounts(fiscal=7 * WAN),
    )
    disclosure = factories.stored(record)
    unit = Project.objects.get().unit
    for url, rest in (
        (disclosure.get_absolute_url(), 2 * WAN),
        (disclosure.department.get_absolute_url(), 2 * WAN),
        (unit.get_absolute_url(), -WAN),
    ):
        difference = client.get(url).context["difference"]
        assert {figure.difference for _label, figure in difference} == {rest}, url


def test_revisions_are_listed_with_their_files_and_hashes(client: Client) -> None:
    disclosure = factories.some_year()
    record = factories.disclosure(
        factories.unit("市教育局", factories.project("教师培训", WAN, row=6), row=5)
    )
    factories.stored(record, files=[Received("第二稿.txt", b"second")])
    tree = html.fromstring(client.get(disclosure.get_absolute_url()).content)
    rows = tree.xpath("//*[@aria-labelledby='revisions-title']//tbody/tr")
    assert [row.xpath("string(td[2]/a)") for row in rows] == ["第二稿.txt", "教育局2024.txt"]
    hashes = [hashlib.sha256(content).hexdigest() for content in (b"second", "2024年的表".encode())]
    assert [row.xpath("string(td[@class='hash'])") for row in rows] == hashes
    assert rows[1].xpath("string(td[last()]/a/@href)") == "https://edu.example.org/2024"


def test_a_revision_that_is_not_there_is_not_found(client: Client) -> None:
    disclosure = factories.some_year()
    for revision in ("2", "0", "x", "-1"):
        assert client.get(f"{disclosure.get_absolute_url()}?revision={revision}").status_code == 404


@pytest.mark.parametrize(
    "query", ["page=x", "page=99", "row=x", "row=99999999999999", "row=3", "project=x", "project=999"]
)
def test_a_place_that_is_not_there_shows_a_page_of_the_table(client: Client, query: str) -> None:
    disclosure = factories.some_year()
    assert client.get(f"{disclosure.get_absolute_url()}?{query}").status_code == 200


def test_a_disclosure_entered_by_hand_has_a_page_without_revisions(client: Client) -> None:
    disclosure = factories.some_year()
    entered = Disclosure.objects.create(department=disclosure.department, fiscal_year=2030)
    assert client.get(entered.get_absolute_url()).status_code == 200


def test_a_file_is_given_as_received_and_never_run(client: Client) -> None:
    factories.stored(
        factories.disclosure(factories.unit("局", factories.project("甲"))),
        files=[Received("绩效目标表\r\n.html", b"<script>alert(1)</script>")],
    )
    response = client.get(Source.objects.get().get_absolute_url())
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    disposition = response["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''%E7%BB%A9%E6%95%88%E7%9B%AE%E6%A0%87%E8%A1%A8.html"
    again = client.get(Source.objects.get().get_absolute_url(), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("表\u202etxt.exe", "表txt.exe"),
        ('a"b\\c.txt', "a_b_c.txt"),
        (".hidden", "hidden"),
        ("...", "disclosure"),
        ("", "disclosure"),
    ],
)
def test_a_file_name_full_of_tricks_is_made_harmless(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def two_forms() -> Disclosure:
    """Two forms of one unit from two files, each with its project in row 5; the first one has a problem there."""
    projects = [factories.project(name, row=5, file=name * 32) for name in ("供水", "排水")]
    problems = [
        Problem(
            "unread-text",
            row=5,
            column="绩效指标",
            text="尾巴",
            details={"why": "after-last"},
            file="供水" * 32,
        )
    ]
    record = factories.disclosure(factories.unit("水务局", *projects, stated=Amounts()), layout="form")
    return factories.stored(record, problems)


def test_a_problem_of_one_file_is_marked_in_the_row_of_that_file_alone(client: Client) -> None:
    disclosure = two_forms()
    tree = html.fromstring(client.get(disclosure.get_absolute_url()).content)
    marked = tree.xpath("//*[@id='table']//tbody/tr[.//p[contains(@class, 'mark')]]")
    assert [row.xpath("string(th/a)").strip() for row in marked] == ["供水"]
    for project in Project.objects.order_by("position"):
        shown = client.get(project.get_absolute_url()).context
        assert [one.text for one in shown["problems"]] == (["尾巴"] if project.name == "供水" else [])
        (row,) = tree.xpath(f"//tr[@id='{shown['row_url'].partition('#')[2]}']")
        assert project.name in row.xpath("string(th)")
    found = Finding.objects.in_force().filter(check_id="FMT-01")
    assert [one.project_name for one in found] == ["供水"]
    assert row_address(found[0]).partition("#")[2] == tree.xpath(
        "string(//tr[contains(., '供水') and @id]/@id)"
    )

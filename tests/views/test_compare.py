"""The page that sets departments, units, years and revisions column by column."""

import pytest
from django.test import Client
from lxml import html

from budget.audit.comparison import totals_of
from budget.models import Department, Disclosure, Project, Unit
from budget.pages.comparison.columns import columns_in_force, columns_of_revisions
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _two_years() -> Department:
    """市教育局 in 2023 and 2024: a project gone, one new, one with more money and a lower target."""
    old = factories.disclosure(
        factories.unit(
            "市教育局",
            factories.project("培训", 5 * WAN, indicators=(factories.indicator(target="≥50次"),)),
            factories.project("会议", 2 * WAN),
        ),
        year=2023,
    )
    new = factories.disclosure(
        factories.unit(
            "市教育局",
            factories.project(
                "培训",
                factories.amounts(fiscal=6 * WAN, other=2 * WAN),
                indicators=(factories.indicator(target="≥40次"),),
            ),
            factories.project("购置", 3 * WAN),
        )
    )
    factories.stored(old)
    return factories.stored(new).department


def _rows(client: Client, url: str, block: str) -> list[list[str]]:
    tree = html.fromstring(client.get(url).content)
    for hidden in tree.xpath("//td//*[contains(@class, 'visually-hidden')]"):
        hidden.drop_tree()
    return [
        ["".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in tree.xpath(f"//*[@id='{block}']//tbody/tr")
    ]


def test_two_years_of_a_department_stand_beside_each_other(client: Client) -> None:
    department = _two_years()
    url = f"/compare/?department={department.pk}&year=2023&year=2024"
    assert _rows(client, url, "sources-table") == [
        ["总计", "7.00", "11.00", "4.00"],
        ["财政拨款", "7.00", "9.00", "2.00"],
        ["财政专户拨款", "—", "—", "—"],
        ["其他资金", "—", "2.00", "—"],
    ]
    assert _rows(client, url, "types-table") == [
        ["购置", "0.00", "3.00", "3.00"],
        ["会议活动", "7.00", "8.00", "1.00"],
    ]
    assert _rows(client, url, "counts-table")[:2] == [["项目", "2", "2", "0"], ["绩效指标", "1", "1", "0"]]
    assert _rows(client, url, "projects-table") == [
        ["购置", "市教育局", "—", "3.00", "3.00", "新增", "0", "0"],
        ["会议", "市教育局", "2.00", "—", "-2.00", "减少", "0", "0"],
        ["培训", "市教育局", "5.00", "8.00", "3.00", "金额变化", "0", "1"],
    ]
    assert _rows(client, url, "targets-table") == [["培训", "培训次数", "数量指标", "≥50次", "≥40次", "降低"]]


def test_a_kind_of_change_narrows_the_projects(client: Client) -> None:
    department = _two_years()
    url = f"/compare/?department={department.pk}&year=2023&year=2024&change=gone"
    assert [row[0] for row in _rows(client, url, "projects-table")] == ["会议"]
    assert client.get(url.replace("gone", "nonsense")).status_code == 404


def test_departments_are_compared_by_the_names_of_their_projects(client: Client) -> None:
    for name, amount in (("甲局", 3), ("乙局", 4)):
        shared = factories.project("机构运行", amount * WAN)
        own = factories.project(f"{name}专项", WAN)
        factories.stored(factories.disclosure(factories.unit(name, shared, own), department=name))
    first, second = Department.objects.order_by("pk")
    url = f"/compare/?department={first.pk}&department={second.pk}"
    assert [row[0] for row in _rows(client, url, "sources-table")][0] == "总计"
    changes = {row[0]: row[5] for row in _rows(client, url, "projects-table")}
    assert changes == {"机构运行": "金额不同", "乙局专项": "第一列没有", "甲局专项": "最后一列没有"}


def test_units_and_the_whole_site_are_compared_too(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    first, second = Unit.objects.get(name="市教育局"), Unit.objects.get(name="第一中学")
    rows = _rows(client, f"/compare/?unit={first.pk}&unit={second.pk}&year=2024", "sources-table")
    assert rows[0] == ["总计", "114.00", "9.00", "-105.00"]
    rows = _rows(client, "/compare/", "sources-table")
    assert rows[0] == ["总计", "153.00", "153.00", "0.00"]
    assert _rows(client, "/compare/", "projects-table") == []


def test_the_site_is_compared_by_the_departments_of_every_year(client: Client) -> None:
    def store(name: str, money: int, year: int) -> None:
        table = factories.disclosure(
            factories.unit(name, factories.project("培训", money * WAN)), department=name, year=year
        )
        factories.stored(table)

    for name, money, year in (("甲局", 5, 2023), ("甲局", 4, 2024), ("乙局", 7, 2023), ("丙局", 90, 2024)):
        store(name, money, year)
    page = client.get("/compare/?year=2023&year=2024")
    assert _rows(client, "/compare/?year=2023&year=2024", "sources-table")[0] == [
        "总计",
        "5.00",
        "4.00",
        "-1.00",
    ]
    before, now = page.context["columns"]
    assert (before.departments, now.departments) == (1, 1)
    assert (before.others["departments"], before.others["sum_total"]) == (1, 7 * WAN)
    assert (now.others["departments"], now.others["sum_total"]) == (1, 90 * WAN)
    assert now.filters == {}  # a list of the year would show other departments too
    text = "".join(page.content.decode().split())
    assert "只含各年度均有公开表的1个部门" in text
    assert "另有1个部门并非各年度都有，未计入，金额90.00" in text
    changed, largest = (some for _heading, some in page.context["offers"])
    assert [(one.label, one.note) for one in changed] == [("甲局", "2023–2024: -1.00 万元")]
    assert [one.label for one in largest] == ["丙局、甲局"]
    for one in (*changed, *largest):
        assert len(client.get(one.url).context["columns"]) == 2


def test_columns_of_several_bodies_and_years_have_no_difference(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    first, second = Department.objects.order_by("pk")[:2]
    page = client.get(f"/compare/?department={first.pk}&department={second.pk}&year=2023&year=2024")
    assert len(page.context["columns"]) == 4
    assert "difference" not in page.context["blocks"][0][0].columns.names()
    assert "project_table" not in page.context
    assert "差额会把两者混在一起" in page.content.decode()


def test_every_figure_leads_to_what_it_counts(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    department = Disclosure.objects.filter(department__name="市教育局").first().department
    unit = Unit.objects.get(name="市教育局")
    followed = 0
    for query in (f"department={department.pk}", f"unit={unit.pk}"):
        tree = html.fromstring(client.get(f"/compare/?{query}&year=2023&year=2024").content)
        for link in tree.xpath("//*[@id='counts-table' or @id='types-table']//td/a"):
            page = client.get(link.get("href"))
            table = page.context["table"]
            text = link.text_content().strip()
            if "." in text:
                assert f"{table.totals['total'] / WAN:.2f}" == text
            else:
                number = page.context.get("number", table.paginator.count)
                assert number == int(text), link.get("href")
            followed += 1
    assert followed > 20


def test_revisions_are_compared_by_the_records_that_they_keep(client: Client) -> None:
    disclosure = factories.some_year()
    changed = factories.project("教师培训", 90 * WAN, row=6, indicators=factories.indicators("social"))
    factories.stored(factories.disclosure(factories.unit("市教育局", changed, row=5)))
    url = f"/compare/?disclosure={disclosure.pk}"
    assert _rows(client, url, "sources-table")[0] == ["总计", "123.00", "90.00", "-33.00"]
    changes = {row[0]: row[5] for row in _rows(client, url, "projects-table")}
    assert changes["教师培训"] == "金额变化"
    assert changes["校舍维修"] == "减少"
    assert [row[0] for row in _rows(client, url, "counts-table")] == ["项目", "绩效指标"]
    page = client.get(disclosure.get_absolute_url()).content.decode()
    assert f"/compare/?disclosure={disclosure.pk}" in page
    labels = [column.label for column in client.get(url).context["columns"]]
    assert [label[:5] for label in labels] == ["第 1 版", "第 2 版"]


def test_texts_of_revisions_are_compared(client: Client) -> None:
    def store(objective: str, period_target: str) -> Disclosure:
        indicator = factories.indicator(name="培训人数", target="100人", period_target=period_target)
        project = factories.project("培训", WAN, objective=objective, indicators=(indicator,))
        return factories.stored(factories.disclosure(factories.unit("市教育局", project)))

    disclosure = store("培训教师一百人", "300人")
    store("培训教师", "200人")
    assert _rows(client, f"/compare/?disclosure={disclosure.pk}", "texts-table") == [
        ["培训", "—", "绩效目标", "培训教师一百人", "培训教师"],
        ["培训", "培训人数", "实施周期指标值", "300人", "200人"],
    ]


def test_a_revisions_side_says_what_the_database_said_when_it_was_in_force() -> None:
    disclosure = factories.some_year()
    kept = columns_of_revisions(disclosure, list(disclosure.revisions.all()))[0]
    (in_force,) = columns_in_force("department", [disclosure.department], [2024])
    assert kept.totals == in_force.totals
    assert kept.types == in_force.types
    assert totals_of(in_force.projects) == in_force.totals
    assert [row.name for row in kept.projects] == [row.name for row in in_force.projects]


@pytest.mark.parametrize(
    "query",
    [
        "department=999999",
        "department=x",
        "unit=-1",
        "year=1999",
        "year=abcd",
        "disclosure=999",
        "disclosure=",
        "disclosure=1&revision=9",
    ],
)
def test_what_is_not_there_is_not_compared(client: Client, query: str) -> None:
    factories.some_year()
    assert client.get(f"/compare/?{query}").status_code == 404


def test_too_few_and_too_many_are_said_to_be_so(client: Client) -> None:
    for year in range(2020, 2025):
        factories.stored(
            factories.disclosure(factories.unit("某局", factories.project("甲", WAN)), year=year)
        )
    department = Department.objects.get()
    one = client.get(f"/compare/?department={department.pk}")
    assert "columns" not in one.context and "请至少选择两个" in one.content.decode()
    years = "&".join(f"year={year}" for year in range(2020, 2025))
    many = client.get(f"/compare/?department={department.pk}&{years}")
    assert "columns" not in many.context and "最多并列 4 列" in many.content.decode()


def test_a_side_is_found_by_a_part_of_its_name_and_taken_away_again(client: Client) -> None:
    factories.some_year()
    found = client.get("/compare/?find=交通").context["found"]
    assert [link.label for link in found] == ["市交通局"]
    page = client.get(found[0].url)
    (chosen,) = page.context["chosen"]
    assert chosen.label == "市交通局"
    assert "department=" not in chosen.url
    units = client.get("/compare/?find=中学&of=unit").context["found"]
    assert [(link.label, link.note) for link in units] == [("第一中学", "市教育局")]
    assert client.get("/compare/?find=%00").context["found"] == []


def test_bodies_too_large_to_hold_are_compared_by_their_sums(client: Client, monkeypatch) -> None:
    department = _two_years()
    monkeypatch.setattr("budget.pages.comparison.columns.MOST_PROJECTS", 3)
    page = client.get(f"/compare/?department={department.pk}&year=2023&year=2024")
    assert page.context["columns"][0].totals["sum_total"] == 7 * WAN
    assert "project_table" not in page.context


def test_a_comparison_asks_as_often_with_little_as_with_much(
    client: Client, django_assert_num_queries
) -> None:
    factories.some_year(2023)
    department = factories.some_year(2024).department
    url = f"/compare/?department={department.pk}&year=2023&year=2024"
    client.get(url)  # what changed is read once into the process's memory
    with django_assert_num_queries(8):
        client.get(url)
    unit = Project.objects.filter(unit__department=department).first().unit_id
    with django_assert_num_queries(9):
        client.get(f"/compare/?unit={unit}&year=2023&year=2024")
    for year in (2023, 2024):
        record = factories.disclosure(
            factories.unit("市教育局", *(factories.project(f"项目{n}", WAN) for n in range(80))), year=year
        )
        factories.stored(record)
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)

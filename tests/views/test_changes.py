"""The page of what changed between two years, for all departments and for one."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html

from budget.models import Department, Project
from budget.pages.changes import page
from tests import factories
from tests.factories import WAN
from tests.support.year_matches import decided

pytestmark = pytest.mark.django_db


def _store(name: str, year: int, *projects: Any, region: str = "") -> Department:
    record = factories.disclosure(factories.unit(name, *projects), department=name, year=year, region=region)
    return factories.stored(record).department


def _two_years() -> Department:
    """甲局 in both years, 乙局 gone, 丙局 new; of 甲局 a project of each kind of change."""
    low, high = (factories.indicator(target=target) for target in ("≥40次", "≥50次"))
    department = _store(
        "甲局",
        2023,
        factories.project("2023年培训", 200 * WAN, indicators=(high,)),
        factories.project("会议", 50 * WAN),
        factories.project("系统建设一期", 30 * WAN),
        factories.project("物业", 7 * WAN),
        factories.project("未填", None),
        region="甲省",
    )
    _store(
        "甲局",
        2024,
        factories.project("2024年培训", 230 * WAN, indicators=(low,)),
        factories.project("会议", 20 * WAN),
        factories.project("系统建设二期", 40 * WAN),
        factories.project("物业", 7 * WAN),
        factories.project("未填", 3 * WAN),
        region="甲省",
    )
    _store("乙局", 2023, factories.project("培训", 900 * WAN), region="乙省")
    _store("丙局", 2024, factories.project("培训", 800 * WAN), region="甲省")
    return department


def _rows(client: Client, url: str, block: str) -> list[list[str]]:
    tree = html.fromstring(client.get(url).content)
    for hidden in tree.xpath("//*[contains(@class, 'visually-hidden')]"):
        hidden.drop_tree()
    rows = tree.xpath(f"//*[@id='{block}']//tbody/tr") + tree.xpath(f"//*[@id='{block}']//tfoot/tr")
    return [["".join(cell.text_content().split()) for cell in row.xpath("./td|./th")] for row in rows]


def test_like_is_compared_with_like_and_the_others_stand_apart(client: Client) -> None:
    _two_years()
    url = "/changes/?year=2024&before=2023"
    assert _rows(client, url, "departments-table") == [
        ["甲局", "287.00", "300.00", "13.00", "+4.5%", "甲省"],
        ["全部1行合计", "287.00", "300.00", "13.00", "", ""],
    ]
    assert _rows(client, url, "apart-table")[:2] == [
        ["丙局", "—", "800.00", "甲省"],
        ["乙局", "900.00", "—", "乙省"],
    ]
    facts = {fact.label: (fact.value, fact.note) for fact in client.get(url).context["facts"]}
    assert facts == {
        "两年均有公开的部门": ("1", ""),
        "2023 年项目合计": ("287.00", ""),
        "2024 年项目合计": ("300.00", ""),
        "差额": ("13.00", "+4.5%"),
        "2024 年新增部门": ("1", "金额 800.00 万元"),
        "仅 2023 年有的部门": ("1", "金额 900.00 万元"),
    }


def test_projects_are_told_by_what_became_of_them(client: Client) -> None:
    department = _two_years()
    url = f"/changes/?year=2024&department={department.pk}"
    assert _rows(client, url, "kinds-table") == [
        ["金额增加", "1", "200.00", "230.00", "30.00", "+15.0%"],
        ["金额减少", "1", "50.00", "20.00", "-30.00", "-60.0%"],
        ["金额不变", "1", "7.00", "7.00", "0.00", "0.0%"],
        ["有一年未填报总额", "1", "—", "3.00", "—", "—"],
        ["新增项目", "1", "0.00", "40.00", "40.00", "—"],
        ["不再列示的项目", "1", "30.00", "0.00", "-30.00", "-100.0%"],
        ["全部6行合计", "6", "287.00", "300.00", "13.00", ""],
    ]
    rows = {row[0]: row[1:8] for row in _rows(client, url, "projects-table")}
    assert rows["2024年培训"] == [
        *("200.00", "230.00", "30.00", "+15.0%", "金额增加", "1"),
        "2023年培训：名称仅年份不同",
    ]
    assert rows["会议"] == ["50.00", "20.00", "-30.00", "-60.0%", "金额减少", "0", "名称相同"]
    assert rows["系统建设二期"] == [
        *("—", "40.00", "40.00", "—", "新增项目", "0"),
        "可能是系统建设一期（30.00万元）",
    ]
    assert rows["系统建设一期"] == ["30.00", "—", "-30.00", "—", "不再列示的项目", "0", "—"]
    # The largest change stands first, whichever its sign; what is not stated stands last.
    order = [row[0] for row in _rows(client, url, "projects-table")]
    assert (order[0], order[4:6]) == ("系统建设二期", ["物业", "未填"])
    assert _rows(client, url, "targets-table") == [
        ["培训次数", "≥50次", "≥40次", "2024年培训", "230.00", "数量指标", "甲局"]
    ]


def test_a_confirmed_match_makes_one_project_of_two(client: Client) -> None:
    department = _two_years()
    url = f"/changes/?year=2024&department={department.pk}"
    assert client.get(url).context["projects"].suggested == 1
    decided("系统建设二期", "系统建设一期", "confirmed")
    rows = {row[0]: row[1:8] for row in _rows(client, url, "projects-table")}
    assert rows["系统建设二期"][:5] == ["30.00", "40.00", "10.00", "+33.3%", "金额增加"]
    assert "系统建设一期" not in rows
    decided("2024年培训", "2023年培训", "rejected")
    rows = {row[0]: row[1:8] for row in _rows(client, url, "projects-table")}
    assert (rows["2024年培训"][4], rows["2023年培训"][4]) == ("新增项目", "不再列示的项目")


def test_filters_narrow_and_what_names_nothing_is_refused(client: Client) -> None:
    department = _two_years()
    assert [row[0] for row in _rows(client, "/changes/?change=lowered", "projects-table")][:-1] == [
        "2024年培训"
    ]
    assert client.get("/changes/?region=乙省").context["page"].sums["both"] == 0
    assert client.get("/changes/?region=甲省").context["page"].sums["both"] == 1
    kind = Project.objects.get(name="会议", fiscal_year=2024).project_type
    found = client.get(f"/changes/?type={kind}&department={department.pk}")
    (money,) = (fact.value for fact in found.context["facts"] if fact.label == "2024 年项目合计")
    listed = client.get(f"/projects/?year=2024&type={kind}&department={department.pk}").context["table"]
    assert money == f"{listed.totals['total'] // WAN}.00"
    for refused in (
        "before=2024",
        "before=2022",
        "change=nonsense",
        "region=丁省",
        "type=nonsense",
        "year=1999",
    ):
        assert client.get(f"/changes/?{refused}").status_code == 404, refused
    assert [chip[0] for chip in client.get("/changes/?source=total").context["chips"]] == [
        "本页没有此筛选条件，未采用"
    ]


def test_a_year_alone_has_nothing_to_compare(client: Client) -> None:
    _store("甲局", 2024, factories.project("培训", WAN))
    answer = client.get("/changes/")
    assert (answer.status_code, answer.context["before"]) == (200, None)


def test_more_projects_than_can_be_compared_are_not_read(client: Client, monkeypatch) -> None:
    _two_years()
    monkeypatch.setattr(page, "MOST_ROWS", 3)
    answer = client.get("/changes/")
    assert "projects" not in answer.context
    assert "项目过多" in answer.content.decode()
    assert len(_rows(client, "/changes/", "departments-table")) == 2


def test_a_file_says_of_each_project_where_both_rows_stand(client: Client) -> None:
    department = _two_years()
    url = f"/changes/?year=2024&department={department.pk}&projects-_export="
    body = json.loads(b"".join(client.get(f"{url}json").streaming_content))
    rows = {row["project"]: row for row in body["rows"]}
    now = Project.objects.get(name="会议", fiscal_year=2024)
    before = Project.objects.get(name="会议", fiscal_year=2023)
    assert (rows["会议"]["before"], rows["会议"]["now"], rows["会议"]["growth"]) == (
        "50.00",
        "20.00",
        "-60.0%",
    )
    assert rows["会议"]["from_address"].endswith(now.get_absolute_url())
    assert rows["会议"]["before_address"].endswith(before.get_absolute_url())
    assert (rows["会议"]["from_row"], rows["会议"]["before_row"]) == (now.row, before.row)
    assert (rows["会议"]["from_revision"], "from_sha256" in rows["会议"]) == (1, True)
    assert (len(rows), body["totals"]["difference"]) == (6, "13.00")
    assert body["about"]["页面"] == "2023 年至 2024 年的变化：甲局"


@pytest.mark.parametrize(("query", "queries"), [("", 12), ("?type=works", 11)])
def test_it_asks_as_often_with_little_as_with_much(
    client: Client, django_assert_num_queries, query: str, queries: int
) -> None:
    _two_years()
    factories.some_year(2023)
    factories.some_year(2024)
    client.get(f"/changes/{query}")
    with django_assert_num_queries(queries):
        client.get(f"/changes/{query}")
    factories.large_disclosure(120)
    factories.large_disclosure(120, 2023)
    with django_assert_num_queries(queries):
        client.get(f"/changes/{query}")


def test_a_department_and_a_unit_have_the_figures_of_the_year_before_beside_each_total(
    client: Client,
) -> None:
    department = _two_years()
    unit = department.units.get()
    for url in (department.get_absolute_url(), unit.get_absolute_url()):
        answer = client.get(url)
        before = {fact.label: fact.before for fact in answer.context["facts"]}
        assert before["项目合计"] == "2023 年：287.00（+4.5%）", url
        assert (before["项目"], before["绩效指标"]) == ("2023 年：5", "2023 年：1")
        assert "2023 年：287.00（+4.5%）" in answer.content.decode()
        assert (
            f"/changes/?before=2023&amp;year=2024&amp;department={department.pk}" in answer.content.decode()
            or (
                f"/changes/?year=2024&amp;before=2023&amp;department={department.pk}"
                in answer.content.decode()
            )
        )
        # The earliest year has no year before it.
        assert not any(fact.before for fact in client.get(f"{url}?year=2023").context["facts"])

"""The form layout: names and objectives that read like labels."""

import pytest

from tests.disclosure import layouts
from tests.disclosure.form_tables import HEADER, form, one, project
from tests.disclosure.layouts import Texts


@pytest.mark.parametrize("text", ["确保完成全年目标", "指标", "达到各项绩效指标"])
def test_an_objective_that_ends_like_a_heading_is_preserved(text: str) -> None:
    rows = form()
    below = [[*row] for row in rows]
    below[10][4] = text
    assert project(below).objective == text
    next_to_label = [row for row in rows if row[0] not in ("项目\n绩效\n目标", "") or row[1] != "建成立交。"]
    at = next_to_label.index(HEADER)
    next_to_label[at - 1 : at] = [["年度绩效目标", "", text, "", "", "", ""]]
    assert project(next_to_label).objective == text


def test_label_and_value_in_one_cell_are_distinguished() -> None:
    rows = [["项目名称：立交工程", "主管部门：某区建设委员会"], *form()[5:]]
    found = one([["2026年项目支出绩效目标表"], *rows])
    assert found.disclosure.department == "某区建设委员会"
    assert [p.name for p in found.disclosure.projects] == ["立交工程"]


NAMED_LIKE_A_LABEL = ["其他资金", "项目资金", "财政拨款", "绩效目标", "项目支出", "预算", "合计"]


@pytest.mark.parametrize("name", NAMED_LIKE_A_LABEL)
@pytest.mark.parametrize(
    "cells",
    [
        ["项目名称", "{}", "", "实施单位", "养护中心"],
        ["项目名称", "{}", "", "", ""],
        ["项目名称", "", "{}", "", ""],
        ["项目名称：{}", "", "", "", ""],
        ["项目名称", "{}", "", "项目属性", "延续项目"],
        ["项目名称", "{}", "", "资金总额", "3"],
        ["项目名称", "", "{}", "", "项目性质", "阶段性项目"],
    ],
)
def test_a_project_named_like_a_label_is_recognised_by_the_place_of_its_name(
    name: str, cells: list[str]
) -> None:
    rows = [*form("立交工程"), *form("占位")[1:]]
    at = next(at for at, row in enumerate(rows) if "占位" in row)
    below = [["实施单位", "养护中心", "", "", ""]] * ("实施单位" not in cells)
    rows = [*rows[:at], [cell.format(name) for cell in cells], *below, *rows[at + 1 :]]
    found = one(rows).disclosure.projects
    assert [(p.name, len(p.indicators)) for p in found] == [("立交工程", 5), (name, 5)]


def test_an_empty_name_takes_no_label_for_one() -> None:
    for cells in (["项目名称", "", "", "项目资金", "3"], ["项目名称", "", "", "实施单位", "养护中心"]):
        rows = form()
        at = next(at for at, row in enumerate(rows) if "立交工程" in row)
        read_of = one([*rows[:at], cells, ["实施单位", "养护中心", "", "", ""], *rows[at + 1 :]])
        assert [p.name for p in read_of.disclosure.projects] == [""]
        assert "no-name" in {problem.code for problem in read_of.problems}


@pytest.mark.parametrize(
    "label",
    "项目编码 立项依据 项目立项必要性 实施单位联系人 单位负责人及电话 项目概况 支出功能分类科目 保证项目实施的制度、措施 是否跨年 "
    "资金管理办法 扶持对象 主管处室 申报日期 一级项目名称 项目级次".split(),
)
def test_a_label_without_a_field_is_no_problem(label: str) -> None:
    rows = layouts.form([Texts()])
    found = one([*rows[:2], [label, "水资源保护", "", "", ""], *rows[2:]])
    assert found.problems == ()
    assert found.disclosure.projects[0].name == "项目供水"


def test_an_amount_under_a_label_without_a_field_is_reported() -> None:
    rows = layouts.form([Texts()])
    found = one([*rows[:4], ["资金使用计划", "12.50", "", "", ""], *rows[4:]])
    assert [(problem.code, problem.row) for problem in found.problems] == [("other-money", 5)]


@pytest.mark.parametrize("label", ["合计", "总计（万元）", "金额"])
def test_a_sum_is_the_total_where_no_label_of_a_total_is(label: str) -> None:
    rows = layouts.form([Texts()])
    rows[3] = ["项目资金（万元）", label, "3.50", "财政拨款", "3.50"]
    assert project(rows).amounts.total == 3_500_000
    rows[3] = ["项目资金（万元）", "年度资金总额", "3.50", label, "7.00"]
    assert project(rows).amounts.total == 3_500_000


def test_a_table_of_projects_above_a_form_begins_none() -> None:
    table = [["项目名称", "金额", "", "", ""], ["供水", "3.00", "", "", ""]]
    assert [p.name for p in one([*table, *form()]).disclosure.projects] == ["立交工程"]


@pytest.mark.parametrize("objective", ["无", "—", "其他资金", "财政拨款", "指标", "合计", "确保完成全年目标"])
def test_an_objective_that_reads_like_a_label_is_preserved_and_no_amount_is_lost(objective: str) -> None:
    rows = layouts.form([Texts(objective=objective)])
    found = project(rows)
    assert (found.objective, found.amounts) == (objective, project(layouts.form([Texts()])).amounts)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("供水\n管网", "供水管网"),
        ("GIS \n system", "GIS system"),
        ("2024\n年", "2024年"),
        ("供水\nGIS", "供水GIS"),
    ],
)
def test_a_line_break_that_was_forced_on_a_name_is_none_of_it(written: str, name: str) -> None:
    assert project(form(written)).name == name

"""The form layout: one table a project, labels and values in turn."""

from dataclasses import replace

import pytest

from budget.disclosure.forms import combined, contradicts
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, Read, read, read_tables
from budget.disclosure.records import Amounts, NamedSource, Project
from tests.disclosure.form_tables import WAN_YUAN, Rows, form, one, project
from tests.disclosure.grids import grid_of
from tests.disclosure.tables import NOTHING_GIVEN


def test_a_form_names_department_unit_project_and_year() -> None:
    found = one(form())
    disclosure = found.disclosure
    assert (disclosure.department, disclosure.fiscal_year, disclosure.layout) == (
        "某区建设委员会",
        2026,
        "form",
    )
    assert (disclosure.money_unit, disclosure.title) == ("元", "项目支出绩效目标申报表")
    assert [(unit.name, unit.row, unit.amounts) for unit in disclosure.units] == [
        ("市政工程中心", None, Amounts())
    ]
    assert (disclosure.row, disclosure.amounts) == (None, Amounts())
    assert found.is_partial


def test_what_only_forms_have_is_preserved() -> None:
    found = project(form())
    assert (found.name, found.row, found.attribute) == ("立交工程", 3, "阶段性项目")
    assert (found.starts_on, found.ends_on) == ("2026/1/1", "2027/12/31")
    assert (found.objective, found.period_objective) == ("完成征收。", "建成立交。")


def test_the_years_funds_are_the_projects_amount() -> None:
    assert project(form()).amounts == Amounts(
        total=22_614_510_000,
        fiscal_appropriation=22_614_500_000,
        other_funds=0,
        carried_over=10_000,
    )


def test_what_the_whole_project_costs_is_reported() -> None:
    reported = [(p.row, p.column, p.text) for p in one(form()).problems]
    assert reported == [
        (6, "项目资金总额", "771,325,800.00"),
        (7, "其中：财政资金", "771,325,800.00"),
        (9, "其他资金", "0"),
    ]


def test_several_forms_of_a_department_make_one_disclosure() -> None:
    rows = [*form(), *form("道路养护", "养护中心"), *form("桥梁检测")]
    found = one(rows)
    assert [(unit.name, [p.name for p in unit.projects]) for unit in found.disclosure.units] == [
        ("市政工程中心", ["立交工程", "桥梁检测"]),
        ("养护中心", ["道路养护"]),
    ]
    assert [len(p.indicators) for p in found.disclosure.projects] == [5, 5, 5]


def test_a_later_form_takes_the_place_of_one_that_gives_another_of_the_units_names() -> None:
    one_name = one([*form(), *form("桥梁检测")]).disclosure
    other_name = one(form(unit="市政中心", amount="1.00")).disclosure
    names = {"市政中心": "市政工程中心"}
    together = combined([one_name, other_name], names)
    assert [(unit.name, [p.name for p in unit.projects]) for unit in together.units] == [
        ("市政工程中心", ["桥梁检测"]),
        ("市政中心", ["立交工程"]),
    ]
    assert len(combined([one_name, other_name]).projects) == 3
    alone = combined([one(form()).disclosure, other_name], names)
    assert [unit.name for unit in alone.units] == ["市政中心"]
    assert contradicts(one_name, other_name, names) and not contradicts(one_name, other_name)


def test_forms_on_several_sheets_are_read_together_and_the_cover_is_passed_over() -> None:
    grids = [
        grid_of([["部门预算公开", "2026年"]], place="封面"),
        grid_of(form(), place="表1"),
        grid_of(form("道路养护"), place="表2"),
    ]
    reading = read_tables(grids, NOTHING_GIVEN)
    assert reading.passed_over == ("封面",)
    (found,) = reading.reads
    assert [(p.name, p.place) for p in found.disclosure.projects] == [
        ("立交工程", "表1"),
        ("道路养护", "表2"),
    ]


def test_forms_of_two_departments_make_two_disclosures() -> None:
    other = [[cell.replace("某区建设委员会", "某区水务局") for cell in row] for row in form()]
    reading = read_tables([grid_of([*form(), *other])], NOTHING_GIVEN)
    assert [found.disclosure.department for found in reading.reads] == ["某区建设委员会", "某区水务局"]


WEB: Rows = [
    ["2023年项目支出绩效目标申报表"],
    ["填报单位:(盖章) 单位:万元"],
    ["项目支出名称", "雾炮车服务", "", "预算部门", "某市环境卫生管理处"],
    ["年度本级\n预算金额", "250万", "", "该项目支出上级资金", "0"],
    ["项目支出实施期", "2023.07-2024.01"],
    ["实施期绩效目标", "全市空气质量达到优良"],
    ["本年度绩效目标", "空气质量改善"],
    ["本年度\n绩效指标", "一级指标", "二级指标", "三级指标", "指标值及单位", "绩效标准"],
    ["", "产出指标", "数量指标", "车辆数", "10辆", "计划标准"],
    ["", "", "", "射程", "≥80M", "计划标准"],
    ["", "效益指标", "经济效益指标", "", "", ""],
    ["", "", "生态效益指标"],
    ["财政部门审核意见", ""],
    ["填表人: 联系电话: 填报日期: 单位负责人签字:"],
]


def test_a_web_pages_form_is_read() -> None:
    found = one(WEB)
    assert (found.disclosure.department, found.disclosure.fiscal_year) == ("某市环境卫生管理处", 2023)
    assert [unit.name for unit in found.disclosure.units] == ["某市环境卫生管理处"]
    (read_project,) = found.disclosure.projects
    nothing = NamedSource("该项目支出上级资金", 0)
    assert read_project.amounts == Amounts(total=250 * WAN_YUAN, other_sources=(nothing,))
    assert (read_project.starts_on, read_project.ends_on) == ("2023.07", "2024.01")
    assert (read_project.objective, read_project.period_objective) == ("空气质量改善", "全市空气质量达到优良")
    assert [(i.level2, i.name, i.annual_target, i.standard) for i in read_project.indicators] == [
        ("数量指标", "车辆数", "10辆", "计划标准"),
        ("数量指标", "射程", "≥80M", "计划标准"),
    ]


def test_text_below_a_forms_indicators_is_reported() -> None:
    reported = [(p.code, p.row, p.text) for p in one(WEB).problems]
    assert reported == [
        ("text-outside-table", 13, "财政部门审核意见"),
        ("text-outside-table", 14, "填表人: 联系电话: 填报日期: 单位负责人签字:"),
    ]


def test_amounts_that_bear_their_unit_need_no_other() -> None:
    rows = [["项目支出绩效目标表（2023年度）"], *WEB[2:]]
    assert project(rows).amounts.total == 250 * WAN_YUAN


def test_amounts_without_a_unit_are_refused() -> None:
    rows = [["项目支出绩效目标表（2023年度）"], *WEB[2:]]
    rows[2] = ["年度本级预算金额", "250"]
    with pytest.raises(Refused) as refusal:
        one(rows)
    assert [p.code for p in refusal.value.problems] == ["no-money-unit"]


def test_a_form_whose_name_is_empty_is_a_form_of_its_own() -> None:
    second = form("")
    found = one([*form(), *second])
    assert [(p.name, len(p.indicators)) for p in found.disclosure.projects] == [("立交工程", 5), ("", 5)]
    assert [p.row for p in found.problems if p.code == "no-name"] == [len(form()) + 3]


def test_a_form_with_one_objective_has_it_for_the_year() -> None:
    rows = [*form()[:9], ["总体目标", "完成征收。"], *form()[11:]]
    found = project(rows)
    assert (found.objective, found.period_objective) == ("完成征收。", "")


def test_a_word_where_an_amount_belongs_refuses_the_form() -> None:
    with pytest.raises(Refused) as refusal:
        one(form(amount="二亿元整"))
    assert [(p.code, p.row, p.text) for p in refusal.value.problems] == [("not-an-amount", 6, "二亿元整")]


def test_an_operator_who_contradicts_a_form_is_reported() -> None:
    with pytest.raises(Refused) as refusal:
        one(form(), Given(fiscal_year=2025, department="某区水务局", money_unit="万元"))
    assert [p.code for p in refusal.value.problems] == ["contradicts-operator"] * 3


def test_a_form_comes_as_text_too() -> None:
    text = "\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in form())
    (found,) = read(text.encode(), "form.txt", NOTHING_GIVEN).reads
    assert found.disclosure.projects == project_with_rows(form(), found)


def project_with_rows(rows: Rows, found: Read) -> tuple[Project, ...]:
    """The same form's projects from a grid; the text's rows are its lines, and one cell holds two breaks."""
    shown = one(rows).disclosure.projects
    return tuple(
        replace(
            want,
            row=have.row,
            indicators=tuple(
                replace(a, row=b.row) for a, b in zip(want.indicators, have.indicators, strict=True)
            ),
        )
        for want, have in zip(shown, found.disclosure.projects, strict=True)
    )

"""Tables that name a project in two columns: the narrower name is the project's."""

import pytest

from budget.disclosure.records import Disclosure
from tests.disclosure.form_tables import Rows, one
from tests.disclosure.tables import INDICATORS

LEAD: Rows = [["2024年项目支出绩效目标表"], ["部门名称：某市水务局"], ["单位：万元"]]
ENDS = ["总计", "绩效目标", "绩效指标"]


def named(disclosure: Disclosure) -> list[tuple[str, str]]:
    return [(project.name, project.attribute) for project in disclosure.projects]


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ("一级项目名称", "二级项目名称"),
        ("项目名称", "子项目名称"),
        ("一级项目名称", "项目名称"),
        ("项目", "明细项目"),
        ("项目名称", "细项名称"),
        ("二级项目名称", "末级项目名称"),
        ("专项名称", "项目名称"),
        ("项目大类名称", "项目名称"),
        ("上级项目", "子项目"),
    ],
)
def test_the_narrower_name_is_the_projects(wider: str, narrower: str) -> None:
    for header, at in (([wider, narrower], 0), ([narrower, wider], 1)):
        names = [["供水", "管网改造"], ["供水", "水质检测"]]
        rows = [[*(reversed(name) if at else name), "5.00", "目标", INDICATORS] for name in names]
        found = one([*LEAD, [*header, *ENDS], *rows])
        assert named(found.disclosure) == [("管网改造", "供水"), ("水质检测", "供水")]
        assert {problem.code for problem in found.problems} == {"implied-unit"}


def test_a_row_without_a_narrower_name_has_the_wider_one() -> None:
    header = ["一级项目名称", "二级项目名称", *ENDS]
    found = one([*LEAD, header, ["供水", "管网改造", "5.00", "目标", ""], ["排水", "", "2.00", "目标", ""]])
    assert named(found.disclosure) == [("管网改造", "供水"), ("排水", "")]


def test_the_money_of_a_wider_project_is_a_subtotal() -> None:
    header = ["一级项目名称", "二级项目名称", *ENDS]
    rows = [["合计", "", "5.00", "", ""], ["供水", "", "5.00", "", ""], ["", "管网改造", "5.00", "目标", ""]]
    found = one([*LEAD, header, *rows])
    assert named(found.disclosure) == [("管网改造", "")]
    assert found.disclosure.amounts.total == 5_000_000
    assert "subtotal" in {problem.code for problem in found.problems}


def test_a_flat_tables_narrower_name_is_the_projects() -> None:
    header = [
        "一级项目名称",
        "二级项目名称",
        "预算数",
        "年度目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
    ]
    target = ["产出指标", "数量指标", "次数", "≥3次"]
    rows = [
        ["供水", "", "7.00", "", "", "", "", ""],
        ["", "管网改造", "5.00", "改造管网", *target],
        ["供水", "水质检测", "2.00", "检测水质", *target],
    ]
    found = one([*LEAD, header, *rows])
    assert named(found.disclosure) == [("管网改造", ""), ("水质检测", "供水")]
    assert [project.amounts.total for project in found.disclosure.projects] == [5_000_000, 2_000_000]
    assert "subtotal" in {problem.code for problem in found.problems}


def test_the_wider_name_is_shown_beside_the_attribute() -> None:
    header = ["一级项目名称", "二级项目名称", "项目属性", *ENDS]
    found = one([*LEAD, header, ["供水", "管网改造", "延续项目", "5.00", "目标", INDICATORS]])
    assert named(found.disclosure) == [("管网改造", "延续项目；供水")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["项目名称", "供水"], ["一级|二级项目名称"]], None),
        ([["项目名称", "供水"], ["二级项目名称", "管网改造"]], ("管网改造", "供水")),
        ([["项目名称", "供水"], ["一级项目名称", "水利", "二级项目名称", "供水"]], ("供水", "水利")),
        ([["二级项目名称", "管网改造"], ["项目名称", "供水"]], ("管网改造", "供水")),
    ],
)
def test_of_two_labels_of_a_forms_name_the_narrower_one_counts(
    rows: Rows, expected: tuple[str, str] | None
) -> None:
    name, below = rows
    form = [
        ["2024年度项目支出绩效目标表"],
        name,
        ["主管部门", "某市水务局", "实施单位", "某市供水中心"],
        below,
        ["项目资金（万元）", "年度资金总额", "5.00", ""],
        ["年度目标", "改造管网。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "次数", "≥3次"],
    ]
    assert named(one(form).disclosure) == [expected or ("供水", "")]


@pytest.mark.parametrize("attribute", ["", "延续项目"])
def test_a_forms_narrower_name_is_the_projects(attribute: str) -> None:
    rows: Rows = [
        ["2024年度项目支出绩效目标表"],
        ["一级项目名称", "供水", "二级项目名称", "管网改造"],
        ["主管部门", "某市水务局", "实施单位", "某市供水中心"],
        *([["项目属性", attribute]] if attribute else []),
        ["项目资金（万元）", "年度资金总额", "5.00", ""],
        ["年度目标", "改造管网。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "次数", "≥3次"],
    ]
    found = one(rows)
    assert named(found.disclosure) == [("管网改造", "；".join(filter(None, [attribute, "供水"])))]
    assert found.problems == ()

"""A target in parts: comparator, value and unit of measure in columns of their own, in forms and flat tables."""

from collections.abc import Callable, Sequence

import pytest

from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.problems import Refused
from budget.disclosure.read import Read, read_tables
from tests.disclosure import layouts
from tests.disclosure.form_tables import Rows
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import NOTHING_GIVEN

Table = Callable[[Sequence[Sequence[str]], Sequence[Sequence[str]]], Rows]
LEVELS = ["一级指标", "二级指标", "三级指标"]
TARGETS = [("≥", "20", "次"), ("≤", "1.5", "%"), ("定性", "良好", "级")]


def form(header: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> Rows:
    """A form whose indicators' header ends in these rows, and whose rows end in these targets."""
    rows = [[*row] for row in layouts.form([Texts()])[:5]]
    heads = [[*(["绩效指标", *LEVELS] if at == 0 else [""] * 4), *row] for at, row in enumerate(header)]
    return [
        *rows,
        *heads,
        *(["", "产出指标", "数量指标", f"次数{at}", *row] for at, row in enumerate(targets)),
    ]


def flat(header: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> Rows:
    """The same indicators in a flat table of one project."""
    first = ["单位名称", "项目名称", "预算数", "年度目标", *LEVELS]
    heads = [[*(first if at == 0 else [""] * 7), *row] for at, row in enumerate(header)]
    own = ["某市水务局", "供水", "1.00", "保障供水"]
    rows = [
        [*(own if at == 0 else [""] * 4), "产出指标", "数量指标", f"次数{at}", *row]
        for at, row in enumerate(targets)
    ]
    return [["项目绩效目标表（2024年度）"], ["部门名称：某市水务局"], ["单位：万元"], *heads, *rows]


def read_of(rows: Rows) -> Read:
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    return found


def parts_of(found: Read) -> list[tuple[str, str, str]]:
    (project,) = found.disclosure.projects
    return [(one.comparator, one.annual_target, one.unit_of_measure) for one in project.indicators]


@pytest.mark.parametrize("table", [form, flat])
@pytest.mark.parametrize(
    "header",
    [
        [["绩效指标性质", "绩效指标值", "绩效度量单位"]],
        [["指标运算符号", "当年度指标值", "计量单位"]],
        [["操作符", "全年(程)指标值", "指标值单位"]],
        [["计算方式", "当年预期实现值", "单位"]],
        [["比较符", "年度数值", "度量单位（必填）"]],
        [["类型", "指标值", "度量单位"]],
        [["指标类型", "标准值", "数量单位"]],
        [["指标性质", "年度目标", "度量单位"]],
        [["运算符号", "指标内容", "计量单位"]],
        [["指标值", "目标值", "度量单位"]],
        [["指标值", "", ""], ["符号", "值", "单位"]],
        [["年度指标值", "", ""], ["性质", "数值", "单位"]],
        [["指标值", "", ""], ["关系", "数字", "单位"]],
        [["指标值", "", ""]],
        [["年度目标值", "", ""]],
    ],
)
def test_the_parts_of_a_target_are_told_apart(table: Table, header: Sequence[Sequence[str]]) -> None:
    found = read_of(table(header, TARGETS))
    assert parts_of(found) == TARGETS
    assert [p for p in found.problems if p.code != "implied-unit"] == []


@pytest.mark.parametrize("table", [form, flat])
def test_two_parts_under_one_heading_are_told_apart(table: Table) -> None:
    assert parts_of(read_of(table([["指标值", ""]], [("≥", "20次"), ("=", "100%")]))) == [
        ("≥", "20次", ""),
        ("=", "100%", ""),
    ]
    assert parts_of(read_of(table([["指标值", ""]], [("≥20", "次"), ("98", "%")]))) == [
        ("", "≥20", "次"),
        ("", "98", "%"),
    ]


@pytest.mark.parametrize("table", [form, flat])
def test_a_wide_heading_over_one_value_is_one_column(table: Table) -> None:
    assert parts_of(read_of(table([["指标值", "", ""]], [("≥20次", "", ""), ("", "98%", "")]))) == [
        ("", "≥20次", ""),
        ("", "98%", ""),
    ]


def test_a_second_column_of_units_behind_the_names_is_the_unit_of_measure() -> None:
    assert parts_of(read_of(flat([["指标性质", "指标值", "单位名称"]], TARGETS))) == TARGETS


@pytest.mark.parametrize("heading", ["具体指标", "绩效指标", "指标"])
def test_the_names_of_indicators_may_be_under_another_heading(heading: str) -> None:
    rows = flat([["指标性质", "指标值", "度量单位"]], TARGETS)
    rows[3][6] = heading
    found = read_of(rows)
    assert parts_of(found) == TARGETS
    assert [one.name for one in found.disclosure.projects[0].indicators] == ["次数0", "次数1", "次数2"]


@pytest.mark.parametrize("table", [form, flat])
def test_a_unit_that_begins_with_a_numeral_is_a_unit(table: Table) -> None:
    targets = [("≥", "20", "万株"), ("≥", "1.5", "千克"), ("≤", "3", "百分点")]
    assert parts_of(read_of(table([["指标值", "", ""]], targets))) == targets


def test_a_marked_merge_is_told_apart_too() -> None:
    rows = grid_of(form([["指标值", "", ""]], TARGETS)).rows
    header = rows[5].cells
    merged = (*header[:4], header[4], Cell("指标值", from_left=True), Cell("指标值", from_left=True))
    grid = Grid(rows=(*rows[:5], Row(6, merged), *rows[6:]))
    (found,) = read_tables([grid], NOTHING_GIVEN).reads
    assert parts_of(found) == TARGETS


@pytest.mark.parametrize("table", [form, flat])
@pytest.mark.parametrize(
    "targets", [[("100", "120"), ("3", "4")], [("甲方案", "乙方案")], [("≥", "定"), ("3", "次")]]
)
def test_a_heading_over_columns_of_unknown_meaning_refuses_the_file(
    table: Table, targets: Sequence[Sequence[str]]
) -> None:
    with pytest.raises(Refused) as refusal:
        read_of(table([["指标值", ""]], targets))
    (problem,) = refusal.value.problems
    assert (problem.code, problem.details["column_name"]) == ("unknown-heading", "指标值")
    assert problem.row in (4, 6)
    assert targets[0][0] in problem.message


@pytest.mark.parametrize("table", [form, flat])
def test_targets_under_an_unknown_heading_refuse_the_file_naming_the_column(table: Table) -> None:
    with pytest.raises(Refused) as refusal:
        read_of(table([["要求"]], [("≥20次",), ("≥90%",)]))
    (problem,) = refusal.value.problems
    assert (problem.code, problem.details["column_name"]) == ("missing-column", "指标值")
    assert "要求" in problem.message

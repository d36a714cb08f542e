"""Money of sources without a column of their own, in every layout: kept by its name, and counted once."""

from collections.abc import Sequence

import pytest

from budget.audit.reconciliation import reconcile
from budget.disclosure.problems import Problem
from budget.disclosure.read import Given, read
from budget.disclosure.reading import Read
from budget.disclosure.records import Amounts, Disclosure, NamedSource
from budget.disclosure.write import write_wide
from tests.factories import WAN

Rows = Sequence[Sequence[str]]
FISCAL = "fiscal_appropriation"
LEAD = "项目支出绩效目标表\n2024年度\n部门名称：某市林业局\n单位：万元\n"


def _read(text: str, name: str = "表.txt") -> Read:
    (found,) = read(text.encode(), name, Given()).reads
    return found


def _lines(rows: Rows) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def form(*money: Sequence[str]) -> Read:
    """A form with these rows of labels and amounts."""
    rows = [
        ("项目名称", "护林"),
        ("主管部门", "某市林业局", "实施单位", "某林场"),
        *money,
        ("年度目标", "管护林地。"),
        ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"),
        ("", "产出指标", "数量指标", "巡护次数", "≥12次"),
    ]
    return _read("项目支出绩效目标表\n（2024年度）\n单位：万元\n" + _lines(rows))


def wide(header: str, *rows: str) -> Read:
    columns = f"项目名称 总计 {header} 绩效目标 绩效指标".split()
    return _read(LEAD + _lines([columns, *(row.replace("_", "").split(" ") for row in rows)]))


def _amounts(found: Read) -> Amounts:
    return found.disclosure.projects[0].amounts


def _others(found: Read) -> list[tuple[str, int | None, str]]:
    return [(one.name, one.fen and one.fen // WAN, one.part_of) for one in _amounts(found).other_sources]


def _codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


TOTAL = ("项目资金", "年度资金总额：", "90.00")


@pytest.mark.parametrize(
    ("money", "others"),
    [
        (
            [("", "其中：中央补助", "70"), ("", "地方资金", "20")],
            [("中央补助", 70, ""), ("地方资金", 20, "")],
        ),
        (
            [("", "其中：省级财政资金", "70"), ("", "市县资金", "20")],
            [("省级财政资金", 70, ""), ("市县资金", 20, "")],
        ),
        ([("", "财政拨款", "60"), ("", "单位资金", "30")], [("单位资金", 30, "")]),
        ([("", "财政拨款", "60"), ("", "1.银行贷款：", "30")], [("银行贷款", 30, "")]),
        ([("", "财政拨款", "60"), ("", "林业改革发展资金", "30")], [("林业改革发展资金", 30, "")]),
        ([("", "财政拨款", "60"), ("", "一般公共预算资金", "30")], [("一般公共预算资金", 30, "")]),
        # Parts of the source above them.
        (
            [("", "财政拨款", "60"), ("", "其中：中央", "40"), ("", "地方", "20"), ("", "其他资金", "30")],
            [("中央", 40, FISCAL), ("地方", 20, FISCAL)],
        ),
        (
            [("", "财政拨款", "60"), ("", "中央补助", "40"), ("", "省级资金", "20"), ("", "单位资金", "30")],
            [("中央补助", 40, FISCAL), ("省级资金", 20, FISCAL), ("单位资金", 30, "")],
        ),
        # The label says 其中, and the sums that it is a source of its own.
        (
            [("", "财政拨款", "40"), ("", "其中：中央补助", "30"), ("", "地方资金", "20")],
            [("中央补助", 30, ""), ("地方资金", 20, "")],
        ),
    ],
)
def test_a_forms_sources_are_kept_by_their_names(
    money: list[tuple[str, ...]], others: list[tuple[str, int, str]]
) -> None:
    found = form(TOTAL, *money)
    assert _others(found) == others
    assert found.problems == ()
    assert reconcile(found.disclosure).differing == ()


def test_where_no_reading_holds_the_labels_decide() -> None:
    found = form(TOTAL, ("", "财政拨款", "60"), ("", "其中：中央补助", "50"), ("", "其他资金", "1"))
    assert _others(found) == [("中央补助", 50, FISCAL)]
    assert len(reconcile(found.disclosure).differing) == 1


def test_a_source_whose_amount_is_no_amount_is_unread_and_not_compared() -> None:
    found = form(TOTAL, ("", "财政拨款", "60"), ("", "社会资金", "见附件"))
    assert _others(found) == [("社会资金", None, "")]
    assert [(one.code, one.row, one.text) for one in found.problems] == [("unread-source", 8, "见附件")]
    assert reconcile(found.disclosure).differing == ()


def test_a_source_that_states_no_amount_is_none() -> None:
    found = form(TOTAL, ("", "财政拨款", "90"), ("", "地方资金", "—"), ("", "中央补助", ""))
    assert (_others(found), found.problems) == ([], ())


def test_the_first_amount_is_the_total_where_it_is_the_sum_of_the_others() -> None:
    found = form(
        ("项目资金", "财政支持规模资金", "100.00"), ("", "财政拨款", "80.00"), ("", "其他资金", "20.00")
    )
    assert _amounts(found) == Amounts(total=100 * WAN, fiscal_appropriation=80 * WAN, other_funds=20 * WAN)


def test_an_amount_below_a_row_of_money_is_a_source_whatever_its_label() -> None:
    found = form(("项目资金", "资金总额", "100.00"), ("", "财政拨款", "80.00"), ("", "党费", "20.00"))
    assert _others(found) == [("党费", 20, "")]
    assert found.problems == ()


def test_the_only_column_of_money_is_the_total_whatever_its_heading() -> None:
    rows = [("项目名称", "财政支持金额", "绩效目标", "绩效指标"), ("护林", "100.00", "管护林地", "")]
    assert _amounts(_read(LEAD + _lines(rows))) == Amounts(total=100 * WAN)


def test_levels_under_a_heading_over_sources_are_sources() -> None:
    rows = [
        ("项目名称", "总计", "资金来源", "", "绩效目标", "绩效指标"),
        ("", "总计", "中央", "市级", "", ""),
        ("护林", "100.00", "80.00", "20.00", "管护林地", ""),
    ]
    assert _others(_read(LEAD + _lines(rows))) == [("中央", 80, ""), ("市级", 20, "")]


@pytest.mark.parametrize("label", ["上年执行数", "累计支付资金", "已到位资金"])
def test_what_was_spent_is_no_source(label: str) -> None:
    found = form(TOTAL, ("", "财政拨款", "90"), ("", label, "55"))
    assert _others(found) == []
    assert "other-money" in _codes(found.problems)


def test_a_wide_tables_columns_of_sources_are_kept_by_their_names() -> None:
    found = wide(
        "财政拨款 中央补助 地方资金 其他资金",
        "合计 150 60 70 20 _ _ _",
        "某市林业局 150 60 70 20 _ _ _",
        "甲 90 _ 70 20 — 目标 _",
        "乙 60 60 _ — _ 目标 _",
    )
    assert found.problems == ()
    assert _others(found) == [("中央补助", 70, ""), ("地方资金", 20, "")]
    assert found.disclosure.projects[1].amounts.other_sources == ()
    assert found.disclosure.amounts.other_sources == (
        NamedSource("中央补助", 70 * WAN),
        NamedSource("地方资金", 20 * WAN),
    )
    assert [unit.name for unit in found.disclosure.units] == ["某市林业局"]
    assert reconcile(found.disclosure).differing == ()


def test_a_wide_tables_columns_of_parts_count_once() -> None:
    found = wide(
        "财政拨款 中央补助 地方资金 其他资金",
        "某市林业局 150 130 70 60 20 _ _",
        "甲 90 90 70 20 _ 目标 _",
        "乙 60 40 _ 40 20 目标 _",
    )
    assert _others(found) == [("中央补助", 70, FISCAL), ("地方资金", 20, FISCAL)]
    assert reconcile(found.disclosure).differing == ()


def test_the_columns_of_a_source_in_parts_are_its_parts_by_the_header_alone() -> None:
    rows = [
        ("项目名称", "总计", "财政拨款", "", "", "其他资金", "绩效目标", "绩效指标"),
        ("", "", "小计", "中央资金", "地方资金", "", "", ""),
        ("甲", "91", "60", "40", "20", "30", "目标", ""),
    ]
    found = _read(LEAD + _lines(rows))
    assert _others(found) == [("中央资金", 40, FISCAL), ("地方资金", 20, FISCAL)]


def test_two_columns_of_one_meaning_under_different_words_are_two_sources() -> None:
    found = wide("财政拨款 其他资金 自筹资金", "甲 90 60 10 20 目标 _")
    assert _others(found) == [("自筹资金", 20, "")]
    assert reconcile(found.disclosure).differing == ()


def test_columns_under_a_heading_over_sources_are_sources_whatever_their_words() -> None:
    rows = [
        ("项目名称", "总计", "资金来源", "", "", "绩效目标", "绩效指标"),
        ("", "", "财政拨款", "以工代赈资金", "其他资金", "", ""),
        ("甲", "90", "60", "10", "20", "目标", ""),
    ]
    assert _others(_read(LEAD + _lines(rows))) == [("以工代赈资金", 10, "")]


@pytest.mark.parametrize("ending", ["csv", "txt"])
def test_a_flat_tables_columns_of_sources_are_kept_by_their_names(ending: str) -> None:
    header = "单位名称 项目名称 预算数 中央资金 市级资金 年度目标 一级指标 二级指标 三级指标 指标值"
    rows = [
        header.split(),
        ["合计", "", "90", "70", "20", "", "", "", "", ""],
        ["820001-某林场", "护林", "90", "70", "20", "管护", "产出指标", "数量指标", "次数", "≥12次"],
        ["", "", "", "", "", "", "产出指标", "质量指标", "成活率", "≥90%"],
    ]
    text = LEAD + _lines(rows)
    found = _read(text.replace("\t", ",") if ending == "csv" else text, f"表.{ending}")
    assert found.problems == ()
    assert _others(found) == [("中央资金", 70, ""), ("市级资金", 20, "")]
    assert len(found.disclosure.projects) == 1
    assert found.disclosure.amounts.named_sources == 90 * WAN
    assert reconcile(found.disclosure).differing == ()


def _as_wide(record: Disclosure) -> Disclosure:
    return _read(write_wide(record)).disclosure


def test_a_table_with_named_sources_is_written_as_it_reads_back() -> None:
    sources = wide(
        "财政拨款 中央补助 地方资金", "某市林业局 90 60 20 10 _ _", "甲 90 60 20 10 目标 _"
    ).disclosure
    parts = wide(
        "财政拨款 中央补助 其他资金", "某市林业局 90 60 20 30 _ _", "甲 90 60 20 30 目标 _"
    ).disclosure
    for record in (sources, parts):
        again = _as_wide(record)
        assert [one.amounts for one in again.projects] == [one.amounts for one in record.projects]
        assert [one.amounts for one in again.units] == [one.amounts for one in record.units]

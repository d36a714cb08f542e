"""Self-evaluations in tables of many projects, and in forms that differ from the usual ones in a part."""

from collections.abc import Sequence

from budget.disclosure.read import Given, read_tables
from budget.disclosure.self_evaluations import SelfEvaluation
from tests.disclosure import form_tables
from tests.disclosure.evaluation_forms.base import WAN
from tests.disclosure.merged_tables import grid_of
from tests.disclosure.test_evaluations import only, told

FLAT = [
    ["某县水务局2023年项目支出绩效自评情况表"],
    ["单位：万元"],
    [
        *("单位名称", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分"),
        *("年度总体目标", "实际完成情况", "一级指标", "二级指标", "三级指标", "年度指标值"),
        *("实际完成值", "分值", "得分", "偏差原因", "自评总分"),
    ],
    [
        *("某县水库管理所", "清淤", "70", "80.5", "75", "93.17%", "9.3"),
        *("清淤完成", "已完成", "产出指标", "数量指标", "长度", "≥1290米", "1300米", "50", "50", "", "97.3"),
    ],
    [*[""] * 10, "质量指标", "合格率", "100%", "98%", "40", "38", "一处返工", ""],
    [
        "",
        "巡查",
        "5",
        "5",
        "0",
        "0%",
        "0",
        "巡查堤防",
        "",
        "产出指标",
        "数量指标",
        "次数",
        "50次",
        "",
        "90",
        "0",
        "停工",
        "0",
    ],
    ["合计", "", "75", "85.5", "75", *[""] * 13],
]


def test_a_table_of_many_projects_is_read() -> None:
    found = only(read_tables([form_tables.grid_of(FLAT)], Given()))
    first, second = found.evaluations.entries
    assert (found.evaluations.department, found.evaluations.fiscal_year) == ("某县水务局", 2023)
    assert (first.unit, first.name, first.score) == ("某县水库管理所", "清淤", "97.3")
    budget = first.budget
    assert (budget.initial, budget.adjusted, budget.executed) == (70_000_000, 80_500_000, 75_000_000)
    assert (budget.rate, budget.score) == ("93.17%", "9.3")
    assert (first.objective, first.actual_objective) == ("清淤完成", "已完成")
    assert [
        (one.level1, one.name, one.actual, one.points, one.score, one.reason) for one in first.indicators
    ] == [
        ("产出指标", "长度", "1300米", "50", "50", ""),
        ("产出指标", "合格率", "98%", "40", "38", "一处返工"),
    ]
    assert (second.unit, second.name, second.budget.executed, second.indicators[0].reason) == (
        "某县水库管理所",
        "巡查",
        0,
        "停工",
    )
    assert ("subtotal", "合计  75  85.5  75") in told(found)


def test_a_table_with_a_project_a_row_and_sources_under_heads_is_read() -> None:
    rows = [
        ["2023年度项目支出绩效自评表"],
        ["部门名称：某县水务局  单位：元"],
        ["项目名称", "全年预算数", "", "全年执行数", "", "年度目标", "目标完成情况", "自评得分", "自评等级"],
        ["", "小计", "财政拨款", "小计", "财政拨款", "", "", "", ""],
        ["清淤", "700", "600", "650.5", "600", "清淤完成", "已完成", "95", "优"],
    ]
    (entry,) = only(read_tables([form_tables.grid_of(rows)], Given())).evaluations.entries
    assert (entry.budget.adjusted, entry.budget.executed) == (70_000, 65_050)
    assert [(one.label, one.adjusted, one.executed) for one in entry.sources] == [
        ("财政拨款", 60_000, 60_000)
    ]
    assert (entry.score, entry.conclusion, entry.actual_objective) == ("95", "优", "已完成")


def lines_of(rows: Sequence[Sequence[str]], *caption: str) -> SelfEvaluation:
    """The self-evaluation of a form of a few rows."""
    grid_ = grid_of(rows, place="table 1", caption=caption)
    (entry,) = only(read_tables([grid_], Given())).evaluations.entries
    return entry


def test_a_form_with_adjusted_targets_and_scores_of_the_rate_is_read() -> None:
    entry = lines_of(
        [
            ["专项（项目）名称", "<", "巡河", "<", "<", "自评总分", "99.5"],
            ["业务主管部门", "<", "某区水利局", "<", "<", "联系电话", "000"],
            [
                "项目资金（万元）",
                "",
                "年初预算数",
                "全年（调整）预算数",
                "全年执行数",
                "执行率权重",
                "执行率得分",
            ],
            ["^", "年度总金额", "100.00", "120.00", "118.00", "10", "9.83"],
            ["当年绩效目标", "年初绩效目标", "<", "全年（调整）绩效目标", "<", "全年目标实际完成情况", "<"],
            ["^", "巡河", "<", "巡河", "<", "已巡河", "<"],
            ["绩效指标", "指标名称", "指标性质", "年初指标值", "全年完成值", "指标权重（分）", "指标得分"],
            ["^", "次数", "≥", "3", "4", "90", "89.67"],
        ],
        "2023年度项目绩效自评表",
    )
    assert (entry.name, entry.score, entry.objective, entry.actual_objective) == (
        *("巡河", "99.5"),
        *("巡河", "已巡河"),
    )
    budget = entry.budget
    assert (budget.initial, budget.adjusted, budget.executed) == (100 * WAN, 120 * WAN, 118 * WAN)
    assert (budget.points, budget.score) == ("10", "9.83")
    assert [(one.comparator, one.target, one.actual, one.points, one.score) for one in entry.indicators] == [
        ("≥", "3", "4", "90", "89.67")
    ]


def test_labels_before_amounts_and_an_explanation_of_scores_are_told_apart() -> None:
    entry = lines_of(
        [
            ["项目名称", "<", "信息化运维", "<", "<", "<"],
            ["主管部门", "<", "某局", "资金使用单位", "某中心", "<"],
            ["项目资金（万元）", "资金总额：", "100", "实际支出：", "98", ""],
            ["年度绩效目标", "<", "保障运行", "<", "<", "<"],
            ["绩效目标完成情况", "<", "已保障", "<", "<", "<"],
            ["一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "自评得分"],
            ["产出指标", "数量指标", "系统数", "5个", "5个", "50"],
            ["自评等级", "<", "优", "<", "<", "<"],
            ["注：1.得分不能超过分值。2.自评总分：90分以上为优，80至90分为良。", "<", "<", "<", "<", "<"],
        ],
        "2023年度项目支出绩效自评表",
    )
    assert (entry.budget.adjusted, entry.budget.executed) == (100 * WAN, 98 * WAN)
    assert (entry.objective, entry.actual_objective) == ("保障运行", "已保障")
    assert (entry.score, entry.conclusion) == ("", "优")


def test_the_points_of_levels_are_not_those_of_indicators() -> None:
    entry = lines_of(
        [
            ["项目名称", "<", "运维", "主管部门", "<", "某局", "<", "<"],
            ["一级指标", "分值", "二级指标", "三级指标", "分值", "指标值", "实际值", "得分"],
            ["产出指标", "50", "数量指标", "系统数", "20", "5个", "5个", "20"],
            ["^", "^", "^", "终端数", "30", "50台", "45台", "25"],
            ["合计", "<", "<", "<", "100", "", "", "95"],
        ],
        "2023年度项目支出绩效自评表",
    )
    assert [(one.level1, one.points, one.score) for one in entry.indicators] == [
        ("产出指标", "20", "20"),
        ("产出指标", "30", "25"),
    ]
    assert (entry.total_points, entry.score) == ("100", "95")

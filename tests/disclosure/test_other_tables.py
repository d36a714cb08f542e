"""Tables that look like project expenditure performance target tables and are none: passed over, and named where
a file holds nothing else.
"""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Grid, Line
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, read_tables
from tests.disclosure.form_tables import form
from tests.disclosure.grids import grid_of
from tests.disclosure.tables import HEADER, PREAMBLE, project

Rows = list[list[str]]
RESULTS = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def results(title: str = "", *, actual: str = "1300米", header: Sequence[str] = RESULTS) -> Rows:
    """A project's form with the money spent and the results reached."""
    return [
        *([[title]] if title else []),
        ["（2023年度）  单位：万元"],
        ["项目名称", "", "河道清淤", "", "主管部门", "", "某县水务局"],
        *([["项目资金", "", "", "年初预算数", "全年预算数", "全年执行数"]] if actual else []),
        ["", "年度资金总额", "", *(["70", "80", "75"] if actual else ["70"])],
        ["年度总体目标", "", "清淤完成。"],
        [*header],
        ["", "产出指标", "数量指标", "清淤长度", "≥1290米", actual, "50", "50" if actual else ""],
    ]


def monitoring(title: str = "") -> Rows:
    return [
        *([[title]] if title else []),
        ["（2024年度）  单位：万元"],
        ["项目名称", "", "河道清淤", "", "主管部门", "", "某县水务局"],
        ["项目资金", "", "", "年初预算数", "1—8月执行数", "全年预计执行数"],
        ["", "年度资金总额", "", "70", "30", "70"],
        ["年度总体目标", "", "清淤完成。"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "1-8月完成情况", "完成可能性"],
        ["", "产出指标", "数量指标", "清淤长度", "≥1290米", "600米", "完全可能"],
    ]


def whole_department(title: str = "") -> Rows:
    return [
        *([[title]] if title else []),
        ["部门名称", "", "某县水务局"],
        ["年度主要任务", "任务名称", "主要内容", "预算金额（万元）", "", ""],
        ["", "", "", "总额", "财政拨款", "其他资金"],
        ["", "任务1", "清淤", "70.00", "70.00", ""],
        ["年度总体目标", "", "保障行洪。"],
        ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "清淤长度", "≥1290米"],
    ]


def region(title: str = "") -> Rows:
    return [
        *([[title]] if title else []),
        ["（2024年度）  单位：万元"],
        ["专项名称", "", "农田建设补助", ""],
        ["省级财政部门", "", "某省财政厅", "省级主管部门", "某省农业农村厅"],
        ["资金情况", "年度金额", "900", ""],
        ["", "其中：中央补助", "600", ""],
        ["", "地方资金", "300", ""],
        ["年度目标", "", "建成高标准农田。"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "建设面积", "≥90万亩"],
    ]


def index_system(title: str = "") -> Rows:
    return [
        *([[title]] if title else []),
        ["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准"],
        ["决策", "项目立项", "立项依据", "5", "是否符合规划", "符合得5分"],
        ["产出", "产出数量", "实际完成率", "10", "完成的数量", "每低1%扣1分"],
    ]


SUMMARY = [
    ["2023年度项目支出绩效自评结果汇总表"],
    ["单位：万元"],
    ["序号", "项目名称", "预算数", "执行数", "自评得分"],
    ["1", "清淤", "70", "60", "95"],
]


def flat(*more: str) -> Rows:
    """A flat table with further columns, and what they hold."""
    names, values = list(more[::2]), list(more[1::2])
    return [
        ["2024年度"],
        ["部门名称：某县水务局  单位：万元"],
        [
            "单位名称",
            "项目名称",
            "预算数",
            "年度目标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            *names,
        ],
        ["某县水务局", "清淤", "70", "清淤完成。", "产出指标", "数量指标", "长度", "≥1290米", *values],
    ]


def refusal(*grids: Grid) -> Problem:
    with pytest.raises(Refused) as refused:
        read_tables(grids, Given())
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (results("部门整体支出绩效自评表"), "整体支出绩效自评"),
        (results("转移支付区域绩效目标自评表"), "区域绩效目标自评"),
        (SUMMARY, "自评"),
        (monitoring("项目支出绩效运行监控表"), "监控"),
        (monitoring("预算绩效监控情况表"), "监控"),
        (monitoring(), "监控"),
        (flat("上半年完成情况", "600米", "完成可能性", "可能"), "监控"),
        (whole_department("部门（单位）整体支出绩效目标表"), "整体支出"),
        (whole_department("2024年部门整体绩效目标申报表"), "整体支出"),
        (whole_department(), "整体支出"),
        (region("农田建设补助区域绩效目标表"), "区域"),
        (region(), "区域"),
        (index_system("项目支出绩效评价指标体系"), "指标体系"),
        (index_system(), "指标体系"),
    ],
)
def test_a_table_of_another_kind_is_named(rows: Rows, word: str) -> None:
    problem = refusal(grid_of(rows))
    assert problem.code == "other-table"
    assert word in problem.message
    assert problem.row is not None


@pytest.mark.parametrize(
    "rows",
    [
        results("项目支出绩效自评表"),
        results("2023年度项目绩效目标完成情况表（附件3）"),
        results(),
        results(header=["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值"]),
        flat("实际完成值", "1300米", "得分", "10"),
        flat("自评得分", "95", "偏差原因分析及改进措施", ""),
    ],
)
def test_a_self_evaluation_is_no_target_table(rows: Rows) -> None:
    reading = read_tables([grid_of(rows)], Given())
    assert (reading.reads, reading.passed_over) == ((), ())
    (found,) = reading.evaluations
    (entry,) = found.evaluations.entries
    assert (found.evaluations.department, entry.objective) == ("某县水务局", "清淤完成。")
    assert [(one.target, one.actual or entry.score) for one in entry.indicators] in (
        [("≥1290米", "1300米")],
        [("≥1290米", "95")],
    )


@pytest.mark.parametrize("rows", [monitoring, whole_department, region, index_system])
def test_its_title_may_be_above_the_table(rows: object) -> None:
    title = {
        monitoring: "绩效目标执行监控表",
        whole_department: "整体支出绩效目标表",
        region: "区域绩效目标表",
        index_system: "评价指标体系",
    }
    caption = title[rows]  # type: ignore[index]
    problem = refusal(grid_of(rows(), place="table 1", caption=["附件2", caption, "（2024年度）"]))  # type: ignore[operator]
    assert problem.code == "other-table"
    assert problem.text == caption


@pytest.mark.parametrize(
    "rows",
    [
        flat("分值", "10", "权重", "20"),
        flat("评分标准", "每低1米扣1分"),
        [["项目支出绩效目标表"], *flat("实际完成值", "", "得分", "")],
    ],
)
def test_points_and_empty_results_make_no_self_evaluation(rows: Rows) -> None:
    (read,) = read_tables([grid_of(rows)], Given()).reads
    assert [one.name for one in read.disclosure.projects] == ["清淤"]


def test_a_target_table_on_the_form_of_a_self_evaluation_is_read() -> None:
    (read,) = read_tables([grid_of(results("项目支出绩效目标表", actual=""))], Given()).reads
    (one,) = read.disclosure.projects
    assert [indicator.annual_target for indicator in one.indicators] == ["≥1290米"]


def test_indicators_named_like_results_make_no_self_evaluation() -> None:
    rows = form()
    rows += [["", "成本指标", "经济成本指标", "预算执行率", "", "100%", ""]]
    rows += [["", "产出指标", "质量指标", "实际完成率", "", "≥95%", ""]]
    (read,) = read_tables([grid_of(rows)], Given()).reads
    assert [one.name for one in read.disclosure.projects[0].indicators][-2:] == ["预算执行率", "实际完成率"]


def test_target_tables_beside_others_are_read_and_the_others_listed() -> None:
    grids = [
        grid_of(whole_department("整体支出绩效目标表"), place="table 1"),
        grid_of(form(), place="table 2"),
        grid_of(results("项目支出绩效自评表"), place="table 3"),
    ]
    reading = read_tables(grids, Given())
    assert [one.name for read in reading.reads for one in read.disclosure.projects] == ["立交工程"]
    assert reading.passed_over == ("table 1: 整体支出绩效目标表",)
    assert [one.evaluations.entries[0].name for one in reading.evaluations] == ["河道清淤"]
    assert [one.code for read in reading.reads for one in read.problems if one.place != "table 2"] == []


def test_tables_of_several_kinds_one_below_the_other_are_separated_at_their_titles() -> None:
    rows = [*whole_department("部门整体支出绩效目标表"), *form(), *results("项目支出绩效自评表")]
    reading = read_tables([grid_of(rows)], Given())
    (one,) = (project for read in reading.reads for project in read.disclosure.projects)
    assert (one.name, len(one.indicators)) == ("立交工程", 5)
    assert reading.passed_over == ("部门整体支出绩效目标表",)
    assert [one.evaluations.entries[0].name for one in reading.evaluations] == ["河道清淤"]


def test_a_list_of_tables_above_the_first_one_is_no_title() -> None:
    caption = ["附件1：部门整体支出绩效目标表", "附件2：项目支出绩效目标表", "附件3：项目支出绩效自评表"]
    rows = [row for row in form() if row[0] != "项目支出绩效目标申报表"]
    (read,) = read_tables([grid_of(rows, caption=caption)], Given()).reads
    assert len(read.disclosure.projects) == 1


def test_a_department_named_after_evaluation_has_target_tables() -> None:
    title = "某市预算绩效评价中心2024年项目支出绩效目标表"
    rows = [[title], *map(list, PREAMBLE[1:]), list(HEADER), list(project("清淤", "70"))]
    (read,) = read_tables([grid_of(rows)], Given()).reads
    assert len(read.disclosure.projects) == 1


def test_a_form_split_before_its_results_is_a_self_evaluation() -> None:
    rows = [row for row in results(actual="") if row[0] != "项目资金"]
    header = next(at for at, row in enumerate(rows) if "一级指标" in row)
    whole = results()
    reading = read_tables(
        [grid_of(rows[:header], place="table 1"), grid_of(whole[-2:], place="table 2")], Given()
    )
    assert reading.reads == ()
    (entry,) = reading.evaluations[0].evaluations.entries
    assert [(one.name, one.actual) for one in entry.indicators] == [("清淤长度", "1300米")]


def test_a_blank_form_is_named_and_passed_over_beside_others() -> None:
    template = blank()
    assert refusal(grid_of(template, place="S")).code == "blank-form"
    reading = read_tables([grid_of(form(), place="A"), grid_of(template, place="B")], Given())
    assert (len(reading.reads), reading.passed_over) == (1, ("B",))


def blank() -> Rows:
    return [
        ["项目支出绩效目标表"],
        ["（    年度）"],
        ["项目名称", "", ""],
        ["主管部门", "", "", "实施单位", ""],
        ["项目资金（万元）", "年度资金总额", "", ""],
        ["", "其中：财政拨款", "", ""],
        ["年度总体目标", "", ""],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "", ""],
        ["", "", "质量指标", "", ""],
        ["", "满意度指标", "服务对象满意度指标", "……", ""],
    ]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([["单位名称、项目名称", "年度目标", "一级指标", "二级指标", "三级指标", "指标值"]], "预算数"),
        ([["项目名称", "资金总额", "年度目标", "成本指标", "产出指标", "效益指标"]], "绩效指标"),
        ([["项目名称", "财政拨款", "年度目标", "绩效指标"]], "总计"),
        (
            [["资金总额", "70"], ["年度目标", "清淤。"], ["一级指标", "二级指标", "三级指标", "指标值"]],
            "项目名称",
        ),
        ([["项目名称", "清淤"], ["主管部门", "某局"], ["资金总额", "70"]], "三级指标"),
    ],
)
def test_the_column_that_a_known_header_lacks_is_named_with_its_row(rows: Rows, column: str) -> None:
    problem = refusal(
        grid_of([["项目支出绩效目标表（2024年度）"], ["部门名称：某局  单位：万元"], *rows, ["某", "1"]])
    )
    assert (problem.code, problem.details["column_name"].split(", ")[-1]) == ("missing-column", column)
    assert problem.row is not None and problem.row > 2


def test_a_template_with_numbered_objectives_is_blank() -> None:
    template = [*blank()]
    at = next(number for number, row in enumerate(template) if "目标" in row[0])
    template[at] = [template[at][0], "目标1：", *template[at][2:]]
    assert refusal(grid_of(template, place="S")).code == "blank-form"


def test_a_printed_table_without_ruled_lines_is_named() -> None:
    lines = [
        "2024年项目支出绩效目标表",
        "项目名称",
        "总计",
        "绩效目标",
        "绩效指标",
        "供水",
        "5.00",
        "保障供水",
    ]
    grid = Grid(rows=(), place="page 1", caption=tuple(map(Line, lines)))
    problem = refusal(grid)
    assert (problem.code, problem.place) == ("no-rules", "page 1")
    assert "项目名称 | 总计 | 绩效目标 | 绩效指标" in problem.message


def test_a_page_of_prose_is_no_table_without_ruled_lines() -> None:
    grid = Grid(rows=(), place="page 1", caption=(Line("绩效目标"), Line("本部门按要求公开。")))
    assert refusal(grid).code == "no-table"

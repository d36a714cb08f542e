"""Headings are known by their meaning, in tables and forms alike."""

import time

import pytest

from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_labels import NO_FIELD, label_of
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, read
from tests.disclosure import layouts
from tests.disclosure.form_tables import Rows, one
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import NOTHING_GIVEN, project, wide

HEADINGS = {
    words.DEPARTMENT: """
        主管部门（及代码） 业务主管部门 乡级主管部门 区级预算主管部门 所属部门 一级预算部门 一级预算单位 归口管理部门 归口管理单位
        部门（单位）名称 主管单位 项目主管部门（单位）名称 某市主管部门 省级业务主管部门 *主管部门 二、主管部门 主管部门(必填)
        主管部门名称及代码 主管部门代码及名称 业务管理部门 部门/单位名称 主管一级预算单位 项目申报部门 一级项目主管部门 主管局
    """,
    words.UNIT: """
        实施单位 项目单位 预算单位 使用单位 项目承担单位 二级预算单位 实施单位（公章） 项目实施部门 用款单位 填报单位
        具体实施单位 组织实施单位 预算执行单位 项目实施主体
    """,
    words.OBJECTIVE: """
        年度(总体)目标 预期目标 年度预期目标 年度主要目标和成果 年初设定目标 项目年度目标 2026年绩效目标 年度绩效目标（2026年）
        预期绩效目标 （二）年度目标 年度工作目标： 项目实施目标 年度产出目标 专项资金绩效目标
        年度任务目标 阶段性目标 预期达到的目标 预期实现目标 预期成果目标 预期绩效
    """,
    words.PERIOD_OBJECTIVE: """
        中期目标（2026年—2028年） 中期滚动目标 项目总目标 三年滚动目标 实施期绩效目标 总体目标
    """,
    words.TOTAL: """
        申报预算资金总额 下达资金总额 预算申报数 年度预算申请（万元） 本年度申请市财政预算资金 资金总额及构成 申报预算数
        年度预算申报金额 2026年预算 上年度预算数 2025年执行数 项目资金（单位：万元） 一、资金总额 预算批复数 预算数/万元 2024年申请数 本次下达数
        预算控制数 专项资金总额 项目所需资金 一上预算数 部门预算数 资金来源合计 2026年安排 24年预算 二〇二六年预算
    """,
    words.FISCAL: "其中：财政拨款 （1）财政拨款 ①财政拨款 2026年财政拨款 本级财政拨款 申请财政资金 财政补助资金 财政专项资金 经费拨款 财政预算",
    words.OTHER: "2.其他资金 自筹资金",
    words.NAMED_SOURCE: """
        单位资金 政府性基金 福利彩票公益金 中央补助 中央财政资金 省级财政资金 市级资金 地方资金 市县资金 区级配套 其中：上级补助 本级安排（元） 县级配套资金 社会资金
        银行贷款 中央转移支付资金 国有资本经营预算拨款 教育收费 中央基建投资 省级以上资金 非财政拨款 事业单位经营收入
        省级财政 超长期特别国债 体彩公益金 土地出让收入
    """,
    words.COMPARATOR: """
        绩效指标性质 指标运算符号 操作符 计算方式 比较符 逻辑符号 判断符号 指标计算符号（必填）
    """,
    words.ANNUAL_TARGET: """
        当年度指标值 当年预期实现值 年度数值 全年(程)指标值 指标值内容 预算年度指标值 目标值 指标值（包含数字及文字描述） 2026年指标值 *指标值
        三级指标值 拟定指标值
    """,
    words.UNIT_OF_MEASURE: "绩效度量单位 计量单位 指标值单位 目标值单位 度量单位（必填） 数量单位 统计单位 计量",
    words.INDICATOR_NAME: "具体指标 明细指标 细化绩效指标",
    words.WEIGHT: "权重值 分数 赋分 评分权重 标准分值",
    words.ACTUAL: "实际完成情况 全年实际完成值 目标完成情况 全年完成值 年度总体目标完成情况综述",
}
NO_HEADINGS = """
    主管部门联系人 主管部门意见 主管部门审核意见 部门负责人 财政部门审核意见 执行率 资金来源 项目概况 得分 数量指标 主管处室
""".split()


@pytest.mark.parametrize(
    ("heading", "field"), [(one, field) for field, many in HEADINGS.items() for one in many.split()]
)
def test_a_heading_known_in_a_table_is_known_in_a_form(heading: str, field: str) -> None:
    assert words.meaning_of(heading) == label_of(heading) == field


@pytest.mark.parametrize("heading", NO_HEADINGS)
def test_words_that_only_contain_a_heading_are_none(heading: str) -> None:
    assert words.meaning_of(heading) is None
    assert label_of(heading) in (None, NO_FIELD)


@pytest.mark.parametrize("part", ["总额", "本年度", "市本级", "债券", "指标", "2024年度", "总(", "补助"])
def test_no_heading_takes_long_to_match(part: str) -> None:
    started = time.process_time()
    assert words.meaning_of((part * 60)[:57] + "乙") is None
    assert time.process_time() - started < 1


def with_department(label: str, department: str = "某区教育委员会") -> Rows:
    rows = layouts.form([Texts()])
    rows[2][:2] = [label, department]
    return rows


@pytest.mark.parametrize(
    "label", ["业务主管部门", "某区主管部门", "所属部门", "一级预算单位", "归口管理部门"]
)
def test_a_forms_department_is_known_by_the_meaning_of_its_label(label: str) -> None:
    found = one(with_department(label))
    assert found.disclosure.department == "某区教育委员会"
    assert [unit.name for unit in found.disclosure.units] == ["某市供水中心"]
    assert found.problems == ()


@pytest.mark.parametrize("label", ["预算单位", "项目单位", "主管部门联系人", "部门负责人", "使用单位"])
def test_a_unit_or_a_person_never_becomes_a_forms_department(label: str) -> None:
    with pytest.raises(Refused) as refusal:
        one(with_department(label))
    assert [problem.code for problem in refusal.value.problems] == ["no-department"]
    given = one(with_department(label), Given(department="某区水务局"))
    assert given.disclosure.department == "某区水务局"


@pytest.mark.parametrize("line", ["预算单位：某市水务局", "填报单位：某市水务局", "编制单位：某市水务局"])
def test_a_unit_above_a_table_is_no_department(line: str) -> None:
    data = wide(project("甲经费", "5"), preamble=("2024年项目支出绩效目标表", line, "单位：万元"))
    with pytest.raises(Refused) as refusal:
        read(data, "a", NOTHING_GIVEN)
    assert [problem.code for problem in refusal.value.problems] == ["no-department"]
    (found,) = read(data, "a", Given(department="某市发展局")).reads
    assert found.disclosure.department == "某市发展局"


@pytest.mark.parametrize(
    "line",
    [
        "部门（单位）名称：某市水务局",
        "业务主管部门：某市水务局",
        "一级预算单位：某市水务局",
        "市级主管部门（及代码）：某市水务局",
        "归口管理部门：某市水务局  填报单位：某市水文中心",
    ],
)
def test_a_department_above_a_table_is_known_by_its_label(line: str) -> None:
    data = wide(project("甲经费", "5"), preamble=("2024年项目支出绩效目标表", line, "单位：万元"))
    (found,) = read(data, "a", NOTHING_GIVEN).reads
    assert found.disclosure.department == "某市水务局"


@pytest.mark.parametrize("label", ["部门", "部门（单位）"])
def test_a_row_of_a_form_may_begin_with_the_department_alone(label: str) -> None:
    assert one(with_department(label)).disclosure.department == "某区教育委员会"


def by_department(*departments: str) -> Rows:
    """A flat table with a column of departments."""
    rows = [[*row] for row in layouts.flat([Texts(name=f"供水{at}") for at in range(len(departments))])]
    for row, text in zip(rows[2:], ["主管部门", "", "", *departments], strict=True):
        row.insert(0, text)
    return [*rows[:3], *rows[4:]]


def test_a_tables_column_of_departments_names_its_department() -> None:
    found = one(by_department("某市水务局", "某市水务局"))
    assert found.disclosure.department == "某市水务局"
    assert [project.name for project in found.disclosure.projects] == ["供水0", "供水1"]
    assert found.problems == ()


def test_a_table_of_several_departments_is_refused_naming_them() -> None:
    with pytest.raises(Refused) as refusal:
        one(by_department("某市水务局", "某市林业局"))
    (problem,) = refusal.value.problems
    assert problem.code == "contradicts-itself"
    assert "某市水务局, 某市林业局" in problem.message


@pytest.mark.parametrize("label", ["预期目标", "年度主要目标和成果", "项目年度目标", "年初设定目标"])
def test_a_forms_objective_is_known_by_the_meaning_of_its_label(label: str) -> None:
    rows = layouts.form([Texts()])
    rows[4][0] = label
    assert [found.objective for found in one(rows).disclosure.projects] == ["保障供水"]


@pytest.mark.parametrize("label", ["申报预算资金总额", "年度预算申请（万元）", "下达资金总额", "预算申报数"])
def test_a_forms_total_is_known_by_the_meaning_of_its_label(label: str) -> None:
    rows = layouts.form([Texts()])
    rows[3][1] = label
    (found,) = one(rows).disclosure.projects
    assert (found.amounts.total, found.amounts.fiscal_appropriation) == (1_000_000, 1_000_000)


def two_departments(first: str, second: str) -> Rows:
    """A form in which two labels name different departments."""
    rows = with_department(first, "某市教育局")
    rows.insert(3, [second, "某市财务局", "", "", ""])
    return rows


def test_of_two_departments_the_one_in_charge_is_the_forms() -> None:
    found = one(two_departments("归口管理部门", "市级主管部门"))
    assert found.disclosure.department == "某市财务局"
    assert [problem.text for problem in found.problems] == ["归口管理部门：某市教育局"]


def test_two_departments_in_charge_refuse_a_form_unless_the_operator_names_one() -> None:
    rows = two_departments("市级主管部门", "县级主管部门")
    with pytest.raises(Refused) as refusal:
        one(rows)
    (problem,) = refusal.value.problems
    assert problem.code == "contradicts-itself"
    assert "某市教育局, 某市财务局" in problem.message
    assert one(rows, Given(department="某市财务局")).disclosure.department == "某市财务局"


@pytest.mark.parametrize("text", ["/", "无", "——"])
def test_a_mark_for_nothing_is_no_department(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        one(with_department("主管部门", text))
    assert [problem.code for problem in refusal.value.problems] == ["no-department"]


def test_a_unit_above_a_table_is_that_of_projects_whose_rows_name_none() -> None:
    lines = ("2024年项目支出绩效目标表", "部门名称：某市水务局", "单位名称：某市供水中心", "单位：万元")
    (found,) = read(wide(project("甲经费", "5"), preamble=lines), "a", NOTHING_GIVEN).reads
    assert found.disclosure.department == "某市水务局"
    assert [unit.name for unit in found.disclosure.units] == ["某市供水中心"]

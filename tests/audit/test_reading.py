"""FMT and DIS: unread and withheld rows."""

import pytest

from budget.disclosure.problems import Problem
from budget.disclosure.read import Given, read
from tests.audit.building import (
    SOUND_INDICATORS,
    audited,
    disclosure,
    found,
    hits,
    indicator,
    project,
    spares,
    unevaluated,
    unit,
)

SECRET = "本项目为保密项目，目标不予披露。"


@hits("FMT-01")
def test_unread_text_is_the_evidence() -> None:
    (finding,) = found("FMT-01", project(unread="九、附加指标\n注：略"))
    assert (finding.row, finding.indicators) == (7, ())
    assert [(quote.what, quote.text) for quote in finding.evidence] == [("unread", "九、附加指标\n注：略")]


@hits("FMT-01")
@pytest.mark.parametrize("value", ["95%年度指标值:96%", "实施周期指标值：3", "98%。3、3-满意度指标"])
def test_a_value_that_holds_another_indicator(value: str) -> None:
    (finding,) = found("FMT-01", project(SOUND_INDICATORS[0], indicator("培训人数", value)))
    assert (finding.indicator, finding.evidence[-1].text) == (2, value)


@hits("FMT-01")
def test_unread_text_of_a_layout_without_such_a_cell_is_found_by_its_row() -> None:
    problem = Problem("unread-text", row=7, text="其他指标：略", details={"why": "numbering"})
    table = disclosure(project(), project(name="档案", objective="整理档案"))
    findings = [f for f in audited(table, problems=[problem]).findings if f.check == "FMT-01"]
    assert [(f.row, f.evidence[0].text) for f in findings] == [(7, "其他指标：略")]


@spares("FMT-01")
def test_a_value_with_spans_and_brackets_is_read() -> None:
    assert (
        found("FMT-01", project(indicator("培训月份", "1、1-3月"), indicator("会期", "第3、4周（含）"))) == []
    )


@hits("FMT-01", "DIS-01")
def test_a_confidential_row_is_read_like_any_other() -> None:
    secret = project(name="X", objective=SECRET, unread="九、附加")
    assert [f.check for f in audited(disclosure(secret)).findings] == ["DIS-01", "FMT-01"]


def test_nothing_is_reported_of_targets_in_a_torn_value() -> None:
    torn = indicator("培训频率", "98%。3、3-满意度指标", "98")
    table = disclosure(project(*SOUND_INDICATORS, torn))
    result = audited(table)
    assert [f.check for f in result.findings] == ["FMT-01"]
    assert {one.check for one in result.not_evaluated} >= {"QNT-12", "VAL-02", "VAL-05", "VAL-08", "QNT-02"}
    assert {one.words("en") for one in result.not_evaluated if one.check == "VAL-08"} == {
        "the target of indicator 7 holds another indicator's text"
    }


@hits("FMT-02")
def test_a_doubt_of_the_reading_is_reported_on_its_row() -> None:
    table = disclosure(unit(project(name="档案整理")), unit(name="档案馆"))
    problems = [
        Problem("unit-or-project", row=row, text=text)
        for row, text in ((7, "档案整理"), (8, "档案馆"), (99, "丙"))
    ]
    findings = [f for f in audited(table, problems=problems).findings if f.check == "FMT-02"]
    assert {(f.row, f.unit, f.project.name if f.project else None) for f in findings} == {
        (7, "人事教育中心", "档案整理"),
        (8, "档案馆", None),
        (99, "丙", None),
    }


@hits("FMT-02")
def test_the_doubt_of_a_real_table_arrives() -> None:
    header = "项目名称（资金使用单位）\t总计\t财政拨款\t财政专户拨款\t其他资金\t绩效目标\t绩效指标"
    rows = ["合计\t9.00\t9.00", "甲局\t5.00\t5.00", "乙站\t5.00\t5.00", "丙馆\t5.00\t5.00"]
    text = "\n".join(["部门名称：甲局", "单位：万元", header, *rows])
    (got,) = read(text.encode(), "doubt.txt", Given(fiscal_year=2024)).reads
    doubtful = [problem for problem in got.problems if problem.code == "unit-or-project"]
    findings = [f for f in audited(got.disclosure, problems=got.problems).findings if f.check == "FMT-02"]
    assert {f.row for f in findings} == {problem.row for problem in doubtful} != set()


@spares("FMT-02")
def test_other_doubts_are_no_doubt_about_units() -> None:
    problem = Problem("missing-target", row=7, details={"position": "1", "which": "年度指标值"})
    assert found("FMT-02", project(), problems=[problem]) == []


@hits("FMT-03")
def test_namesakes_in_one_unit_are_one_finding() -> None:
    parts = [project(name=name, objective=name) for name in ("档案整理", "培训", "档案 整理")]
    (finding,) = found("FMT-03", *parts)
    assert (finding.row, finding.rows) == (9, (7, 9))
    assert [ref.ordinal for ref in finding.projects] == [1, 2]


@spares("FMT-03")
def test_namesakes_of_several_units_and_rows_without_a_name() -> None:
    units = [unit(project(name="运行"), name=name) for name in ("甲站", "乙站")]
    assert found("FMT-03", *units) == []
    assert found("FMT-03", project(name=""), project(name="")) == []


@hits("DIS-01")
@pytest.mark.parametrize(
    "objective", [SECRET, "该项目属涉密项目", "系保密项目", "按规定不予公开", "目标不予披露"]
)
def test_a_confidential_project_has_that_finding_alone(objective: str) -> None:
    bad = [indicator("合格率", "组织验收"), indicator("资金支出合规率", "按计划")]
    table = disclosure(project(*bad, name="专项经费", objective=objective, wan=90), project(wan=10))
    assert [f.check for f in audited(table).findings if f.project and f.project.name == "专项经费"] == [
        "DIS-01"
    ]


@hits("DIS-01")
def test_indicators_that_are_all_called_confidential() -> None:
    secret = [indicator("保密", "98%"), indicator("保密项目", "保密项目")]
    assert len(found("DIS-01", project(*secret))) == 1


@spares("DIS-01")
@pytest.mark.parametrize("objective", ["开展保密宣传", "加强涉密项目管理", "完成保密检查"])
def test_secrecy_in_a_text_exempts_nothing(objective: str) -> None:
    assert found("DIS-01", project(objective=objective)) == []
    assert found("CMP-02", project(objective=objective, indicators=())) != []
    assert unevaluated("CMP-02", project(objective=objective)) == []

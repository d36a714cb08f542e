"""Checks of single indicators: classification (CLS) and relevance (REL)."""

from typing import Final

from budget.audit.catalogue.bases import CENTRAL_2015, FORM, INDICATORS_2021
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "CLS-01",
        "warning",
        CENTRAL_2015,
        ("indicators",),
        Words(
            "A quantity indicator is a rate that belongs to another category "
            "(notice: another rate; state the number).",
            "数量指标实为应归入其他类别的比率（其他比率为提示：宜填写数量）。",
        ),
        lesser_level="notice",
    ),
    Check(
        "CLS-02",
        "warning",
        INDICATORS_2021,
        ("indicators",),
        Words("Managing the money is given as performance.", "把资金管理当作绩效。"),
    ),
    Check(
        "CLS-03",
        "notice",
        CENTRAL_2015,
        ("targets",),
        Words("A timeliness indicator does not speak of time.", "时效指标没有涉及时间。"),
    ),
    Check(
        "CLS-04",
        "warning",
        CENTRAL_2015,
        ("targets",),
        Words(
            "The target of a benefit indicator is an activity, not an effect.",
            "效益指标的指标值是开展工作，而不是效果。",
        ),
    ),
    Check(
        "CLS-05",
        "notice",
        CENTRAL_2015,
        ("targets",),
        Words("An economic benefit indicator speaks of nothing economic.", "经济效益指标没有涉及经济内容。"),
    ),
    Check(
        "CLS-06",
        "warning",
        FORM,
        ("indicators",),
        Words(
            "A code and its label disagree, or a level-2 indicator lies under another level 1.",
            "指标编码与名称不符，或二级指标不属于所列一级指标。",
        ),
    ),
    Check(
        "REL-01",
        "notice",
        CENTRAL_2015,
        ("objective", "indicators"),
        Words(
            "No indicator's name shares a word with the objective.", "没有一项指标名称与绩效目标有共同用词。"
        ),
    ),
    Check(
        "REL-02",
        "warning",
        INDICATORS_2021,
        ("indicators",),
        Words("Satisfaction is judged by the unit itself.", "满意度由本单位自行评价。"),
    ),
    Check(
        "REL-03",
        "notice",
        CENTRAL_2015,
        ("indicators",),
        Words("The indicator's name does not say what is measured.", "指标名称没有说明衡量什么。"),
    ),
    Check(
        "REL-04",
        "warning",
        CENTRAL_2015,
        ("indicators",),
        Words("Several indicators stand in one name.", "一个指标名称中包含多项指标。"),
    ),
    Check(
        "REL-05",
        "notice",
        CENTRAL_2015,
        ("text",),
        Words("The project's name does not say what the money is for.", "项目名称没有说明资金用途。"),
    ),
    Check(
        "REL-06",
        "warning",
        CENTRAL_2015,
        ("objective",),
        Words(
            "The objective says nothing of its own: it is short, or speaks of money and operation alone.",
            "绩效目标内容空泛：文字过短，或仅涉及经费、运转等。",
        ),
    ),
    Check(
        "REL-07",
        "warning",
        CENTRAL_2015,
        ("objective", "targets"),
        Words(
            "A figure that the objective promises is in no indicator.",
            "绩效目标中的数值没有体现在任何指标中。",
        ),
    ),
    Check(
        "REL-08",
        "notice",
        CENTRAL_2015,
        ("indicators",),
        Words(
            "The project has the same indicator twice.",
            "同一项目有名称相同的指标。",
        ),
    ),
    Check(
        "REL-09",
        "notice",
        CENTRAL_2015,
        ("indicators",),
        Words(
            "Satisfaction is measured in another category than satisfaction.",
            "满意度列在满意度指标以外的类别中。",
        ),
    ),
)

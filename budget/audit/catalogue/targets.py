"""Checks of target values: quantification (QNT) and values (VAL)."""

from typing import Final

from budget.audit.catalogue.bases import ARITHMETIC, EVALUATION_2020, FORM, GUANGZHOU_2018
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "QNT-02",
        "warning",
        GUANGZHOU_2018,
        ("targets",),
        Words("Fewer than half of the project's indicators are quantified.", "量化指标不足一半。"),
    ),
    Check(
        "QNT-03",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words(
            "The annual target holds no number and is worded so that nothing could fail it.",
            "年度指标值没有数值，且表述空泛，无从判断是否完成。",
        ),
    ),
    Check(
        "QNT-04",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words(
            "Three or more annual targets of the project are the same percentage.",
            "三项以上年度指标值为同一百分比，疑似套用模板。",
        ),
    ),
    Check(
        "QNT-11",
        "error",
        EVALUATION_2020,
        ("targets",),
        Words(
            "The indicator has no annual target, or one that says nothing.",
            "年度指标值为空，或没有实际内容。",
        ),
    ),
    Check(
        "QNT-12",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words(
            "The target of an output, a cost or satisfaction is words that cannot be measured.",
            "产出、成本或满意度指标的指标值为文字表述，无法衡量。",
        ),
    ),
    Check(
        "QNT-13",
        "notice",
        EVALUATION_2020,
        ("targets",),
        Words("None of the project's benefits is quantified.", "项目的效益指标均未量化。"),
    ),
    Check(
        "VAL-02",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words(
            "The period target and the annual target are of different kinds.",
            "实施周期指标值与年度指标值的类型不同。",
        ),
    ),
    Check(
        "VAL-03",
        "error",
        FORM,
        ("targets",),
        Words(
            "The period target and the annual target bear the same number, but one has lost its unit.",
            "实施周期指标值与年度指标值数值相同，但其一缺少单位。",
        ),
    ),
    Check(
        "VAL-04",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words(
            "The period target is only a contract's term or a deadline, "
            "of an indicator that is not about time.",
            "非时效指标的实施周期指标值仅为合同期限或完成期限。",
        ),
    ),
    Check(
        "VAL-05",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words("The annual target is a scoring rule, not a target.", "年度指标值是评分规则，而不是目标值。"),
    ),
    Check(
        "VAL-06",
        "warning",
        EVALUATION_2020,
        ("targets",),
        Words("The annual target repeats the indicator's name.", "年度指标值只是重复指标名称。"),
    ),
    Check(
        "VAL-07",
        "warning",
        FORM,
        ("targets",),
        Words(
            "The name says a rate, but the annual target is neither a percentage nor a number.",
            "指标名称为比率，但年度指标值既不是百分比也不是数值。",
        ),
    ),
    Check(
        "VAL-08",
        "warning",
        FORM,
        ("targets",),
        Words(
            "The name says a count or a size, but the annual target is a percentage.",
            "指标名称为数量，但年度指标值是百分比。",
        ),
    ),
    Check(
        "VAL-09",
        "error",
        FORM,
        ("targets",),
        Words(
            "A percentage above 100 of what cannot exceed the whole (notice: of another rate).",
            "不可能超过百分之百的比率其指标值大于100%（其他比率为提示）。",
        ),
        lesser_level="notice",
    ),
    Check(
        "VAL-10",
        "warning",
        FORM,
        ("targets",),
        Words(
            "The annual target is a percentage, but the name does not say of what.",
            "年度指标值为百分比，但指标名称没有说明是什么的比率。",
        ),
    ),
    Check(
        "VAL-12",
        "error",
        ARITHMETIC,
        ("targets",),
        Words(
            "The annual target is above the target for the whole period.",
            "年度指标值大于整个实施周期的指标值。",
        ),
    ),
    Check(
        "VAL-13",
        "warning",
        FORM,
        ("targets",),
        Words(
            "A year in the indicator's name or target is not the fiscal year, nor in the project's term.",
            "指标名称或指标值中的年份不在预算年度及项目实施期内。",
        ),
    ),
    Check(
        "VAL-14",
        "warning",
        FORM,
        ("targets",),
        Words(
            "The target's unit does not fit what the name counts.",
            "指标值的计量单位与指标名称不符。",
        ),
    ),
    Check(
        "VAL-15",
        "error",
        ARITHMETIC,
        ("amounts", "targets"),
        Words(
            "The total of the whole period, of the money or of a count, is below the year's.",
            "实施期的资金总额或累计数量小于年度数。",
        ),
    ),
    Check(
        "VAL-16",
        "warning",
        EVALUATION_2020,
        ("objective", "targets"),
        Words(
            "The project lasts longer than a year, yet the objective or all targets of the year "
            "are the whole period's.",
            "项目期超过一年，但年度目标或全部年度指标值与实施期相同。",
        ),
    ),
)

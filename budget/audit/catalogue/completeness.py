"""Checks of what a project must state (CMP)."""

from typing import Final

from budget.audit.catalogue.bases import CENTRAL_2015, GUANGZHOU_2018, INDICATORS_2021
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "CMP-01",
        "error",
        CENTRAL_2015,
        ("objective",),
        Words("The project has no objective.", "未填写绩效目标。"),
    ),
    Check(
        "CMP-02",
        "error",
        CENTRAL_2015,
        ("indicators",),
        Words("The project has no indicator.", "未设置绩效指标。"),
    ),
    Check(
        "CMP-03",
        "warning",
        GUANGZHOU_2018,
        ("indicators",),
        Words("The project has fewer than four indicators.", "绩效指标少于四项。"),
    ),
    Check(
        "CMP-04",
        "error",
        INDICATORS_2021,
        ("indicators",),
        Words("The project has no output indicator.", "未设置产出指标。"),
    ),
    Check(
        "CMP-08",
        "warning",
        INDICATORS_2021,
        ("indicators",),
        Words(
            "A construction, repair or purchase project has no cost indicator.",
            "工程、修缮或购置类项目未设置成本指标。",
        ),
    ),
    Check(
        "CMP-09",
        "warning",
        INDICATORS_2021,
        ("indicators",),
        Words(
            "A construction or information-system project has no quality indicator.",
            "工程或信息化项目未设置质量指标。",
        ),
    ),
    Check(
        "CMP-11",
        "warning",
        CENTRAL_2015,
        ("objective", "indicators"),
        Words(
            "The objective promises satisfaction, but there is no satisfaction indicator.",
            "绩效目标承诺提高满意度，但未设置满意度指标。",
        ),
    ),
    Check(
        "CMP-12",
        "warning",
        CENTRAL_2015,
        ("objective", "indicators"),
        Words(
            "The objective promises savings, but there is no cost or economic indicator.",
            "绩效目标承诺节约，但未设置成本指标或经济效益指标。",
        ),
    ),
    Check(
        "CMP-13",
        "warning",
        INDICATORS_2021,
        ("indicators",),
        Words(
            "The project has no benefit, quantity, quality or satisfaction indicator "
            "(notice: only quality or satisfaction is missing).",
            "未设置效益、数量、质量或满意度指标（仅缺质量或满意度指标的为提示）。",
        ),
        lesser_level="notice",
    ),
)

"""Checks of costs (CST) and weights (WGT)."""

from typing import Final

from budget.audit.catalogue.bases import ARITHMETIC, INDICATORS_2021
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "CST-01",
        "warning",
        INDICATORS_2021,
        ("targets",),
        Words(
            "A cost indicator states no money, in its target or its name.",
            "成本指标的指标值和名称均未涉及金额。",
        ),
    ),
    Check(
        "CST-02",
        "error",
        INDICATORS_2021,
        ("amounts", "targets"),
        Words(
            "A cost indicator's figure is above the project's whole budget (notice: it is the whole budget).",
            "成本指标的金额超过项目预算总额（等于预算总额的为提示）。",
        ),
        lesser_level="notice",
    ),
    Check(
        "CST-03",
        "warning",
        INDICATORS_2021,
        ("amounts", "targets"),
        Words(
            "The quantity times its unit cost is a tenth above the project's total, or under half of it.",
            "数量与单位成本之积超过项目总计一成以上，或不足其一半。",
        ),
    ),
    Check(
        "WGT-01",
        "error",
        ARITHMETIC,
        ("indicators",),
        Words(
            "The indicators' weights add up to neither 100 nor 90.",
            "指标分值（权重）之和既不是100，也不是90。",
        ),
    ),
)

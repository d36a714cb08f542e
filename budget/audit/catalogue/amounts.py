"""Checks of amounts of money (AMT)."""

from typing import Final

from budget.audit.catalogue.bases import ARITHMETIC, CENTRAL_2015
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "AMT-01",
        "error",
        ARITHMETIC,
        ("amounts",),
        Words("The row's total is not the sum of its sources of funds.", "本行总计与各资金来源之和不一致。"),
    ),
    Check(
        "AMT-02",
        "error",
        ARITHMETIC,
        ("amounts",),
        Words("The unit's subtotal is not the sum of its projects.", "单位小计与其项目金额之和不一致。"),
    ),
    Check(
        "AMT-03",
        "error",
        ARITHMETIC,
        ("amounts",),
        Words("The grand total is not the sum of the units.", "合计与各单位金额之和不一致。"),
    ),
    Check(
        "AMT-04",
        "error",
        CENTRAL_2015,
        ("amounts",),
        Words("The project's total is missing, zero or negative.", "项目总计缺失、为零或为负。"),
    ),
    Check(
        "AMT-05",
        "warning",
        CENTRAL_2015,
        ("amounts", "indicators"),
        Words(
            "A project with a large share of the money has only one to three indicators.",
            "项目金额占比较大，但仅设一至三项绩效指标。",
        ),
    ),
)

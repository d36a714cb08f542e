"""Checks of whole disclosures: duplicates (DUP), years (YOY), confidentiality (DIS) and reading (FMT)."""

from typing import Final

from budget.audit.catalogue.bases import CENTRAL_2015, FORM
from budget.audit.catalogue.definitions import Check, Words

CHECKS: Final = (
    Check(
        "DUP-01",
        "warning",
        CENTRAL_2015,
        ("objective", "targets"),
        Words(
            "Projects have the same objective and the same indicators.", "多个项目的绩效目标和绩效指标相同。"
        ),
    ),
    Check(
        "DUP-02",
        "notice",
        CENTRAL_2015,
        ("objective",),
        Words("Objectives share a long passage.", "多个项目的绩效目标有大段相同文字。"),
    ),
    Check(
        "DUP-03",
        "notice",
        CENTRAL_2015,
        ("amounts",),
        Words(
            "Several units have a project of the same name and amount.", "多个单位有名称和金额相同的项目。"
        ),
    ),
    Check(
        "YOY-01",
        "warning",
        CENTRAL_2015,
        ("targets", "last_year"),
        Words(
            "The target is weaker than last year's for the same indicator.", "指标值比上年同一指标有所放宽。"
        ),
    ),
    Check(
        "YOY-02",
        "warning",
        CENTRAL_2015,
        ("amounts", "objective", "targets", "last_year"),
        Words(
            "Objective and indicators are word for word last year's, but the money grew markedly.",
            "绩效目标和指标与上年完全相同，而金额大幅增加。",
        ),
    ),
    Check(
        "YOY-03",
        "notice",
        FORM,
        ("text",),
        Words("The year in the project's name is not the fiscal year.", "项目名称中的年份不含本预算年度。"),
    ),
    Check(
        "DIS-01",
        "notice",
        CENTRAL_2015,
        ("text",),
        Words(
            "The targets are withheld as confidential; only sums and the reading of the row were checked.",
            "绩效目标因保密未公开；仅核查金额与读取情况。",
        ),
    ),
    Check(
        "FMT-01",
        "error",
        FORM,
        ("text",),
        Words("Part of the row could not be read.", "本行有部分内容无法读取。"),
    ),
    Check(
        "FMT-02",
        "error",
        FORM,
        ("text",),
        Words("Whether the row is a unit or a project cannot be told.", "无法判定本行是单位还是项目。"),
    ),
    Check(
        "FMT-03",
        "warning",
        FORM,
        ("text",),
        Words("Projects of one unit bear the same name.", "同一单位有同名项目。"),
    ),
    Check(
        "FMT-04",
        "error",
        FORM,
        ("text",),
        Words(
            "Text of the form’s template was left in place of a value.",
            "表内保留了模板文字，未按要求填写。",
        ),
    ),
)

"""The examples of the checks of self-evaluations (RES)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budget.audit.catalogue.examples import ExampleActual as Actual, Examples, one_result

_RUNS: Final = "培训班期数"
_THREE: Final = (
    Actual(_RUNS, "≥50期", "≥50期"),
    Actual("考试通过人数占比", "≥95%", "≥95%"),
    Actual("参训干部满意度", "≥90%", "≥90%"),
)

RESULTS: Final[Mapping[str, Examples]] = MappingProxyType(
    {
        "RES-01": Examples(
            one_result(Actual(_RUNS, "≥40期", "42期", disclosed="≥50期")),
            one_result(Actual(_RUNS, "50期", "52期", disclosed="≥50期")),
        ),
        "RES-02": Examples(
            one_result(Actual(_RUNS, "≥60期", "62期", disclosed="≥50期")),
            one_result(Actual("考试通过人数占比", "95.00%", "96%", disclosed="≥95%")),
        ),
        "RES-03": Examples(
            one_result(Actual(_RUNS, "≥50期", "48期", "10", "10", "汛期停课")),
            one_result(Actual(_RUNS, "≥50期", "48期", "10", "9.6", "汛期停课")),
        ),
        "RES-04": Examples(
            one_result(Actual(_RUNS, "≥50期", "50期", "10", "8")),
            one_result(Actual(_RUNS, "≥50期", "80期", "10", "8", "年初设定偏低")),
        ),
        "RES-05": Examples(
            one_result(Actual(_RUNS, "≥50期", "75期")), one_result(Actual("投诉次数", "≤4次", "1次"))
        ),
        "RES-06": Examples(
            one_result(adjusted=300, executed=200, rate="98%"),
            one_result(adjusted=300, executed=200, rate="66.67%"),
        ),
        "RES-07": Examples(
            one_result(
                Actual(_RUNS, "≥50期", "50期", "50", "50"), Actual("通过率", "≥95%", "95%", "45", "45")
            ),
            one_result(
                Actual(_RUNS, "≥50期", "50期", "50", "50"), Actual("通过率", "≥95%", "95%", "40", "40")
            ),
        ),
        "RES-08": Examples(
            one_result(Actual(_RUNS, "≥50期", "50期", "100", "90", "扣分"), total="95"),
            one_result(Actual(_RUNS, "≥50期", "50期", "100", "90", "扣分"), total="90.00"),
        ),
        "RES-09": Examples(
            one_result(Actual(_RUNS, "≥50期", "60期", "10", "12")),
            one_result(Actual(_RUNS, "≥50期", "60期", "10", "10.0")),
        ),
        "RES-10": Examples(
            one_result(Actual(_RUNS, "≥50期", "48期", "10", "9", "无")),
            one_result(Actual(_RUNS, "≥50期", "48期", "10", "9", "汛期停课")),
        ),
        "RES-11": Examples(
            one_result(*_THREE),
            one_result(*_THREE[:2], Actual("参训干部满意度", "≥90%", "93%")),
        ),
        "RES-12": Examples(
            one_result(Actual(_RUNS, "≥50期", "50期"), adjusted=100, executed=40),
            one_result(Actual(_RUNS, "≥50期", "20期", reason="停课"), adjusted=100, executed=40),
        ),
        "RES-13": Examples(one_result(initial=90, adjusted=120), one_result(initial=100, adjusted=120)),
        "RES-14": Examples(
            one_result(Actual(_RUNS, "≥50期", "50期"), dropped=("参训干部满意度",)),
            one_result(Actual(_RUNS, "≥50期", "50期")),
        ),
        "RES-15": Examples(
            one_result(Actual(_RUNS, "≥50期", "50期", disclosed=None)),
            one_result(Actual(_RUNS, "≥50期", "50期")),
        ),
        "RES-16": Examples(
            one_result(Actual(_RUNS, "≥50期", "已完成")), one_result(Actual(_RUNS, "≥50期", "已完成50期"))
        ),
    }
)

"""Wide tables as text, for tests: the preamble, the header and rows."""

from collections.abc import Sequence

from budget.disclosure.reading import Given

HEADER = ("项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标")
PREAMBLE = ("项目支出绩效目标表（2024年度）", "部门名称：某市水务局", "单位：万元")
NOTHING_GIVEN = Given()
INDICATORS = "1、1-产出指标；11-数量指标；巡查次数；实施周期指标值:≥50次；年度指标值:≥50次。"


def project(
    name: str, amount: str, objective: str = "保障供水", indicators: str = INDICATORS
) -> tuple[str, ...]:
    """A project's row whose money is all fiscal appropriation."""
    return (name, amount, amount, "", "", objective, indicators)


def bare(name: str, amount: str) -> tuple[str, ...]:
    """A row without objective and indicators."""
    return (name, amount, amount, "", "", "", "")


def wide(
    *rows: Sequence[str],
    preamble: Sequence[str] = PREAMBLE,
    header: Sequence[str] = HEADER,
    separator: str = "\t",
) -> bytes:
    """The file of a wide table, in UTF-8."""
    lines = [*preamble, separator.join(header), *(separator.join(row) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()

"""Indicators written in the canonical form of an indicators' cell, for tests of the grammar."""

from collections.abc import Sequence

from indicators.grammar import IndicatorText


def write_cell(indicators: Sequence[IndicatorText]) -> str:
    """Return the cell: numbered from 1, full-width `；`, half-width `:`, each indicator ended by `。`."""
    return "".join(
        f"{number}、{one.level1_code}-{one.level1}；{one.level2_code}-{one.level2}；{one.name}"
        f"；实施周期指标值:{one.period_target}；年度指标值:{one.annual_target}。"
        for number, one in enumerate(indicators, start=1)
    )

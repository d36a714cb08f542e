"""The amounts of several years in a self-evaluation: those of the latest year are the evaluation's."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import Labelled
from budget.disclosure.layouts.headers import Column
from budget.disclosure.layouts.years import years_named


def of_latest_year(columns: Sequence[Column]) -> list[Column]:
    """The columns with amounts of earlier years (2022年执行数 beside 2023年执行数) as unknown ones."""
    latest = max((year for column in columns for year in years_of(column)), default=0)
    return [
        replace(column, field="", meaning="") if max(years_of(column), default=latest) < latest else column
        for column in columns
    ]


def years_of(column: Column) -> frozenset[int]:
    """The years that the heading of an amount names by their numbers."""
    return years_named(column.group + column.words) if column.field in words.AMOUNTS else frozenset()


def latest_pairs(whole: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Labels of amounts, each meaning once, and the others: those of earlier years, and repeated ones."""
    latest: dict[str, Labelled] = {}
    for one in whole:
        known = latest.get(one.meaning)
        if known is None or max(years_named(one.label.text), default=0) > max(
            years_named(known.label.text), default=0
        ):
            latest[one.meaning] = one
    kept = [one for one in whole if latest[one.meaning] is one]
    return kept, [one for one in whole if latest[one.meaning] is not one]

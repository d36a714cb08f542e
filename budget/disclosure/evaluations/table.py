"""A table of self-evaluations: one table for the projects of a department, one row an indicator or a
project.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from budget.disclosure.amounts import MoneyUnit
from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.columns import (
    ACTUAL_OBJECTIVE,
    BUDGET_POINTS,
    BUDGET_SCORE,
    Columns,
    columns_in,
    with_score_of_project,
)
from budget.disclosure.evaluations.form import report_doubts
from budget.disclosure.evaluations.indicators import INDICATOR_FIELDS, ActualRows, without_rivals
from budget.disclosure.evaluations.titles import with_title
from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import loose_line
from budget.disclosure.layouts.money import read_amount, read_named_amount
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.layouts.placing import Placement, place, with_column
from budget.disclosure.layouts.preamble import line_of, stated
from budget.disclosure.layouts.sums import sum_kind
from budget.disclosure.layouts.target_parts import told_apart
from budget.disclosure.layouts.years import heading_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given
from budget.disclosure.self_evaluations import ActualIndicator, MoneyRow, SelfEvaluation
from indicators.folding import fold


@dataclass(slots=True)
class ProjectDraft:
    """A project of a table while its rows are read."""

    row: Row
    name: str
    unit: str
    texts: dict[str, str]
    budget: MoneyRow
    sources: tuple[MoneyRow, ...]
    indicators: list[ActualIndicator] = field(default_factory=list)
    total_points: str = ""
    score: str = ""

    def is_same(self, other: "ProjectDraft") -> bool:
        """Whether a row that names its project again is of the same one."""
        own, others = (
            (fold(one.name), fold(one.unit), replace(one.budget, row=None)) for one in (self, other)
        )
        return own == others


def read_table(
    table: Table, grid: Grid, given: Given
) -> tuple[Placement, list[SelfEvaluation], list[Problem]]:
    """Return where a table of self-evaluations belongs, its projects, and the problems of reading it.

    Raises Refused with everything that makes it unreadable or unplaceable.
    """
    columns = columns_in(table.header)
    units = [unit for column in table.header.columns if (unit := column.money_unit)]
    lines = [*(line.text for line in grid.caption), *(line_of(row) for row in table.above)]
    statements = with_title(stated([line.text for line in grid.caption], table.above, units), lines)
    try:
        statements = with_column(statements, table.departments, given, grid.place)
        if not columns.fields & {*words.AMOUNTS} and not statements.money_units and not given.money_unit:
            statements = replace(statements, money_units=("万元",))  # of no amount
        placement = place(statements, given, grid.place)
    except Refused as refusal:
        raise refusal.at_row(table.row) from refusal
    ledger = Ledger(grid.place, placement.problems)
    for row in statements.unused:
        ledger.report("text-outside-table", row, text=line_of(row))
    columns = with_score_of_project(columns_in(table.header, placement.fiscal_year), table.rows)
    for column in columns.columns:
        if column.field == of_targets.OTHER_YEAR:
            ledger.report("other-year", table.row, column.words, heading_of(column))
    told = told_apart(columns.columns, table.rows, grid.place, table.row)
    others = [one for one in told if one.field not in INDICATOR_FIELDS]
    own = without_rivals([one for one in told if one.field in INDICATOR_FIELDS], table.rows)
    told = sorted([*others, *own], key=lambda one: one.places)
    reader = _Reader(replace(columns, columns=tuple(told)), placement, table, ledger)
    for row in table.rows:
        reader.take(row)
    entries = reader.entries()
    if not entries:
        ledger.report("no-rows", table.row)
    if ledger.refusals:
        raise Refused(*ledger.refusals)
    return placement, entries, ledger.problems


class _Reader:
    """Takes a table's rows in order; refusals and doubts go into the ledger."""

    def __init__(self, columns: Columns, placement: Placement, table: Table, ledger: Ledger) -> None:
        self._columns = columns
        self._placement = placement
        self._table = table
        self._ledger = ledger
        self._rows = ActualRows(columns.of_indicators, ledger)
        self._unit = ""
        self._projects: list[ProjectDraft] = []

    def take(self, row: Row) -> None:
        """Read one row: a project's first, a further indicator, a total, or a line of text."""
        if all(cell.from_above or not cell.text for cell in row.cells):
            return
        loose = loose_line(row, self._table.header)
        if loose is not None:
            self._ledger.report_line(row, loose, self._placement.money_unit)
            return
        self._ledger.refuse_cells_beyond(row, self._table.header)
        name, unit = self._columns.own(of_targets.NAME, row), self._columns.own(of_targets.UNIT, row)
        name, unit = ("" if is_placeholder(text) else text for text in (name, unit))
        if sum_kind(name or unit or self._columns.own(of_targets.SERIAL, row)) and not self._rows.states(row):
            self._ledger.report("subtotal", row, text=line_of(row))
            return
        if unit and not name and not self._rows.states(row):
            self._unit = unit
            self._report_sum_of_unit(row, unit)
            return
        self._unit = unit or self._unit
        self._report_unread(row)
        project = self._begun_or_above(row, name)
        if project is not None and not self._take_total(project, row):
            indicator = self._rows.read(row)
            project.indicators += [indicator] if indicator is not None else []

    def entries(self) -> list[SelfEvaluation]:
        """The projects in the order of their first rows, with doubts about them reported."""
        return [self._entry(one) for one in self._projects]

    def _report_sum_of_unit(self, row: Row, unit: str) -> None:
        if any(self._columns.own(meaning, row) for meaning in words.AMOUNTS):
            self._ledger.report("subtotal", row, text=line_of(row))

    def _report_unread(self, row: Row) -> None:
        """Report the text of columns that are not read; money that arrived is known, and no part of them."""
        unread = self._columns.unread
        for column in unread:
            text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
            if column.field == words.ARRIVED and text:
                self._ledger.report("other-money", row, column.words, text)
        self._ledger.report_unread_columns([one for one in unread if one.field != words.ARRIVED], row)

    def _begun_or_above(self, row: Row, name: str) -> ProjectDraft | None:
        above = self._projects[-1] if self._projects else None
        if not name:
            if above is None:
                self._ledger.report("text-outside-table", row, text=line_of(row))
            elif more := self._columns.own(of_targets.OBJECTIVE, row):
                above.texts[of_targets.OBJECTIVE] += f"\n{more}"
            return above
        begun = self._begun(row, name)
        if above is not None and self._rows.states(row) and begun.is_same(above):
            return above
        self._projects.append(begun)
        self._rows.forget_levels()
        return begun

    def _begun(self, row: Row, name: str) -> ProjectDraft:
        money_unit, columns = self._placement.money_unit, self._columns
        amounts: dict[str, Any] = {}
        for meaning in words.AMOUNTS:
            column = columns.column(meaning)
            if column is not None:
                amounts[meaning] = read_amount(column.text(row), money_unit, row, column.words, self._ledger)
        points = columns.text(BUDGET_POINTS, row)
        score = columns.text(BUDGET_SCORE, row)
        rate = columns.text(words.RATE, row)
        budget = MoneyRow(points=points, rate=rate, score=score, row=row.number, **amounts)
        kept = (of_targets.OBJECTIVE, ACTUAL_OBJECTIVE, words.CODE, words.TOTAL_SCORE, words.CONCLUSION)
        texts = {meaning: columns.text(meaning, row) for meaning in kept}
        return ProjectDraft(row, name, self._unit, texts, budget, self._sources(row, money_unit))

    def _sources(self, row: Row, money_unit: MoneyUnit) -> tuple[MoneyRow, ...]:
        found: dict[str, MoneyRow] = {}
        for one in self._columns.sources:
            text = one.column.text(row)
            amount = read_named_amount(text, money_unit, row, one.label, self._ledger) if text else None
            if amount is not None:
                known = found.get(one.label, MoneyRow(label=one.label, row=row.number))
                stated: dict[str, Any] = {one.meaning: amount}
                found[one.label] = replace(known, **stated)
        return tuple(found.values())

    def _take_total(self, project: ProjectDraft, row: Row) -> bool:
        """Take a row of all points and scores of a project."""
        first = next(
            (
                text
                for meaning in (of_targets.LEVEL1, of_targets.LEVEL2, of_targets.INDICATOR_NAME)
                if (text := self._columns.own(meaning, row))
            ),
            "",
        )
        if not words.names_total(first):
            return False
        project.total_points = self._columns.own(words.POINTS, row)
        project.score = self._columns.own(words.SCORE, row)
        return True

    def _entry(self, project: ProjectDraft) -> SelfEvaluation:
        indicators = tuple(replace(one, position=at) for at, one in enumerate(project.indicators, start=1))
        ledger = Ledger(self._ledger.place_of(project.row))
        report_doubts(indicators, ledger, has_actual=words.ACTUAL in self._columns.fields)
        self._ledger.problems += ledger.problems
        return SelfEvaluation(
            name=project.name,
            unit=project.unit or self._placement.implied_unit,
            row=project.row.number,
            place=self._ledger.place_of(project.row),
            code=project.texts[words.CODE],
            budget=project.budget,
            sources=project.sources,
            objective=project.texts[of_targets.OBJECTIVE],
            actual_objective=project.texts[ACTUAL_OBJECTIVE],
            score=project.texts[words.TOTAL_SCORE] or project.score,
            total_points=project.total_points,
            conclusion=project.texts[words.CONCLUSION],
            indicators=indicators,
        )

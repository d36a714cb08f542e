"""The form layout (central government, Shanghai, Hunan …): one table a project.

Labels and values alternate in a row. Below them are the indicators, row by row under a header of their
own. A form begins at the row that labels the project's name; the lines before it (title, 填报单位,
单位：万元) are its lead.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budget.disclosure.forms import are_the_same, are_versions
from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_cells import OBJECTIVES, PLAIN, names_project, own_cells, pairs_in
from budget.disclosure.layouts.form_draft import Draft, draft_of
from budget.disclosure.layouts.form_indicators import (
    continues_indicators,
    has_same_words,
    is_indicator_header,
)
from budget.disclosure.layouts.form_labels import NO_FIELD, label_of
from budget.disclosure.layouts.loose_lines import loose_line_of_form
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.layouts.placing import Placement, place, with_column
from budget.disclosure.layouts.preamble import Stated, goes_on, identifies_table, line_of, stated
from budget.disclosure.layouts.wider_names import specificity_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given, Read
from budget.disclosure.records import Disclosure, Project, Unit
from indicators.folding import fold

# Labels that may be above the project's name within its form.
_BEFORE_NAME: Final = (PLAIN - {words.NAME}) | {NO_FIELD}
# The last lines of a self-evaluation: 自评得分：95.
_ENDS_EVALUATION: Final = re.compile(
    r"\s*(?:自评|评价|自我评价|绩效)?(?:总分|总得分|得分|结论|等级)\s*(?:[:：]|$)"
)
# The name of a fund, of which the form is where it names no project.
_FUND: Final = re.compile(r"(?:专项|政策)(?:资金)?名称")
_LONGEST_FUND: Final = 20
_WRITTEN_UNIT: Final = re.compile(r"(万元|元|万)\s*$")


@dataclass(frozen=True, slots=True)
class Form:
    """One project's form: the lines before it and its rows, of the grid at `where`."""

    caption: tuple[str, ...]
    lead: tuple[Row, ...]
    rows: tuple[Row, ...]
    where: str

    @property
    def has_indicators(self) -> bool:
        return any(is_indicator_header(row) for row in self.rows)


def forms_in(grid: Grid) -> list[Form]:
    """The forms of a grid, in order: those that hold indicators or an objective."""
    return [
        form
        for form in named_forms_in(grid)
        if form.has_indicators
        or any(OBJECTIVES & {pair.field for pair in pairs_in(row)} for row in form.rows)
    ]


def named_forms_in(grid: Grid) -> list[Form]:
    """The rows of a grid from each label of a project's name to the next, in order."""
    rows = [row for row in grid.rows if not row.is_blank]
    below = [*rows[1:], None]
    names = [at for at, row in enumerate(rows) if names_project(row, below[at])]
    if not names:
        rows = _with_name(rows)
        names = [at for at, row in enumerate(rows) if names_project(row, below[at])]
    names = _first_names(rows, names)
    starts = []
    floor = 0
    for at in names:
        start = at
        while start > floor and _precedes_name(rows[start - 1]):
            start -= 1
        starts.append(start)
        floor = at + 1
    forms = []
    for number, (start, name) in enumerate(zip(starts, names, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(rows)
        first = start
        while first < name and not _is_label_row(rows[first]):
            first += 1
        lead = rows[:first] if number == 0 else rows[start:first]
        caption = tuple(line.text for line in grid.caption) if number == 0 else ()
        forms.append(Form(caption, tuple(lead), tuple(rows[first:end]), grid.place))
    return forms


def _with_name(rows: list[Row]) -> list[Row]:
    """Rows of which none labels a project's name, with the label of a fund (专项资金名称) as such a label."""
    funds = [
        (row, at)
        for row in rows
        for at, cell in enumerate(row.cells)
        if "名称" in cell.text
        and not cell.from_left
        and _FUND.fullmatch(words.bare_of(cell.text[:_LONGEST_FUND]))
    ]
    if len(funds) != 1:
        return rows
    (of_fund, at), *_ = funds
    cells = tuple(
        replace(cell, text="项目名称") if place == at else cell for place, cell in enumerate(of_fund.cells)
    )
    return [replace(row, cells=cells) if row is of_fund else row for row in rows]


def _first_names(rows: Sequence[Row], names: Sequence[int]) -> list[int]:
    """The rows among those that label a project's name with which a form begins: not those that name the same
    project by a label of another specificity (项目名称 above 二级项目名称), before objectives and indicators.
    """
    found: list[int] = []
    ranks: set[int] = set()
    last = -1
    for at in names:
        own = {specificity_of(pair.label.text) for pair in pairs_in(rows[at]) if pair.field == words.NAME}
        is_same = bool(found) and not own & ranks and not any(map(_holds_content, rows[last:at]))
        if not is_same:
            found.append(at)
            ranks = set()
        ranks |= own
        last = at
    return found


def _holds_content(row: Row) -> bool:
    """Whether a row is of a form's objectives or indicators."""
    return is_indicator_header(row) or any(pair.field in OBJECTIVES for pair in pairs_in(row))


def with_indicators_of(form: Form, grid: Grid) -> Form | None:
    """Return a form joined with the indicators in the document's next table; None where that table has
    none, or is another one.

    A form that has indicators goes on in a table without text of its own before it, which has the same header
    of indicators again, or none and the same columns.
    """
    rows = [row for row in grid.rows if not row.is_blank]
    headers = [at for at, row in enumerate(rows) if is_indicator_header(row)]
    if not form.has_indicators:
        is_part = bool(headers)
    elif any(line.text and not is_note(line.text) and not goes_on(line.text, ()) for line in grid.caption):
        is_part = False
    else:
        own = next(row for row in form.rows if is_indicator_header(row))
        while rows and loose_line_of_form(rows[0]) is not None:
            rows = rows[1:]
        is_part = bool(rows) and (
            has_same_words(rows[0], own) if headers else continues_indicators(rows, own)
        )
    if not is_part:
        return None
    return replace(form, rows=(*form.rows, *(replace(row, place=row.place or grid.place) for row in rows)))


def read_forms(forms: Iterable[Form], given: Given) -> list[Read]:
    """Return the forms of a file as disclosures.

    The forms of one department and year make one disclosure. Its units are in the order of their first
    forms. Raises Refused with every problem that makes a form unreadable or unplaceable.
    """
    drafts: dict[tuple[str, int], list[tuple[Draft, Placement]]] = {}
    refusals: list[Problem] = []
    before = Stated()
    for form in forms:
        draft = draft_of(form.rows, form.where)
        statements = _statements(form, draft, before)
        before = statements
        try:
            if departments := draft.named_departments():
                statements = with_column(replace(statements, department=""), departments, given, form.where)
            texts = [item.text for item in draft.money if item.text]
            placement = place(with_written_unit(statements, texts, given), given, form.where)
        except Refused as refusal:
            refusals += refusal.at_row(form.rows[0].number).problems
            continue
        draft.settle_money(placement.money_unit, placement.fiscal_year)
        draft.settle_indicators(placement.fiscal_year)
        draft.ledger.problems += placement.problems
        refusals += draft.ledger.refusals
        key = (fold(placement.department), placement.fiscal_year)
        drafts.setdefault(key, []).append((draft, placement))
    if refusals:
        raise Refused(*refusals)
    return [_together(same) for same in drafts.values()]


def _together(same: Sequence[tuple[Draft, Placement]]) -> Read:
    placement = same[0][1]
    units: dict[str, Unit] = {}
    by_name: dict[tuple[str, str], list[Project]] = {}
    problems: list[Problem] = []
    for draft, _ in same:
        name = draft.unit or placement.department
        project = draft.project()
        unit = units.setdefault(fold(name), Unit(name, None, place=project.place))
        namesakes = by_name.setdefault((fold(name), fold(project.name)), [])
        if any(are_the_same(one, project) for one in namesakes):
            continue  # printed twice
        for one in namesakes:
            if are_versions(one, project):
                raise Refused(_two_versions(placement, unit, one, project))
        namesakes.append(project)
        units[fold(name)] = replace(unit, projects=(*unit.projects, project))
        problems += draft.ledger.problems
    disclosure = Disclosure(
        department=placement.department,
        region=placement.region,
        fiscal_year=placement.fiscal_year,
        layout="form",
        units=tuple(units.values()),
        title=placement.title,
        money_unit=placement.money_unit,
        place=same[0][0].ledger.where,
    )
    return Read(disclosure, tuple(problems), is_partial=True)


def _two_versions(placement: Placement, unit: Unit, one: Project, other: Project) -> Problem:
    """The refusal of a file that gives a project in two versions."""
    details = {
        "department": placement.department,
        "year": str(placement.fiscal_year),
        "tables": "、".join(f"“{project.place or project.name}” ({unit.name})" for project in (one, other)),
    }
    return Problem("tables-disagree", place=other.place, row=other.row, details=details)


def _statements(form: Form, draft: Draft, before: Stated) -> Stated:
    """Return what the form states of department, year and money unit.

    A form that follows another in its file may take year and money unit from it.
    """
    statements = stated(form.caption, form.lead, draft.money_units)
    for row in statements.unused:
        draft.ledger.report("text-outside-table", row.number, text=line_of(row))
    draft.plain.setdefault(words.UNIT, statements.unit)
    return replace(
        statements,
        title=statements.title or before.title,
        years=statements.years or before.years,
        money_units=statements.money_units or before.money_units,
        unit=draft.unit,
        region=statements.region or before.region,
    )


def with_written_unit(statements: Stated, texts: Sequence[str], given: Given) -> Stated:
    """Return the statements with the money unit that every amount among `texts` carries (`250万`), where no
    unit is stated.
    """
    written = [match[1] for text in texts if (match := _WRITTEN_UNIT.search(text))]
    if statements.money_units or given.money_unit or not written:
        return statements
    if any(re.search(r"[1-9]", text) for text in texts if not _WRITTEN_UNIT.search(text)):
        return statements
    return replace(statements, money_units=("元" if written[0] == "元" else "万元",))


def _is_label_row(row: Row) -> bool:
    """True for a row of labels and values in cells of their own; `填报单位：某局` in one cell is a line
    before the
    form.
    """
    return any(
        pair.field in _BEFORE_NAME and pair.value is not None and pair.value.at != pair.label.at
        for pair in pairs_in(row)
    )


def _precedes_name(row: Row) -> bool:
    """Whether a row belongs to the form whose name is below it: its title, its lines, its first labels."""
    if is_indicator_header(row):
        return False
    cells = own_cells(row)
    if cells and _ENDS_EVALUATION.match(cells[0].text):
        return False
    if len(cells) == 1 or identifies_table(line_of(row)) or stated((line_of(row),), ()).money_units:
        return not _looks_like_indicator(row)
    first = label_of(cells[0].text) if cells else None
    return first in _BEFORE_NAME


def _looks_like_indicator(row: Row) -> bool:
    return bool(re.search(r"指标$", fold(own_cells(row)[0].text))) if own_cells(row) else False

"""Reports what readers left out of the grids that gave records.

A table with hidden money is refused where no stated sum shows that it is whole without that money.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure import stated_sums
from budget.disclosure.amounts import MoneyUnit, parse_amount
from budget.disclosure.grid import Grid, Omission, OmissionKind
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Table, looks_like_amount
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Read
from budget.disclosure.records import Amounts, Disclosure

_CODES: Final[dict[OmissionKind, str]] = {
    "struck": "struck-text",
    "note-mark": "note-mark",
    "invisible": "invisible-text",
    "hidden-row": "hidden-row",
    "hidden-column": "hidden-column",
    "hidden-sheet": "hidden-sheet",
    "joined-figure": "joined-figure",
}
_AMOUNT_CODES: Final[dict[OmissionKind, str]] = {"struck": "struck-amount", "invisible": "invisible-amount"}
# Written as money is: with a point or grouped in thousands.
_MONEY: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+", re.ASCII)
_LONGEST_TEXT: Final = 200


def reported(read: Read, grids: Iterable[Grid], table: Table | None = None) -> Read:
    """Return a read with a problem for each omission of the grids that it was made from; `table` is its table
    where it is no form.

    Raises Refused where a hidden row or column holds money and no stated sum shows that the table is whole
    without it, and where an amount may be two and the sums do not show that it is one.
    """
    omissions = [omission for grid in grids for omission in grid.omissions]
    if not omissions:
        return read
    money = [omission for omission in omissions if hides_money(omission, table, read.disclosure.place)]
    unproved = [omission for omission in money if not _is_whole_without(omission, read)]
    if unproved:
        raise Refused(hidden_money(unproved))
    _refuse_joined_amounts(omissions, read.disclosure)
    return replace(read, problems=(*read.problems, *problems_of(omissions)))


def _refuse_joined_amounts(omissions: Iterable[Omission], disclosure: Disclosure) -> None:
    joined = [one for one in omissions if one.kind == "joined-figure"]
    if not joined or stated_sums.prove(disclosure):
        return
    rows = (disclosure.amounts, *(unit.amounts for unit in disclosure.units))
    rows += tuple(project.amounts for project in disclosure.projects)
    amounts = {fen for row in rows for fen in (row.total, *row.sources.values()) if fen is not None}
    money_unit: MoneyUnit = "元" if disclosure.money_unit == "元" else "万元"
    refusals = [
        Problem("joined-amount", place=one.place, row=one.row, text=one.text)
        for one in joined
        if _fen(one.text, money_unit) in amounts
    ]
    if refusals:
        raise Refused(*refusals)


def _fen(text: str, money_unit: MoneyUnit) -> int | None:
    """A figure as an amount in fen, None where it is none."""
    try:
        return parse_amount(text, money_unit)
    except ValueError:
        return None


def reported_of_forms(reads: Sequence[Read], grids: Iterable[Grid]) -> list[Read]:
    """Return the reads of a file's forms as `reported` does, each with the omissions of its own grids; those
    of a grid that belongs to none are the first read's.

    Raises Refused as `reported` does.
    """
    places = [{project.place for project in read.disclosure.projects} for read in reads]
    own: list[list[Grid]] = [[] for _ in reads]
    for grid in grids:
        own[next((at for at, one in enumerate(places) if grid.place in one), 0)].append(grid)
    return [reported(read, of_read) for read, of_read in zip(reads, own, strict=True)]


def with_hidden_sheets(read: Read, grids: Iterable[Grid]) -> Read:
    """Return a read with a problem for each hidden sheet with a table that was left out."""
    problems = [Problem("hidden-sheet", place=grid.place, text=grid.place) for grid in grids]
    return replace(read, problems=(*read.problems, *problems))


def read_from_hidden_sheet(read: Read) -> Read:
    """Return a read with the warning that its sheet is hidden."""
    place = read.disclosure.place
    return replace(read, problems=(Problem("only-hidden-sheet", place=place, text=place), *read.problems))


def hidden_money(omissions: Sequence[Omission]) -> Problem:
    """The refusal of a file for hidden rows or columns with money."""
    where = "；".join(dict.fromkeys(map(_quoted, omissions)))
    first = omissions[0]
    return Problem(
        "hidden-money", place=first.place, row=first.row, text=first.text, details={"where": where}
    )


def problems_of(omissions: Iterable[Omission]) -> Iterator[Problem]:
    """Yield a problem for each omission."""
    for omission in dict.fromkeys(omissions):
        code = _CODES[omission.kind]
        if looks_like_amount(omission.text):
            code = _AMOUNT_CODES.get(omission.kind, code)
        yield Problem(code, place=omission.place, row=omission.row, text=_quoted(omission))


def _quoted(omission: Omission) -> str:
    """The content that was left out, in one line."""
    text = " ".join(omission.text.split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def hides_money(omission: Omission, table: Table | None, place: str) -> bool:
    """Whether a hidden row or column holds an amount of the table other than zero.

    Rows above the table's header are no part of it.
    """
    cells = omission.text.split("\t")
    if omission.kind == "hidden-column":
        is_money = any(map(_is_money_label, cells))
    elif omission.kind == "hidden-row":
        above = table.above[-1].number if table is not None and table.above else 0
        if omission.place == place and omission.row is not None and omission.row < above:
            return False
        is_money = any(map(_is_money_label, cells))
        if table is not None:
            places = {at for column in table.header.columns if column.is_money for at in column.places}
            if any(_is_amount(cells[at]) for at in places if at < len(cells)):
                return True
    else:
        return False
    return any(_is_amount(cell) and (is_money or _MONEY.fullmatch(cell.strip())) for cell in cells)


def _is_money_label(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and (
        words.meaning_of(text) in words.MONEY or bool(words.mentions_money(text))
    )


def _is_amount(text: str) -> bool:
    return looks_like_amount(text) and bool(re.search(r"[1-9１-９]", text))


def _is_whole_without(omission: Omission, read: Read) -> bool:
    """Whether stated sums show that nothing of the table is in a hidden row or column."""
    disclosure = read.disclosure
    if omission.kind == "hidden-column" or disclosure.layout == "form":
        return _rows_hold(disclosure)
    stated = disclosure.amounts
    return stated.total is not None and _equals(stated, [one.amounts for one in disclosure.projects])


def _rows_hold(disclosure: Disclosure) -> bool:
    """Whether each project states a total and sources, and the total is their sum."""
    rows = [project.amounts for project in disclosure.projects]
    return all(
        row.total is not None and row.sources and row.total == sum(row.sources.values()) for row in rows
    )


def _equals(stated: Amounts, parts: Sequence[Amounts]) -> bool:
    together = Amounts.sum(parts)
    if together.total is None:
        return False
    return together.total == stated.total and all(
        together.of(source) == fen for source, fen in stated.sources.items() if fen
    )

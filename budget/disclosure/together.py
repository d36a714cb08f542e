"""Several tables of one file for the same department and fiscal year: one disclosure, or none.

They are put together where their units are disjoint and the stated sums prove that each is a part. Two tables
with the same records are one. Else the file is refused, and its tables are named.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from budget.disclosure.layouts.preamble import without_code
from budget.disclosure.open_data import digest_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Read
from budget.disclosure.records import Amounts, Disclosure
from indicators.folding import fold

_Key = tuple[str, str, int]


def one_for_each_department(reads: Sequence[Read]) -> list[Read]:
    """Return the reads of a file, one for each department, region and fiscal year, in the order of the first.

    Raises Refused where two tables of one department and year do not prove to be parts of a whole.
    """
    groups: dict[_Key, list[Read]] = {}
    for read in reads:
        record = read.disclosure
        key = (fold(without_code(record.department)), fold(record.region), record.fiscal_year)
        groups.setdefault(key, []).append(read)
    groups = {key: _different(same) for key, same in groups.items()}
    refusals = [_refusal(same) for same in groups.values() if len(same) > 1 and not _are_parts(same)]
    if refusals:
        raise Refused(*refusals)
    return [_joined(same) if len(same) > 1 else same[0] for same in groups.values()]


def _different(same: Sequence[Read]) -> list[Read]:
    """Return the reads without those whose records another one before has as well."""
    if len(same) == 1:
        return list(same)
    return list({digest_of(read.disclosure): read for read in reversed(same)}.values())[::-1]


def _are_parts(same: Sequence[Read]) -> bool:
    """Whether tables give the units of one department in parts: no unit twice, and sums that prove it."""
    records = [read.disclosure for read in same]
    names = [fold(without_code(unit.name)) for record in records for unit in record.units]
    if any(read.is_partial for read in same) or len(set(names)) < len(names):
        return False
    totals = [record.amounts.total for record in records]
    sums = [_sum_of(record) for record in records]
    stated = [total for total in totals if total is not None]
    if len(stated) == 1 and stated[0] == sum(sums):
        return True
    return all(
        total == summed if total is not None else _units_hold(record)
        for total, summed, record in zip(totals, sums, records, strict=True)
    )


def _sum_of(record: Disclosure) -> int:
    return sum(project.amounts.total or 0 for project in record.projects)


def _units_hold(record: Disclosure) -> bool:
    """Whether each unit states a total that is its projects'."""
    return all(
        unit.amounts.total == sum(project.amounts.total or 0 for project in unit.projects)
        for unit in record.units
    )


def _joined(same: Sequence[Read]) -> Read:
    """One disclosure of all units. Its grand total is the one that a table states of all, else their sum."""
    records = [read.disclosure for read in same]
    stating = [record for record in records if record.amounts.total is not None]
    if len(stating) == 1 and stating[0].amounts.total == sum(map(_sum_of, records)):
        amounts, row = stating[0].amounts, stating[0].row
    elif len(stating) == len(records):
        amounts, row = Amounts.sum(record.amounts for record in records), None
    else:
        amounts, row = Amounts(), None
    units = tuple(chain.from_iterable(record.units for record in records))
    disclosure = replace(records[0], units=units, amounts=amounts, row=row)
    return replace(
        same[0], disclosure=disclosure, problems=tuple(chain.from_iterable(one.problems for one in same))
    )


def _refusal(same: Sequence[Read]) -> Problem:
    last = same[-1].disclosure
    tables = dict.fromkeys(_place_of(read.disclosure) for read in same)
    return disagreement(last, list(tables), first_row_of(last))


def first_row_of(record: Disclosure) -> int | None:
    """The number of the first row of a disclosure, None where it has none."""
    rows = [record.row, *(unit.row for unit in record.units), *(project.row for project in record.projects)]
    return min((row for row in rows if row is not None), default=None)


def disagreement(record: Disclosure, tables: Sequence[str], row: int | None = None) -> Problem:
    """The refusal of a file whose tables, named by their places, give one department's figures twice.

    `record` is the later of them, and `row` its first row.
    """
    details = {
        "department": record.department,
        "year": str(record.fiscal_year),
        "tables": "、".join(tables),
    }
    return Problem("tables-disagree", place=record.place, row=row, details=details)


def _place_of(record: Disclosure) -> str:
    """The place of a table, else (in a text file) its title, with the units that it gives."""
    units = "、".join(unit.name for unit in record.units[:3])
    return f"“{record.place or record.title}” ({units})"

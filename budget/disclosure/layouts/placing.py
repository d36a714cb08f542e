"""Determines department, region, fiscal year and money unit of a table.

The file's statement comes first, then the operator's, then (for the year) the folder's name. A
contradiction between file and operator refuses the file and names both. A folder's name that contradicts
the title is a notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from budget.disclosure.amounts import FEN_PER, MoneyUnit
from budget.disclosure.layouts.preamble import Stated, without_code
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given
from indicators.folding import fold

_WHAT: Final = {
    "year": _("fiscal year"),
    "department": _("department"),
    "region": _("region"),
    "money_unit": _("money unit"),
}


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of a table, with the problems of determining it. `unit` is the unit that a line above the
    table names, "" where none does: that of projects whose rows name none.
    """

    department: str
    region: str
    fiscal_year: int
    money_unit: MoneyUnit
    title: str
    problems: tuple[Problem, ...] = ()
    unit: str = ""

    @property
    def implied_unit(self) -> str:
        """The unit of projects whose rows name none."""
        return self.unit or self.department


def place(statements: Stated, given: Given, where: str) -> Placement:
    """The placement of the table at `where` (sheet, table or page).

    The department is the one that the file labels as such (主管部门, 部门（单位）名称), else the operator's,
    else the title's. A unit (预算单位：, 填报单位： above the table, 实施单位 in a form) never becomes the
    department: a department has many units, and the unit's figures would be filed as the department's own.

    Raises Refused with everything that lacks or contradicts: no-year, no-department, no-money-unit,
    unknown-money-unit, contradicts-itself, contradicts-operator.
    """
    problems: list[Problem] = []
    notices: list[Problem] = []
    year = _year(statements, given, where, problems, notices)
    money_unit = _money_unit(statements, given, where, problems)
    stated_department = statements.department
    department = stated_department or given.department or statements.department_in_title
    if not department:
        problems.append(Problem("no-department", place=where))
    if given.department and stated_department and fold(given.department) != fold(stated_department):
        if fold(without_code(stated_department)) != fold(without_code(given.department)):
            problems.append(_contradiction("department", stated_department, given.department, where))
        else:
            department = given.department  # the same name, with or without its code as the operator wants it
    if given.region and statements.region and fold(given.region) != fold(statements.region):
        problems.append(_contradiction("region", statements.region, given.region, where))
    if problems or year is None or money_unit is None:
        raise Refused(*problems)
    return Placement(
        department=department.strip(),
        region=statements.region or given.region.strip(),
        fiscal_year=year,
        money_unit=money_unit,
        title=statements.title,
        unit=statements.unit,
        problems=tuple(notices),
    )


def with_column(statements: Stated, departments: Sequence[str], given: Given, where: str) -> Stated:
    """Return the statements with the department that a table's column names, where no line above it does.

    Raises Refused (contradicts-itself) where the column names several and the operator gives none.
    """
    if statements.department or not departments or (len(departments) > 1 and given.department):
        return statements
    if len(departments) > 1:
        raise Refused(_contradiction_within("department", list(departments), where))
    return replace(statements, department=departments[0])


def _year(
    statements: Stated, given: Given, where: str, problems: list[Problem], notices: list[Problem]
) -> int | None:
    years = statements.years
    if len(years) > 1 and given.fiscal_year in years:
        years = (given.fiscal_year,)
    if len(years) > 1:
        problems.append(_contradiction_within("year", [str(year) for year in years], where))
        return None
    if not years:
        year = given.fiscal_year or given.folder_year
        if year is None:
            problems.append(Problem("no-year", place=where))
        return year
    year = years[0]
    if given.fiscal_year is not None and given.fiscal_year != year:
        problems.append(_contradiction("year", str(year), str(given.fiscal_year), where))
    if given.folder_year is not None and given.folder_year != year:
        details = {"year": str(year), "folder": str(given.folder_year)}
        notices.append(Problem("folder-year", place=where, text=statements.title, details=details))
    return year


def _money_unit(statements: Stated, given: Given, where: str, problems: list[Problem]) -> MoneyUnit | None:
    units = statements.money_units
    if len(units) > 1:
        problems.append(_contradiction_within("money_unit", list(units), where))
        return None
    if not units:
        if given.money_unit is None:
            problems.append(Problem("no-money-unit", place=where))
        return given.money_unit
    unit = units[0]
    if unit not in FEN_PER:
        problems.append(Problem("unknown-money-unit", place=where, text=unit))
        return None
    if given.money_unit is not None and given.money_unit != unit:
        problems.append(_contradiction("money_unit", unit, given.money_unit, where))
    return unit


def _contradiction(what: str, in_file: str, given: str, where: str) -> Problem:
    details = {"what": _WHAT[what], "in_file": in_file, "given": given}
    return Problem("contradicts-operator", place=where, text=in_file, details=details)


def _contradiction_within(what: str, statements: list[str], where: str) -> Problem:
    details = {"what": _WHAT[what], "said": ", ".join(statements)}
    return Problem("contradicts-itself", place=where, text=", ".join(statements), details=details)

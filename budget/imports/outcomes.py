"""The outcome of each file of an import: a line of its report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from budget.disclosure import records
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.open_data import SourceName
from budget.disclosure.problems import Problem
from budget.disclosure.quoting import printable, printable_line
from budget.disclosure.records import sum_stated
from budget.disclosure.self_evaluations import SelfEvaluations
from budget.disclosure.stated_sums import StatedSum, stated_sums
from budget.models.names import name_key

Kind = Literal["targets", "results"]

# What an outcome tells of a table, as JSON.
Figures = Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """The outcome of one file, or of one disclosure in it. Money in fen. Its texts are `printable`.

    `position` numbers the import's files from 1, to sort outcomes by. `made_from` are the files that the
    disclosure is made of, this one among them. `passed_over` names the file's sheets and tables that are no
    performance target table. `key` identifies the disclosure (region, department, year) that was stored.
    `kind`: "targets", or "results" for self-evaluations, of which `executed` is the sum of what was executed.
    """

    file: str
    position: int = 0
    sha256: str = ""
    status: str = "refused"
    department: str = ""
    region: str = ""
    fiscal_year: int | None = None
    revision: int | None = None
    units: int = 0
    projects: int = 0
    indicators: int = 0
    total: int = 0
    total_stated: int | None = None
    sums: tuple[StatedSum, ...] = ()
    made_from: tuple[SourceName, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()
    key: tuple[str, str, int] | None = None
    kind: Kind = "targets"
    executed: int | None = None

    def __post_init__(self) -> None:
        self.file = printable_line(self.file)
        self.passed_over = tuple(map(printable, self.passed_over))

    def describe(self, figures: Figures) -> None:
        """Set department, year and figures of the table that the file gave (`figures_of`)."""
        self.department, self.region = printable(figures["department"]), printable(figures["region"])
        self.fiscal_year = figures["fiscal_year"]
        self.units, self.projects = figures["units"], figures["projects"]
        self.indicators = figures["indicators"]
        self.total, self.total_stated = figures["total"], figures["total_stated"]
        self.sums = tuple(StatedSum(printable(column), *sums) for column, *sums in figures["sums"])

    def describe_results(self, record: SelfEvaluations) -> None:
        """Set department, year and figures from the self-evaluations read of the file; `projects` is their
        number.
        """
        self.kind = "results"
        self.department, self.region = printable(record.department), printable(record.region)
        self.fiscal_year = record.fiscal_year
        self.units = len({name_key(entry.unit) for entry in record.entries})
        self.projects = len(record.entries)
        self.indicators = sum(len(entry.indicators) for entry in record.entries)
        self.executed = sum_stated(entry.budget.executed for entry in record.entries)

    def refuse(self, *problems: Problem) -> None:
        """Mark it as refused, and add the problems that it does not have yet."""
        self.status = "refused"
        self.problems.extend(problem for problem in problems if problem not in self.problems)

    def as_json(self) -> dict[str, object]:
        """Return the outcome as the report has it, money as strings in 万元. Self-evaluations have `kind` and
        `executed` besides.
        """
        of_results = {"kind": "self-evaluations", "executed": wan_yuan(self.executed)}
        return {
            "file": self.file,
            "sha256": self.sha256,
            "status": self.status,
            "department": self.department,
            "region": self.region,
            "fiscal_year": self.fiscal_year,
            "revision": self.revision,
            "units": self.units,
            "projects": self.projects,
            "indicators": self.indicators,
            "total": wan_yuan(self.total),
            "total_stated": wan_yuan(self.total_stated),
            "sums": [_sum_as_json(one) for one in self.sums],
            "made_from": [source._asdict() for source in self.made_from],
            "passed_over": list(self.passed_over),
            "problems": [_problem_as_json(problem) for problem in self.problems],
            **(of_results if self.kind == "results" else {}),
        }


def figures_of(record: records.Disclosure) -> Figures:
    """What an outcome tells of a table, money in fen."""
    return {
        "department": record.department,
        "region": record.region,
        "fiscal_year": record.fiscal_year,
        "units": len({name_key(unit.name) for unit in record.units}),
        "projects": len(record.projects),
        "indicators": sum(len(project.indicators) for project in record.projects),
        "total": sum(project.amounts.total or 0 for project in record.projects),
        "total_stated": record.amounts.total,
        "sums": [list(one) for one in stated_sums(record)],
    }


def _sum_as_json(one: StatedSum) -> dict[str, object]:
    return {
        "column": one.column,
        "stated": wan_yuan(one.stated),
        "units": wan_yuan(one.units),
        "projects": wan_yuan(one.projects),
        "differs": one.differs,
    }


def _problem_as_json(problem: Problem) -> dict[str, object]:
    return {
        "level": problem.level,
        "code": problem.code,
        "place": problem.place,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message,
        "text": problem.text,
    }

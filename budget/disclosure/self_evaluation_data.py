"""Self-evaluations as JSON: the open-data line that is dumped, and the snapshot that a revision keeps.

Money is a string in 万元, null where not stated; all else is as disclosed. The snapshot also holds the
table's head and the problems of reading, so that records come back from it whole.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, Final, TypeVar

from budget.disclosure.amounts import fen_of_wan_yuan, wan_yuan
from budget.disclosure.open_data import SourceName
from budget.disclosure.problems import Problem
from budget.disclosure.self_evaluations import (
    ActualIndicator,
    MoneyRow,
    SelfEvaluation,
    SelfEvaluations,
    without_places,
)

Json = dict[str, Any]
Record = TypeVar("Record")

MONEY_FIELDS: Final = ("initial", "adjusted", "executed")
# The fields of an indicator that the open data has, in its order.
_PUBLISHED: Final = (
    *("position", "level1", "level2", "name", "target", "comparator", "unit_of_measure"),
    *("actual", "points", "score", "reason"),
)


def open_data(
    evaluations: SelfEvaluations,
    entry: SelfEvaluation,
    sources: Iterable[SourceName],
    matched_project: str | None,
    matched_positions: Mapping[int, int],
) -> Json:
    """Return one self-evaluation as a JSON object of open data, as disclosed.

    `matched_project` is the name of the project in force that it is of, None for none. `matched_positions`
    are the positions of that project's indicators by those of the self-evaluation's.
    """
    return {
        "department": evaluations.department,
        "region": evaluations.region,
        "fiscal_year": evaluations.fiscal_year,
        "unit": entry.unit,
        "project": entry.name,
        "sources": [source._asdict() for source in sources],
        "initial_budget": wan_yuan(entry.budget.initial),
        "adjusted_budget": wan_yuan(entry.budget.adjusted),
        "executed": wan_yuan(entry.budget.executed),
        "rate": entry.budget.rate,
        "budget_points": entry.budget.points,
        "budget_score": entry.budget.score,
        "objective": entry.objective,
        "actual_objective": entry.actual_objective,
        "score": entry.score,
        "matched_project": matched_project,
        "indicators": [
            {name: getattr(one, name) for name in _PUBLISHED}
            | {"matched_position": matched_positions.get(one.position)}
            for one in entry.indicators
        ],
    }


def snapshot_of(evaluations: SelfEvaluations, problems: Iterable[Problem] = ()) -> bytes:
    """Self-evaluations with the problems of reading them, compressed; `records_in` and `problems_in` bring
    both back equal. A revision holds a single one with its table's head.
    """
    head = {name: getattr(evaluations, name) for name in _HEAD}
    entries = [_entry(entry) for entry in evaluations.entries]
    data = head | {"entries": entries, "problems": [_problem(problem) for problem in problems]}
    return zlib.compress(_canonical(data), level=6)


def records_in(snapshot: bytes) -> SelfEvaluations:
    """The records that a snapshot holds."""
    data = json.loads(zlib.decompress(snapshot))
    entries = tuple(map(_entry_from, data["entries"]))
    return SelfEvaluations(entries=entries, **{name: data[name] for name in _HEAD})


def problems_in(snapshot: bytes) -> tuple[Problem, ...]:
    """The problems that a snapshot holds."""
    return tuple(Problem(**row) for row in json.loads(zlib.decompress(snapshot))["problems"])


def digest_of(entry: SelfEvaluation) -> str:
    """Return a fingerprint of what is disclosed: equal for equal records from another file or place."""
    return hashlib.sha256(_canonical(_entry(without_places(entry)))).hexdigest()


def money_as_json(row: MoneyRow) -> Json:
    """A row of money with its amounts as strings in 万元."""
    return _with_money(asdict(row), wan_yuan)


def money_in_fen(row: MoneyRow) -> Json:
    """A row of money as a column of rows in force holds it, with its amounts in fen."""
    return asdict(row)


def money_from_fen(row: Mapping[str, Any]) -> MoneyRow:
    """The inverse of `money_in_fen`."""
    return MoneyRow(**row)


def problems_of_entries(
    entries: Sequence[SelfEvaluation], problems: Iterable[Problem]
) -> list[tuple[Problem, ...]]:
    """Return the problems of each entry of a file: each problem once, with the last entry of its place that
    begins at or above its row, else with the first entry.
    """
    found: list[list[Problem]] = [[] for _ in entries]
    for problem in problems:
        begun = [
            number
            for number, entry in enumerate(entries)
            if entry.place == problem.place and (entry.row or 0) <= (problem.row or 0)
        ]
        if begun:
            found[begun[-1]].append(problem)
        elif found:
            found[0].append(problem)
    return [tuple(one) for one in found]


_HEAD: Final = tuple(field.name for field in fields(SelfEvaluations) if field.name != "entries")


def _entry(entry: SelfEvaluation) -> Json:
    plain = asdict(entry)
    return plain | {
        "budget": money_as_json(entry.budget),
        "sources": [money_as_json(row) for row in entry.sources],
        "indicators": [asdict(one) for one in entry.indicators],
    }


def _entry_from(data: Json) -> SelfEvaluation:
    return replace(
        _picked(SelfEvaluation, data),
        budget=_money_from(data["budget"]),
        sources=tuple(map(_money_from, data["sources"])),
        indicators=tuple(_picked(ActualIndicator, row) for row in data["indicators"]),
    )


def _money_from(data: Json) -> MoneyRow:
    return _picked(MoneyRow, _with_money(data, fen_of_wan_yuan))


def _with_money(row: Json, change: Callable[[Any], Any]) -> Json:
    return row | {name: change(row[name]) for name in MONEY_FIELDS}


def _picked(of: type[Record], data: Mapping[str, Any]) -> Record:
    """A record of the fields that it has; a field that the data lack has its default."""
    known = {field.name for field in fields(of)}  # type: ignore[arg-type]  # a dataclass
    return of(**{name: value for name, value in data.items() if name in known})


def _problem(problem: Problem) -> Json:
    stated = {
        name: value
        for name in ("code", "place", "row", "column", "text", "file")
        if (value := getattr(problem, name)) not in ("", None)
    }
    return stated | ({"details": dict(problem.details)} if problem.details else {})


def _canonical(value: Json) -> bytes:
    # surrogatepass: a lone surrogate is no text to refuse here; readers see to it that none comes this far.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )

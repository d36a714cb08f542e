"""A disclosure's records as JSON: the open-data form that is dumped, and the snapshot that a revision keeps.

Both have one shape: money as strings in 万元, null where not stated. The snapshot adds what the dump leaves
out (layout, title, places, the indicators' cell to the character, the problems of reading), so that records
come back from it whole. Both hold what only forms and flat tables have, where it is stated.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from budget.disclosure.amounts import fen_of_wan_yuan, wan_yuan
from budget.disclosure.corrections import Correction, fen_of
from budget.disclosure.problems import Problem
from budget.disclosure.records import (
    AMOUNT_FIELDS,
    CORE_AMOUNT_FIELDS,
    Amounts,
    Disclosure,
    Indicator,
    NamedSource,
    Project,
    Unit,
)

Json = dict[str, Any]

_INDICATOR_FIELDS = (
    "position",
    "level1_code",
    "level1",
    "level2_code",
    "level2",
    "name",
    "period_target",
    "annual_target",
)
# Fields of forms and flat tables alone. They are omitted where empty: a wide table's form is exactly the
# published one.
_INDICATOR_EXTRAS = ("row", "comparator", "unit_of_measure", "weight", "direction", "standard")
_PROJECT_EXTRAS = ("period_objective", "attribute", "starts_on", "ends_on", "file")


class SourceName(NamedTuple):
    """A file that a disclosure came from: the name it had and the SHA-256 of its bytes."""

    name: str
    sha256: str


class MadeCorrection(NamedTuple):
    """A correction in force with its reason, and when it was made (ISO 8601)."""

    correction: Correction
    reason: str
    at: str


def _amounts(amounts: Amounts) -> Json:
    stated = {name: wan_yuan(getattr(amounts, name)) for name in AMOUNT_FIELDS}
    columns = {
        name: value for name, value in stated.items() if name in CORE_AMOUNT_FIELDS or value is not None
    }
    others = [_other_source(one) for one in amounts.other_sources]
    return columns | ({"other_sources": others} if others else {})


def _other_source(source: NamedSource) -> Json:
    return {"name": source.name, "amount": wan_yuan(source.fen), **_stated(source, ("part_of",))}


def _stated(record: object, names: Iterable[str]) -> Json:
    return {name: value for name in names if (value := getattr(record, name)) not in ("", None)}


def _indicator(indicator: Indicator) -> Json:
    plain = {name: getattr(indicator, name) for name in _INDICATOR_FIELDS}
    return plain | _stated(indicator, _INDICATOR_EXTRAS)


def _project(project: Project, *, whole: bool) -> Json:
    return {
        "name": project.name,
        "row": project.row,
        **_amounts(project.amounts),
        "objective": project.objective,
        "is_confidential": project.is_confidential,
        "unread": project.unread,
        **_stated(project, _PROJECT_EXTRAS),
        **(_stated(project, ("indicators_text", "place")) if whole else {}),
        "indicators": [_indicator(indicator) for indicator in project.indicators],
    }


def _unit(unit: Unit, *, whole: bool) -> Json:
    return {
        "name": unit.name,
        "row": unit.row,
        **_amounts(unit.amounts),
        **(_stated(unit, ("place",)) if whole else {}),
        "projects": [_project(project, whole=whole) for project in unit.projects],
    }


def open_data(
    disclosure: Disclosure,
    revision: int,
    sources: Iterable[SourceName],
    corrections: Sequence[MadeCorrection] = (),
) -> Json:
    """Return one disclosure as a JSON object of open data, as disclosed. Corrections in force are a list of
    their own in it, each with its disclosed value.
    """
    form = {
        "department": disclosure.department,
        "region": disclosure.region,
        "fiscal_year": disclosure.fiscal_year,
        "revision": revision,
        "sources": [source._asdict() for source in sources],
        **_amounts(disclosure.amounts),
        "units": [_unit(unit, whole=False) for unit in disclosure.units],
    }
    return form | ({"corrections": [_correction(one) for one in corrections]} if corrections else {})


def _correction(made: MadeCorrection) -> Json:
    """Return the subject of a correction by names, each with its ordinal where it has namesakes."""
    correction, subject = made.correction, made.correction.subject
    where: Json = {}
    for kind in ("unit", "project", "indicator"):
        name, ordinal, namesakes = (
            getattr(subject, f"{kind}_{of}") for of in ("name", "ordinal", "namesakes")
        )
        if name or namesakes:
            where[kind] = name
        if namesakes > 1:
            where[f"{kind}_ordinal"] = ordinal
    return {
        "about": subject.about,
        **where,
        "field": correction.field,
        "disclosed": _value(correction.field, correction.disclosed),
        "corrected": _value(correction.field, correction.corrected),
        "reason": made.reason,
        "at": made.at,
    }


def _value(field: str, value: str) -> str | None:
    return wan_yuan(fen_of(value)) if field in AMOUNT_FIELDS else value


def _whole(disclosure: Disclosure) -> Json:
    return {
        "department": disclosure.department,
        "region": disclosure.region,
        "fiscal_year": disclosure.fiscal_year,
        "layout": disclosure.layout,
        "title": disclosure.title,
        "money_unit": disclosure.money_unit,
        "row": disclosure.row,
        "place": disclosure.place,
        **_amounts(disclosure.amounts),
        "units": [_unit(unit, whole=True) for unit in disclosure.units],
    }


def snapshot_of(disclosure: Disclosure, problems: Iterable[Problem] = ()) -> bytes:
    """The records with the problems of reading them, compressed; `records_in` and `problems_in` bring both
    back equal.
    """
    data = _whole(disclosure) | {"problems": [_problem(problem) for problem in problems]}
    return zlib.compress(_canonical(data), level=6)


def records_in(snapshot: bytes) -> Disclosure:
    """The records that a snapshot holds."""
    return _disclosure_from(json.loads(zlib.decompress(snapshot)))


def problems_in(snapshot: bytes) -> tuple[Problem, ...]:
    """Return the problems in a snapshot. A snapshot made before it held problems gives a problem that says
    so.
    """
    data = json.loads(zlib.decompress(snapshot)).get("problems")
    if data is None:
        return (Problem("problems-not-kept"),)
    return tuple(Problem(**row) for row in data)


def _problem(problem: Problem) -> Json:
    plain = _stated(problem, ("code", "place", "row", "column", "text", "file"))
    return plain | ({"details": dict(problem.details)} if problem.details else {})


# Fields of a record's place or of the table's layout, not of its content.
_WHERE = frozenset({"row", "place", "file", "title", "layout", "money_unit", "region"})


def digest_of(disclosure: Disclosure) -> str:
    """Return a fingerprint of the disclosed content: equal for equal records from another file, format or
    place.
    """

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in _WHERE}
        if isinstance(value, list):
            return [bare(inner) for inner in value]
        return value

    return hashlib.sha256(_canonical(bare(_whole(disclosure)))).hexdigest()


def _canonical(value: Json) -> bytes:
    # surrogatepass: a lone surrogate is no text to refuse here; readers see to it that none comes this far.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _amounts_from(row: Mapping[str, Any]) -> Amounts:
    others = tuple(
        NamedSource(one["name"], fen_of_wan_yuan(one["amount"]), one.get("part_of", ""))
        for one in row.get("other_sources", ())
    )
    columns = {name: fen_of_wan_yuan(row.get(name)) for name in AMOUNT_FIELDS}
    return Amounts(**columns, other_sources=others)


def _picked(row: Mapping[str, Any], names: Iterable[str]) -> Json:
    return {name: row[name] for name in names if name in row}


def _indicator_from(row: Mapping[str, Any]) -> Indicator:
    return Indicator(**_picked(row, (*_INDICATOR_FIELDS, *_INDICATOR_EXTRAS)))


def _project_from(row: Mapping[str, Any]) -> Project:
    return Project(
        amounts=_amounts_from(row),
        indicators=tuple(_indicator_from(indicator) for indicator in row["indicators"]),
        **_picked(row, ("name", "row", "objective", "unread", "indicators_text", "place", *_PROJECT_EXTRAS)),
    )


def _unit_from(row: Mapping[str, Any]) -> Unit:
    return Unit(
        amounts=_amounts_from(row),
        projects=tuple(_project_from(project) for project in row["projects"]),
        **_picked(row, ("name", "row", "place")),
    )


def _disclosure_from(row: Mapping[str, Any]) -> Disclosure:
    return Disclosure(
        amounts=_amounts_from(row),
        units=tuple(_unit_from(unit) for unit in row["units"]),
        **_picked(
            row, ("department", "region", "fiscal_year", "layout", "title", "money_unit", "row", "place")
        ),
    )

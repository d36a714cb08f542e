"""Corrections of disclosed values: located in any revision of a disclosure, and applied to its records.

Pure: records as disclosed and corrections in, corrected records out. A place is located by folded names
and the order among namesakes, never by its row, because rows move. Where the number of namesakes
changed, they are ambiguous, and the place is not located.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, NamedTuple

from budget.disclosure.records import AMOUNT_FIELDS, Amounts, Disclosure, Indicator, Project, Unit
from indicators.folding import fold

About = Literal["grand-total", "unit", "project", "indicator"]

PROJECT_TEXTS: Final = ("objective", "period_objective", "attribute", "starts_on", "ends_on")
# All that an indicator discloses, without its position and row.
INDICATOR_TEXTS: Final = tuple(f.name for f in fields(Indicator) if f.name not in ("position", "row"))

# What can be corrected. Names of units and projects cannot: a correction is located by them.
CORRECTABLE: Final[Mapping[About, tuple[str, ...]]] = {
    "grand-total": AMOUNT_FIELDS,
    "unit": AMOUNT_FIELDS,
    "project": (*AMOUNT_FIELDS, *PROJECT_TEXTS),
    "indicator": INDICATOR_TEXTS,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a correction: names as disclosed, each with its ordinal among namesakes and their
    number.

    Namesakes are the statements of a unit's name, the projects of a name in the unit, and the indicators
    of a name in the project. A part that does not apply is "" and 0.
    """

    about: About
    unit_name: str = ""
    unit_ordinal: int = 0
    unit_namesakes: int = 0
    project_name: str = ""
    project_ordinal: int = 0
    project_namesakes: int = 0
    indicator_name: str = ""
    indicator_ordinal: int = 0
    indicator_namesakes: int = 0

    @property
    def key(self) -> tuple[str | int, ...]:
        """Equal for the same subject in every revision of the disclosure."""
        names = self.unit_name, self.project_name, self.indicator_name
        ordinals = self.unit_ordinal, self.project_ordinal, self.indicator_ordinal
        return (self.about, *map(fold, names), *ordinals)


class Place(NamedTuple):
    """A subject's place in records: the indexes, from 0, of the unit, the project and the indicator."""

    unit: int | None = None
    project: int | None = None
    indicator: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A disclosed value and the one that replaces it.

    A text is itself, an amount the decimal text of its fen; "" means that nothing is stated, which is not 0.
    """

    subject: Subject
    field: str
    disclosed: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Match:
    """A correction located in a revision: its place, and the value that is disclosed there.

    `place` is None where it has none. `fits` says whether the value is still the one that was corrected.
    """

    place: Place | None
    disclosed: str = ""
    fits: bool = False


class SubjectIndex:
    """The subjects of a disclosure by their names.

    `other_names` are the own names of units by their other ones, both folded. A unit that is not stated under
    the name it had is looked for under its other names, and located where exactly one of them is stated.
    """

    def __init__(self, record: Disclosure, other_names: Mapping[str, str] | None = None) -> None:
        self._record = record
        self._other_names = other_names or {}
        self._units: dict[str, list[int]] = defaultdict(list)
        self._projects: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for number, unit in enumerate(record.units):
            name = fold(unit.name)
            self._units[name].append(number)
            for index, project in enumerate(unit.projects):
                self._projects[name, fold(project.name)].append((number, index))

    def subject_at(self, place: Place) -> Subject:
        """The subject at a place. Raises IndexError where there is no such place."""
        if any(index is not None and index < 0 for index in place):
            raise IndexError(place)
        if place.unit is None:
            return Subject("grand-total")
        unit = self._record.units[place.unit]
        if place.project is None:
            same = self._units[fold(unit.name)]
            return Subject("unit", unit.name, same.index(place.unit) + 1, len(same))
        project = unit.projects[place.project]
        namesakes = self._projects[fold(unit.name), fold(project.name)]
        found = Subject(
            "project",
            unit_name=unit.name,
            project_name=project.name,
            project_ordinal=namesakes.index((place.unit, place.project)) + 1,
            project_namesakes=len(namesakes),
        )
        if place.indicator is None:
            return found
        name = project.indicators[place.indicator].name
        alike = _indicators_named(project, name)
        return replace(
            found,
            about="indicator",
            indicator_name=name,
            indicator_ordinal=alike.index(place.indicator) + 1,
            indicator_namesakes=len(alike),
        )

    def place_of(self, subject: Subject) -> Place | None:
        """The subject's place; None where it has none, or the number of its namesakes changed."""
        unit_name = self._unit_name(fold(subject.unit_name))
        match subject.about:
            case "grand-total":
                return Place()
            case "unit":
                units = self._units.get(unit_name, [])
                return (
                    Place(units[subject.unit_ordinal - 1]) if len(units) == subject.unit_namesakes else None
                )
        projects = self._projects.get((unit_name, fold(subject.project_name)), [])
        if len(projects) != subject.project_namesakes:
            return None
        place = Place(*projects[subject.project_ordinal - 1])
        if subject.about == "project":
            return place
        alike = _indicators_named(_project_at(self._record, place), subject.indicator_name)
        if len(alike) != subject.indicator_namesakes:
            return None
        return place._replace(indicator=alike[subject.indicator_ordinal - 1])

    def _unit_name(self, name: str) -> str:
        """The folded name under which the unit is stated that had this one."""
        if name in self._units:
            return name
        own = self._other_names.get(name, name)
        same = [one for one in self._units if self._other_names.get(one, one) == own]
        return same[0] if len(same) == 1 else name

    def match(self, correction: Correction) -> Match:
        """Locate a correction."""
        place = self.place_of(correction.subject)
        if place is None:
            return Match(None)
        disclosed = value_at(self._record, place, correction.field)
        return Match(place, disclosed, disclosed == correction.disclosed)


def value_at(record: Disclosure, place: Place, field: str) -> str:
    """The value stated at a place, in the form of a correction's values."""
    if field in AMOUNT_FIELDS:
        fen = getattr(_holder_of_amounts(record, place).amounts, field)
        return value_of_fen(fen)
    project = _project_at(record, place)
    holder = project if place.indicator is None else project.indicators[place.indicator]
    return str(getattr(holder, field))


def fen_of(value: str) -> int | None:
    """The fen of an amount that is given in the form of a correction's values."""
    return int(value) if value else None


def value_of_fen(fen: int | None) -> str:
    """An amount in fen, in the form of a correction's values."""
    return "" if fen is None else str(fen)


def apply(
    record: Disclosure, corrections: Sequence[Correction], other_names: Mapping[str, str] | None = None
) -> tuple[Disclosure, list[Match]]:
    """Apply those corrections that fit; return the corrected records, and the match of each correction.

    Of several that fit one value the last one counts. `other_names` as for SubjectIndex.
    """
    if not corrections:
        return record, []
    subjects = SubjectIndex(record, other_names)
    matches = [subjects.match(correction) for correction in corrections]
    values: dict[Place, dict[str, str]] = defaultdict(dict)
    for correction, match in zip(corrections, matches, strict=True):
        if match.place is not None and match.fits:
            values[match.place][correction.field] = correction.corrected
    return _corrected(record, values), matches


def _indicators_named(project: Project, name: str) -> list[int]:
    return [index for index, one in enumerate(project.indicators) if fold(one.name) == fold(name)]


def _project_at(record: Disclosure, place: Place) -> Project:
    if place.unit is None or place.project is None:
        raise ValueError(f"no project is at {place}")
    return record.units[place.unit].projects[place.project]


def _holder_of_amounts(record: Disclosure, place: Place) -> Disclosure | Unit | Project:
    if place.unit is None:
        return record
    return record.units[place.unit] if place.project is None else _project_at(record, place)


def _corrected(record: Disclosure, values: Mapping[Place, Mapping[str, str]]) -> Disclosure:
    """The records with these values at these places; a record without one of them stays the same object."""
    touched = {place.unit for place in values}
    units = tuple(
        _corrected_unit(unit, number, values) if number in touched else unit
        for number, unit in enumerate(record.units)
    )
    return replace(record, amounts=_amounts(record.amounts, values.get(Place(), {})), units=units)


def _corrected_unit(unit: Unit, number: int, values: Mapping[Place, Mapping[str, str]]) -> Unit:
    touched = {place.project for place in values if place.unit == number}
    projects = tuple(
        _corrected_project(project, Place(number, index), values) if index in touched else project
        for index, project in enumerate(unit.projects)
    )
    return replace(unit, amounts=_amounts(unit.amounts, values.get(Place(number), {})), projects=projects)


def _corrected_project(project: Project, place: Place, values: Mapping[Place, Mapping[str, str]]) -> Project:
    own = values.get(place, {})
    indicators = tuple(
        _corrected_indicator(one, values.get(place._replace(indicator=index), {}))
        for index, one in enumerate(project.indicators)
    )
    texts: dict[str, Any] = {name: value for name, value in own.items() if name not in AMOUNT_FIELDS}
    return replace(project, amounts=_amounts(project.amounts, own), indicators=indicators, **texts)


def _amounts(amounts: Amounts, values: Mapping[str, str]) -> Amounts:
    columns = {name: fen_of(value) for name, value in values.items() if name in AMOUNT_FIELDS}
    return amounts.with_columns(columns)


def _corrected_indicator(indicator: Indicator, values: Mapping[str, str]) -> Indicator:
    texts: dict[str, Any] = dict(values)
    return replace(indicator, **texts) if texts else indicator

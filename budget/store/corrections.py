"""Corrections of a disclosure, applied whenever its records come into force, and marked in its rows.

No other module applies corrections: a correction therefore outlasts every revision whose disclosed value it
still fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from django.db.models import QuerySet

from budget.disclosure import corrections, records
from budget.disclosure.corrections import Match, Place
from budget.models import Correction, CorrectionStatus, Disclosure
from budget.models.corrections import OPEN, Doubt
from budget.store.batches import BATCH
from budget.store.names import other_names_of_units
from indicators.models import Indicator

# The columns of a correction that a new state of its disclosure may change.
_STATE_FIELDS = ["standing", "doubt", "disclosed_now", "statement", "project", "indicator_position"]
# In a project's `as_disclosed`: the positions of those of its indicators that are corrected.
INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Applied:
    """A disclosure's records with its corrections applied; `matches` locates its open ones."""

    disclosure: Disclosure
    corrected: records.Disclosure
    matches: list[tuple[Correction, Match]]


def applied(disclosure: Disclosure, record: records.Disclosure) -> Applied:
    """Apply the disclosure's open corrections to its records as disclosed, as far as they fit."""
    rows = list(disclosure.corrections.filter(standing__in=OPEN).order_by("pk"))
    if not rows:
        return Applied(disclosure, record, [])
    other_names = other_names_of_units(disclosure.department_id)
    corrected, matches = corrections.apply(record, [row.record for row in rows], other_names)
    return Applied(disclosure, corrected, list(zip(rows, matches, strict=True)))


# A row in force, by its table and its id.
_Row = tuple[Literal["disclosure", "statement", "project", "indicator"], int]


def store(state: Applied) -> None:
    """Store the state of each correction, and mark the rows in force, which were written from `state`.

    A correction that fits is in force. One that does not is to be decided, until somebody decides it or it
    fits again.
    """
    disclosure = state.disclosure
    if not state.matches and not disclosure.correction_count:
        return
    rows = _Rows(disclosure, state.corrected, [one.place for _, one in state.matches if one.place])
    marks: dict[_Row, dict[str, Any]] = defaultdict(dict)
    for correction, match in state.matches:
        _set_state(correction, match, rows)
        if match.place is not None and match.fits:
            value = corrections.fen_of(match.disclosed) if correction.is_money else match.disclosed
            marks[rows.at(match.place)][correction.field] = value
            if correction.indicator_position is not None:
                of_project = marks["project", rows.project_at(match.place)]
                positions = {correction.indicator_position, *of_project.get(INDICATORS, ())}
                of_project[INDICATORS] = sorted(positions)
    Correction.objects.bulk_update([row for row, _ in state.matches], _STATE_FIELDS, batch_size=BATCH)
    _mark(disclosure, marks)
    disclosure.as_disclosed = marks.get(("disclosure", disclosure.pk), {})
    disclosure.correction_count = sum(match.fits for _, match in state.matches)
    disclosure.save(update_fields=["as_disclosed", "correction_count"])


def _set_state(correction: Correction, match: Match, rows: "_Rows") -> None:
    """Set a correction's columns by its match."""
    correction.standing = CorrectionStatus.IN_FORCE if match.fits else CorrectionStatus.TO_DECIDE
    correction.doubt = "" if match.fits else Doubt.GONE if match.place is None else Doubt.CHANGED
    correction.disclosed_now = match.disclosed
    place = match.place or Place()
    is_unit = place.unit is not None and place.project is None
    correction.statement_id = rows.statement_at(place) if is_unit else None
    correction.project_id = rows.project_at(place) if place.project is not None else None
    correction.indicator_position = rows.position_at(place) if place.indicator is not None else None


class _Rows:
    """The rows in force at some places of the records they were written from."""

    def __init__(self, disclosure: Disclosure, record: records.Disclosure, places: Iterable[Place]) -> None:
        self._disclosure = disclosure
        self._record = record
        # The number of projects before each unit: rows are numbered from 1 in the order of the table.
        self._before = [0, *accumulate(len(unit.projects) for unit in record.units)]
        inner = [place for place in places if place.unit is not None]
        statements = disclosure.statements.filter(
            position__in={place.unit + 1 for place in inner if place.unit is not None}
        )
        self._statements = dict(statements.values_list("position", "pk"))
        projects = disclosure.projects.filter(
            position__in={self._position(place) for place in inner if place.project is not None}
        )
        self._projects = dict(projects.values_list("position", "pk"))
        indicators = Indicator.objects.filter(
            project__in={self.project_at(place) for place in inner if place.indicator is not None}
        )
        self._indicators = {
            (project, position): pk
            for project, position, pk in indicators.values_list("project", "position", "pk")
        }

    def _position(self, place: Place) -> int:
        return self._before[place.unit or 0] + (place.project or 0) + 1

    def statement_at(self, place: Place) -> int:
        return self._statements[(place.unit or 0) + 1]

    def project_at(self, place: Place) -> int:
        return self._projects[self._position(place)]

    def position_at(self, place: Place) -> int:
        """The number of the indicator in its project."""
        project = self._record.units[place.unit or 0].projects[place.project or 0]
        return project.indicators[place.indicator or 0].position

    def at(self, place: Place) -> _Row:
        """The row at a place, by its table and its id."""
        if place.unit is None:
            return "disclosure", self._disclosure.pk
        if place.project is None:
            return "statement", self.statement_at(place)
        project = self.project_at(place)
        if place.indicator is None:
            return "project", project
        return "indicator", self._indicators[project, self.position_at(place)]


def _mark(disclosure: Disclosure, marks: Mapping[_Row, dict[str, Any]]) -> None:
    """Set `as_disclosed` of the rows that are corrected, and clear it of those that no longer are."""
    tables: dict[str, QuerySet[Any]] = {
        "statement": disclosure.statements.all(),
        "project": disclosure.projects.all(),
        "indicator": Indicator.objects.filter(project__disclosure=disclosure),
    }
    for table, rows in tables.items():
        wanted = {key: values for (of, key), values in marks.items() if of == table}
        marked = dict(rows.exclude(as_disclosed={}).order_by().values_list("pk", "as_disclosed"))
        for key in wanted.keys() | marked.keys():
            if marked.get(key, {}) != wanted.get(key, {}):
                rows.filter(pk=key).update(as_disclosed=wanted.get(key, {}))

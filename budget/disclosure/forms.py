"""Forms put together: one table a project, several of which make one disclosure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budget.disclosure.records import Disclosure, Project, Unit
from indicators.folding import fold

_Key = tuple[str, str]


def _projects(disclosure: Disclosure) -> Iterator[tuple[_Key, Project]]:
    for unit in disclosure.units:
        for project in unit.projects:
            yield (fold(unit.name), fold(project.name)), project


def _said(project: Project) -> Project:
    """A project without where it stands."""
    indicators = tuple(replace(indicator, row=None) for indicator in project.indicators)
    return replace(project, row=None, place="", file="", indicators=indicators)


def _by_key(disclosure: Disclosure) -> dict[_Key, list[Project]]:
    found: dict[_Key, list[Project]] = {}
    for key, project in _projects(disclosure):
        found.setdefault(key, []).append(_said(project))
    return found


def contradicts(form: Disclosure, other: Disclosure) -> bool:
    """True where both hold a project of the same unit and name and do not say the same of it."""
    others = _by_key(other)
    return any(key in others and others[key] != projects for key, projects in _by_key(form).items())


def combined(disclosures: Sequence[Disclosure]) -> Disclosure:
    """One disclosure of several of the same department and year; a later form of a project takes the
    earlier one's place.

    Units and projects stand in the order in which they first come. A form states no sums of a unit or of
    the department.
    """
    units: dict[str, Unit] = {}
    projects: dict[str, dict[str, list[Project]]] = {}
    for disclosure in disclosures:
        replaced: dict[_Key, list[Project]] = {}
        for unit in disclosure.units:
            units.setdefault(fold(unit.name), unit)
        for key, project in _projects(disclosure):
            replaced.setdefault(key, []).append(project)
        for (unit_key, project_key), namesakes in replaced.items():
            projects.setdefault(unit_key, {})[project_key] = namesakes
    return replace(
        disclosures[-1],
        units=tuple(
            replace(unit, projects=tuple(p for same in projects.get(key, {}).values() for p in same))
            for key, unit in units.items()
        ),
    )

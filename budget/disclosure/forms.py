"""Forms put together: one table a project, several of which make one disclosure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Final

from budget.disclosure.records import Disclosure, Project, Unit
from indicators.folding import fold

_Key = tuple[str, str]

NO_OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


def _projects(disclosure: Disclosure, other_names: Mapping[str, str]) -> Iterator[tuple[_Key, Unit, Project]]:
    """Yield each project with its key (the folded names of unit and project, the unit's own name) and its
    unit.
    """
    for unit in disclosure.units:
        name = fold(unit.name)
        for project in unit.projects:
            yield (other_names.get(name, name), fold(project.name)), unit, project


def are_the_same(one: Project, other: Project) -> bool:
    """Whether two projects differ in their places in the file at most."""
    return _without_place(one) == _without_place(other)


def are_versions(one: Project, other: Project) -> bool:
    """Whether two projects of one unit and name are one project in two versions: they have the objective or
    the indicators in common, and differ. Namesakes have neither.
    """
    names = [[fold(indicator.name) for indicator in project.indicators] for project in (one, other)]
    is_shared = bool(one.objective) and fold(one.objective) == fold(other.objective)
    return not are_the_same(one, other) and (is_shared or (bool(names[0]) and names[0] == names[1]))


def _without_place(project: Project) -> Project:
    """Return a project without its place in the file."""
    indicators = tuple(replace(indicator, row=None) for indicator in project.indicators)
    return replace(project, row=None, place="", file="", indicators=indicators)


def _by_key(disclosure: Disclosure, other_names: Mapping[str, str]) -> dict[_Key, list[Project]]:
    found: dict[_Key, list[Project]] = {}
    for key, _unit, project in _projects(disclosure, other_names):
        found.setdefault(key, []).append(_without_place(project))
    return found


def contradicts(form: Disclosure, other: Disclosure, other_names: Mapping[str, str] = NO_OTHER_NAMES) -> bool:
    """Whether both hold a project of the same unit and name with different content.

    `other_names`: units' other names, folded, each with the unit's own.
    """
    others = _by_key(other, other_names)
    ours = _by_key(form, other_names)
    return any(key in others and others[key] != projects for key, projects in ours.items())


def combined(
    disclosures: Sequence[Disclosure], other_names: Mapping[str, str] = NO_OTHER_NAMES
) -> Disclosure:
    """Combine disclosures of the same department and year; a later form of a project replaces the earlier
    one.

    Units and projects are in the order of their first appearance, each unit under the name that its
    forms give it. A project whose later form gives another of the unit's names (`other_names`: folded,
    each with the unit's own) moves there. A form states no sums of a unit or of the department.
    """
    units: dict[str, Unit] = {}
    projects: dict[_Key, list[tuple[str, Project]]] = {}
    for disclosure in disclosures:
        for unit in disclosure.units:
            units.setdefault(fold(unit.name), unit)
        replaced: dict[_Key, list[tuple[str, Project]]] = {}
        for key, unit, project in _projects(disclosure, other_names):
            replaced.setdefault(key, []).append((fold(unit.name), project))
        projects |= replaced
    by_unit: dict[str, list[Project]] = {name: [] for name in units}
    for name, project in chain.from_iterable(projects.values()):
        by_unit[name].append(project)
    return replace(
        disclosures[-1],
        units=tuple(
            replace(unit, projects=tuple(by_unit[name]))
            for name, unit in units.items()
            if by_unit[name] or not unit.projects
        ),
    )

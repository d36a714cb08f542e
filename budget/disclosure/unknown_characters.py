"""Reports characters that a file shows without identifying them: they are � in the text."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import UNKNOWN_CHARACTER
from budget.disclosure.problems import Problem
from budget.disclosure.reading import Read
from budget.disclosure.records import Disclosure, Project

# Characters of the text that are quoted on either side.
_AROUND: Final = 10


def with_problems(read: Read) -> Read:
    """The read, with a problem for each row that holds such a character."""
    found = tuple(_problems(read.disclosure))
    return replace(read, problems=(*read.problems, *found)) if found else read


def _problems(disclosure: Disclosure) -> Iterator[Problem]:
    yield from problems_of_texts(disclosure.place, None, disclosure.title, disclosure.department)
    for unit in disclosure.units:
        yield from problems_of_texts(unit.place, unit.row, unit.name)
        for project in unit.projects:
            yield from _of_project(project)


def _of_project(project: Project) -> Iterator[Problem]:
    texts = [project.name, project.objective, project.period_objective, project.indicators_text]
    texts += [project.attribute, project.starts_on, project.ends_on, project.unread]
    by_row: dict[int | None, list[str]] = {project.row: texts}
    for one in project.indicators:
        if project.indicators_text:
            continue  # the cell that they were read from
        row = project.row if one.row is None else one.row
        levels = [one.level1_code, one.level1, one.level2_code, one.level2]
        targets = [one.period_target, one.annual_target, one.comparator, one.unit_of_measure]
        by_row.setdefault(row, []).extend(
            [*levels, one.name, *targets, one.weight, one.direction, one.standard]
        )
    for row, texts_of_row in by_row.items():
        yield from problems_of_texts(project.place, row, *texts_of_row)


def problems_of_texts(place: str, row: int | None, *texts: str) -> Iterator[Problem]:
    """Yield a problem where one of the texts of a row holds such a character."""
    excerpts = [_excerpt(text) for text in texts if UNKNOWN_CHARACTER in text]
    if excerpts:
        yield Problem("unknown-character", place=place, row=row, text=" … ".join(dict.fromkeys(excerpts)))


def _excerpt(text: str) -> str:
    """Return the text around its first unknown character."""
    at = text.index(UNKNOWN_CHARACTER)
    return text[max(at - _AROUND, 0) : at + 1 + _AROUND]

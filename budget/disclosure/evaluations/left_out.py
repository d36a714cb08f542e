"""Reports what readers left out of the grids of self-evaluations, and characters that no reader
identifies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from budget.disclosure.grid import Grid
from budget.disclosure.omissions import hidden_money, hides_money, problems_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import EvaluationsRead
from budget.disclosure.records import sum_stated
from budget.disclosure.self_evaluations import MoneyRow, SelfEvaluation
from budget.disclosure.unknown_characters import problems_of_texts


def reported(reads: Sequence[EvaluationsRead], grids: Iterable[Grid]) -> list[EvaluationsRead]:
    """Return the reads of a file, each with a problem for what its own grids leave out, and for each row with
    a character that no reader identifies. What is left out of a grid of none is the first read's.

    Raises Refused (hidden-money) where a hidden row or column holds money, and the sums of the forms do not
    show that they are whole without it.
    """
    own: list[list[Grid]] = [[] for _ in reads]
    places = [{entry.place for entry in read.evaluations.entries} for read in reads]
    for grid in grids:
        own[next((at for at, one in enumerate(places) if grid.place in one), 0)].append(grid)
    return [_reported(read, of_read) for read, of_read in zip(reads, own, strict=True)]


def with_hidden_sheets(read: EvaluationsRead, grids: Iterable[Grid]) -> EvaluationsRead:
    """Return a read with a problem for each hidden sheet with a table that was left out."""
    problems = [Problem("hidden-sheet", place=grid.place, text=grid.place) for grid in grids]
    return replace(read, problems=(*read.problems, *problems))


def read_from_hidden_sheet(read: EvaluationsRead) -> EvaluationsRead:
    """Return a read with the warning that its sheet is hidden."""
    place = read.evaluations.place
    return replace(read, problems=(Problem("only-hidden-sheet", place=place, text=place), *read.problems))


def _reported(read: EvaluationsRead, grids: Sequence[Grid]) -> EvaluationsRead:
    omissions = [omission for grid in grids for omission in grid.omissions]
    hidden = [one for one in omissions if hides_money(one, None, read.evaluations.place)]
    if hidden and not all(map(_sums_hold, read.evaluations.entries)):
        raise Refused(hidden_money(hidden))
    unknown = (problem for entry in read.evaluations.entries for problem in _unknown(entry))
    return replace(read, problems=(*read.problems, *problems_of(omissions), *unknown))


def _sums_hold(entry: SelfEvaluation) -> bool:
    """Whether a form states its money, and the sources come to it."""
    sources = [one for one in entry.sources if one is not entry.budget]
    pairs = [
        (getattr(entry.budget, name), sum_stated(getattr(one, name) for one in sources))
        for name in ("initial", "adjusted", "executed")
    ]
    stated = [pair for pair in pairs if pair[0] is not None]
    return bool(stated) and all(whole == parts for whole, parts in stated)


def _unknown(entry: SelfEvaluation) -> Iterator[Problem]:
    texts = [entry.name, entry.unit, entry.code, entry.objective, entry.actual_objective]
    yield from problems_of_texts(entry.place, entry.row, *texts, entry.conclusion)
    for row in (entry.budget, *entry.sources):
        yield from problems_of_texts(entry.place, row.row, *_texts(row))
    for one in entry.indicators:
        texts = [one.level1, one.level2, one.name, one.target, one.comparator, one.unit_of_measure]
        texts += [one.actual, one.reason, one.measures, one.standard]
        yield from problems_of_texts(entry.place, one.row, *texts)


def _texts(row: MoneyRow) -> tuple[str, ...]:
    return (row.label, row.points, row.rate, row.score)

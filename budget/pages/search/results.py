"""The results of a search for its page: texts with marked hits, each with its place and its amount."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from budget.disclosure.records import sum_stated
from budget.links import address
from budget.models import SearchText, UnitStatement
from budget.models.querysets.names import sorted_names
from budget.models.search import SearchKind
from budget.search.highlight import Part, excerpt, marked

Crumb = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `amount` is in fen: a project's total, the sum of a unit's or department's projects.

    `name` is what it is called, `texts` what else was searched of it, `other_names` those that it was found
    by; `place` leads to what it belongs to.
    """

    kind: str
    url: str
    name: tuple[Part, ...]
    texts: tuple[tuple[Part, ...], ...]
    place: tuple[Crumb, ...]
    year: int
    amount: int | None
    other_names: tuple[tuple[Part, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An entry (of `for_search_page`), and the words to mark in it."""

    entry: SearchText
    words: tuple[str, ...]


def hits(found: Sequence[Found]) -> list[Hit]:
    """What was found as a page shows it."""
    sums = _Sums([one.entry for one in found])
    return [_hit(one.entry, one.words, sums) for one in found]


class _Sums:
    """The sums of the projects of the departments and units among some entries, in one query."""

    def __init__(self, entries: Sequence[SearchText]) -> None:
        places = [entry for entry in entries if entry.kind in (SearchKind.DEPARTMENT, SearchKind.UNIT)]
        self._of_units: dict[tuple[int, int | None], int | None] = {}
        if places:
            rows = UnitStatement.objects.filter(disclosure__in={entry.disclosure_id for entry in places})
            sums = rows.order_by().values_list("disclosure", "unit").annotate(fen=Sum("sum_total"))
            self._of_units = {(disclosure, unit): fen for disclosure, unit, fen in sums}

    def of(self, entry: SearchText) -> int | None:
        """The sum, None where no project states an amount."""
        if entry.kind == SearchKind.UNIT:
            return self._of_units.get((entry.disclosure_id, entry.unit_id))
        of_units = self._of_units.items()
        return sum_stated(fen for (disclosure, _), fen in of_units if disclosure == entry.disclosure_id)


def _hit(entry: SearchText, words: Sequence[str], sums: _Sums) -> Hit:
    year, department = entry.fiscal_year, entry.disclosure.department
    at_department = (department.name, address("department", department.pk, year=year))
    if entry.kind == SearchKind.DEPARTMENT:
        region = (marked(department.region, words),) if department.region else ()
        return Hit(
            entry.kind,
            at_department[1],
            marked(department.name, words),
            region,
            (),
            year,
            sums.of(entry),
            _names_hit(entry.department_names, words),
        )
    if entry.unit is not None:
        url = address("unit", entry.unit.pk, year=year)
        name = marked(entry.unit.name, words)
        found_by = _names_hit(entry.unit_names, words)
        return Hit(entry.kind, url, name, (), (at_department,), year, sums.of(entry), found_by)
    project, indicator = entry.project, entry.indicator
    if project is None:
        raise ValueError(f"the search entry {entry.pk} is of no unit and of no project")
    url = address("project", project.pk)
    at_unit = (project.unit.name, address("unit", project.unit_id, year=year))
    place: tuple[Crumb, ...] = (at_unit, at_department)
    if entry.kind == SearchKind.PROJECT:
        return Hit(entry.kind, url, marked(project.name, words), (), place, year, project.total)
    if indicator is None:
        texts = tuple(excerpt(text, words) for text in (project.objective, project.period_objective) if text)
        return Hit(entry.kind, url, (Part(project.name),), texts, place, year, project.total)
    url = address("project", project.pk, anchor=f"indicator-{indicator.pk}")
    targets = dict.fromkeys(filter(None, (indicator.period_target, indicator.annual_target)))
    texts = tuple(excerpt(target, words) for target in targets)
    place = ((project.name, address("project", project.pk)), *place)
    return Hit(entry.kind, url, excerpt(indicator.name, words), texts, place, year, project.total)


def _names_hit(names: list[dict[str, str]] | None, words: Sequence[str]) -> tuple[tuple[Part, ...], ...]:
    """Of other names (as `for_search_page` gives them) those that hold a word of the question, marked."""
    shown = [marked(one["name"], words) for one in sorted_names(names)]
    return tuple(parts for parts in shown if any(part.is_hit for part in parts))

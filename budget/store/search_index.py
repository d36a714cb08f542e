"""The search index of a disclosure, brought up to date whenever its rows change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from budget.models import Department, Disclosure, Project, SearchText, Unit
from budget.models.search import SearchKind
from budget.search.words import mark_of, tokens_of
from budget.store import bulk
from budget.store.batches import BATCH, batches
from indicators.models import Indicator


class _Key(NamedTuple):
    """The key of an entry within its disclosure."""

    kind: str
    unit_id: int | None = None
    project_id: int | None = None
    indicator_id: int | None = None


_COLUMNS = (*_Key._fields, "tokens", "fiscal_year", "disclosure_id")


def refresh(disclosure: Disclosure) -> None:
    """Index a disclosure's rows, in the caller's transaction.

    Only entries that changed are written: a revision of one project leaves those of a thousand others alone.
    """
    there = {
        _Key._make(key): (pk, hash(tokens))
        for pk, tokens, *key in disclosure.search_texts.values_list("pk", "tokens", *_Key._fields).iterator()
    }
    where = (disclosure.fiscal_year, disclosure.pk)
    for batch in batches(_entries(disclosure)):
        new, changed = [], []
        for key, tokens in batch:
            pk, digest = there.pop(key, (None, None))
            if pk is None:
                new.append((*key, tokens, *where))
            elif digest != hash(tokens):
                changed.append(SearchText(pk=pk, tokens=tokens))
        bulk.insert(SearchText, _COLUMNS, new)
        SearchText.objects.bulk_update(changed, ["tokens"])
    for keys in batches(pk for pk, _ in there.values()):
        SearchText.objects.filter(pk__in=keys).delete()


def clear(disclosure: Disclosure) -> None:
    """Delete a disclosure's entries, in the caller's transaction."""
    disclosure.search_texts.all().delete()


def refresh_name(of: Department | Unit) -> None:
    """Index the present names of a department or unit, in every year."""
    if isinstance(of, Department):
        found = SearchText.objects.filter(kind=SearchKind.DEPARTMENT, disclosure__department=of)
    else:
        found = SearchText.objects.filter(kind=SearchKind.UNIT, unit=of)
    entries = list(found.only("kind", "fiscal_year"))
    for entry in entries:
        entry.tokens = _tokens(entry.kind, entry.fiscal_year, _texts(of))
    SearchText.objects.bulk_update(entries, ["tokens"], batch_size=BATCH)


def _texts(of: Department | Unit) -> tuple[str, ...]:
    """The texts of the entry of a department or unit."""
    match of:
        case Department():
            # 3,000 places have a 教育局: people search for it by place and name.
            return (of.name, of.region, *(alias.name for alias in of.aliases.all()))
        case Unit():
            return (of.name, *(alias.name for alias in of.aliases.all()))


def _tokens(kind: str, year: int, texts: Iterable[str]) -> str:
    return f"{tokens_of(texts)} {mark_of(kind, year)}".lstrip()


def _entries(disclosure: Disclosure) -> Iterator[tuple[_Key, str]]:
    """Yield the entries of a disclosure that have any text, with their tokens."""
    year = disclosure.fiscal_year
    for key, texts in _searchable(disclosure):
        if any(texts):
            yield key, _tokens(key.kind, year, texts)


def _searchable(disclosure: Disclosure) -> Iterator[tuple[_Key, tuple[str, ...]]]:
    """Yield the keys of a disclosure's entries with their texts, in the order of the table."""
    department, unit = SearchKind.DEPARTMENT.value, SearchKind.UNIT.value
    name, objective, indicator = (
        kind.value for kind in (SearchKind.PROJECT, SearchKind.OBJECTIVE, SearchKind.INDICATOR)
    )
    yield _Key(department), _texts(disclosure.department)
    units = Unit.objects.filter(statements__disclosure=disclosure).distinct().order_by("pk")
    for one in units.prefetch_related("aliases"):
        yield _Key(unit, unit_id=one.pk), _texts(one)
    projects = (
        Project.objects.filter(disclosure=disclosure)
        .order_by("position", "pk")
        .values_list("pk", "name", "objective", "period_objective")
    )
    for batch in batches(projects.iterator(chunk_size=BATCH)):
        of_project = _texts_of_indicators([pk for pk, *_ in batch])
        for pk, project_name, *objectives in batch:
            yield _Key(name, project_id=pk), (project_name,)
            yield _Key(objective, project_id=pk), tuple(objectives)
            for indicator_pk, *texts in of_project[pk]:
                yield _Key(indicator, project_id=pk, indicator_id=indicator_pk), tuple(texts)


def _texts_of_indicators(projects: list[int]) -> dict[int, list[tuple[int, str, str, str]]]:
    """By project: its indicators' ids and texts, in their order."""
    rows = Indicator.objects.filter(project__in=projects).order_by("project", "position")
    found: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    columns = ("project_id", "pk", "name", "period_target", "annual_target")
    for project, pk, name, period_target, annual_target in rows.values_list(*columns):
        found[project].append((pk, name, period_target, annual_target))
    return found

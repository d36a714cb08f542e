"""The search index of a disclosure, brought up to date whenever its rows change."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from budget.models import Department, Disclosure, Project, SearchText, Unit
from budget.models.search import SearchKind
from budget.search.words import mark_of, tokens_of
from budget.store.batches import BATCH, batches
from indicators.models import Indicator

# The key of an entry within its disclosure.
_KEY = ("kind", "unit_id", "project_id", "indicator_id")


def refresh(disclosure: Disclosure) -> None:
    """Index a disclosure's rows, in the caller's transaction.

    Only entries that changed are written: a revision of one project leaves those of a thousand others alone.
    """
    there = {
        key: (pk, hash(tokens))
        for pk, tokens, *key_of in disclosure.search_texts.values_list("pk", "tokens", *_KEY).iterator()
        for key in [tuple(key_of)]
    }
    for batch in batches(_entries(disclosure)):
        new, changed = [], []
        for entry in batch:
            pk, digest = there.pop(tuple(getattr(entry, name) for name in _KEY), (None, None))
            if pk is None:
                new.append(entry)
            elif digest != hash(entry.tokens):
                entry.pk = pk
                changed.append(entry)
        SearchText.objects.bulk_create(new)
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


def _texts(of: Department | Unit | Indicator) -> tuple[str, ...]:
    """The texts of one entry."""
    match of:
        case Department():
            # 3,000 places have a 教育局: people search for it by place and name.
            return (of.name, of.region, *(alias.name for alias in of.aliases.all()))
        case Unit():
            return (of.name, *(alias.name for alias in of.aliases.all()))
        case Indicator():
            return (of.name, of.period_target, of.annual_target)


def _tokens(kind: str, year: int, texts: Iterable[str]) -> str:
    return f"{tokens_of(texts)} {mark_of(kind, year)}".lstrip()


def _entries(disclosure: Disclosure) -> Iterator[SearchText]:
    def entry(kind: SearchKind, texts: Iterable[str], **of: int) -> Iterator[SearchText]:
        own = list(texts)
        if any(own):
            year = disclosure.fiscal_year
            tokens = _tokens(kind, year, own)
            yield SearchText(kind=kind, fiscal_year=year, disclosure=disclosure, tokens=tokens, **of)

    yield from entry(SearchKind.DEPARTMENT, _texts(disclosure.department))
    units = Unit.objects.filter(statements__disclosure=disclosure).distinct().order_by("pk")
    for unit in units.prefetch_related("aliases"):
        yield from entry(SearchKind.UNIT, _texts(unit), unit_id=unit.pk)
    indicators = Indicator.objects.order_by("position").only(
        "project_id", "name", "period_target", "annual_target"
    )
    projects = (
        Project.objects.filter(disclosure=disclosure)
        .order_by("position", "pk")
        .only("name", "objective", "period_objective")
        .prefetch_related(Prefetch("indicators", indicators))
    )
    for project in projects.iterator(chunk_size=BATCH):
        yield from entry(SearchKind.PROJECT, [project.name], project_id=project.pk)
        objective = [project.objective, project.period_objective]
        yield from entry(SearchKind.OBJECTIVE, objective, project_id=project.pk)
        for indicator in project.indicators.all():
            of = {"project_id": project.pk, "indicator_id": indicator.pk}
            yield from entry(SearchKind.INDICATOR, _texts(indicator), **of)

"""What the field of the search offers for what is typed so far, in few queries with limits."""

from typing import Final

from budget.models import SearchText
from budget.models.search import SearchKind
from budget.pages.search.beside import checks_of, entries_of_projects, names_like, projects_of_amount
from budget.pages.search.queries import first_entries
from budget.pages.search.results import Found, hits
from budget.search.figures import check_of
from budget.search.words import Query, TooLong

MOST: Final = 8
_KINDS: Final = (SearchKind.DEPARTMENT, SearchKind.UNIT, SearchKind.PROJECT)
# Of what holds the words, the latest years' first; each name is offered once.
_MOST_LOOKED_AT: Final = 24


def suggestions(text: str) -> list[dict[str, str]]:
    """Departments, units and projects whose names hold the words, names like them, projects of an amount,
    checks by their id: what each is called, its kind, where it belongs, its address. [] for what asks for
    nothing or for too much.
    """
    try:
        query = Query.read(text)
    except TooLong:
        return []
    if query is None:
        return []
    if any(map(check_of, query.words)):
        checks = [
            {"label": f"{one.id} {one.words}", "kind": "", "place": "", "url": one.url}
            for one in checks_of(query, None)
        ]
        if checks:
            return checks
    projects = projects_of_amount(query, None, None)
    found = (
        [] if projects is None else entries_of_projects(list(projects.values_list("pk", flat=True)[:MOST]))
    )
    for kind in _KINDS:
        if len(found) < MOST:
            found += [Found(entry, ()) for entry in _entries(query, kind)]
    if len(found) < MOST:
        found += names_like(query, None)
    return _once(found)


def _entries(query: Query, kind: SearchKind) -> list[SearchText]:
    keys = [entry.pk for entry in first_entries(query, [kind], _MOST_LOOKED_AT)]
    by_key = SearchText.objects.for_search_page().in_bulk(keys) if keys else {}
    return [by_key[key] for key in keys if key in by_key]


def _once(found: list[Found]) -> list[dict[str, str]]:
    """One suggestion for each name and place, up to the limit."""
    offered: dict[tuple[str, str, str], dict[str, str]] = {}
    for hit in hits(found):
        name = "".join(part.text for part in hit.name)
        place = " · ".join(label for label, _url in hit.place) or "".join(
            part.text for parts in hit.texts for part in parts
        )
        label = str(SearchKind(hit.kind).label)
        offered.setdefault(
            (hit.kind, name, place), {"label": name, "kind": label, "place": place, "url": hit.url}
        )
    return list(offered.values())[:MOST]

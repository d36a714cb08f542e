"""Base classes of the administration: lists for millions of rows, rows that nobody edits, labels of choices.

A list costs the same at a million rows as at a hundred: it never counts a whole table, reads all values of a
column for a filter, sorts without an index, or scans all texts for a word.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from budget.audit.catalogue import CHECKS, LEVELS
from budget.disclosure.problem_catalogue import CATALOGUE
from budget.models import Department, DepartmentAlias, Disclosure, Unit, UnitStatement
from budget.models.findings import LEVEL_NAMES
from budget.models.search import SearchKind
from budget.pages.filters import check_words
from budget.pages.params import positive_int
from budget.pages.search.queries import first_entries
from budget.search.words import Query, TooLong
from indicators import taxonomy
from indicators.columns import category_label

# A placeholder in the words of a problem: {text}.
_DETAIL: Final = re.compile(r"\{\w+\}")
# Rows that a list counts and offers pages of. Beyond these a reader narrows the list.
MOST_COUNTED: Final = 10_000
# Rows that a search returns, those of the latest years first.
MOST_FOUND: Final = 1_000


class BoundedPaginator(Paginator):
    """Counts at most MOST_COUNTED rows. `is_cut` is true where there are more."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_cut(self) -> bool:
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: MOST_COUNTED + 1].count()
        return len(rows)


# Options of every list, those of other apps too: budget.admin.site registers each with them.
BOUNDED: Final[Mapping[str, Any]] = {
    "paginator": BoundedPaginator,
    "show_full_result_count": False,
    "show_facets": admin.ShowFacets.NEVER,  # a facet counts all rows for each of its values
}


class InitialFromAddress(admin.ModelAdmin):
    """A form to add a row, whose first values an address may give (`?department=1`).

    Raises Http404 for a related row by what is no key: Django's choices would hand it to the database.
    """

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        related = {field.name for field in self.model._meta.get_fields() if field.many_to_one}
        for name in related & initial.keys():
            if positive_int(str(initial[name])) is None:
                raise Http404(gettext("A filter of this address names nothing that is here."))
        return initial


class BigList(InitialFromAddress):
    """A list of a table that may have millions of rows: newest first, searched by the search index.

    `found_by` maps a kind of search entry to the column of this model that holds what the entry leads to: for
    a department its disclosures, else the entry's unit, project or indicator.
    """

    ordering = ("-pk",)
    sortable_by = ()
    list_per_page = 50
    found_by: Mapping[SearchKind, str] = {}

    def __init_subclass__(cls) -> None:
        """Set `search_fields`, without which Django shows no search box."""
        if cls.found_by:
            cls.search_fields = tuple(cls.found_by.values())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip() or not self.found_by:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(_matching(search_term, self.found_by)), False


class ReadOnlyAdmin(admin.options.BaseModelAdmin):
    """Rows that imports, checks and people's acts write: shown, never added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(ReadOnlyAdmin, admin.TabularInline):
    extra = 0


def disambiguated_label(row: Model) -> str:
    """Return a row's name with what distinguishes it in a choice: 3,000 places have a 教育局."""
    match row:
        case Department(region=region) if region:
            return f"{row.name} — {region}"
        case Unit():
            return f"{row.name} — {disambiguated_label(row.department)}"
        case UnitStatement():
            year = row.disclosure.fiscal_year
            return f"{row.name} — {disambiguated_label(row.disclosure.department)} {year}"
    return str(row)


def warn_unchecked(request: HttpRequest, number: int) -> None:
    """Show a warning where the findings of a number of disclosures are out of date."""
    if number:
        words = ngettext(
            "%(number)s disclosure is still checked as before. To check it again, call"
            " `python3 dev.py manage check_disclosures`.",
            "%(number)s disclosures are still checked as before. To check them again, call"
            " `python3 dev.py manage check_disclosures`.",
            number,
        )
        messages.warning(request, words % {"number": number})


def _matching(text: str, columns: Mapping[SearchKind, str]) -> Q:
    """Return the condition for the rows that a text finds. `columns` is `BigList.found_by`."""
    nothing = Q(pk__in=[])
    query = parse_query(text)
    if query is None:
        return nothing
    found = nothing
    if SearchKind.DEPARTMENT in columns:
        found |= Q(**{f"{columns[SearchKind.DEPARTMENT]}__in": disclosures_of(query)})
    kinds = [kind for kind in columns if kind != SearchKind.DEPARTMENT]
    entries = first_entries(query, kinds, MOST_FOUND) if kinds else []
    for kind in kinds:
        keys = {_key(kind, entry) for entry in entries if entry.kind == kind}
        found |= Q(**{f"{columns[kind]}__in": keys})
    return found


def _key(kind: SearchKind, entry: Any) -> int:
    column = {SearchKind.UNIT: "unit_id", SearchKind.INDICATOR: "indicator_id"}.get(kind, "project_id")
    key: int = getattr(entry, column)
    return key


def matching_entries(text: str) -> list[int]:
    """Return the keys of the first MOST_FOUND entries of the search index that a text finds."""
    query = parse_query(text)
    entries = first_entries(query, SearchKind.values, MOST_FOUND) if query else []
    return [entry.pk for entry in entries]


def parse_query(text: str) -> Query | None:
    """Return the search question in a text, None where the text is blank or too long."""
    try:
        return Query.read(text)
    except TooLong:
        return None


def departments_matching(query: Query) -> QuerySet[Department]:
    """Return the departments with each word in their name, an alias or their region.

    Scans the table, some ten thousand rows: the search index lacks departments without a disclosure.
    """
    found = Department.objects.all()
    for word in query.words:
        others = DepartmentAlias.objects.filter(name_folded__contains=word)
        named = Q(name_folded__contains=word) | Q(region_folded__contains=word)
        found = found.filter(named | Q(pk__in=others.values("department")))
    return found


def disclosures_of(query: Query) -> list[int]:
    """Return the keys of the newest MOST_FOUND disclosures of the departments that match."""
    found = Disclosure.objects.filter(department__in=departments_matching(query)).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST_FOUND])


def choice_filter(
    column: str, label: str | Promise, choices: Callable[[], Iterable[tuple[str, str]]]
) -> type[admin.SimpleListFilter]:
    """Return a filter by a column whose values are known without a query over the column.

    `choices` returns pairs of value and label. A value that is none of them raises Http404, as on pages.
    """

    class ChoiceFilter(admin.SimpleListFilter):
        title = label  # type: ignore[assignment]  # the stubs want a private class of lazy texts
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, str]]:
            return choices()

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            if (value := self.value()) is None:
                return queryset
            if value not in dict(self.lookup_choices):
                raise Http404(gettext("A filter of this address has a value that is not known."))
            return queryset.filter(**{column: value})

    return ChoiceFilter


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in Disclosure.objects.years()]


def _checks() -> list[tuple[str, str]]:
    return [(check, check_words(check)) for check in CHECKS]


def _categories() -> list[tuple[str, str]]:
    return [(key, category_label(key)) for key in ("", *taxonomy.CATEGORY_BY_KEY)]


def year_filter(column: str = "fiscal_year") -> type[admin.SimpleListFilter]:
    return choice_filter(column, _("fiscal year"), _years)


def _levels() -> list[tuple[str, str]]:
    return [(level, str(LEVEL_NAMES[level])) for level in LEVELS]


def _problems() -> list[tuple[str, str]]:
    """Return code and words of the problems that are stored, placeholders as “…”, sorted by words."""
    stored = {code: words for code, (level, words) in CATALOGUE.items() if level != "error"}
    return sorted(
        ((code, _DETAIL.sub("…", gettext(words))) for code, words in stored.items()), key=itemgetter(1)
    )


# `found_by` of rows that belong to a disclosure.
OF_DEPARTMENT: Final[Mapping[SearchKind, str]] = {SearchKind.DEPARTMENT: "disclosure"}
BY_DEPARTMENT: Final = _("by department and region")

CHECK_FILTER = choice_filter("check_id", _("check"), _checks)
CATEGORY_FILTER = choice_filter("category", _("category"), _categories)
LEVEL_FILTER = choice_filter("level", _("level"), _levels)
DOUBT_FILTER = choice_filter("level", _("level"), lambda: _levels()[1:])
CODE_FILTER = choice_filter("code", _("problem"), _problems)

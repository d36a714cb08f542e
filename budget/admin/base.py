"""In the admin: lists that cost the same at a million rows as at a hundred.

Nothing counts all of a table, reads all values of a column for a filter, sorts by what has no index, or looks
through all texts for a word.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from budget.audit.catalogue import CHECKS, LEVELS
from budget.disclosure.problems import CATALOGUE
from budget.models import Department, DepartmentAlias, Disclosure
from budget.models.findings import LEVEL_NAMES
from budget.models.search import SearchKind
from budget.pages.filters import check_words
from budget.pages.search.queries import first_entries
from budget.search.words import Question, TooLong
from indicators import taxonomy
from indicators.columns import category_label

# What a problem's words leave open: {text}.
_DETAIL: Final = re.compile(r"\{\w+\}")
# Rows that a list counts and pages through; nobody turns over more pages than these, they narrow the list.
MOST_COUNTED: Final = 10_000
# What a search finds: the first so many, the latest years before the others.
MOST_FOUND: Final = 1_000


class BoundedPaginator(Paginator):
    """Counts no further than MOST_COUNTED rows; `is_cut` says that there are more."""

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


# For every list, those of other apps too: budget.admin.site registers none without.
BOUNDED: Final[Mapping[str, Any]] = {
    "paginator": BoundedPaginator,
    "show_full_result_count": False,
    "show_facets": admin.ShowFacets.NEVER,  # a facet counts all rows for each of its values
}


class BigList(admin.ModelAdmin):
    """A list of what there may be millions of: the newest first, searched by index.

    `found_by` says by which column a kind of what the search index finds leads to a row here: of a department
    its disclosures, else the thing itself.
    """

    ordering: Sequence[str] = ("-pk",)
    sortable_by: Sequence[str] = ()
    list_per_page = 50
    found_by: Mapping[SearchKind, str] = {}

    def __init_subclass__(cls) -> None:
        """Name for Django, which else shows no field to search in, what is searched."""
        if cls.found_by:
            cls.search_fields = tuple(cls.found_by.values())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip() or not self.found_by:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(_found(search_term, self.found_by)), False


def _found(text: str, columns: Mapping[SearchKind, str]) -> Q:
    """Which rows a text finds, by the columns that lead to each kind."""
    nothing = Q(pk__in=[])
    question = asked(text)
    if question is None:
        return nothing
    found = nothing
    if SearchKind.DEPARTMENT in columns:
        found |= Q(**{f"{columns[SearchKind.DEPARTMENT]}__in": disclosures_of(question)})
    kinds = [kind for kind in columns if kind != SearchKind.DEPARTMENT]
    entries = first_entries(question, kinds, MOST_FOUND) if kinds else []
    for kind in kinds:
        keys = {_key(kind, entry) for entry in entries if entry.kind == kind}
        found |= Q(**{f"{columns[kind]}__in": keys})
    return found


def _key(kind: SearchKind, entry: Any) -> int:
    column = {SearchKind.UNIT: "unit_id", SearchKind.INDICATOR: "indicator_id"}.get(kind, "project_id")
    return getattr(entry, column)


def entries_found(text: str) -> list[int]:
    """The keys of the first entries of the search index that a text finds."""
    question = asked(text)
    entries = first_entries(question, SearchKind.values, MOST_FOUND) if question else []
    return [entry.pk for entry in entries]


def asked(text: str) -> Question | None:
    """The question that a text puts; None where it puts none, or a longer one than any that is answered."""
    try:
        return Question.read(text)
    except TooLong:
        return None


def departments_named(question: Question) -> QuerySet[Department]:
    """The departments whose name, another name or region holds each word, those of no disclosure too, which
    no index knows: some ten thousand rows are looked through.
    """
    found = Department.objects.all()
    for word in question.words:
        others = DepartmentAlias.objects.filter(name_folded__contains=word)
        named = Q(name_folded__contains=word) | Q(region_folded__contains=word)
        found = found.filter(named | Q(pk__in=others.values("department")))
    return found


def disclosures_of(question: Question) -> list[int]:
    """The keys of the newest disclosures of the departments that a question names."""
    found = Disclosure.objects.filter(department__in=departments_named(question)).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST_FOUND])


def choice_filter(
    column: str, label: str | Promise, choices: Callable[[], Iterable[tuple[str, str]]]
) -> type[admin.SimpleListFilter]:
    """A filter by a column's values, which are known without asking the column."""

    class ChoiceFilter(admin.SimpleListFilter):
        title = label
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, str]]:
            return choices()

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            return queryset if self.value() is None else queryset.filter(**{column: self.value()})

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
    """The kinds of problems that are kept, in words, without what differs from one to the next."""
    kept = {code: words for code, (level, words) in CATALOGUE.items() if level != "error"}
    return sorted(
        ((code, _DETAIL.sub("…", gettext(words))) for code, words in kept.items()), key=itemgetter(1)
    )


# Of rows that belong to a disclosure.
OF_DEPARTMENT: Final[Mapping[SearchKind, str]] = {SearchKind.DEPARTMENT: "disclosure"}
BY_DEPARTMENT: Final = _("by department and region")

CHECK_FILTER = choice_filter("check_id", _("check"), _checks)
CATEGORY_FILTER = choice_filter("category", _("category"), _categories)
LEVEL_FILTER = choice_filter("level", _("level"), _levels)
DOUBT_FILTER = choice_filter("level", _("level"), lambda: _levels()[1:])
CODE_FILTER = choice_filter("code", _("problem"), _problems)

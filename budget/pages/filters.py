"""The filters in an address: their values for QuerySets, and the chips that show them.

A value that names nothing answers 404: ignored, it would give the figures of all for those of a part.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext as _, pgettext

from budget.audit.catalogue import CHECKS, LEVELS
from budget.disclosure.records import SOURCE_COLUMNS
from budget.links import without
from budget.models import Department, DepartmentAlias, Project, ReviewState, Unit, UnitAlias
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import ABOUT
from budget.models.findings import LEVEL_NAMES
from budget.models.names import can_be_stored
from budget.models.project_types import type_label
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.money import shown_unit
from budget.pages.formats import AMOUNT_LABELS
from budget.pages.params import positive_int
from budget.project_types.rules import PROJECT_TYPES
from budget.search.words import Query, TooLong
from indicators import taxonomy
from indicators.columns import KIND_LABELS, category_label, comparator_label
from indicators.filters import COMPARATORS, UNCLASSIFIED, FilterSet

_ALIASES: dict[Any, Any] = {Department: DepartmentAlias, Unit: UnitAlias}


AnyFilters = TypeVar("AnyFilters", bound=FilterSet)
# A filter's name, its value in words, and the address of the page without it: for `_chips.html`.
Chip = tuple[str, str, str]


def _object(model: Any, text: str) -> tuple[int, str]:
    """The key and the name of what the text is the key of, or was before it was merged into another."""
    rows = model.objects.values_list("pk", "name")
    key = positive_int(text)
    found: tuple[int, str] | None = rows.filter(pk=key).first() if key else None
    if found is None and key and model in _ALIASES:
        found = rows.filter(pk=_ALIASES[model].objects.merged_into(key)).first()
    if found is None:
        raise Http404(_("A filter of this address names nothing that is here."))
    return found


def named_department(request: HttpRequest) -> tuple[int | None, str | None]:
    """The key and the name of the department in an address, None where it names none. Raises Http404 for one
    that is not there.
    """
    text = request.GET.get("department", "")
    return _object(Department, text) if text else (None, None)


def _one_of(labels: Callable[[str], str], known: tuple[str, ...], text: str) -> tuple[str, str]:
    if text not in known:
        raise Http404(_("A filter of this address has a value that is not known."))
    return text, labels(text)


def _source(text: str) -> tuple[str, str]:
    return _one_of(source_label, (*SOURCE_COLUMNS, UNACCOUNTED), text)


def _category(text: str) -> tuple[str, str]:
    return _one_of(category_label, (*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED), text)


def source_label(source: str) -> str:
    """A funding source's name in the reader's language."""
    return str(AMOUNT_LABELS[source])


def kind_label(kind: str) -> str:
    """A kind of target in the reader's language."""
    return str(KIND_LABELS[kind])


def amount_label(key: str) -> str:
    """A range of amounts in the reader's language."""
    return AMOUNT_RANGES[key].label


def level_label(level: str) -> str:
    """A level of findings in the reader's language."""
    return str(LEVEL_NAMES[level])


def share_label(key: str) -> str:
    """A range of shares of quantified indicators in the reader's language."""
    return SHARE_RANGES[key].label


def _region(text: str) -> tuple[str, str]:
    if not (can_be_stored(text) and Department.objects.filter(region=text).exists()):
        raise Http404(_("A filter of this address names nothing that is here."))
    return text, text


def _amount(text: str) -> tuple[str, str]:
    return _one_of(amount_label, tuple(AMOUNT_RANGES), text)


def _comparator(text: str) -> tuple[str, str]:
    return _one_of(comparator_label, tuple(COMPARATORS), text)


def _query(text: str) -> tuple[Query | None, str]:
    """What is searched for; None for blanks, which ask for nothing."""
    try:
        return Query.read(text), text.strip()
    except TooLong as error:
        raise Http404(_("That is more than can be searched for at once.")) from error


def _kind(text: str) -> tuple[str, str]:
    return _one_of(kind_label, tuple(KIND_LABELS), text)


def _type(text: str) -> tuple[str, str]:
    return _one_of(type_label, PROJECT_TYPES, text)


def check_words(check: str) -> str:
    """A check's id with its message, in the reader's language; the id where the check is unknown."""
    if check not in CHECKS:
        return check
    return f"{check} {CHECKS[check].wording.in_language(get_language() or '')}"


def _check(text: str) -> tuple[str, str]:
    return _one_of(check_words, tuple(CHECKS), text)


def _level(text: str) -> tuple[str, str]:
    return _one_of(level_label, LEVELS, text)


def _share(text: str) -> tuple[str, str]:
    return _one_of(share_label, tuple(SHARE_RANGES), text)


def about_label(about: str) -> str:
    """What findings are about, in the reader's language."""
    return {
        "targets": pgettext("about", "tables of targets"),
        "results": pgettext("about", "self-evaluations"),
    }[about]


def _about(text: str) -> tuple[str, str]:
    return _one_of(about_label, ABOUT, text)


def _state(text: str) -> tuple[str, str]:
    return _one_of(lambda state: str(ReviewState(state).label), tuple(ReviewState.values), text)


# name in the address -> what gives its value and its words
_READERS: dict[str, Callable[[str], tuple[Any, str]]] = {
    "q": _query,
    "region": _region,
    "department": lambda text: _object(Department, text),
    "unit": lambda text: _object(Unit, text),
    "project": lambda text: _object(Project, text),
    "source": _source,
    "amount": _amount,
    "type": _type,
    "category": _category,
    "kind": _kind,
    "comparator": _comparator,
    "check": _check,
    "level": _level,
    "quantified": _share,
    "about": _about,
    "state": _state,
}


def filter_label(name: str) -> str:
    """What a filter is called on the pages."""
    return {
        "q": pgettext("filter", "Search"),
        "region": pgettext("filter", "Region"),
        "department": pgettext("filter", "Department"),
        "unit": pgettext("filter", "Unit"),
        "project": pgettext("filter", "Project"),
        "source": pgettext("filter", "Funding source"),
        "amount": pgettext("filter", "Amount, %(unit)s") % {"unit": shown_unit().behind},
        "type": pgettext("filter", "Project type"),
        "category": pgettext("filter", "Indicator category"),
        "kind": pgettext("filter", "Kind of target"),
        "comparator": pgettext("filter", "Comparator"),
        "check": pgettext("filter", "Check"),
        "level": pgettext("filter", "Level of points to review"),
        "quantified": pgettext("filter", "Quantified indicators"),
        "about": pgettext("filter", "About"),
        "state": pgettext("filter", "State"),
        "outcome": pgettext("filter", "Targets"),
        "execution": pgettext("filter", "Execution"),
        "score": pgettext("filter", "Score"),
    }[name]


def filters_of(
    request: HttpRequest, kind: type[AnyFilters], names: Iterable[str], known: Iterable[str] = ()
) -> tuple[AnyFilters, list[Chip]]:
    """Return the filters of these names in an address, and a chip for each; then a chip for each parameter
    that is no filter of the page, and is ignored. Raises Http404 for a value that names nothing.

    `known`: the parameters that the page reads itself.
    """
    names = tuple(names)
    values: dict[str, Any] = {}
    chips = []
    for name in names:
        text = request.GET.get(name, "")
        if text:
            value, words = _READERS[name](text)
            if value is None:
                continue
            values[name] = value
            chips.append((filter_label(name), words, without(request, name)))
    return kind(**values), chips + _ignored(request, (*names, *known))


# Parameters that narrow nothing: the year, and how tables are sorted, paged and exported, and which columns
# they show. A table with a prefix puts it before them.
_OF_EVERY_PAGE = ("year", "sort", "page", "per_page", "_export", "columns")


def _ignored(request: HttpRequest, names: tuple[str, ...]) -> list[Chip]:
    """A chip for each parameter of the address that the page does not know: the figures are not of a part."""
    return [
        (_("No filter of this page, ignored"), f"{name[:40]}={value[:40]}", without(request, name))
        for name, value in request.GET.items()
        if name not in names and not name.endswith(_OF_EVERY_PAGE)
    ]

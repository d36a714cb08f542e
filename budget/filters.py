"""The filters in an address: what they narrow a list to, and the chips that show them.

A value that names nothing answers 404: passed over, it would give the figures of all for those of a part.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext as _, pgettext

from budget.addresses import without
from budget.audit.catalogue import CHECKS, LEVELS
from budget.models import Department, Project, State, Unit
from budget.models.findings import LEVEL_NAMES
from budget.models.project_types import type_label
from budget.models.querysets import SOURCE_FIELDS, UNACCOUNTED
from budget.project_types import PROJECT_TYPES
from budget.tables import AMOUNT_LABELS
from indicators import taxonomy
from indicators.columns import KIND_LABELS, category_label
from indicators.querysets import UNCLASSIFIED

_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: `values` are arguments for `narrowed`, `chips` are for `_chips.html`."""

    values: dict[str, Any]
    chips: list[tuple[str, str, str]]


def _object(model: Any, text: str) -> tuple[int, str]:
    """The key and the name of what the text is the key of."""
    found = model.objects.filter(pk=text).values_list("pk", "name").first() if _KEY.fullmatch(text) else None
    if found is None:
        raise Http404(_("A filter of this address names nothing that is here."))
    return found


def _one_of(labels: Callable[[str], str], known: tuple[str, ...], text: str) -> tuple[str, str]:
    if text not in known:
        raise Http404(_("A filter of this address has a value that is not known."))
    return text, labels(text)


def _source(text: str) -> tuple[str, str]:
    return _one_of(lambda name: str(AMOUNT_LABELS[name]), (*SOURCE_FIELDS, UNACCOUNTED), text)


def _category(text: str) -> tuple[str, str]:
    return _one_of(category_label, (*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED), text)


def _kind(text: str) -> tuple[str, str]:
    return _one_of(lambda name: str(KIND_LABELS[name]), tuple(KIND_LABELS), text)


def _type(text: str) -> tuple[str, str]:
    return _one_of(type_label, PROJECT_TYPES, text)


def check_words(check: str) -> str:
    """A check's id with what it says, in the reader's language; of one the catalogue lost, the id."""
    if check not in CHECKS:
        return check
    return f"{check} {CHECKS[check].wording.in_language(get_language() or '')}"


def _check(text: str) -> tuple[str, str]:
    return _one_of(check_words, tuple(CHECKS), text)


def _level(text: str) -> tuple[str, str]:
    return _one_of(lambda level: str(LEVEL_NAMES[level]), LEVELS, text)


def _state(text: str) -> tuple[str, str]:
    return _one_of(lambda state: str(State(state).label), tuple(State.values), text)


# name in the address -> what gives its value and its words
_READERS: dict[str, Callable[[str], tuple[Any, str]]] = {
    "department": lambda text: _object(Department, text),
    "unit": lambda text: _object(Unit, text),
    "project": lambda text: _object(Project, text),
    "source": _source,
    "type": _type,
    "category": _category,
    "kind": _kind,
    "check": _check,
    "level": _level,
    "state": _state,
}


def filter_label(name: str) -> str:
    """What a filter is called on the pages."""
    return {
        "department": pgettext("filter", "Department"),
        "unit": pgettext("filter", "Unit"),
        "project": pgettext("filter", "Project"),
        "source": pgettext("filter", "Funding source"),
        "type": pgettext("filter", "Project type"),
        "category": pgettext("filter", "Indicator category"),
        "kind": pgettext("filter", "Kind of target"),
        "check": pgettext("filter", "Check"),
        "level": pgettext("filter", "Level"),
        "state": pgettext("filter", "State"),
    }[name]


def chosen_filters(request: HttpRequest, *names: str) -> Filters:
    """The filters of these names that the address bears. Raise Http404 where one names nothing."""
    values: dict[str, Any] = {}
    chips = []
    for name in names:
        text = request.GET.get(name, "")
        if text:
            values[name], words = _READERS[name](text)
            chips.append((filter_label(name), words, without(request, name)))
    return Filters(values, chips)

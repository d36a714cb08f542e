"""The table columns of an indicator: its category, the kind of its target, a target as disclosed."""

from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from indicators import taxonomy
from indicators.filters import COMPARATORS, UNCLASSIFIED
from indicators.kinds import Change, Kind

# The kinds of a target in a reader's words.
KIND_LABELS: dict[str, Promise] = {
    Kind.PERCENTAGE: pgettext_lazy("kind of target", "percentage"),
    Kind.COUNT: pgettext_lazy("kind of target", "number with a unit"),
    Kind.NUMBER: pgettext_lazy("kind of target", "bare number"),
    Kind.TIME: pgettext_lazy("kind of target", "duration or date"),
    Kind.CLASS: pgettext_lazy("kind of target", "class of a standard"),
    Kind.YES_NO: pgettext_lazy("kind of target", "yes or no"),
    Kind.REFERENCE: pgettext_lazy("kind of target", "bound stated elsewhere"),
    Kind.SCORING: pgettext_lazy("kind of target", "scoring rule"),
    Kind.WORDS: pgettext_lazy("kind of target", "words"),
    Kind.WITHHELD: pgettext_lazy("kind of target", "withheld"),
    Kind.MISSING: pgettext_lazy("kind of target", "not stated"),
}

# The directions of a target that is a change, before its number.
CHANGE_LABELS: dict[str, Promise] = {
    Change.UP: pgettext_lazy("change that a target states", "increase by"),
    Change.DOWN: pgettext_lazy("change that a target states", "decrease by"),
}


def category_label(key: str) -> str:
    """A category's name in the reader's language, by its key; "" and UNCLASSIFIED mean unclassified."""
    if key in ("", UNCLASSIFIED):
        return str(pgettext_lazy("category", "unclassified"))
    category = taxonomy.CATEGORY_BY_KEY[key]
    return category.name if (get_language() or "").startswith("zh") else category.english


def level1_label(key: str) -> str:
    """The name of a category's level 1 in the reader's language; "" for the unclassified ones."""
    if key in ("", UNCLASSIFIED):
        return ""
    level1 = taxonomy.LEVEL1_BY_KEY[taxonomy.CATEGORY_BY_KEY[key].level1]
    return level1.name if (get_language() or "").startswith("zh") else level1.english


def comparator_label(key: str) -> str:
    """A comparator, by its key in COMPARATORS."""
    return COMPARATORS[key] or str(pgettext_lazy("comparator", "none"))


class CategoryColumn(tables.Column):
    """What an indicator counts under, in the order of the classification."""

    empty_values = (None,)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pgettext_lazy("column", "Category"), order_by="category_place", **kwargs)

    def render(self, value: str) -> str:
        return category_label(value)

    exported_value = render


class KindColumn(tables.Column):
    """What kind of target the annual one is, as it was read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(gettext_lazy("Kind of target"), accessor="annual_kind", **kwargs)

    def render(self, value: str) -> str:
        return str(KIND_LABELS[value])

    exported_value = render


class TargetColumn(tables.Column):
    """A target as disclosed, sorted by the number read from it, and then by its text; changes are apart from
    levels.
    """

    may_be_unstated = True

    def __init__(self, *args: Any, which: str, **kwargs: Any) -> None:
        super().__init__(
            *args,
            order_by=(f"{which}_change", f"{which}_number", f"{which}_target"),
            attrs={"td": {"class": "prose"}},
            default=gettext_lazy("not stated"),
            **kwargs,
        )

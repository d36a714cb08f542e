"""The columns of tables: figures, names and texts, each with how it is shown and sorted."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import pgettext_lazy
from django_tables2.columns import BoundColumn

from budget.models.project_types import type_label
from budget.pages.corrected_values import mark_corrected
from budget.pages.formats import count, money, not_stated
from indicators.columns import TargetColumn


class FigureColumn(tables.Column):
    """A right-aligned figure; the largest come first at the first click."""

    attrs = {"th": {"class": "amount"}, "td": {"class": "amount"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, default=not_stated, initial_sort_descending=True, **kwargs)


class AmountColumn(FigureColumn):
    """Money in fen, shown in the reader's unit."""

    may_be_unstated = True

    def render(self, value: int) -> str:
        return money(value)


class StatedColumn(AmountColumn):
    """An amount that a row states, with a sign where it is corrected."""

    empty_values = ()

    def render(
        self, value: int | None, record: Any = None, bound_column: BoundColumn | None = None
    ) -> str | SafeString:
        text = money(value)
        if bound_column is None:  # the sum of a column
            return text
        return format_html("{}{}", text, mark_corrected(record, str(bound_column.accessor)))


class CountColumn(FigureColumn):
    """How many of something there are."""

    def render(self, value: int) -> str:
        return count(value)


class NumberColumn(FigureColumn):
    """A row, a year, a position: a number that is not grouped; it may be missing."""

    may_be_unstated = True

    def render(self, value: int) -> str:
        return str(value)


class TimeColumn(FigureColumn):
    """When something happened, in the site's time zone; the latest come first at the first click."""

    may_be_unstated = True

    def render(self, value: datetime) -> str:
        return localtime(value).strftime("%Y-%m-%d %H:%M")


class NameColumn(tables.Column):
    """A name as disclosed, sorted by its pinyin."""

    attrs = {"td": {"class": "name"}}


class TypeColumn(tables.Column):
    """What a project's money is for, in the order of the types."""

    def __init__(self) -> None:
        super().__init__(
            pgettext_lazy("column", "Project type"), accessor="project_type", order_by="type_place"
        )

    def exported_value(self, value: str) -> str:
        return type_label(value)


class TextColumn(tables.Column):
    """A text of an indicator, with a sign where it is corrected."""

    def render(self, value: str, record: Any, bound_column: BoundColumn) -> SafeString:
        return format_html("{}{}", value, mark_corrected(record, bound_column.name))


class StatedTargetColumn(TextColumn, TargetColumn):
    """A target, with a sign where it is corrected."""

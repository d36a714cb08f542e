"""Rows of a disclosure in the administration, editable only where the disclosure was entered by hand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Disclosure, Project, UnitStatement
from budget.models.corrections import column_of
from budget.money import WAN
from indicators.models import Indicator


def _disclosure_of(row: Model | None) -> Disclosure | None:
    """Return the disclosure that a row belongs to, None for a row not saved yet."""
    match row:
        case Disclosure():
            return row
        case UnitStatement() | Project():
            return row.disclosure if row.pk else None
        case Indicator():
            return row.project.disclosure if row.pk else None
        case _:
            return None


def _is_editable(row: Model | None) -> bool:
    """Whether staff may change the row: not of an imported disclosure, nor of a withdrawn one."""
    disclosure = _disclosure_of(row)
    return disclosure is None or (disclosure.is_entered_by_hand and not disclosure.is_withdrawn)


def _in_wan_yuan(name: str) -> Callable[[Any], str]:
    label = column_of("grand-total", name).verbose_name

    @admin.display(description=format_lazy("{} {}", label, _("(×10,000 yuan)")), ordering=name)
    def shown(row: Any) -> str:
        return WAN.text(getattr(row, name)) or "—"

    shown.__name__ = f"{name}_in_wan_yuan"
    return shown


# Rows that a form shows below its own. Of more, the page links to their list.
MOST_INLINE_ROWS = 200
MONEY_HEADING = _("Money (×10,000 yuan; blank where the table states none)")
MONEY_SHOWN = {name: _in_wan_yuan(name) for name in AMOUNT_FIELDS}


def is_form(site_admin: admin.options.BaseModelAdmin, request: HttpRequest, row: Model | None) -> bool:
    """Whether the page of a row is a form: the row is new, or the user may change it."""
    return row is None or row.pk is None or site_admin.has_change_permission(request, row)


class DisclosedRows(admin.options.BaseModelAdmin):
    """Rows with money in 万元, editable only in a disclosure entered by hand.

    `shown_fields` are shown of a row that is not editable. A refused form stays a form, with what was typed:
    `budget.admin.entry.base` sets `request.refusal` for it, and saves nothing.
    """

    shown_fields: Sequence[str] = ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_editable = _is_editable(obj) or bool(getattr(request, "refusal", ""))
        return super().has_change_permission(request, obj) and is_editable

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_editable(obj)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        if is_form(self, request, obj):
            return list(super().get_fields(request, obj))
        return [MONEY_SHOWN.get(field, field) for field in self.shown_fields]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if is_form(self, request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": self.get_fields(request, obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        fields = super().get_readonly_fields(request, obj)
        return list(fields) if is_form(self, request, obj) else [*fields, *self.get_fields(request, obj)]


class DisclosedInline(DisclosedRows, admin.options.InlineModelAdmin):
    """Inline rows of a row of a disclosure."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and _is_editable(obj)

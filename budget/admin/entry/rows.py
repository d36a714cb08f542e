"""In the admin: rows of a disclosure, which staff change only where they entered it by hand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Disclosure, Project, UnitStatement
from budget.money import WAN
from indicators.models import Indicator


def _disclosure_of(row: Model | None) -> Disclosure | None:
    """The disclosure that a row belongs to; None for a row that is yet to be made."""
    match row:
        case Disclosure():
            return row
        case UnitStatement() | Project():
            return row.disclosure if row.pk else None
        case Indicator():
            return row.project.disclosure if row.pk else None
        case _:
            return None


def _is_open(row: Model | None) -> bool:
    """Whether staff may change the row: what was imported stays as it was disclosed, and what was withdrawn
    as it was then.
    """
    disclosure = _disclosure_of(row)
    return disclosure is None or (disclosure.is_entered_by_hand and not disclosure.is_withdrawn)


def _in_wan_yuan(name: str) -> Callable[[Any], str]:
    label = Disclosure._meta.get_field(name).verbose_name

    @admin.display(description=format_lazy("{} {}", label, _("(10,000 yuan)")), ordering=name)
    def shown(row: Any) -> str:
        return WAN.text(getattr(row, name)) or "—"

    shown.__name__ = f"{name}_in_wan_yuan"
    return shown


MONEY_SHOWN = {name: _in_wan_yuan(name) for name in AMOUNT_FIELDS}


def edits(site_admin: admin.options.BaseModelAdmin, request: HttpRequest, row: Model | None) -> bool:
    """Whether the page of a row is a form: of a new one, or of one that this person may change."""
    return row is None or row.pk is None or site_admin.has_change_permission(request, row)


class DisclosedRows(admin.options.BaseModelAdmin):
    """Rows with money, changed only in a disclosure that was entered by hand; elsewhere shown, in 万元.

    `shown_fields` are what is shown of a row that is not changed here. A form that is refused, with what was
    typed in it, stays a form: `budget.admin.entry.admin` says so by `request.refusal`, and saves nothing of
    it.
    """

    shown_fields: Sequence[str] = ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_open = _is_open(obj) or bool(getattr(request, "refusal", ""))
        return super().has_change_permission(request, obj) and is_open

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        if edits(self, request, obj):
            return super().get_fields(request, obj)
        return [MONEY_SHOWN.get(field, field) for field in self.shown_fields]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if edits(self, request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": self.get_fields(request, obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        fields = super().get_readonly_fields(request, obj)
        return fields if edits(self, request, obj) else [*fields, *self.get_fields(request, obj)]


class DisclosedInline(DisclosedRows, admin.options.InlineModelAdmin):
    """The rows below a row of a disclosure."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and _is_open(obj)

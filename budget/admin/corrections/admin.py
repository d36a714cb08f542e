"""The administration of corrections: a read-only list, pending ones first, and the addresses of their pages.

`budget.actions.corrections` alone makes corrections, decides them and takes them back.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Model, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from budget.accounts.permissions import may_correct
from budget.admin.base import ReadOnlyAdmin
from budget.admin.corrections.views import correct_value, correctable, decide
from budget.models import Correction, CorrectionStatus
from budget.models.corrections import Doubt
from budget.pages.corrected_values import stated_value

View = Callable[..., HttpResponse]


class CorrectionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = [
        "subject_words",
        "value_label",
        "disclosed_value",
        "corrected_value",
        "standing",
        "act",
        "by",
        "day",
        "table_words",
    ]
    ordering = ["-pk"]
    list_filter = ["standing", "about"]
    list_select_related = ["disclosure__department", "by"]
    search_fields = ["project_name", "unit_name", "disclosure__department__name", "reason"]
    fields = [
        "disclosure",
        "about",
        "unit_name",
        "project_name",
        "indicator_name",
        "value_label",
        "disclosed_whole",
        "corrected_whole",
        "reason",
        "by",
        "at",
        "revision",
        "supersedes",
        "standing",
        "doubt",
        "disclosed_value_now",
        "ended_by",
        "ended_at",
        "ended_because",
        "act",
    ]
    readonly_fields = [
        "value_label",
        "disclosed_whole",
        "corrected_whole",
        "disclosed_value_now",
        "act",
    ]

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        """Sort pending corrections first, then the latest."""
        return [Case(When(standing=CorrectionStatus.TO_DECIDE, then=Value(0)), default=Value(1)), "-pk"]

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("of/<int:pk>/", correctable, "correctable"),
            ("of/<int:pk>/value/", correct_value, "correct"),
            ("<int:pk>/decide/", decide, "decide"),
        ]
        own = [
            path(route, self.admin_site.admin_view(_for_correctors(view)), name=f"budget_correction_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("about"), ordering="project_name")
    def subject_words(self, row: Correction) -> str:
        return row.subject_words

    @admin.display(description=gettext_lazy("disclosure"), ordering="disclosure")
    def table_words(self, row: Correction) -> str:
        """Return the value for a column that wraps, unlike the admin's own of a related row."""
        return str(row.disclosure)

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def day(self, row: Correction) -> str:
        return localtime(row.at).strftime("%Y-%m-%d")

    @admin.display(description=gettext_lazy("value"), ordering="field")
    def value_label(self, row: Correction) -> str:
        return row.field_label

    @admin.display(description=gettext_lazy("disclosed value"))
    def disclosed_value(self, row: Correction) -> str:
        return _shortened(row, row.disclosed)

    @admin.display(description=gettext_lazy("corrected value"))
    def corrected_value(self, row: Correction) -> str:
        return _shortened(row, row.corrected)

    @admin.display(description=gettext_lazy("disclosed value"))
    def disclosed_whole(self, row: Correction) -> str:
        return stated_value(row.disclosed, row.field)

    @admin.display(description=gettext_lazy("corrected value"))
    def corrected_whole(self, row: Correction) -> str:
        return stated_value(row.corrected, row.field)

    @admin.display(description=gettext_lazy("disclosed now"))
    def disclosed_value_now(self, row: Correction) -> str:
        return stated_value(row.disclosed_now, row.field) if row.doubt == Doubt.CHANGED else "—"

    @admin.display(description=gettext_lazy("what can be done"))
    def act(self, row: Correction) -> str | SafeString:
        acts: dict[str, str] = {
            CorrectionStatus.TO_DECIDE: _("Decide"),
            CorrectionStatus.IN_FORCE: _("Take back"),
        }
        if row.standing not in acts:
            return "—"
        address = reverse("admin:budget_correction_decide", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, acts[row.standing])


def _shortened(row: Correction, value: str) -> str:
    """Return a value for a list: the beginning of a long text, which the correction's page shows whole."""
    return stated_value(value if row.is_money else Truncator(value).chars(30), row.field)


def _for_correctors(view: View) -> View:
    """Return the view with a check of the permission to correct. It raises PermissionDenied."""

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_correct(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {Correction: CorrectionAdmin}

"""The administration of acts on disclosures: a read-only list, and the addresses of their pages.

`budget.actions.lifecycle` alone does the acts.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from budget.accounts.permissions import may_manage_disclosures
from budget.admin.base import ReadOnlyAdmin
from budget.admin.lifecycle import views
from budget.models import DisclosureEvent

View = Callable[..., HttpResponse]


class DisclosureEventAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["at", "done", "state_before", "state_after", "disclosure", "reason", "by", "act"]
    list_filter = ["kind"]
    list_select_related = ["disclosure__department", "by", "undone_by"]
    search_fields = ["reason", "disclosure__department__name"]
    fields = ["disclosure", "done", "state_before", "state_after", "reason", "by", "at", "undoes", "act"]
    readonly_fields = ["done", "state_before", "state_after", "at", "act"]

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("of/<int:pk>/", views.manage, "manage"),
            ("of/<int:pk>/withdraw/", views.withdraw, "withdraw"),
            ("of/<int:pk>/bring-back/", views.bring_back, "bring_back"),
            ("of/<int:pk>/move/", views.move, "move"),
            ("of/<int:pk>/publication/", views.publication, "publication"),
            ("<int:pk>/take-back/", views.take_back, "take_back"),
        ]
        own = [
            path(
                route, self.admin_site.admin_view(_for_managers(view)), name=f"budget_disclosureevent_{name}"
            )
            for route, view, name in pages
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("what was done"), ordering="kind")
    def done(self, event: DisclosureEvent) -> str:
        return event.what

    @admin.display(description=gettext_lazy("before"))
    def state_before(self, event: DisclosureEvent) -> str:
        return event.was

    @admin.display(description=gettext_lazy("after"))
    def state_after(self, event: DisclosureEvent) -> str:
        return event.became

    @admin.display(description=gettext_lazy("what can be done"))
    def act(self, event: DisclosureEvent) -> str | SafeString:
        address = reverse("admin:budget_disclosureevent_manage", args=[event.disclosure_id])
        return format_html('<a href="{}">{}</a>', address, _("Manage the disclosure"))


def _for_managers(view: View) -> View:
    """The view for those who may manage disclosures; others get PermissionDenied."""

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_manage_disclosures(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {DisclosureEvent: DisclosureEventAdmin}

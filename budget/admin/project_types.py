"""The administration of project types: the ordered rules, and types set by hand.

A change of the rules assigns all projects their types again, in the same transaction, unless there are too
many.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from budget.accounts.access import user_of
from budget.admin.base import ReadOnlyAdmin, year_filter
from budget.admin.history.base import HistoryAdmin
from budget.models import HandSetType, Project, ProjectTypeRule, Unit
from budget.models.project_types import TYPE_CHOICES
from budget.store import project_types
from budget.store.keys import ProjectKey

Answer = TypeVar("Answer")


class ProjectTypeRuleAdmin(HistoryAdmin):
    list_display = ["id", "position", "project_type", "looks_in", "words"]
    list_editable = ["position", "project_type", "looks_in"]
    search_fields = ["words", "without"]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._placing(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._placing(request, super().changelist_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._placing(request, super().delete_view, *args, **kwargs)

    def bring_back(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        return self._placing(request, super().bring_back, *args, **kwargs)

    def _placing(self, request: HttpRequest, act: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """Run a view of the admin. Where it changed a rule, assign all projects their types again, once."""
        if request.method != "POST":
            return act(request, *args, **kwargs)
        with transaction.atomic():
            before = _rules()
            answer = act(request, *args, **kwargs)
            if _rules() != before:
                self._report(request, project_types.place_all_if_few())
        return answer

    def _report(self, request: HttpRequest, number: int | None) -> None:
        if number is None:
            words = gettext(
                "The projects are still placed as before: they are too many to wait for. "
                "`python3 dev.py manage place_projects` places them by the rules as they are now."
            )
            self.message_user(request, words, messages.WARNING)
            return
        words = ngettext(
            "%(number)s project was placed otherwise.", "%(number)s projects were placed otherwise.", number
        )
        self.message_user(request, words % {"number": f"{number:,}"})


def _rules() -> list[dict[str, Any]]:
    return [dict(row) for row in ProjectTypeRule.objects.values()]


class TypeActionForm(ActionForm):
    """The choice of an action, and of the type to set."""

    project_type = forms.ChoiceField(
        label=_("Project type"), choices=[("", "—"), *TYPE_CHOICES], required=False
    )


class ProjectTypeActions(admin.ModelAdmin):
    """Actions on projects: set the type by hand, or delete what was set so."""

    action_form = TypeActionForm
    actions = ["set_type", "leave_type_to_rules"]

    def has_set_type_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("budget.change_handsettype")

    @admin.action(description=_("Set the project type by hand"), permissions=["set_type"])
    def set_type(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        chosen = request.POST.get("project_type", "")
        if chosen not in dict(TYPE_CHOICES):
            self.message_user(request, gettext("Choose a project type first."), messages.ERROR)
            return
        number = project_types.set_by_hand(queryset, chosen, user_of(request))
        self.message_user(
            request,
            ngettext(
                "The type of %(number)s project is set by hand.",
                "The type of %(number)s projects is set by hand.",
                number,
            )
            % {"number": number},
        )

    @admin.action(description=_("Leave the project type to the rules"), permissions=["set_type"])
    def leave_type_to_rules(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        number = project_types.leave_to_rules(queryset)
        self.message_user(
            request,
            ngettext(
                "What was set by hand for %(number)s project is taken back.",
                "What was set by hand for %(number)s projects is taken back.",
                number,
            )
            % {"number": number},
        )


class HandSetTypeAdmin(ReadOnlyAdmin, HistoryAdmin):
    """Read-only list of types set by hand, which the actions of the list of projects set and delete."""

    list_display = ["name", "unit", "fiscal_year", "project_type", "set_by", "set_at"]
    list_filter = [year_filter(), "project_type"]
    list_select_related = ["unit", "set_by"]
    search_fields = ["name", "unit__name"]

    def may_bring_back(self, request: HttpRequest, obj: Model | None) -> bool:
        return request.user.has_perm("budget.change_handsettype")

    def bring_back(self, request: HttpRequest, obj: HandSetType | None, entry: Any, reason: str) -> list[str]:
        row: HandSetType = obj or self.as_it_was(entry)
        row.project_type, row.set_by = entry.project_type, user_of(request)
        row.__dict__["_change_reason"] = reason
        if HandSetType.objects.filter(**ProjectKey.of(row).columns).exclude(pk=row.pk).exists():
            return [gettext("The type of this project was set again since; change that instead.")]
        if not Unit.objects.filter(pk=row.unit_id).exists():
            return [gettext("The unit of this project is no longer there.")]
        project_types.set_again(row)
        return []


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    ProjectTypeRule: ProjectTypeRuleAdmin,
    HandSetType: HandSetTypeAdmin,
}

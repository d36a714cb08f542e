"""The administration of projects, with their indicators."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import Model
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from budget.actions import entry
from budget.actions.base import StaleState, require_state
from budget.admin.base import (
    BigList,
    disambiguated_label,
    year_filter,
)
from budget.admin.entry.base import EntryAdmin
from budget.admin.entry.forms import (
    IndicatorRow,
    OrderedFormSet,
    ProjectForm,
)
from budget.admin.entry.rows import (
    MONEY_HEADING,
    MONEY_SHOWN,
    DisclosedInline,
)
from budget.admin.project_types import ProjectTypeActions
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Project, UnitStatement
from budget.models.search import SearchKind
from budget.pages.params import positive_int
from indicators.models import Indicator


class IndicatorInline(DisclosedInline, admin.StackedInline):
    """The indicators of a project."""

    model = Indicator
    form = IndicatorRow
    formset = OrderedFormSet
    show_change_link = False
    fieldsets = (
        (None, {"fields": (("order", "chosen_category"), "name", ("annual_target", "period_target"))}),
        (
            _("What only some tables state"),
            {
                "fields": (("comparator", "unit_of_measure", "weight", "direction"), "standard"),
                "classes": ("collapse",),
            },
        ),
    )
    shown_fields = (
        *("position", "level1_code", "level1", "level2_code", "level2"),
        *("name", "period_target", "annual_target"),
    )
    ordering = ("position",)


class UnitSelect(AutocompleteSelect):
    """Completes units of disclosures entered by hand, with `disclosure` (its key) of this one alone."""

    disclosure: int | None = None

    def get_url(self) -> str:
        return f"{super().get_url()}?disclosure={self.disclosure or ''}"


class ProjectAdmin(EntryAdmin, ProjectTypeActions, BigList):
    form = ProjectForm
    list_display = ["name", "unit", "fiscal_year", "project_type", MONEY_SHOWN["total"], "indicator_count"]
    list_filter = [year_filter(), "project_type"]
    list_select_related = ["unit"]
    found_by = {SearchKind.PROJECT: "pk", SearchKind.UNIT: "unit"}
    search_help_text = _("by project and unit")
    autocomplete_fields = ["statement"]
    fieldsets = (
        (None, {"fields": ("statement", "name")}),
        (
            MONEY_HEADING,
            {
                "fields": (AMOUNT_FIELDS,),
                "description": _("Where a source is stated, the total is the sum of the sources."),
            },
        ),
        (None, {"fields": ("objective",)}),
        (
            _("What only some tables state"),
            {
                "fields": ("period_objective", "attribute", ("starts_on", "ends_on")),
                "classes": ("collapse",),
            },
        ),
    )
    shown_fields = (
        *("statement", "name", *AMOUNT_FIELDS, "objective"),
        *("period_objective", "attribute", "starts_on", "ends_on"),
    )
    inlines = [IndicatorInline]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Remove bulk deletion: a project is deleted from its page, in the state shown there."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "statement":
            kwargs["queryset"] = UnitStatement.objects.filter(disclosure__layout="entered").select_related(
                "disclosure__department"
            )
            kwargs["widget"] = UnitSelect(db_field, self.admin_site)
            kwargs["label"] = gettext("Unit")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if "statement" in form.base_fields:
            field = form.base_fields["statement"]
            if isinstance(field, ModelChoiceField):
                field.label_from_instance = disambiguated_label  # type: ignore[assignment, method-assign]  # a function of the row
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.widget.disclosure = obj.disclosure_id if isinstance(obj, Project) else None
        return form

    def lock_for_new(self, request: HttpRequest) -> None:
        statement = positive_int(request.POST.get("statement", ""))
        if statement:
            entry.locked(UnitStatement, statement)

    def trail(self, row: Project) -> list[tuple[str, str]]:
        return [
            (str(row.disclosure), reverse("admin:budget_disclosure_change", args=[row.disclosure_id])),
            (str(row.statement), reverse("admin:budget_unitstatement_change", args=[row.statement_id])),
        ]

    def save_model(self, request: HttpRequest, obj: Project, form: ModelForm, change: bool) -> None:
        entry.place_project(obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        entry.save_indicators(form.instance, formset.save(commit=False), formset.deleted_objects)
        entry.order_indicators(form.instance, formset.keys_in_order())

    def response_post_save_add(self, request: HttpRequest, obj: Project) -> HttpResponse:
        return self._to_unit(obj.statement_id)

    def response_post_save_change(self, request: HttpRequest, obj: Project) -> HttpResponse:
        return self._to_unit(obj.statement_id)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            context = {"state": entry.state_of(row), "trail": self.trail(row)} if row else {}
            return super().delete_view(request, object_id, context | (extra_context or {}))
        with transaction.atomic():
            row = self.locked(object_id)
            if row:
                try:
                    require_state(request.POST.get("state"), entry.state_of(row))
                except StaleState:
                    words = gettext("Nothing is deleted: somebody changed this since you opened it.")
                    self.message_user(request, words, messages.ERROR)
                    return HttpResponseRedirect(reverse("admin:budget_project_change", args=[row.pk]))
            answer = super().delete_view(request, object_id, extra_context)
            is_deleted = row and not Project.objects.filter(pk=row.pk).exists()
            return self._to_unit(row.statement_id) if is_deleted else answer

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        statement = obj.statement
        entry.drop(obj)
        self.store_revision(request, statement)

    def _to_unit(self, statement: int) -> HttpResponse:
        """Redirect to the unit with its projects."""
        return HttpResponseRedirect(reverse("admin:budget_unitstatement_change", args=[statement]))


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {Project: ProjectAdmin}

"""The administration of decisions on projects over years: a read-only list. They are made on the pages."""

from django.contrib import admin
from django.db.models import Model

from budget.admin.base import ReadOnlyAdmin
from budget.models import MatchDecision


class MatchDecisionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["before_name", "name", "fiscal_year", "unit", "decision", "note", "by", "at"]
    list_filter = ["decision"]
    list_select_related = ["unit", "by"]
    search_fields = ["name", "before_name", "unit__name"]
    fields = [
        *(
            "unit",
            "fiscal_year",
            "name",
            "ordinal",
            "before_unit",
            "before_year",
            "before_name",
            "before_ordinal",
        ),
        *("decision", "note", "by", "at"),
    ]
    readonly_fields = ["at"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {MatchDecision: MatchDecisionAdmin}

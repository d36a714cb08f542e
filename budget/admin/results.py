"""The administration's read-only lists of self-evaluations, their revisions and files, and of decisions on
them. Decisions are made on the pages.
"""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budget.admin.base import BigList, ReadOnlyAdmin, year_filter
from budget.models import (
    ResultDecision,
    ResultIndicator,
    SelfEvaluation,
    SelfEvaluationRevision,
    SelfEvaluationSource,
)


class SelfEvaluationAdmin(ReadOnlyAdmin, BigList):
    list_display = ["name", "unit_name", "department", "fiscal_year", "project", "match_basis"]
    list_filter = [year_filter()]
    list_select_related = ["department", "project"]
    search_fields = ["name"]
    search_help_text = _("by project")
    fields = [
        *("name", "ordinal", "unit_name", "department", "department_name", "fiscal_year", "code"),
        *("row", "place", "project", "match_basis", "changed_at"),
    ]


class ResultIndicatorAdmin(ReadOnlyAdmin, BigList):
    list_display = ["name", "self_evaluation", "target", "actual", "outcome", "points", "score"]
    list_filter = ["outcome"]
    list_select_related = ["self_evaluation"]
    search_fields = ["name", "self_evaluation__name"]
    search_help_text = _("by indicator or project")
    fields = [
        *(
            "self_evaluation",
            "position",
            "row",
            "level1",
            "level2",
            "category",
            "name",
            "target",
            "comparator",
        ),
        *("unit_of_measure", "actual", "outcome", "points", "score", "reason", "matched_position"),
        "match_basis",
    ]


class SelfEvaluationRevisionAdmin(ReadOnlyAdmin, BigList):
    list_display = ["self_evaluation", "number", "is_current", "created_at", "created_by"]
    list_filter = ["is_current"]
    list_select_related = ["self_evaluation", "created_by"]
    search_fields = ["self_evaluation__name"]
    search_help_text = _("by project")
    fields = ["self_evaluation", "number", "is_current", "created_at", "created_by", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SelfEvaluationRevision]:
        return super().get_queryset(request).defer("snapshot")


class SelfEvaluationSourceAdmin(ReadOnlyAdmin, BigList):
    list_display = ["name", "revision", "received_at", "received_by", "published_on"]
    list_select_related = ["revision__self_evaluation", "received_by"]
    search_fields = ["name"]
    search_help_text = _("by file name")
    fields = ["name", "revision", "received_at", "received_by", "published_url", "published_on"]


class ResultDecisionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = [
        *("self_evaluation", "result_name", "name", "indicator_name", "fiscal_year", "unit"),
        *("decision", "note", "by", "at"),
    ]
    list_filter = ["decision"]
    list_select_related = ["self_evaluation", "unit", "by"]
    search_fields = ["name", "self_evaluation__name", "unit__name"]
    fields = [
        *("self_evaluation", "result_name", "unit", "fiscal_year", "name", "ordinal", "indicator_name"),
        *("decision", "note", "by", "at"),
    ]
    readonly_fields = ["at"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    SelfEvaluation: SelfEvaluationAdmin,
    ResultIndicator: ResultIndicatorAdmin,
    SelfEvaluationRevision: SelfEvaluationRevisionAdmin,
    SelfEvaluationSource: SelfEvaluationSourceAdmin,
    ResultDecision: ResultDecisionAdmin,
}

"""The administration of checks: their settings, and read-only lists of what they found.

Reviews, and the columns of a finding about them, are shown only with the permission to review.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language, gettext as _, gettext_lazy

from budget.admin.base import (
    BY_DEPARTMENT,
    CHECK_FILTER,
    LEVEL_FILTER,
    OF_DEPARTMENT,
    BigList,
    ReadOnlyAdmin,
    ReadOnlyInline,
    warn_unchecked,
    year_filter,
)
from budget.admin.history.base import HistoryAdmin, ReasonedForm
from budget.audit.catalogue import CHECKS
from budget.models import Checked, CheckSetting, Finding, FindingFigures, NotEvaluated, Review, Tally
from budget.models.querysets.findings import may_review
from budget.models.search import SearchKind
from budget.pages.findings.evidence import quote_words
from budget.store.checks import check_unchecked_if_few
from indicators.columns import category_label

# Columns of a finding about its reviews.
_INTERNAL = ("review_state", "version")


def _check_choices() -> list[tuple[str, str]]:
    language = get_language() or ""
    return [(check.id, f"{check.id} {check.wording.in_language(language)}") for check in CHECKS.values()]


class CheckSettingForm(ReasonedForm):
    check_id = forms.ChoiceField(label=gettext_lazy("check"), choices=_check_choices)
    is_on = forms.TypedChoiceField(
        label=gettext_lazy("switched on"),
        choices=[
            ("", gettext_lazy("as the catalogue says")),
            ("on", gettext_lazy("on everywhere")),
            ("off", gettext_lazy("off")),
        ],
        coerce=lambda value: value == "on",
        empty_value=None,
        required=False,
    )

    class Meta:
        model = CheckSetting
        fields = ["check_id", "is_on", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_on"] = {True: "on", False: "off", None: ""}[self.instance.is_on]


class CheckSettingAdmin(HistoryAdmin):
    """The operator's settings of checks. Few disclosures are checked again at once, after each change."""

    form = CheckSettingForm
    list_display = ["check_id", "wording", "is_on", "level"]
    search_fields = ["check_id"]

    @admin.display(description=gettext_lazy("what it says"))
    def wording(self, setting: CheckSetting) -> str:
        check = CHECKS.get(setting.check_id)
        return check.wording.in_language(get_language() or "") if check else "—"

    def save_model(
        self, request: HttpRequest, obj: CheckSetting, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self._check_again(request)

    def delete_model(self, request: HttpRequest, obj: CheckSetting) -> None:
        super().delete_model(request, obj)
        self._check_again(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CheckSetting]) -> None:
        super().delete_queryset(request, queryset)
        self._check_again(request)

    def _check_again(self, request: HttpRequest) -> None:
        if unchecked := check_unchecked_if_few():
            warn_unchecked(request, unchecked)
        else:
            messages.info(request, _("All disclosures were checked again."))


class ReviewInline(ReadOnlyInline):
    model = Review
    fields = ["state", "reason", "by", "at", "is_reopening"]
    readonly_fields = ["at"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and may_review(request.user)


class FindingAdmin(ReadOnlyAdmin, BigList):
    list_select_related = ["disclosure__department"]
    found_by = {**OF_DEPARTMENT, SearchKind.PROJECT: "project"}
    search_help_text = gettext_lazy("by project, department and region")
    inlines = [ReviewInline]

    def get_list_display(self, request: HttpRequest) -> Sequence[str]:
        shown = ["check_id", "level", "disclosure", "unit_name", "project_name", "row", "is_active"]
        return [*shown, "review_state"] if may_review(request.user) else shown

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        filters: list[Any] = ["level", "is_active", CHECK_FILTER, year_filter("disclosure__fiscal_year")]
        return [*filters, "review_state"] if may_review(request.user) else filters

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        fields = [
            *("disclosure", "check_id", "message_text", "level", "unit_name", "project_name", "indicator"),
            *("place", "row", "evidence_words", "is_active", "first_seen_in", "last_seen_in"),
            *("resolved_at", "resolved_in", "resolved_because", "self_evaluation", "result_revision"),
        ]
        return [*fields, "review_state"] if may_review(request.user) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return self.get_fields(request, obj)

    @admin.display(description=gettext_lazy("what it says"))
    def message_text(self, finding: Finding) -> str:
        return finding.wording

    @admin.display(description=gettext_lazy("evidence"))
    def evidence_words(self, finding: Finding) -> str:
        return "\n".join(map(quote_words, finding.quotes))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse filters in the address by columns about reviews without the permission to review."""
        is_internal = lookup.split("__")[0] in (*_INTERNAL, "reviews")
        return super().lookup_allowed(lookup, value, request) and (
            not is_internal or may_review(request.user)
        )


class ReviewAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["finding", "state", "reason", "by", "at"]
    list_filter = ["state", "is_reopening"]
    list_select_related = ["finding", "by"]
    search_fields = ["reason", "finding__project_name", "finding__check_id"]
    fields = [
        *("finding", "state", "reason", "by", "at", "is_reopening", "revision", "result_revision"),
        "evidence",
    ]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and may_review(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and may_review(request.user)


class NotEvaluatedAdmin(ReadOnlyAdmin, BigList):
    list_display = ["check_id", "disclosure", "project", "words"]
    list_select_related = ["disclosure__department", "project"]
    list_filter = [CHECK_FILTER]
    found_by = {**OF_DEPARTMENT, SearchKind.PROJECT: "project"}
    search_help_text = gettext_lazy("by project, department and region")
    fields = ["disclosure", "check_id", "project", "self_evaluation", "words"]
    readonly_fields = ["words"]

    @admin.display(description=gettext_lazy("why"))
    def words(self, one: NotEvaluated) -> str:
        return one.words


class CheckedAdmin(ReadOnlyAdmin, BigList):
    list_display = ["disclosure", "revision", "at"]
    list_select_related = ["disclosure__department", "revision__disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT
    fields = ["disclosure", "revision", "at", "off"]


class TallyAdmin(ReadOnlyAdmin, BigList):
    list_display = ["check_id", "level", "disclosure", "finding_count", "project_count"]
    list_filter = [LEVEL_FILTER, CHECK_FILTER]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT


class FindingFiguresAdmin(ReadOnlyAdmin, BigList):
    list_display = ["check_id", "level", "category_name", "disclosure", "finding_count"]
    list_filter = [LEVEL_FILTER, CHECK_FILTER]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT

    @admin.display(description=gettext_lazy("category"))
    def category_name(self, figures: FindingFigures) -> str:
        return category_label(figures.category) if figures.category else _("all")


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    CheckSetting: CheckSettingAdmin,
    Checked: CheckedAdmin,
    Finding: FindingAdmin,
    FindingFigures: FindingFiguresAdmin,
    NotEvaluated: NotEvaluatedAdmin,
    Review: ReviewAdmin,
    Tally: TallyAdmin,
}

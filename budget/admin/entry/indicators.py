"""The administration of indicators: a list to search in."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budget.admin.base import (
    CATEGORY_FILTER,
    BigList,
)
from budget.admin.entry.rows import (
    DisclosedRows,
)
from budget.models.search import SearchKind
from indicators.columns import category_label
from indicators.models import Indicator


class IndicatorAdmin(DisclosedRows, BigList):
    """Read-only list of indicators, which are entered and changed in the form of their project."""

    list_display = ["name", "project", "category_name", "annual_target"]
    list_filter = [CATEGORY_FILTER]
    list_select_related = ["project"]
    found_by = {SearchKind.INDICATOR: "pk", SearchKind.PROJECT: "project"}
    search_help_text = _("by indicator, target and project")
    shown_fields = (
        *("project", "position", "level1_code", "level1", "level2_code", "level2", "category_name", "name"),
        *(
            "period_target",
            "annual_target",
            "comparator",
            "unit_of_measure",
            "weight",
            "direction",
            "standard",
        ),
    )

    @admin.display(description=_("category"))
    def category_name(self, indicator: Indicator) -> str:
        return category_label(indicator.category)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {Indicator: IndicatorAdmin}

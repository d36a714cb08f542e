"""In the admin: departments and units, which last over the years."""

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from budget.models import Department, Unit
from budget.search import index
from budget.traced_admin import TracedAdmin


class DepartmentAdmin(TracedAdmin):
    list_display = ["name", "region"]
    list_filter = ["region"]
    search_fields = ["name", "name_folded", "region"]

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index.refresh_name(obj)


class UnitAdmin(TracedAdmin):
    list_display = ["name", "department"]
    list_select_related = ["department"]
    search_fields = ["name", "name_folded"]
    autocomplete_fields = ["department"]

    def save_model(self, request: HttpRequest, obj: Unit, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index.refresh_name(obj)


# Registered by budget.admin, where Django looks for what the admin shows.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Department: DepartmentAdmin,
    Unit: UnitAdmin,
}

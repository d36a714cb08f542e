"""In the admin: rows that imports, checks and people leave behind, looked at and never touched."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class Kept(admin.options.BaseModelAdmin):
    """Rows that imports and entries leave behind: looked at, never added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeptInline(Kept, admin.TabularInline):
    extra = 0

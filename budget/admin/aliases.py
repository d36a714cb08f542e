"""The administration of aliases of departments and units: inline forms, and read-only lists."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext

from budget.accounts.access import user_of
from budget.actions.aliases import departments, names
from budget.admin.base import ReadOnlyAdmin, warn_unchecked
from budget.admin.history.base import HistoryAdmin
from budget.models import Department, DepartmentAlias, UnitAlias
from budget.models.aliases import Alias
from budget.models.names import name_key


class AliasFormSet(BaseInlineFormSet):
    """Aliases of a department or unit. One may be added or deleted; its name is never changed."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        is_new = index is None or index >= self.initial_form_count()
        if is_new and isinstance(self.instance, Department):
            kwargs["initial"] = {"region": self.instance.region}
        return kwargs

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count():
            for name in ("name", "region"):
                if name in form.fields:
                    form.fields[name].disabled = True

    def clean(self) -> None:
        super().clean()
        named = [
            (name_key(form.cleaned_data.get("region", "")), name_key(form.cleaned_data["name"]))
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        if len(set(named)) < len(named):
            raise ValidationError(gettext("One name stands here twice."))
        if self.data.get("change_reason", "").strip():
            return
        for form in self.deleted_forms:
            if isinstance(form.instance, DepartmentAlias) and (
                words := departments.reason_needed(form.instance)
            ):
                raise ValidationError(words)


class AliasInline(admin.TabularInline):
    formset = AliasFormSet
    extra = 0
    readonly_fields = ["made_at", "made_by"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("name", "note"):
            kwargs["widget"] = admin.widgets.AdminTextInputWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class DepartmentAliasInline(AliasInline):
    model = DepartmentAlias
    fields = ["name", "region", "note", "made_at", "made_by"]


class UnitAliasInline(AliasInline):
    model = UnitAlias
    fields = ["name", "note", "made_at", "made_by"]


class AliasAdmin(ReadOnlyAdmin, HistoryAdmin):
    """Read-only list of aliases, which are added and deleted with their department or unit."""

    search_fields = ["name", "name_folded"]

    def may_bring_back(self, request: HttpRequest, obj: Alias | None) -> bool:
        return request.user.has_perm(f"budget.{'change' if obj else 'add'}_{self.opts.model_name}")

    def bring_back(self, request: HttpRequest, obj: Alias | None, entry: Any, reason: str) -> list[str]:
        """Restore a deleted alias, or the note of an existing one. Returns what refuses it."""
        if obj is not None:
            if obj.name != entry.name:
                return [gettext("A name that stands is not another one: take it out, and add the other one.")]
            obj.note, obj._change_reason = entry.note, reason
            obj.save()
            return []
        alias = self.as_it_was(entry)
        alias._change_reason = reason
        try:
            done = names.add(alias, user_of(request))
        except ObjectDoesNotExist:
            return [gettext("What bore this name is no longer there.")]
        except ValidationError as error:
            return error.messages
        warn_unchecked(request, done.unchecked)
        return []


class DepartmentAliasAdmin(AliasAdmin):
    list_display = ["name", "region", "department", "note", "made_at", "made_by"]
    list_select_related = ["department", "made_by"]
    fields = ["name", "region", "department", "note", "made_at", "made_by"]


class UnitAliasAdmin(AliasAdmin):
    list_display = ["name", "unit", "department", "note", "made_at", "made_by"]
    list_select_related = ["unit", "department", "made_by"]
    fields = ["name", "unit", "department", "note", "made_at", "made_by"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    DepartmentAlias: DepartmentAliasAdmin,
    UnitAlias: UnitAliasAdmin,
}

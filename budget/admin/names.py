"""The administration of departments and units, which are permanent: their names, and merging them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from budget.accounts.access import user_of
from budget.actions.aliases import departments, names, units
from budget.admin.aliases import DepartmentAliasInline, UnitAliasInline
from budget.admin.base import BY_DEPARTMENT, departments_matching, parse_query, warn_unchecked
from budget.admin.history.base import HistoryAdmin
from budget.models import Department, Unit, UnitAlias
from budget.models.aliases import Alias


class MergeForm(forms.Form):
    """The form to choose the department or unit that the others become aliases of, with the reason."""

    into = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Which one stays"), widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("Why they are one: since when, and by what document."),
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, chosen: QuerySet[Any], years: str, *args: Any, **kwargs: Any) -> None:
        """`years` is the lookup from a department or unit to the fiscal years of its disclosures."""
        super().__init__(*args, **kwargs)
        self.years = years
        choice = self.fields["into"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = chosen
            choice.label_from_instance = self._with_years  # type: ignore[assignment, method-assign]  # a function of the row

    def _with_years(self, named: Department | Unit) -> str:
        """Return region, name and the fiscal years of the disclosures."""
        rows = type(named).objects.filter(pk=named.pk).order_by(self.years).values_list(self.years, flat=True)
        years = "、".join(str(year) for year in dict.fromkeys(rows) if year is not None)
        name = " ".join(filter(None, (getattr(named, "region", ""), named.name)))
        return f"{name} ({years})" if years else name


class NamedAdmin(HistoryAdmin):
    """A department or unit. A former name becomes an alias, and aliases are edited in an inline form.

    `years` is the lookup to the fiscal years of its disclosures.
    """

    actions = ["merge"]
    years: str

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "name":  # which may have line breaks, and mostly has none
            kwargs["widget"] = admin.widgets.AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Sequence[type[InlineModelAdmin]]:
        return self.inlines if obj else []

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        if not issubclass(formset.model, Alias):
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        unchecked = 0
        changed = [alias for alias, _fields in formset.changed_objects]
        for alias in (*formset.deleted_objects, *changed, *formset.new_objects):
            alias._change_reason = form.cleaned_data["change_reason"]
        for alias in formset.deleted_objects:
            done = names.remove(alias, user_of(request), alias._change_reason)
            unchecked = max(unchecked, done.unchecked)
        for alias in changed:
            alias.save()
        for alias in formset.new_objects:
            unchecked = max(unchecked, names.add(alias, user_of(request)).unchecked)
        warn_unchecked(request, unchecked)

    @admin.action(permissions=["change"], description=_("Merge: make one of those chosen"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask which one remains, and the reason; then make the others' names its aliases."""
        chosen = queryset.order_by("name_sort", "pk")
        if words := self.refused_to_merge(chosen):
            self.message_user(request, words, messages.ERROR)
            return None
        form = MergeForm(chosen, self.years, request.POST if "note" in request.POST else None)
        if form.is_valid():
            try:
                self._merge(request, list(chosen), form.cleaned_data["into"], form.cleaned_data["note"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Make one of these"),
            "opts": self.opts,
            "form": form,
            "chosen": chosen,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/merge.html", context)

    def refused_to_merge(self, chosen: QuerySet[Any]) -> str:
        """Return why these cannot be merged, "" where they can."""
        raise NotImplementedError

    def merged(self, gone: Sequence[Any], into: Any, note: str, by: User) -> units.Done:
        """Merge the rows `gone` into another, with the reason `note`."""
        raise NotImplementedError

    def _merge(self, request: HttpRequest, chosen: Sequence[Any], into: Any, note: str) -> None:
        done = self.merged([one for one in chosen if one != into], into, note, user_of(request))
        words = ngettext(
            "They are one now: %(name)s. %(number)s disclosure is concerned.",
            "They are one now: %(name)s. %(number)s disclosures are concerned.",
            done.disclosures,
        )
        self.message_user(request, words % {"name": into, "number": done.disclosures}, messages.SUCCESS)
        warn_unchecked(request, done.unchecked)


class DepartmentAdmin(NamedAdmin):
    list_display = ["name", "region"]
    inlines = [DepartmentAliasInline]
    search_fields = ["name", "region"]
    search_help_text = BY_DEPARTMENT
    years = "disclosures__fiscal_year"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Department], search_term: str
    ) -> tuple[QuerySet[Department], bool]:
        """Search the table itself: the search index lacks those without a disclosure."""
        query = parse_query(search_term)
        return queryset.filter(pk__in=departments_matching(query)) if query else queryset, False

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        former = Department.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if former is not None:
            departments.add_former_name(obj, former, user_of(request))

    def merged(self, gone: Sequence[Department], into: Department, note: str, by: User) -> units.Done:
        return departments.merge(gone, into, note, by)

    def refused_to_merge(self, chosen: QuerySet[Department]) -> str:
        return "" if chosen.count() > 1 else gettext("Choose two departments or more.")


class UnitAdmin(NamedAdmin):
    list_display = ["name", "department"]
    list_select_related = ["department"]
    search_fields = ["name"]
    search_help_text = _("by unit")
    autocomplete_fields = ["department"]
    inlines = [UnitAliasInline]
    years = "statements__disclosure__fiscal_year"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Unit], search_term: str
    ) -> tuple[QuerySet[Unit], bool]:
        """Search the table itself: the search index lacks those without a disclosure."""
        query = parse_query(search_term)
        for word in query.words if query else ():
            others = UnitAlias.objects.filter(name_folded__contains=word)
            queryset = queryset.filter(Q(name_folded__contains=word) | Q(pk__in=others.values("unit")))
        return queryset, False

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> Sequence[str]:
        # The disclosures that state a unit, and their earlier revisions, belong to its department.
        is_stated = obj is not None and (obj.statements.exists() or obj.retired_projects.exists())
        return ["department"] if is_stated else []

    def save_model(self, request: HttpRequest, obj: Unit, form: ModelForm, change: bool) -> None:
        former = Unit.objects.filter(pk=obj.pk).values_list("name", flat=True).first()
        super().save_model(request, obj, form, change)
        if former is not None:
            units.add_former_name(obj, former, user_of(request))

    def merged(self, gone: Sequence[Unit], into: Unit, note: str, by: User) -> units.Done:
        return units.merge(gone, into, note, by)

    def refused_to_merge(self, chosen: QuerySet[Unit]) -> str:
        if chosen.count() > 1 and chosen.values("department").distinct().count() == 1:
            return ""
        return gettext("Choose two units or more, all of one department.")


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Department: DepartmentAdmin,
    Unit: UnitAdmin,
}

"""Forms to enter a disclosure by hand: its units, the projects of a unit, the indicators of a project."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from budget.actions.entry_sums import wrong_total
from budget.disclosure.records import AMOUNT_FIELDS, Amounts
from budget.models import Disclosure, Project, UnitStatement
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from indicators import taxonomy
from indicators.columns import category_label, level1_label
from indicators.models import Indicator

# Id of the list of the department's units, which a browser offers while a unit's name is typed.
UNIT_NAMES = "names-of-units"


class EntryForm(forms.ModelForm):
    """The form of a row. A `refusal` is the error for which nothing of the form can be saved."""

    refusal = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMOUNT_FIELDS:
            if name in self.fields:
                # The heading names the unit of money, once for all amounts.
                self.fields[name].help_text = ""
                self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned


class OrderedForm(EntryForm):
    """The form of a row with its number among the others. Without a number it becomes the last."""

    order = forms.IntegerField(
        label=_("No."),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # In a table the column's heading is the only visible label.
            field.widget.attrs["aria-label"] = capfirst(field.label or name)

    @property
    def rank(self) -> tuple[float, int]:
        """The sort key. Of two rows with the same number, the one whose number changed takes that place."""
        order, before = self.cleaned_data.get("order"), self.initial.get("order")
        if order is None:
            return float("inf"), 0
        moved = 0 if order == before else 1 if before is not None and order > before else -1
        return order, moved


class OrderedFormSet(BaseInlineFormSet):
    """Rows numbered from 1 for the user, whatever their positions in the database are."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and form.instance.pk:
            form.initial["order"] = index + 1
        if self.can_delete:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = gettext("Delete")

    def _is_deleted(self, form: forms.ModelForm) -> bool:
        return bool(self._should_delete_form(form))  # type: ignore[attr-defined]  # Django's own

    def keys_in_order(self) -> list[int]:
        """Return the keys of the rows that are not deleted, in the order wanted. Call it after saving."""
        staying = [
            form
            for form in self.forms
            if isinstance(form, OrderedForm)
            and form.instance.pk
            and not (self.can_delete and self._is_deleted(form))
        ]
        return [form.instance.pk for form in sorted(staying, key=lambda form: form.rank)]


class DisclosureForm(EntryForm):
    fiscal_year = forms.IntegerField(
        label=_("Fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=True
    )

    class Meta:
        model = Disclosure
        fields = ("department", "fiscal_year", "title", *AMOUNT_FIELDS)
        widgets = {"title": forms.TextInput(attrs={"class": "vTextField"})}


def _unit_name() -> forms.CharField:
    widget = forms.TextInput(attrs={"list": UNIT_NAMES, "autocomplete": "off", "class": "unit-name"})
    return forms.CharField(label=_("Unit"), widget=widget)


class StatementForm(EntryForm):
    """A unit's row of the table, on the page of the unit."""

    name = _unit_name()

    class Meta:
        model = UnitStatement
        fields = ("name", *AMOUNT_FIELDS)


class StatementRow(OrderedForm):
    """A unit's row of the table, on the page of its disclosure."""

    name = _unit_name()

    class Meta:
        model = UnitStatement
        fields = ("name", *AMOUNT_FIELDS)


class StatementFormSet(OrderedFormSet):
    def clean(self) -> None:
        # Before Django's own check, whose message would list every project.
        for form in self.initial_forms:
            number = form.instance.projects.count() if self._is_deleted(form) else 0
            if number:
                words = ngettext(
                    "“%(unit)s” cannot be deleted while it has %(number)s project: delete that one first, or "
                    "put it under another unit.",
                    "“%(unit)s” cannot be deleted while it has %(number)s projects: delete them first, or "
                    "put them under another unit.",
                    number,
                )
                raise ValidationError(words % {"unit": form.instance.name, "number": number})
        super().clean()


class _AmountsForm(EntryForm):
    """The amounts of a project: where a source is stated, the total must be the sum of the sources."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(name in cleaned for name in AMOUNT_FIELDS):
            others = self.instance.amounts.other_sources
            typed = {name: cleaned[name] for name in AMOUNT_FIELDS}
            words = wrong_total(Amounts(**typed, other_sources=others))
            if words:
                self.add_error("total", words)
        return cleaned


class ProjectRow(_AmountsForm, OrderedForm):
    """A project's row of the table, on the page of its unit."""

    name = forms.CharField(label=_("Project"), widget=forms.TextInput(attrs={"class": "project-name"}))

    class Meta:
        model = Project
        fields = ("name", *AMOUNT_FIELDS)


class ProjectForm(_AmountsForm):
    """A project, on its own page."""

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"class": "vTextField"}))

    class Meta:
        model = Project
        fields = (
            *("statement", "name", *AMOUNT_FIELDS, "objective"),
            *("period_objective", "attribute", "starts_on", "ends_on"),
        )
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 8}) for name in ("objective", "period_objective")},
            **{name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("attribute",)},
            **{name: forms.TextInput() for name in ("starts_on", "ends_on")},
        }

    def clean_statement(self) -> UnitStatement:
        statement: UnitStatement = self.cleaned_data["statement"]
        if self.instance.pk and statement.disclosure_id != self.instance.disclosure_id:
            raise ValidationError(
                gettext("A project stays in its disclosure: choose one of the units of %(disclosure)s.")
                % {"disclosure": self.instance.disclosure}
            )
        return statement


def _categories() -> list[tuple[str, Any]]:
    """Return the categories as choices grouped by level 1, with their codes."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in taxonomy.CATEGORIES:
        label = " ".join(filter(None, (category.code, category_label(category.key))))
        groups.setdefault(level1_label(category.key), []).append((category.key, label))
    return list(groups.items())


class IndicatorRow(OrderedForm):
    """An indicator, on the page of its project.

    Choosing a category sets the official codes and labels of both levels. Without a choice they stay.
    """

    chosen_category = forms.ChoiceField(label=_("Category"), required=False)

    class Meta:
        model = Indicator
        fields = (
            *("name", "period_target", "annual_target", "comparator", "unit_of_measure"),
            *("weight", "direction", "standard"),
        )
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 2}) for name in ("name", "period_target", "annual_target")
            },
            **{
                name: forms.TextInput()
                for name in ("comparator", "unit_of_measure", "weight", "direction", "standard")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        labels = " · ".join(filter(None, (row.level1_code, row.level1, row.level2_code, row.level2)))
        none = gettext("as entered: %(labels)s") % {"labels": labels} if labels else "—"
        choice = self.fields["chosen_category"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", none), *_categories()]
        self.initial["chosen_category"] = row.category

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "chosen_category" in self.changed_data and cleaned.get("chosen_category"):
            category = taxonomy.CATEGORY_BY_KEY[cleaned["chosen_category"]]
            level1 = taxonomy.LEVEL1_BY_KEY[category.level1]
            row = self.instance
            row.level1_code, row.level1 = level1.code, level1.name
            row.level2_code, row.level2 = category.code, category.name
        elif "chosen_category" in self.changed_data:
            for name in ("level1_code", "level1", "level2_code", "level2"):
                setattr(self.instance, name, "")
        return cleaned

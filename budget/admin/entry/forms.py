"""The forms in which a disclosure is entered by hand: its units below it, projects below a unit, indicators
below a project.
"""

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

# A browser offers these while a unit's name is typed; the template lists the department's units under it.
UNIT_NAMES = "names-of-units"


class Row(forms.ModelForm):
    """A form of something entered. `refusal` says why nothing of it can be saved, where that is so."""

    refusal = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMOUNT_FIELDS:
            if name in self.fields:
                # Its heading says once for all of them what it is in.
                self.fields[name].help_text = ""
                self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned


class Ordered(Row):
    """A row with its place among the others; empty: the last one."""

    order = forms.IntegerField(
        label=_("No."),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # In a table the heading above is all there is to see.
            field.widget.attrs["aria-label"] = capfirst(field.label or name)

    @property
    def rank(self) -> tuple[float, int]:
        """What rows are sorted by: of two with one number, the one that was given it stands where it says."""
        order, before = self.cleaned_data.get("order"), self.initial.get("order")
        if order is None:
            return float("inf"), 0
        moved = 0 if order == before else 1 if before is not None and order > before else -1
        return order, moved


class OrderedFormSet(BaseInlineFormSet):
    """Rows that a reader numbers from 1, whatever their positions are."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and form.instance.pk:
            form.initial["order"] = index + 1
        if self.can_delete:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = gettext("Delete")

    def keys_in_order(self) -> list[int]:
        """The keys of all rows that stay, in the order wanted; called when they are saved."""
        staying = [
            form
            for form in self.forms
            if form.instance.pk and not (self.can_delete and self._should_delete_form(form))
        ]
        return [form.instance.pk for form in sorted(staying, key=lambda form: form.rank)]


class DisclosureForm(Row):
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


class StatementForm(Row):
    """A unit's row of the table, on its own page."""

    name = _unit_name()

    class Meta:
        model = UnitStatement
        fields = ("name", *AMOUNT_FIELDS)


class StatementRow(Ordered):
    """A unit's row of the table, under its disclosure."""

    name = _unit_name()

    class Meta:
        model = UnitStatement
        fields = ("name", *AMOUNT_FIELDS)


class StatementFormSet(OrderedFormSet):
    def clean(self) -> None:
        # Before Django's own check, which would name every project.
        for form in self.initial_forms:
            number = form.instance.projects.count() if self._should_delete_form(form) else 0
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


class _SourcesMakeTheTotal(Row):
    """A project's amounts: the total is the sum of the sources, where any is stated."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(name in cleaned for name in AMOUNT_FIELDS):
            words = wrong_total(Amounts(**{name: cleaned[name] for name in AMOUNT_FIELDS}))
            if words:
                self.add_error("total", words)
        return cleaned


class ProjectRow(_SourcesMakeTheTotal, Ordered):
    """A project's row of the table, under its unit."""

    name = forms.CharField(label=_("Project"), widget=forms.TextInput(attrs={"class": "project-name"}))

    class Meta:
        model = Project
        fields = ("name", *AMOUNT_FIELDS)


class ProjectForm(_SourcesMakeTheTotal):
    """A project on its own page."""

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
        statement = self.cleaned_data["statement"]
        if self.instance.pk and statement.disclosure_id != self.instance.disclosure_id:
            raise ValidationError(
                gettext("A project stays in its disclosure: choose one of the units of %(disclosure)s.")
                % {"disclosure": self.instance.disclosure}
            )
        return statement


def _categories() -> list[tuple[str, Any]]:
    """The taxonomy as a choice: the categories under their level 1, with the codes that they have."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in taxonomy.CATEGORIES:
        label = " ".join(filter(None, (category.code, category_label(category.key))))
        groups.setdefault(level1_label(category.key), []).append((category.key, label))
    return list(groups.items())


class IndicatorRow(Ordered):
    """An indicator under its project. Its category sets codes and labels as the documents write them; while
    it is left as it is, so are they.
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
        of = self.instance
        said = " · ".join(filter(None, (of.level1_code, of.level1, of.level2_code, of.level2)))
        none = gettext("as entered: %(labels)s") % {"labels": said} if said else "—"
        self.fields["chosen_category"].choices = [("", none), *_categories()]
        self.initial["chosen_category"] = of.category

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "chosen_category" in self.changed_data and cleaned.get("chosen_category"):
            category = taxonomy.CATEGORY_BY_KEY[cleaned["chosen_category"]]
            level1 = taxonomy.LEVEL1_BY_KEY[category.level1]
            of = self.instance
            of.level1_code, of.level1 = level1.code, level1.name
            of.level2_code, of.level2 = category.code, category.name
        elif "chosen_category" in self.changed_data:
            for name in ("level1_code", "level1", "level2_code", "level2"):
                setattr(self.instance, name, "")
        return cleaned

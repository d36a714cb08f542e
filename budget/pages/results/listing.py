"""The list of a year's self-evaluations: its filters, facets, table and figures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import django_tables2 as tables
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from budget.links import address, without
from budget.models import Department, SelfEvaluation, Unit
from budget.models.names import can_be_stored
from budget.models.querysets.self_evaluations import CHOICES, SelfEvaluationQuerySet
from budget.pages.facets import MOST_CHOICES, Facet, facet
from budget.pages.filters import Chip, filter_label
from budget.pages.params import positive_int
from budget.pages.results.detail import execution_words
from budget.pages.tables.base import SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn, NameColumn

LABELS: Final[Mapping[str, Promise]] = {
    "state": pgettext_lazy("filter", "Project"),
    "outcome": pgettext_lazy("filter", "Targets"),
    "execution": pgettext_lazy("filter", "Execution"),
    "score": pgettext_lazy("filter", "Score"),
}
WORDS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "state": {
        "matched": pgettext_lazy("state of a self-evaluation", "with its project"),
        "unmatched": pgettext_lazy("state of a self-evaluation", "without a project"),
    },
    "outcome": {
        "all-met": pgettext_lazy("outcome of a self-evaluation", "all met"),
        "missed": pgettext_lazy("outcome of a self-evaluation", "one or more missed"),
        "unclear": pgettext_lazy("outcome of a self-evaluation", "none missed, some cannot be told"),
        "without": pgettext_lazy("outcome of a self-evaluation", "no indicators"),
    },
    "execution": {
        "above": pgettext_lazy("execution", "above 100%"),
        "90": pgettext_lazy("execution", "90% to 100%"),
        "50": pgettext_lazy("execution", "50% to 90%"),
        "below": pgettext_lazy("execution", "below 50%"),
        "unknown": pgettext_lazy("execution", "cannot be told"),
    },
    "score": {
        "90": pgettext_lazy("score", "90 and more"),
        "80": pgettext_lazy("score", "80 to 90"),
        "60": pgettext_lazy("score", "60 to 80"),
        "below": pgettext_lazy("score", "below 60"),
        "unknown": pgettext_lazy("score", "no number"),
    },
}
_LONGEST_QUESTION: Final = 300
FILTERS: Final = ("region", "department", "unit", "q", *CHOICES)


class ExecutionColumn(FigureColumn):
    """A share in hundredths of a percent."""

    may_be_unstated = True

    def render(self, value: int) -> str:
        return execution_words(value) or ""

    def exported_value(self, value: int | None) -> str:
        return execution_words(value) or ""


class ScoreColumn(FigureColumn):
    """A score as disclosed, sorted by the number that it is."""

    may_be_unstated = True


class ResultTable(SiteTable):
    """Self-evaluations of a year."""

    name = NameColumn(
        pgettext_lazy("column", "Project"),
        order_by="name_sort",
        linkify=lambda record: record.get_absolute_url(),
    )
    unit_name = NameColumn(pgettext_lazy("column", "Unit"), order_by="unit_folded")
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=lambda record, table: address("department", record.department_id, year=table.year),
    )
    adjusted = AmountColumn(gettext_lazy("Adjusted budget"), accessor="adjusted_budget")
    executed = AmountColumn(gettext_lazy("Executed"), accessor="executed")
    execution = ExecutionColumn(gettext_lazy("Execution"), accessor="execution")
    score = ScoreColumn(pgettext_lazy("of a self-evaluation", "Score"), order_by="score_number")
    met = CountColumn(gettext_lazy("Met"), accessor="met_count")
    missed = CountColumn(gettext_lazy("Missed"), accessor="missed_count")
    unknown = CountColumn(gettext_lazy("Cannot be told"), accessor="unknown_count")
    project = tables.Column(
        gettext_lazy("Project as disclosed"),
        accessor="project__name",
        order_by="project__name_sort",
        linkify=lambda record: record.project.get_absolute_url() if record.project else None,
        default=gettext_lazy("none"),
    )

    class Meta(SiteTable.Meta):
        order_by = "-adjusted"


class ResultListing:
    """The self-evaluations of a year under the filters of the address.

    Raises Http404 for a value that names nothing.
    """

    def __init__(self, request: HttpRequest, year: int) -> None:
        self._request = request
        self._of_year: SelfEvaluationQuerySet = SelfEvaluation.objects.filter(fiscal_year=year)
        self.chosen: dict[str, Any] = {}
        self.chips: list[Chip] = []
        for name in FILTERS:
            if text := request.GET.get(name, "").strip():
                self._choose(name, text)

    def _choose(self, name: str, text: str) -> None:
        value, words = self._read(name, text)
        self.chosen[name] = value
        label = str(LABELS[name]) if name in LABELS else filter_label(name)
        self.chips.append((label, words, without(self._request, name)))

    @staticmethod
    def _read(name: str, text: str) -> tuple[Any, str]:
        if name in CHOICES:
            if text not in CHOICES[name]:
                raise Http404(_("A filter of this address has a value that is not known."))
            return text, str(WORDS[name][text])
        if name in ("region", "q"):
            if not can_be_stored(text) or len(text) > _LONGEST_QUESTION:
                raise Http404(_("A filter of this address has a value that is not known."))
            return text, text
        key = positive_int(text)
        model: Any = Department if name == "department" else Unit
        found = model.objects.filter(pk=key).values_list("name", flat=True).first() if key else None
        if found is None:
            raise Http404(_("A filter of this address names nothing that is here."))
        return key, found

    @property
    def rows(self) -> SelfEvaluationQuerySet:
        return self._of_year.narrowed(**self.chosen)

    @property
    def of_all_years(self) -> SelfEvaluationQuerySet:
        """Those of every year under the same filters."""
        return SelfEvaluation.objects.narrowed(**self.chosen)

    def facets(self) -> list[Facet]:
        """The choices with their counts under all other filters."""
        found = [self._of_column("region", "department__region"), self._of_departments()]
        for name, labels in WORDS.items():
            counts = self._others(name).counted_by(name)
            found.append(self._facet(name, counts, {key: str(words) for key, words in labels.items()}))
        return [one for one in found if one is not None]

    def _others(self, name: str) -> SelfEvaluationQuerySet:
        rest = {key: value for key, value in self.chosen.items() if key != name}
        return self._of_year.narrowed(**rest)

    def _of_column(self, name: str, column: str) -> Facet | None:
        rows = self._others(name).order_by().values_list(column).annotate(number=Count("pk"))
        counts = {value: number for value, number in rows if value}
        return facet(self._request, name, counts, str)

    def _of_departments(self) -> Facet | None:
        rows = self._others("department").order_by().values_list("department", "department__name")
        top = rows.annotate(number=Count("pk")).order_by("-number", "department")[:MOST_CHOICES]
        found = {key: (name, number) for key, name, number in top}
        counts = {key: number for key, (_name, number) in found.items()}
        return facet(self._request, "department", counts, lambda key: found[key][0], order=list(counts))

    def _facet(self, name: str, counts: Mapping[str, int], words: Mapping[str, str]) -> Facet | None:
        one = facet(self._request, name, counts, words.__getitem__, order=list(words))
        return None if one is None else replace(one, label=str(LABELS[name]))

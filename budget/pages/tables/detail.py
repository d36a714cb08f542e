"""The tables of one disclosure: its corrections in force and its problems."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from budget.disclosure.corrections import Subject, fen_of
from budget.disclosure.problems import Problem as ProblemRecord, worded
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Correction, Problem
from budget.models.corrections import SUBJECT_FIELDS, label_of, words_of
from budget.money import WAN
from budget.pages.corrected_values import disclosed_words, shown_value
from budget.pages.formats import place_words
from budget.pages.tables.base import Provenance, SiteTable
from budget.pages.tables.columns import NameColumn, NumberColumn, TimeColumn


class CorrectionTable(SiteTable):
    """Corrections in force, each with what is disclosed and its reason."""

    provenance = Provenance("disclosure", "disclosure", "disclosure")

    exported = {
        "about": (SUBJECT_FIELDS, lambda *values: words_of(Subject(*values))),
        "value": (("about", "field"), lambda about, field: label_of(about, field)),
        "disclosed": (("disclosed", "field"), lambda value, field: _value_words(value, field)),
        "corrected": (("corrected", "field"), lambda value, field: _value_words(value, field)),
    }

    about = NameColumn(
        gettext_lazy("Whose value"),
        accessor="subject_words",
        order_by=("unit_name", "project_name", "indicator_name", "pk"),
        linkify=lambda record: record.project.get_absolute_url() if record.project else None,
    )
    value = tables.Column(gettext_lazy("Value"), accessor="field_label", order_by="field")
    disclosed = tables.Column(
        gettext_lazy("Disclosed value"), orderable=False, empty_values=(), attrs={"td": {"class": "prose"}}
    )
    corrected = tables.Column(
        gettext_lazy("Corrected value"), orderable=False, empty_values=(), attrs={"td": {"class": "prose"}}
    )
    reason = tables.Column(gettext_lazy("Reason"), attrs={"td": {"class": "prose"}})
    at = TimeColumn(gettext_lazy("Corrected on"))
    by = tables.Column(gettext_lazy("By"), accessor="by__username", order_by="by__username")

    class Meta(SiteTable.Meta):
        order_by = "-at"

    def render_disclosed(self, value: str, record: Correction) -> str:
        return shown_value(value, record.field)

    def render_corrected(self, value: str, record: Correction) -> str:
        return shown_value(value, record.field)


def _value_words(value: str, field: str) -> str:
    return disclosed_words(fen_of(value) if field in AMOUNT_FIELDS else value, WAN)


class ProblemTable(SiteTable):
    """Problems of a disclosure, each with its place and the text at it."""

    provenance = Provenance("disclosure", "disclosure", "disclosure", ("row",), "place", "file")

    exported = {
        "level": (("level",), lambda level: _problem_level(level)),
        "message": (
            ("code", "place", "row", "column", "text", "details", "file"),
            lambda *values: worded(ProblemRecord(*values), _),
        ),
        "place": (("place",), lambda place: place_words(place)),
    }

    level = tables.Column(gettext_lazy("Level"))
    message = tables.Column(gettext_lazy("Problem"), order_by=("code", "position"))
    place = tables.Column(gettext_lazy("Sheet, table or page"))
    row = NumberColumn(gettext_lazy("Row"))
    column = tables.Column(gettext_lazy("Column"), attrs={"td": {"class": "prose"}})
    text = tables.Column(gettext_lazy("Text"), attrs={"td": {"class": "prose"}})

    class Meta(SiteTable.Meta):
        order_by = "row"

    def render_place(self, value: str) -> str:
        return place_words(value)

    def render_level(self, record: Problem) -> SafeString:
        return format_html(
            '<span class="badge-plain badge-{}">{}</span>', record.level, _problem_level(record.level)
        )


def _problem_level(level: str) -> str:
    return {"warning": _("warning"), "notice": _("notice")}[level]

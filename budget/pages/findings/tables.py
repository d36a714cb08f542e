"""The tables of points to review: one by one, summed up by check, the catalogue, what was not evaluated."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from budget.audit.catalogue import Check
from budget.audit.findings import Quote
from budget.links import address
from budget.models import NotEvaluated, ReviewState, Tally
from budget.models.findings import LEVEL_NAMES, ResolutionReason
from budget.pages.filters import check_words
from budget.pages.findings.evidence import quote_words
from budget.pages.findings.formats import level_badge, state_badge
from budget.pages.formats import count
from budget.pages.tables.base import Exported, Provenance, SiteTable
from budget.pages.tables.columns import (
    AmountColumn,
    CountColumn,
    FigureColumn,
    NameColumn,
    NumberColumn,
    TimeColumn,
)


def _projects(named: list[dict[str, Any]]) -> str:
    """In an exported cell: the projects named, a line each."""
    return "\n".join(str(one["name"]) for one in named)


def _units(named: list[dict[str, Any]], unit: str) -> str:
    """In an exported cell: the units of the projects named, a line each, else the unit that is named."""
    return "\n".join(dict.fromkeys(str(one["unit"]) for one in named)) or unit


def _evidence_words(evidence: list[dict[str, Any]]) -> str:
    """In an exported cell: the words as disclosed, one a line. A correction has its disclosed value."""
    return "\n".join(quote_words(Quote(**quote)) for quote in evidence)


# The unit and the department that a finding is about, in columns of their own.
_BODIES: Mapping[str, tuple[Promise, Exported]] = {
    "unit": (pgettext_lazy("column", "Unit"), (("named", "unit_name"), _units)),
    "department": (pgettext_lazy("column", "Department"), (("disclosure__department__name",), str)),
}


class FindingTable(SiteTable):
    """Points to review, each with the words it rests on. `state` is None in what others than auditors get.

    Its rows come in the order of `FindingQuerySet.as_read`.
    """

    exported = {
        "level": (("level",), lambda level: str(LEVEL_NAMES[level])),
        "check_id": (("check_id",), check_words),
        "project": (("named",), _projects),
        "evidence": (("evidence",), _evidence_words),
        "state": (("state",), lambda state: None if state is None else str(ReviewState(state).label)),
    }
    only_exported = _BODIES
    provenance = Provenance(
        "disclosure", "finding", "pk", ("row",), "place", "project__file", result="self_evaluation"
    )

    level = tables.TemplateColumn(
        verbose_name=gettext_lazy("Level"),
        template_name="budget/_finding_level.html",
        order_by="level_rank",
        attrs={"td": {"class": "level"}, "th": {"class": "level"}},
    )
    check_id = tables.TemplateColumn(
        verbose_name=gettext_lazy("Point to review"),
        template_name="budget/_finding_check.html",
        attrs={"td": {"class": "point"}},
    )
    project = tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Project"),
        template_name="budget/_finding_projects.html",
        order_by=("disclosure__department__name_sort", "project__name_sort", "unit__name_sort"),
        attrs={"td": {"class": "name"}},
    )
    evidence = tables.TemplateColumn(
        verbose_name=gettext_lazy("Evidence"),
        template_name="budget/_finding_evidence.html",
        order_by=("disclosure__department__name_sort", "disclosure", "position"),
        attrs={"td": {"class": "evidence-cell"}},
    )
    money = AmountColumn(gettext_lazy("Amounts of the projects"))
    state = tables.Column(gettext_lazy("State"), accessor="state", order_by="review_state")

    class Meta(SiteTable.Meta):
        pass

    def render_state(self, value: str) -> SafeString:
        return state_badge(value)


class ResolvedTable(SiteTable):
    """Findings that no longer arise, under the names they had, with when, why and by which revision."""

    exported = {
        "check_id": (("check_id",), check_words),
        "project": (("named",), _projects),
        "why": (("resolved_because",), lambda ending: str(ResolutionReason(ending).label)),
    }
    only_exported = _BODIES

    check_id = tables.TemplateColumn(
        verbose_name=gettext_lazy("Point to review"),
        template_name="budget/_finding_check.html",
        attrs={"td": {"class": "point"}},
    )
    project = tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Project"),
        template_name="budget/_finding_projects.html",
        order_by=("disclosure__department__name_sort", "project_name", "unit_name"),
        attrs={"td": {"class": "name"}},
    )
    resolved_at = TimeColumn(gettext_lazy("Since"))
    revision = NumberColumn(
        gettext_lazy("Revision"),
        accessor="resolved_in__number",
        linkify=lambda record: (
            record.disclosure.get_absolute_url() + f"?revision={record.resolved_in.number}"
        ),
    )
    why = tables.Column(
        gettext_lazy("Why"), accessor="get_resolved_because_display", order_by="resolved_because"
    )

    class Meta(SiteTable.Meta):
        order_by = "-resolved_at"


class SummedTable(SiteTable):
    """Checks that hit most projects of a disclosure, a row for each level of their findings."""

    exported = {
        "level": (("level",), lambda level: str(LEVEL_NAMES[level])),
        "check_id": (("check_id",), check_words),
        "projects": (
            ("project_count", "disclosure__project_count"),
            lambda hit, every: _("%(hit)s of %(all)s") % {"hit": count(hit), "all": count(every)},
        ),
    }

    level = tables.Column(
        gettext_lazy("Level"),
        order_by="level_rank",
        attrs={"td": {"class": "level"}, "th": {"class": "level"}},
    )
    check_id = tables.Column(gettext_lazy("Point to review"), attrs={"td": {"class": "point"}})
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="disclosure__department__name",
        order_by="disclosure__department__name_sort",
        linkify=lambda record, table: address("department", record.disclosure.department_id, year=table.year),
    )
    projects = FigureColumn(gettext_lazy("Projects hit"), accessor="project_count")
    findings = CountColumn(
        gettext_lazy("Points to review"),
        accessor="finding_count",
        linkify=lambda record, table: table.opens(record),
    )
    money = AmountColumn(gettext_lazy("Amounts of the projects"))

    class Meta(SiteTable.Meta):
        order_by = ("level", "-money")

    def render_level(self, record: Tally) -> SafeString:
        return level_badge(record.level)

    def render_check_id(self, value: str, record: Tally) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.opens(record), check_words(value))

    def render_projects(self, value: int, record: Tally) -> str:
        every = record.disclosure.project_count
        return _("%(hit)s of %(all)s") % {"hit": count(value), "all": count(every)}

    def opens(self, tally: Tally) -> str:
        """The list of the findings that a row sums up."""
        return address(
            "findings",
            year=self.year,
            department=tally.disclosure.department_id,
            check=tally.check_id,
            level=tally.level,
            anchor="table",
        )


def _check_of(check: Check) -> str:
    return check_words(check.id)


class CheckTable(SiteTable):
    """The catalogue of checks with what they hit: rows are dicts with the columns' names."""

    exported = {
        "check": (("check",), _check_of),
        "level": (("level",), lambda level: str(LEVEL_NAMES[level])),
    }

    check = tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Check"),
        template_name="budget/_check_catalogue.html",
        order_by="place",
        attrs={"td": {"class": "point"}},
    )
    level = tables.TemplateColumn(
        verbose_name=gettext_lazy("Level"),
        template_name="budget/_check_level.html",
        order_by="rank",
        attrs={"td": {"class": "level"}, "th": {"class": "level"}},
    )
    switch = tables.Column(
        gettext_lazy("On or off"), accessor="switch_words", order_by="switch", attrs={"td": {"class": "name"}}
    )
    findings = CountColumn(
        gettext_lazy("Points to review"),
        linkify=lambda record, table: table.leads_to("findings", record["findings"], record),
    )
    confirmed = CountColumn(
        gettext_lazy("Confirmed"),
        linkify=lambda record, table: table.leads_to(
            "findings", record["confirmed"], record, state="confirmed"
        ),
    )
    dismissed = CountColumn(
        gettext_lazy("Dismissed"),
        linkify=lambda record, table: table.leads_to(
            "findings", record["dismissed"], record, state="dismissed"
        ),
    )
    projects = CountColumn(gettext_lazy("Projects hit"))
    share = FigureColumn(gettext_lazy("Share of all projects"), accessor="share_words", order_by="projects")
    money = AmountColumn(gettext_lazy("Amounts of the projects"))
    not_evaluated = CountColumn(
        gettext_lazy("Not evaluated"),
        linkify=lambda record, table: table.leads_to("not-evaluated", record["not_evaluated"], record),
    )

    class Meta(SiteTable.Meta):
        order_by = "check"

    def __init__(self, *args: Any, department: int | None = None, **options: Any) -> None:
        self.department = department
        super().__init__(*args, **options)

    def leads_to(self, page: str, number: int, row: dict[str, Any], **filters: str) -> str | None:
        """The list that a count of this row is of; None for a count of 0."""
        if not number:
            return None
        return address(page, year=self.year, department=self.department, check=row["id"], **filters)

    def leads_to_state(self, row: dict[str, Any], state: str) -> str | None:
        """The list of a check's findings that reviewers gave a state; None where there is none."""
        return self.leads_to("findings", row[state], row, state=state)


class HitTable(SiteTable):
    """What the checks say of one department or unit: rows are dicts with the columns' names and `url`."""

    exported = {
        "check": (("check",), _check_of),
        "level": (("level",), lambda level: str(LEVEL_NAMES[level])),
    }

    level = tables.Column(
        gettext_lazy("Level"),
        order_by="rank",
        attrs={"td": {"class": "level"}, "th": {"class": "level"}},
    )
    check = tables.TemplateColumn(
        verbose_name=gettext_lazy("Point to review"),
        template_name="budget/_check_words.html",
        order_by="place",
        attrs={"td": {"class": "point"}},
    )
    findings = CountColumn(gettext_lazy("Points to review"), linkify=lambda record: record["url"])
    money = AmountColumn(gettext_lazy("Amounts of the projects"))

    class Meta(SiteTable.Meta):
        order_by = ("level", "-money")

    def render_level(self, value: str) -> SafeString:
        return level_badge(value)


class NotEvaluatedTable(SiteTable):
    """What the checks did not evaluate, and why."""

    exported = {
        "check_id": (("check_id",), check_words),
        "why": (("why", "details"), lambda why, details: NotEvaluated(why=why, details=details).words),
        "project": (("project__name",), lambda name: name or _("the whole table, or a unit")),
    }

    check_id = tables.Column(pgettext_lazy("column", "Check"), attrs={"td": {"class": "point"}})
    why = tables.Column(
        gettext_lazy("Why it was not evaluated"),
        accessor="words",
        order_by="why",
        attrs={"td": {"class": "prose"}},
    )
    project = NameColumn(
        pgettext_lazy("column", "Project"),
        accessor="project__name",
        order_by="project__name_sort",
        default=gettext_lazy("the whole table, or a unit"),
        linkify=lambda record: address("project", record.project_id) if record.project_id else None,
    )
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="disclosure__department__name",
        order_by="disclosure__department__name_sort",
        linkify=lambda record: record.disclosure.get_absolute_url(),
    )

    class Meta(SiteTable.Meta):
        order_by = ("check_id", "department")

    def render_check_id(self, record: NotEvaluated) -> str:
        return check_words(record.check_id)

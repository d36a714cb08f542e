"""The rows of a report: its projects and their indicators."""

from collections.abc import Iterator

from django.utils.translation import gettext as _, pgettext

from budget.links import address
from budget.models import Project
from budget.models.project_types import type_label
from budget.money import shown_unit
from budget.pages.report.document import Block, Column, Row, Section, Table
from budget.pages.report.words import (
    MOST_INDICATORS,
    NONE,
    Subject,
    amount,
    amount_of,
    money_column,
    where,
)
from indicators.cells import joined
from indicators.columns import category_label
from indicators.models import Indicator


def projects(subject: Subject) -> Section:
    """All projects in the order of the table, with their place in it."""
    units = {one.pk: one.unit.name for one in subject.statements}
    rows = [
        Row(
            (
                str(number),
                subject.link(one.name, address("project", one.pk)),
                units.get(one.statement_id, NONE),
                type_label(one.project_type),
                amount_of(one, "total"),
                f"{one.indicator_count:,}",
                f"{one.error_count + one.warning_count + one.notice_count:,}",
                where(one.place, one.row),
            )
        )
        for number, one in enumerate(subject.projects, start=1)
    ]
    whole = subject.disclosure
    if len(rows) == whole.project_count:
        total = amount(whole.sum_total)
        rows.append(
            Row(("", _("Sum of the projects"), "", "", total, f"{whole.indicator_count:,}", "", ""), "total")
        )
    columns = (
        Column(_("No."), 2, True),
        Column(_("Project"), 8),
        Column(_("Unit"), 6),
        Column(_("Type"), 3),
        money_column(_("Total"), 4),
        Column(_("Indicators"), 2, True),
        Column(_("Points to review in the targets"), 2, True),
        Column(_("Row"), 2, True),
    )
    more = subject.more(
        len(subject.projects),
        whole.project_count,
        "projects",
        _("The report has the first %(shown)s of %(number)s projects; all are in the list of projects."),
    )
    return Section("projects", _("Projects"), (Table(_("Projects"), columns, tuple(rows)), *more))


def indicators(subject: Subject) -> Section:
    """The objective and the indicators of each project, in the order of the table."""
    has_period = any(
        indicator.period_target for project in subject.projects for indicator in project.indicators.all()
    )
    rows: list[Row] = []
    shown = 0
    for number, project in enumerate(subject.projects, start=1):
        found = list(project.indicators.all())
        if shown + len(found) > MOST_INDICATORS:
            break
        shown += len(found)
        rows += _of_project(subject, number, project)
        rows += [_of_indicator(one, has_period=has_period) for one in found]
    columns = [
        Column(_("No."), 1, True),
        Column(_("Category"), 3),
        Column(_("Indicator"), 7),
        *([Column(_("Period target"), 4)] if has_period else []),
        Column(_("Annual target"), 4),
    ]
    more = subject.more(
        shown,
        subject.disclosure.indicator_count,
        "indicators",
        _("The report has %(shown)s of %(number)s indicators; all are in the list of indicators."),
    )
    blocks: list[Block] = [Table(_("Indicators of each project"), tuple(columns), tuple(rows)), *more]
    return Section("indicators", _("Objectives and indicators"), tuple(blocks))


def _of_project(subject: Subject, number: int, project: Project) -> Iterator[Row]:
    total = _("total %(amount)s %(unit)s") % {
        "amount": amount_of(project, "total"),
        "unit": shown_unit().behind,
    }
    heading = f"{number}. {project.name} · {total if project.total is not None else _('total not stated')}"
    yield Row((subject.link(heading, address("project", project.pk)),), "group")
    for label, text in (
        (_("Objective"), project.objective),
        (_("Objective of the whole period"), project.period_objective),
    ):
        if text:
            yield Row((_("%(label)s: %(text)s") % {"label": label, "text": text},), "text")


def _of_indicator(one: Indicator, *, has_period: bool) -> Row:
    annual = joined(one.annual_target, one.comparator, one.unit_of_measure)
    marks = "*" if one.as_disclosed else ""
    return Row(
        (
            str(one.position),
            category_label(one.category),
            (one.name or pgettext("indicator", "without a name")) + marks,
            *([one.period_target or NONE] if has_period else []),
            annual or NONE,
        )
    )

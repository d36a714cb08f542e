"""The figures of a report: what is disclosed in sum, and where the money comes from and goes."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _, pgettext

from budget.disclosure.records import AMOUNT_FIELDS, SOURCE_COLUMNS, Amounts
from budget.links import address
from budget.models import Disclosure, Project
from budget.models.project_types import type_label
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.chart_answers import answer_of
from budget.pages.formats import amount_label, growth, percent, share
from budget.pages.report.document import Block, Cell, Column, Paragraph, Row, Section, Table
from budget.pages.report.words import (
    NONE,
    Subject,
    amount,
    amount_of,
    difference,
    money_column,
    signed,
    with_unit,
)
from budget.pages.sums import stated_against_computed


def cover_figures(subject: Subject) -> Section:
    """The sums and counts, beside those of the year before."""
    now, before = subject.disclosure, subject.before
    columns = [Column(pgettext("column", "Figure"), 5), Column(str(now.fiscal_year), 3, is_figure=True)]
    if before is not None:
        columns += [
            Column(str(before.fiscal_year), 3, is_figure=True),
            Column(_("Difference"), 3, is_figure=True),
            Column(_("Change"), 2, is_figure=True),
        ]
    rows = [
        _of_money(_("Sum of the projects"), "sum_total", now, before),
        _of_money(_("Grand total as stated"), "total", now, before),
    ]
    counts = (
        (_("Units"), "unit_count"),
        (_("Projects"), "project_count"),
        (_("Indicators"), "indicator_count"),
        (_("Points to review in the targets: errors"), "error_count"),
        (_("Points to review in the targets: warnings"), "warning_count"),
        (_("Points to review in the targets: notices"), "notice_count"),
    )
    rows += [_of_count(label, name, now, before) for label, name in counts]
    table = Table(_("Cover figures"), tuple(columns), tuple(Row(row) for row in rows))
    return Section("figures", _("Cover figures"), (*_leads(subject), table, *_differences(subject)))


def _of_money(label: str, name: str, now: Disclosure, before: Disclosure | None) -> tuple[Cell, ...]:
    value = getattr(now, name)
    words = with_unit(label)
    shown = amount_of(now, name) if name == "total" else amount(value)
    if before is None:
        return words, shown
    was = getattr(before, name)
    return words, shown, amount(was), signed(difference(was, value)), growth(was, value) or NONE


def _of_count(label: str, name: str, now: Disclosure, before: Disclosure | None) -> tuple[Cell, ...]:
    value: int = getattr(now, name)
    if before is None:
        return label, f"{value:,}"
    was: int = getattr(before, name)
    return (
        label,
        f"{value:,}",
        f"{was:,}",
        f"{value - was:+,}" if value != was else "0",
        growth(was, value) or NONE,
    )


def _leads(subject: Subject) -> list[Paragraph]:
    """What the money tells in a sentence, by its largest projects."""
    parts = [(one.name, one.total or 0) for one in subject.projects]
    whole, number = subject.disclosure.sum_total or 0, subject.disclosure.project_count
    words = answer_of(parts, whole, number)
    return [Paragraph(_("Money by project: %(answer)s") % {"answer": words})] if words else []


def _differences(subject: Subject) -> list[Block]:
    """Where a stated grand total is not the sum of the projects."""
    disclosure = subject.disclosure
    computed = Amounts(**{name: getattr(disclosure, f"sum_{name}") for name in AMOUNT_FIELDS})
    found = stated_against_computed(disclosure.amounts, computed)
    if not found:
        return []
    rows = [
        Row((label, amount(figure.stated), amount(figure.computed), signed(figure.difference)))
        for label, figure in found
    ]
    columns = (
        Column(_("Funding source"), 4),
        money_column(_("As stated")),
        money_column(_("Sum of the projects")),
        money_column(_("Difference")),
    )
    return [Table(_("Where the stated grand total is not the sum of the projects"), columns, tuple(rows))]


def funding(subject: Subject) -> Section:
    """The money by source, by type of project and by unit."""
    return Section("funding", _("Funding"), (_by_source(subject), _by_type(subject), _by_unit(subject)))


def _by_source(subject: Subject) -> Table:
    disclosure = subject.disclosure
    whole = disclosure.sum_total
    rows = []
    for name in (*SOURCE_COLUMNS, UNACCOUNTED):
        fen = getattr(disclosure, f"sum_{name}")
        if fen:
            rows.append(Row((amount_label(name), amount(fen), percent(share(fen, whole)) or NONE)))
    rows.append(Row((_("Sum of the projects"), amount(whole), percent(share(whole, whole)) or NONE), "total"))
    columns = (Column(_("Funding source"), 6), money_column(_("Amount")), Column(_("Share"), 2, True))
    return Table(_("Money by source"), columns, tuple(rows))


def _by_type(subject: Subject) -> Table:
    """By type: of the projects that the report has, which are all but of very large disclosures."""
    of_type: dict[str, list[Project]] = defaultdict(list)
    for one in subject.projects:
        of_type[one.project_type].append(one)
    whole = subject.disclosure.sum_total
    sums = [(_sum(projects), len(projects), key) for key, projects in of_type.items()]
    rows = [
        Row((type_label(key), f"{number:,}", amount(fen), percent(share(fen, whole)) or NONE))
        for fen, number, key in sorted(sums, key=lambda one: (-(one[0] or 0), one[2]))
    ]
    columns = (
        Column(_("Project type"), 6),
        Column(_("Projects"), 2, True),
        money_column(_("Amount")),
        Column(_("Share"), 2, True),
    )
    return Table(_("Money by project type"), columns, tuple(rows))


def _sum(projects: Sequence[Project]) -> int | None:
    stated = [one.total for one in projects if one.total is not None]
    return sum(stated) if stated else None


def _by_unit(subject: Subject) -> Table:
    """The units in the order of the table, with what each states and what its projects add up to."""
    rows = [
        Row(
            (
                subject.link(one.unit.name, address("unit", one.unit_id, year=subject.year)),
                f"{one.project_count:,}",
                f"{one.indicator_count:,}",
                amount_of(one, "total"),
                amount(one.sum_total),
                signed(one.difference),
            )
        )
        for one in subject.statements
    ]
    columns = (
        Column(_("Unit"), 6),
        Column(_("Projects"), 2, True),
        Column(_("Indicators"), 2, True),
        money_column(_("As stated")),
        money_column(_("Sum of the projects")),
        money_column(_("Difference")),
    )
    return Table(_("Units"), columns, tuple(rows))

"""What changed since the year before, in a report."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _, pgettext

from budget.links import address
from budget.models import Department
from budget.pages.changes.lines import CHANGES, Change, ChangedProject, changed_projects
from budget.pages.changes.page import MOST_ROWS
from budget.pages.changes.tables import CHANGE_WORDS, sums_of
from budget.pages.formats import growth
from budget.pages.remembered import remembered
from budget.pages.report.document import Block, Column, Paragraph, Row, Section, Table
from budget.pages.report.words import (
    MOST_CHANGES,
    NONE,
    Subject,
    amount,
    difference,
    money_column,
    signed,
)

# Amounts in fen before and now.
_Amounts = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A project: its name and address, its change, and its amounts."""

    name: str
    url: str
    change: Change
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class _Lowered:
    """An annual target that is lower than the year before."""

    project: str
    url: str
    indicator: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class _Summary:
    """What changed, in no language: all kinds, and the first MOST_CHANGES projects and lowered targets."""

    kinds: Mapping[Change, tuple[int, _Amounts]]
    projects: tuple[_Changed, ...]
    project_number: int
    lowered: tuple[_Lowered, ...]
    lowered_number: int


def changes(subject: Subject, department: Department) -> Section | None:
    """The changes since the latest earlier year; None where there is none."""
    before = subject.before
    if before is None:
        return None
    title = _("Changes since %(year)s") % {"year": before.fiscal_year}
    url = address("changes", before=before.fiscal_year, **subject.filters)
    both = (subject.disclosure, before)
    if sum(one.project_count + one.indicator_count for one in both) > MOST_ROWS:
        words = _("There are too many projects to compare one by one here; the page of changes narrows them.")
        return Section("changes", title, (Paragraph(words, subject.link("", url).url, is_note=True),))
    found = remembered(
        ("changes in a report", subject.disclosure.pk, before.pk),
        lambda: _summary(changed_projects([department], subject.year, before.fiscal_year)),
    )
    blocks: list[Block] = [
        _kinds(found, subject),
        *_projects(found, subject, url),
        *_lowered(found, subject, url),
    ]
    return Section("changes", title, tuple(blocks))


def _summary(lines: list[ChangedProject]) -> _Summary:
    of_kind = {change: [one for one in lines if one.change == change] for change in CHANGES}
    changed = [one for one in lines if one.change != "same"]
    changed.sort(key=lambda one: -abs(one.line.difference or 0))
    lowered = [
        _Lowered(one.line.shown.name, one.line.shown.url, target.name, target.before, target.now)
        for one in lines
        for target in one.line.targets
        if target.change == "lowered"
    ]
    return _Summary(
        {change: (len(found), sums_of(found)) for change, found in of_kind.items() if found},
        tuple(_changed(one) for one in changed[:MOST_CHANGES]),
        len(changed),
        tuple(lowered[:MOST_CHANGES]),
        len(lowered),
    )


def _changed(one: ChangedProject) -> _Changed:
    before, now = one.before, one.now
    return _Changed(
        one.line.shown.name,
        one.line.shown.url,
        one.change,
        before.total if before is not None else None,
        now.total if now is not None else None,
    )


def _columns(subject: Subject, first: tuple[Column, ...]) -> tuple[Column, ...]:
    before = subject.before.fiscal_year if subject.before is not None else ""
    return (
        *first,
        money_column(str(before)),
        money_column(str(subject.year)),
        money_column(_("Difference")),
        Column(_("Change"), 2, True),
    )


def _kinds(found: _Summary, subject: Subject) -> Table:
    rows = [
        Row(
            (
                str(CHANGE_WORDS[change]),
                f"{number:,}",
                amount(before),
                amount(now),
                signed(difference(before, now)),
                growth(before, now) or NONE,
            )
        )
        for change, (number, (before, now)) in found.kinds.items()
    ]
    first = (Column(_("What became of it"), 4), Column(_("Projects"), 2, True))
    return Table(_("Projects by what became of them"), _columns(subject, first), tuple(rows))


def _projects(found: _Summary, subject: Subject, url: str) -> list[Block]:
    if not found.projects:
        return []
    rows = [
        Row(
            (
                subject.link(one.name, one.url),
                str(CHANGE_WORDS[one.change]),
                amount(one.before),
                amount(one.now),
                signed(_difference(one)),
                growth(one.before, one.now) or NONE,
            )
        )
        for one in found.projects
    ]
    first = (Column(_("Project"), 7), Column(_("What became of it"), 3))
    table = Table(_("Projects with other amounts, new and gone ones"), _columns(subject, first), tuple(rows))
    if found.project_number <= len(rows):
        return [table]
    words = _("The %(shown)s largest of %(number)s changes; all are on the page of changes.")
    return [table, _note(words, len(rows), found.project_number, subject, url)]


def _difference(one: _Changed) -> int | None:
    """A year without the project counts as 0."""
    before = 0 if one.change == "added" else one.before
    now = 0 if one.change == "gone" else one.now
    return difference(before, now)


def _lowered(found: _Summary, subject: Subject, url: str) -> list[Block]:
    if not found.lowered:
        return []
    before = subject.before.fiscal_year if subject.before is not None else ""
    rows = [
        Row((subject.link(one.project, one.url), one.indicator, one.before or NONE, one.now or NONE))
        for one in found.lowered
    ]
    columns = (
        Column(_("Project"), 5),
        Column(pgettext("column", "Indicator"), 5),
        Column(_("Target, %(year)s") % {"year": before}, 3),
        Column(_("Target, %(year)s") % {"year": subject.year}, 3),
    )
    table = Table(_("Annual targets that were lowered"), columns, tuple(rows))
    if found.lowered_number <= len(rows):
        return [table]
    words = _("The first %(shown)s of %(number)s lowered targets; all are on the page of changes.")
    return [table, _note(words, len(rows), found.lowered_number, subject, url)]


def _note(words: str, shown: int, number: int, subject: Subject, url: str) -> Paragraph:
    text = words % {"shown": f"{shown:,}", "number": f"{number:,}"}
    return Paragraph(text, subject.link("", url).url, is_note=True)

"""The points to review, the self-evaluations and the corrections of a report."""

from django.utils.translation import gettext as _, pgettext

from budget.disclosure.corrections import fen_of
from budget.links import address
from budget.models import Correction, Finding, ReviewState, SelfEvaluation
from budget.models.filters import FindingFilters
from budget.models.findings import LEVEL_NAMES
from budget.models.querysets.findings import FindingQuerySet, may_review
from budget.money import shown_unit
from budget.pages.corrected_values import disclosed_words
from budget.pages.findings.evidence import quote_words
from budget.pages.formats import percent, share
from budget.pages.report.document import Block, Cell, Column, Paragraph, Row, Section, Table
from budget.pages.report.words import (
    MOST_POINTS,
    MOST_PROJECTS,
    NONE,
    Subject,
    amount,
    money_column,
    with_unit,
)
from budget.pages.results.figures import facts_of


def points(subject: Subject) -> Section:
    """The points in force, those in the targets apart from those in self-evaluations: their rows are of other
    files. With the state of their review for those who may see it.
    """
    disclosure, reader = subject.disclosure, subject.request.user
    found = Finding.objects.for_reader(reader).in_force().filter(disclosure=disclosure)
    title = _("Points to review")
    targets = disclosure.error_count + disclosure.warning_count + disclosure.notice_count
    blocks = _of_points(subject, _("Points to review in the targets"), found, "targets", targets)
    if disclosure.results is not None:
        name = _("Points to review in self-evaluations")
        blocks += _of_points(subject, name, found, "results", None)
    if not blocks:
        checked = getattr(disclosure, "checked", None)
        words = (
            _("The checks found nothing to review.") if checked else _("This disclosure was not checked yet.")
        )
        return Section("points", title, (Paragraph(words),))
    note = Paragraph(_("A point to review is a question to the table, no finding of fault."), is_note=True)
    return Section("points", title, (*blocks, note))


def _of_points(
    subject: Subject, title: str, found: FindingQuerySet, about: str, number: int | None
) -> list[Block]:
    """The points about one of ABOUT, `number` of them (None: not known); nothing where there are none."""
    is_auditor = may_review(subject.request.user)
    found = found.narrowed(FindingFilters(about=about))
    rows = [
        _of_point(subject, at, one, is_auditor=is_auditor)
        for at, one in enumerate(found.for_list_page()[:MOST_POINTS], start=1)
    ]
    if not rows:
        return []
    if number is None:
        number = len(rows) if len(rows) < MOST_POINTS else found.count()
    columns = (
        Column(_("No."), 1, True),
        Column(_("Level"), 2),
        Column(_("Check"), 2),
        Column(_("Unit and projects"), 5),
        Column(_("What it says, and its evidence"), 9),
        Column(pgettext("numbers", "Rows") if about == "targets" else _("Rows of the self-evaluation"), 2),
        *([Column(pgettext("review", "State"), 2)] if is_auditor else []),
    )
    words = _("The report has the first %(shown)s of %(number)s points; all are in their list.")
    more = subject.more(len(rows), number, "findings", words, about=about)
    return [Table(title, columns, tuple(rows)), *more]


def _of_point(subject: Subject, number: int, one: Finding, *, is_auditor: bool) -> Row:
    about = list(dict.fromkeys([one.unit_name, *(project["name"] for project in one.named)]))
    said = [one.wording, *map(quote_words, one.quotes)]
    cells: list[Cell] = [
        str(number),
        str(LEVEL_NAMES[one.level]),
        subject.link(one.check_id, address("finding", one.pk)),
        "\n".join(filter(None, about)) or _("the table"),
        "\n".join(said),
        ", ".join(map(str, one.rows)) or NONE,
    ]
    if is_auditor:
        cells.append(str(ReviewState(one.state or ReviewState.OPEN).label))
    return Row(tuple(cells))


def results(subject: Subject, found: list[SelfEvaluation]) -> Section | None:
    """The self-evaluations of the year in sum and one by one; None where there are none."""
    if not found or subject.disclosure.results is None:
        return None
    facts = Table(
        _("Self-evaluations in sum"),
        (
            Column(pgettext("column", "Figure"), 5),
            Column(str(subject.year), 4, True),
            Column(pgettext("column", "Note"), 6),
        ),
        tuple(
            Row((with_unit(fact.label) if fact.unit else fact.label, fact.value or NONE, fact.note))
            for fact in facts_of(subject.disclosure.results)
        ),
    )
    rows = [
        Row(
            (
                subject.link(one.name, one.get_absolute_url()),
                amount(one.adjusted_budget if one.adjusted_budget is not None else one.initial_budget),
                amount(one.executed),
                percent(share(one.executed, one.adjusted_budget or one.initial_budget)) or NONE,
                f"{one.met_count:,}",
                f"{one.missed_count:,}",
                f"{one.unknown_count:,}",
                one.score or NONE,
            )
        )
        for one in found[:MOST_PROJECTS]
    ]
    columns = (
        Column(_("Project"), 6),
        money_column(pgettext("column", "Budget")),
        money_column(_("Executed")),
        Column(_("Execution"), 2, True),
        Column(_("Met"), 2, True),
        Column(_("Missed"), 2, True),
        Column(_("Cannot be told"), 2, True),
        Column(_("Score"), 2, True),
    )
    table = Table(_("Self-evaluations"), columns, tuple(rows))
    return Section("results", _("Results of the year"), (facts, table))


def corrections(subject: Subject) -> Section | None:
    """The corrections in force; None where there are none."""
    if not subject.disclosure.correction_count:
        return None
    rows = [_of_correction(one) for one in subject.disclosure.corrections.for_pages()]
    columns = (
        Column(_("Unit"), 4),
        Column(_("Whose value"), 5),
        Column(_("Value"), 3),
        Column(_("Disclosed value"), 4),
        Column(_("Corrected value"), 4),
        Column(_("Reason"), 5),
    )
    note = Paragraph(
        _("* marks a corrected value in this report. Sums and points to review follow the corrected values."),
        is_note=True,
    )
    blocks: tuple[Block, ...] = (Table(_("Corrections in force"), columns, tuple(rows)), note)
    return Section("corrections", _("Corrections"), blocks)


def _of_correction(one: Correction) -> Row:
    return Row(
        (
            one.unit_name or NONE,
            one.subject_words,
            one.field_label,
            _value(one, one.disclosed),
            _value(one, one.corrected),
            one.reason,
        )
    )


def _value(one: Correction, value: str) -> str:
    return disclosed_words(fen_of(value) if one.is_money else value, shown_unit())

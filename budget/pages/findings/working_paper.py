"""An auditor's working paper as a workbook: what was checked and what not, each finding, each decision.

In the active language. What is internal of a review is written for those with the permission to review alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from budget.audit.catalogue import CHECKS, Check
from budget.disclosure.corrections import fen_of
from budget.models import (
    Checked,
    Correction,
    Disclosure,
    Finding,
    NotEvaluated,
    Review,
    ReviewState,
    Source,
    Tally,
)
from budget.models.findings import LEVEL_NAMES
from budget.models.querysets.findings import FindingQuerySet, may_review
from budget.pages.export.workbook import Book, Cell, Fen, Sheet
from budget.store.checks import Installation

# Findings held at a time.
_CHUNK = 1000

# The widths of the columns, in characters.
_SCOPE_WIDTHS = (18, 50, 14, 12, 18, 18, 40, 66, 18, 40)
_FINDING_WIDTHS = (8, 10, 10, 30, 10, 30, 40, 10, 40, 60, 40, 16, 14, 12, 30, 12, 60, 18, 18)
_CORRECTION_WIDTHS = (30, 12, 30, 40, 18, 40, 40, 40, 18, 16)
_REVIEW_WIDTHS = (8, 10, 30, 40, 14, 60, 18, 18, 16)

Reader = User | AnonymousUser


def write_working_paper(
    stream: IO[bytes],
    disclosures: QuerySet[Disclosure],
    findings: FindingQuerySet,
    reader: Reader,
    narrowed: Sequence[str] = (),
) -> None:
    """Write the working paper of these disclosures and those of their findings that `findings` holds.

    `narrowed`: in words, how the findings were narrowed; it is said at the top. Money is in 万元.
    """
    is_auditor = may_review(reader)
    findings = findings.for_reader(reader)
    files = _Files(disclosures)
    with Book(stream) as book:
        _write_scope(book.sheet(_("What was checked"), _SCOPE_WIDTHS), disclosures, files, narrowed)
        _write_corrections(book, disclosures, tells_who=is_auditor)
        _write_findings(book.sheet(_("Points to review"), _FINDING_WIDTHS), findings, files, is_auditor)
        if is_auditor:
            _write_reviews(book.sheet(_("Reviews"), _REVIEW_WIDTHS), findings, reader)


class _Files:
    """The files of the revisions in force of some disclosures."""

    def __init__(self, disclosures: QuerySet[Disclosure]) -> None:
        sources = (
            Source.objects.filter(revision__disclosure__in=_keys(disclosures), revision__is_current=True)
            .select_related("file", "revision")
            .defer("file__content", "revision__snapshot")
            .order_by("position")
        )
        self._of: dict[int, list[Source]] = {}
        for source in sources:
            self._of.setdefault(source.revision.disclosure_id, []).append(source)

    def of(self, disclosure: Disclosure) -> list[Source]:
        return self._of.get(disclosure.pk, [])

    def name_for(self, finding: Finding) -> str:
        """The file that a finding's row stands in: the one its project names, else the first."""
        sources = self._of.get(finding.disclosure_id, [])
        if finding.project is not None and finding.project.file:
            sources = [one for one in sources if one.file.sha256 == finding.project.file]
        return sources[0].name if sources else ""


def _keys(disclosures: QuerySet[Disclosure]) -> QuerySet[Disclosure, Any]:
    return disclosures.order_by().values("pk")


def _write_scope(
    sheet: Sheet, disclosures: QuerySet[Disclosure], files: _Files, narrowed: Sequence[str]
) -> None:
    sheet.title(_("Working paper: points to review"))
    sheet.row(_("A point to review says where to look. It is no verdict."))
    sheet.row(_("Written"), timezone.now())
    sheet.row(_("Money"), _("in 10,000 yuan"))
    sheet.row(_("Findings"), "; ".join(narrowed) or _("all in force"))
    sheet.gap()
    checked = _write_disclosures(sheet, disclosures, files)
    sheet.gap()
    _write_checks(sheet, disclosures, checked)
    sheet.gap()
    _write_not_evaluated(sheet, disclosures)


def _write_corrections(book: Book, disclosures: QuerySet[Disclosure], *, tells_who: bool) -> None:
    """A sheet of the corrections in force, where there are any: findings rest on the corrected values."""
    rows = Correction.objects.filter(disclosure__in=_keys(disclosures)).for_pages()
    if not rows.exists():
        return
    sheet = book.sheet(_("Corrections"), _CORRECTION_WIDTHS)
    who = [_("By")] if tells_who else []
    sheet.header(
        [
            _("Department"),
            _("Fiscal year"),
            _("Unit"),
            _("Whose value"),
            _("Value"),
            _("Disclosed value"),
            _("Corrected value"),
            _("Reason"),
            _("Corrected on"),
            *who,
        ]
    )
    for row in rows.select_related("disclosure__department").iterator(chunk_size=_CHUNK):
        sheet.row(
            row.disclosure.department.name,
            row.disclosure.fiscal_year,
            row.unit_name,
            row.subject_words,
            row.field_label,
            _in_sheet(row, row.disclosed),
            _in_sheet(row, row.corrected),
            row.reason,
            row.at,
            *([str(row.by)] if tells_who else []),
        )


def _in_sheet(row: Correction, value: str) -> Cell:
    """A value of a correction: money in 万元, empty where nothing is stated."""
    return Fen(fen_of(value)) if row.is_money else value


def _write_disclosures(sheet: Sheet, disclosures: QuerySet[Disclosure], files: _Files) -> list[Checked]:
    """Each disclosure with its revision in force and its files; returns their checks."""
    sheet.title(_("Disclosures and their files"))
    sheet.header(
        [
            _("Region"),
            _("Department"),
            _("Fiscal year"),
            _("Revision"),
            _("Checked"),
            _("Grand total"),
            _("File"),
            "SHA-256",
            _("Received"),
            _("Published at"),
        ]
    )
    rows = disclosures.select_related("department", "checked__revision").defer("checked__revision__snapshot")
    done = []
    for disclosure in rows.order_by("-fiscal_year", "department__name_sort", "pk"):
        checked = getattr(disclosure, "checked", None)
        if checked:
            done.append(checked)
        about: list[Cell] = [
            disclosure.department.region,
            disclosure.department.name,
            disclosure.fiscal_year,
            checked.revision.number if checked else None,
            checked.at if checked else _("not checked"),
            Fen(disclosure.total),
        ]
        for source in files.of(disclosure):
            sheet.row(*about, source.name, source.file.sha256, source.received_at, source.published_url)
        if not files.of(disclosure):
            sheet.row(*about, _("entered by hand"))
    return done


def _write_checks(sheet: Sheet, disclosures: QuerySet[Disclosure], checked: Sequence[Checked]) -> None:
    """Each check of the catalogue: where it was made, where it was off and why, and what it hit."""
    language = get_language() or ""
    installation = Installation.now()
    hits = Tally.objects.filter(disclosure__in=_keys(disclosures)).by_check()
    off = Counter(check for one in checked for check in one.off)
    sheet.title(_("Checks"))
    sheet.header(
        [
            _("Check"),
            _("What it says"),
            _("Level"),
            _("Disclosures checked"),
            _("Disclosures where it is off"),
            _("Points to review"),
            _("Basis"),
            _("Why it is off"),
            _("Projects hit"),
            _("Their money"),
        ]
    )
    for check in CHECKS.values():
        hit = hits.get(check.id, {"findings": 0, "projects": 0, "money": None})
        sheet.row(
            check.id,
            check.wording.in_language(language),
            str(LEVEL_NAMES[installation.levels.get(check.id, check.level)]),
            len(checked) - off[check.id],
            off[check.id],
            hit["findings"],
            " ".join(part for part in (check.basis.number, check.basis.title.in_language(language)) if part),
            _why_off(check, installation) if off[check.id] else "",
            hit["projects"],
            Fen(hit["money"]),
        )


def _why_off(check: Check, installation: Installation) -> str:
    if installation.switches.get(check.id) is False:
        return _("switched off for this installation")
    if check.is_local and check.id not in installation.switches:
        return _("a rule of Guangzhou, applied there alone")
    return _("it was off when these disclosures were checked")


def _write_not_evaluated(sheet: Sheet, disclosures: QuerySet[Disclosure]) -> None:
    sheet.title(_("What was not evaluated, and why"))
    sheet.header([_("Check"), _("Department"), _("Fiscal year"), "", "", "", _("Project"), _("Why")])
    rows = (
        NotEvaluated.objects.filter(disclosure__in=_keys(disclosures))
        .select_related("disclosure__department", "project")
        .order_by("-disclosure__fiscal_year", "disclosure", "position")
    )
    count = sheet.rows(
        (
            one.check_id,
            one.disclosure.department.name,
            one.disclosure.fiscal_year,
            *(None, None, None),
            one.project.name if one.project else _("the table"),
            one.words,
        )
        for one in rows.iterator(chunk_size=_CHUNK)
    )
    if not count:
        sheet.row(_("Everything was evaluated."))


def _write_findings(sheet: Sheet, findings: FindingQuerySet, files: _Files, is_auditor: bool) -> None:
    header = [
        _("No."),
        _("Check"),
        _("Level"),
        _("Department"),
        _("Fiscal year"),
        _("Unit"),
        _("Projects"),
        _("Indicators"),
        _("What it says"),
        _("Evidence as disclosed"),
        _("Basis"),
        _("Projects' money"),
        _("Sheet, table or page"),
        _("Rows"),
        _("File"),
    ]
    sheet.header(header + ([_("State"), _("Reason"), _("By"), _("When")] if is_auditor else []))
    sheet.rows(_finding_rows(findings, files, is_auditor))


def _finding_rows(findings: FindingQuerySet, files: _Files, is_auditor: bool) -> Iterator[list[Cell]]:
    rows = findings.for_table().select_related("disclosure__department", "unit", "project")
    if is_auditor:
        reviews = Review.objects.select_related("by").order_by("pk")
        rows = rows.prefetch_related(Prefetch("reviews", reviews))
    for number, finding in enumerate(rows.iterator(chunk_size=_CHUNK), start=1):
        cells: list[Cell] = [
            number,
            finding.check_id,
            str(LEVEL_NAMES[finding.level]),
            finding.disclosure.department.name,
            finding.disclosure.fiscal_year,
            finding.unit_name,
            "\n".join(one["name"] for one in finding.named),
            _numbers(finding.indicators),
            finding.wording,
            "\n".join(f"{label}: {quote.text}" for label, quote in finding.labelled_evidence),
            finding.basis,
            Fen(finding.money),
            finding.place,
            _numbers(finding.rows),
            files.name_for(finding),
        ]
        if is_auditor:
            decisions = list(finding.reviews.all())  # as prefetched, the oldest first
            last = decisions[-1] if decisions else None
            cells += [
                str(ReviewState(finding.state or ReviewState.OPEN).label),
                last.reason if last else "",
                _who(last) if last else "",
                last.at if last else None,
            ]
        yield cells


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _who(review: Review) -> str:
    """Who made a review, in words."""
    return _("the evidence changed") if review.by is None else review.by.get_username()


def _write_reviews(sheet: Sheet, findings: FindingQuerySet, reader: Reader) -> None:
    """The whole history of the findings' reviews, the oldest first."""
    sheet.header(
        [
            _("No."),
            _("Check"),
            _("Unit"),
            _("Projects"),
            _("State"),
            _("Reason"),
            _("By"),
            _("When"),
            _("Revision then"),
        ]
    )
    reviews = (
        Review.objects.for_reader(reader)
        .filter(finding__in=findings.order_by().values("pk"))
        .select_related("finding", "by", "revision")
        .defer("revision__snapshot")
        .order_by("pk")
    )
    sheet.rows(
        (
            number,
            one.finding.check_id,
            one.finding.unit_name,
            "\n".join(project["name"] for project in one.finding.named),
            one.get_state_display(),
            one.reason,
            _who(one),
            one.at,
            one.revision.number,
        )
        for number, one in enumerate(reviews.iterator(chunk_size=_CHUNK), start=1)
    )

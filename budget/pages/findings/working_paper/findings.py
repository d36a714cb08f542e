"""The sheets of findings and of their reviews."""

from collections.abc import Iterator, Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Prefetch
from django.utils.translation import gettext as _, pgettext

from budget.models import Review, ReviewState
from budget.models.findings import LEVEL_NAMES
from budget.models.querysets.findings import FindingQuerySet
from budget.pages.export.workbook import Fen, Linked, Sheet, SheetCell
from budget.pages.findings.evidence import quote_words
from budget.pages.findings.formats import finding_address, row_address
from budget.pages.findings.working_paper.files import CHUNK, RevisionFiles
from budget.pages.formats import place_words

# The widths of the columns, in characters.
_FINDING_WIDTHS = (8, 10, 10, 30, 10, 30, 40, 10, 40, 60, 40, 16, 14, 8, 12, 30)
_WIDTHS_OF_REVIEW = (12, 60, 18, 18)
_WIDTHS_TO_FILL = (16, 40)
REVIEW_WIDTHS = (8, 10, 30, 40, 14, 60, 18, 18, 16)

Reader = User | AnonymousUser


def finding_widths(is_auditor: bool) -> tuple[int, ...]:
    """The widths of the sheet of findings."""
    return (*_FINDING_WIDTHS, *(_WIDTHS_OF_REVIEW if is_auditor else ()), *_WIDTHS_TO_FILL)


def write_findings(
    sheet: Sheet, findings: FindingQuerySet, files: RevisionFiles, is_auditor: bool, site: str
) -> None:
    """The findings, each with a link to its row and to its page; the last columns are to be filled in."""
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
        _("Evidence, as disclosed where it is not marked as corrected"),
        _("Basis of the check"),
        _("Projects' money"),
        _("Sheet, table or page"),
        _("Row"),
        _("Further rows"),
        _("File"),
        *([pgettext("review", "State"), _("Reason"), _("By"), _("When")] if is_auditor else []),
        _("Index number"),
        _("Conclusion"),
    ]
    sheet.header(header)
    sheet.rows(_finding_rows(findings, files, is_auditor, site))


def _finding_rows(
    findings: FindingQuerySet, files: RevisionFiles, is_auditor: bool, site: str
) -> Iterator[list[SheetCell]]:
    rows = findings.for_list_page()
    if is_auditor:
        reviews = Review.objects.select_related("by").order_by("pk")
        rows = rows.prefetch_related(Prefetch("reviews", reviews))
    for number, finding in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        cells: list[SheetCell] = [
            number,
            Linked(finding.check_id, site + finding_address(finding)),
            str(LEVEL_NAMES[finding.level]),
            finding.disclosure.department.name,
            finding.disclosure.fiscal_year,
            finding.unit_name,
            "\n".join(one["name"] for one in finding.named),
            _numbers(finding.indicators),
            finding.wording,
            "\n".join(map(quote_words, finding.quotes)),
            finding.basis,
            Fen(finding.money),
            place_words(finding.place),
            None if finding.row is None else Linked(finding.row, site + row_address(finding)),
            _numbers([row for row in finding.rows if row != finding.row]),
            files.name_for(finding),
        ]
        if is_auditor:
            decisions = list(finding.reviews.all())  # as prefetched, the oldest first
            last = decisions[-1] if decisions else None
            cells += [
                str(ReviewState(finding.state or ReviewState.OPEN).label),
                last.reason if last else "",
                _author(last) if last else "",
                last.at if last else None,
            ]
        yield cells


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _author(review: Review) -> str:
    """Who made a review, in words."""
    return _("the evidence changed") if review.by is None else review.by.get_username()


def write_reviews(sheet: Sheet, findings: FindingQuerySet, reader: Reader) -> None:
    """The whole history of the findings' reviews, the oldest first."""
    sheet.header(
        [
            _("No."),
            _("Check"),
            _("Unit"),
            _("Projects"),
            pgettext("review", "State"),
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
            _author(one),
            one.at,
            one.revision.number,
        )
        for number, one in enumerate(reviews.iterator(chunk_size=CHUNK), start=1)
    )

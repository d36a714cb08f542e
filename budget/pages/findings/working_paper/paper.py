"""The working paper as a whole: its sheets in order."""

from collections.abc import Sequence
from typing import IO, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budget.models import Disclosure
from budget.models.querysets.findings import FindingQuerySet, may_review
from budget.pages.export.workbook import Book
from budget.pages.findings.working_paper.decisions import write_decisions
from budget.pages.findings.working_paper.files import RevisionFiles
from budget.pages.findings.working_paper.findings import (
    REVIEW_WIDTHS,
    Reader,
    finding_widths,
    write_findings,
    write_reviews,
)
from budget.pages.findings.working_paper.results import write_results
from budget.pages.findings.working_paper.scope import SCOPE_WIDTHS, write_corrections, write_head, write_scope


class About(NamedTuple):
    """The filters of the findings in words, and the address of the site, without a slash: rows lead there."""

    narrowed: Sequence[str]
    site: str


def write_working_paper(
    stream: IO[bytes],
    disclosures: QuerySet[Disclosure],
    findings: FindingQuerySet,
    reader: Reader,
    about: About,
) -> None:
    """Write the working paper of these disclosures and those of their findings that `findings` holds.

    Money is in 万元.
    """
    is_auditor = may_review(reader)
    findings = findings.for_reader(reader)
    files = RevisionFiles(disclosures)
    with Book(stream) as book:
        scope = book.sheet(_("What was checked"), SCOPE_WIDTHS)
        write_head(scope, disclosures, reader.get_username() if is_auditor else "", about.narrowed)
        write_scope(scope, disclosures, files)
        write_corrections(book, disclosures, with_authors=is_auditor)
        write_decisions(book, disclosures, with_authors=is_auditor)
        write_results(book, disclosures)
        of_findings = book.sheet(_("Points to review"), finding_widths(is_auditor))
        write_findings(of_findings, findings, files, is_auditor, about.site)
        if is_auditor:
            write_reviews(book.sheet(_("Reviews"), REVIEW_WIDTHS), findings, reader)

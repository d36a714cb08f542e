"""The sheet of self-evaluations of the disclosures of a working paper."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _, pgettext

from budget.models import Disclosure, SelfEvaluation
from budget.models.querysets.self_evaluations import SelfEvaluationQuerySet
from budget.pages.export.workbook import Book, Fen
from budget.pages.findings.working_paper.files import CHUNK
from budget.pages.results.detail import execution_words

_WIDTHS = (30, 24, 10, 36, 36, 18, 14, 14, 14, 12, 12, 10, 10, 12, 30, 8)


def write_results(book: Book, disclosures: QuerySet[Disclosure]) -> None:
    """A sheet of the self-evaluations of these departments and years, where there are any."""
    rows = _of(disclosures)
    if not rows.exists():
        return
    sheet = book.sheet(_("Self-evaluations"), _WIDTHS)
    sheet.header(
        [
            _("Department"),
            _("Unit"),
            _("Fiscal year"),
            pgettext("column", "Project"),
            _("Project as disclosed"),
            _("Match"),
            _("Initial budget"),
            _("Adjusted budget"),
            _("Executed"),
            _("Execution"),
            pgettext("of a self-evaluation", "Score"),
            _("Met"),
            _("Missed"),
            _("Cannot be told"),
            _("File"),
            _("Row"),
        ]
    )
    for row in rows.iterator(chunk_size=CHUNK):
        sheet.row(
            row.department.name,
            row.unit_name,
            row.fiscal_year,
            row.name,
            row.project.name if row.project else "",
            row.get_match_basis_display() if row.match_basis else "",
            *(Fen(fen) for fen in (row.initial_budget, row.adjusted_budget, row.executed)),
            execution_words(row.execution) or "",
            row.score,
            row.met_count,
            row.missed_count,
            row.unknown_count,
            row.file_name or "",
            row.row,
        )


def _of(disclosures: QuerySet[Disclosure]) -> SelfEvaluationQuerySet:
    chosen = disclosures.order_by().filter(
        department=OuterRef("department"), fiscal_year=OuterRef("fiscal_year")
    )
    return (
        SelfEvaluation.objects.filter(Exists(chosen))
        .with_file_name()
        .for_list_page()
        .order_by("department__name_sort", "fiscal_year", "unit_folded", "name_folded", "pk")
    )

"""The sheet of what auditors decided of projects over years."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from budget.models import Disclosure, MatchDecision, PairDecision
from budget.pages.export.workbook import Book
from budget.pages.findings.working_paper.files import CHUNK

_WIDTHS = (30, 30, 10, 40, 10, 40, 18, 40, 18, 18)


def write_decisions(book: Book, disclosures: QuerySet[Disclosure], *, with_authors: bool) -> None:
    """A sheet of the decisions in force on projects of these disclosures, where there are any."""
    rows = _in_force(disclosures)
    if not rows.exists():
        return
    sheet = book.sheet(_("Projects over the years"), _WIDTHS)
    author = [_("By")] if with_authors else []
    sheet.header(
        [
            _("Department"),
            _("Unit"),
            _("Year before"),
            _("Project of the year before"),
            _("Fiscal year"),
            _("Project"),
            _("Decision"),
            _("Note"),
            _("When"),
            *author,
        ]
    )
    for row in rows.select_related("unit__department", "by").iterator(chunk_size=CHUNK):
        sheet.row(
            row.unit.department.name,
            row.unit.name,
            row.before_year,
            row.before_name,
            row.fiscal_year,
            row.name,
            row.get_decision_display(),
            row.note,
            row.at,
            *([str(row.by)] if with_authors else []),
        )


def _in_force(disclosures: QuerySet[Disclosure]) -> QuerySet[MatchDecision]:
    """The last decision of each pair, without those that were taken back."""
    chosen = disclosures.order_by().filter(
        department=OuterRef("unit__department"), fiscal_year=OuterRef("fiscal_year")
    )
    of_pair = {name: OuterRef(name) for name in MatchDecision.PAIR_COLUMNS}
    last = MatchDecision.objects.filter(**of_pair).order_by("-pk").values("pk")[:1]
    found = MatchDecision.objects.exclude(decision=PairDecision.TAKEN_BACK)
    return found.filter(Exists(chosen), pk=Subquery(last), before_year=F("fiscal_year") - 1).order_by("pk")

"""The sheets of what was checked: disclosures, checks, what was not evaluated, corrections."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from budget.audit.catalogue import CHECKS, Check
from budget.disclosure.corrections import fen_of
from budget.models import Checked, Correction, Disclosure, NotEvaluated, Tally
from budget.models.findings import LEVEL_NAMES
from budget.money import WAN
from budget.pages.export.workbook import Book, Cell, Fen, Sheet
from budget.pages.findings.working_paper.files import CHUNK, RevisionFiles, keys_of
from budget.store.checks import Installation

# The widths of the columns, in characters.
SCOPE_WIDTHS = (18, 50, 14, 12, 18, 18, 40, 66, 18, 40)
# Departments that the head names.
_NAMED = 3
_CORRECTION_WIDTHS = (30, 12, 30, 40, 18, 40, 40, 40, 18, 16)


def write_head(
    sheet: Sheet, disclosures: QuerySet[Disclosure], prepared_by: str, narrowed: Sequence[str]
) -> None:
    """The head of the paper: what it is about, and what its author and its reviewer fill in."""
    found = disclosures.order_by("department__name_sort", "pk")
    pairs = list(found.values_list("department__name", "fiscal_year"))
    bodies = list(dict.fromkeys(name for name, _year in pairs))
    years = sorted({year for _name, year in pairs})
    names = _(", ").join(bodies[:_NAMED])
    sheet.title(_("Audit working paper: performance targets of projects"))
    sheet.field(
        _("Audited departments"),
        names if len(bodies) <= _NAMED else _("%(names)s and others") % {"names": names},
    )
    sheet.field(_("Fiscal year"), _(", ").join(map(str, years)))
    sheet.field(_("Index number"))
    sheet.field(_("Prepared by, on"), prepared_by)
    sheet.field(_("Reviewed by, on"))
    sheet.field(_("Conclusion"))
    sheet.field(_("Filters of the points to review"), "; ".join(narrowed) or _("none: all in force"))
    sheet.gap()


def write_scope(sheet: Sheet, disclosures: QuerySet[Disclosure], files: RevisionFiles) -> None:
    sheet.row(_("A point to review says where to look. It is no verdict."))
    sheet.row(_("Written"), timezone.now())
    sheet.row(_("Money"), WAN.behind)
    sheet.gap()
    checked = _write_disclosures(sheet, disclosures, files)
    sheet.gap()
    _write_checks(sheet, disclosures, checked)
    sheet.gap()
    _write_not_evaluated(sheet, disclosures)


def write_corrections(book: Book, disclosures: QuerySet[Disclosure], *, with_authors: bool) -> None:
    """A sheet of the corrections in force, where there are any: findings rest on the corrected values."""
    rows = Correction.objects.filter(disclosure__in=keys_of(disclosures)).for_pages()
    if not rows.exists():
        return
    sheet = book.sheet(_("Corrections"), _CORRECTION_WIDTHS)
    author = [_("By")] if with_authors else []
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
            *author,
        ]
    )
    for row in rows.select_related("disclosure__department").iterator(chunk_size=CHUNK):
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
            *([str(row.by)] if with_authors else []),
        )


def _in_sheet(row: Correction, value: str) -> Cell:
    """A value of a correction: money in 万元, empty where nothing is stated."""
    return Fen(fen_of(value)) if row.is_money else value


def _write_disclosures(
    sheet: Sheet, disclosures: QuerySet[Disclosure], files: RevisionFiles
) -> list[Checked]:
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
    hits = Tally.objects.filter(disclosure__in=keys_of(disclosures)).by_check()
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
        if "results" in check.needs:
            continue  # of self-evaluations, not of the disclosures of this sheet
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
        NotEvaluated.objects.filter(disclosure__in=keys_of(disclosures))
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
        for one in rows.iterator(chunk_size=CHUNK)
    )
    if not count:
        sheet.row(_("Everything was evaluated."))

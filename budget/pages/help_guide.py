"""The guide on the page of help: what each page answers, how figures are read and cited, how editors work."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from budget.links import address


@dataclass(frozen=True, slots=True)
class Entry:
    """A question or term, its answer, and the page that it leads to ("": none)."""

    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide; `anchor` is its place on the page."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


def guide() -> list[Part]:
    """The parts, those for auditors first."""
    return [_pages(), _figures(), _citing(), _editing()]


def _pages() -> Part:
    entries = (
        Entry(
            _("Overview"), _("Where the money of a year goes, and where to look first."), address("overview")
        ),
        Entry(
            _("Departments"),
            _(
                "One department: its units and projects, their points to review, a report to print or "
                "to save."
            ),
            address("departments"),
        ),
        Entry(
            _("Projects"),
            _("All projects of a year by name, money, type and points; each leads to its row in the file."),
            address("projects"),
        ),
        Entry(
            _("Indicators"), _("All targets, by category and by what kind of target."), address("indicators")
        ),
        Entry(
            _("Points to review"),
            _("What the checks hit, the gravest and dearest first, with the words that it rests on."),
            address("findings"),
        ),
        Entry(
            _("Checks"),
            _("Each check: what it hits, what it spares, on which document it rests."),
            address("checks"),
        ),
        Entry(
            _("What changed"),
            _("What became of departments, projects and targets since a year before."),
            address("changes"),
        ),
        Entry(
            _("Compare"),
            _("Two to four departments, units, years or revisions, side by side."),
            address("compare"),
        ),
        Entry(
            _("Self-evaluations"),
            _("What was executed, and which targets were met, after the year."),
            address("results"),
        ),
        Entry(
            _("Disclosures"),
            _("The files: revisions, the table as disclosed, what could not be read."),
            address("disclosures"),
        ),
    )
    return Part("guide-pages", _("What each page answers"), entries)


def _figures() -> Part:
    entries = (
        Entry(_("A dash"), _("The table states nothing. That is not 0: a stated 0 is shown as 0.")),
        Entry(
            _("Unit of money"),
            _("Stands once, at the head or behind the figure; choose it above the page. Files are in 万元."),
        ),
        Entry(
            _("Sums"),
            _(
                "Are those of the projects. What the table states in sum stands beside them, with the "
                "difference."
            ),
        ),
        Entry(_("Corrected values"), _("Bear a sign and lead to what is disclosed, the reason and the day.")),
        Entry(
            _("Shares and charts"),
            _("Each part of a chart leads to the rows that it counts; its table stands beside it."),
        ),
        Entry(
            _("Points to review"), _("Say where to look. An auditor confirms, explains or dismisses each.")
        ),
    )
    return Part("guide-figures", _("How figures are read"), entries)


def _citing() -> Part:
    entries = (
        Entry(
            _("One figure"),
            _(
                "“Citation” on a project, indicator or point copies one line with file, row, revision "
                "and SHA-256."
            ),
        ),
        Entry(_("A list"), _("“Save as” below it: CSV, XLSX or JSON; each row says where it comes from.")),
        Entry(_("A department"), _("Its report: one document for A4, as PDF or DOCX, with its sources.")),
        Entry(
            _("Points to review"),
            _(
                "The working paper: a workbook to fill in, with an index number and a conclusion for "
                "each point."
            ),
        ),
        Entry(_("An address"), _("Holds all filters: whoever opens it sees the same rows.")),
    )
    return Part("guide-citing", _("How to cite and to keep"), entries)


def _editing() -> Part:
    entries = (
        Entry(
            _("Upload"),
            _(
                "Choose files, read the preview (what is new, changed, refused and why), then store "
                "it or leave it."
            ),
        ),
        Entry(
            _("Entry by hand"),
            _(
                "For tables that were never published as a file: department and year, units, "
                "projects, indicators."
            ),
        ),
        Entry(
            _("Correction"),
            _("Replaces a disclosed value and keeps it: the reason is public, and points are found anew."),
        ),
        Entry(
            _("Revision"),
            _(
                "The same department and year again makes a new one; earlier ones stay and can be "
                "brought back."
            ),
        ),
        Entry(
            _("Withdrawal"),
            _("Takes a disclosure out of all figures; its page remains, and it can be taken back."),
        ),
        Entry(
            _("Results"),
            _("Self-evaluations are uploaded like tables; an auditor confirms a match that only seems so."),
        ),
    )
    return Part("guide-editing", _("For editors"), entries)

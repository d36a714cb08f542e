"""PDF disclosures: ruled tables whose cells wrap and break over pages become a list of whole tables.

`drawing` records glyphs and rules, `painting` leaves out those that the page does not show, and `striking`
those that are struck out; `ruling` finds the cells, `text` makes lines of glyphs, `tables` fills the cells of
a page, and `joining` joins the tables of the pages.

A table over pages is one grid: its place is the page on which it starts, its rows are counted through
all pages, and a row that begins on a later page names it. A PDF does not contain line breaks within a
cell, blanks at a wrap next to a Chinese character, and the difference between characters of the same
shape. Slanting text (watermarks) and the content of interactive forms are not read. The text of tables
without rules comes as lines with their places.
"""

import io
from dataclasses import replace

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psexceptions import PSException

from budget.disclosure.grid import UNKNOWN_CHARACTER, Grid, Omission
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.pdf.content import PageContent
from budget.disclosure.readers.pdf.drawing import drawn_pages
from budget.disclosure.readers.pdf.joining import joined_tables
from budget.disclosure.readers.pdf.marks import Page
from budget.disclosure.readers.pdf.streams import check_streams
from budget.disclosure.readers.pdf.tables import read_page
from budget.disclosure.readers.pdf.unruled import placed_lines

# The longest budget documents found have 300 pages. A file of more is no disclosure, or malicious.
MAX_PAGES = 3_000

# Errors of pdfminer on broken files, in addition to its PSException.
_BROKEN = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """Return the ruled tables of a PDF, each with the lines of text above it. `name` is used in messages
    only.

    Lines after the last table become the caption of a grid without rows. Raises Refused: encrypted,
    unreadable (damaged, or pages missing), runaway, no-text (pictures, or fonts that do not identify
    their characters).
    """
    check_streams(data, limits)
    try:
        pages = _drawn(data)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Refused(Problem("encrypted")) from error
    except _BROKEN as error:
        raise unreadable(_("a part of it cannot be made sense of")) from error
    _refuse_without_text(pages)
    contents: list[PageContent] = []
    for page in pages:
        contents.append(read_page(page, contents[-1] if contents else None))
    grids = joined_tables(contents)
    placed = placed_lines(contents)
    if not placed or not grids:
        return grids
    omitted = [(page.number, one) for page in contents for _, one in page.omitted]
    omissions = tuple(Omission(kind, text, place=f"page {page}") for page, (kind, text) in omitted)
    return [replace(grids[0], placed=placed, omissions=omissions)]


def _drawn(data: bytes) -> list[Page]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    stated = resolve1(dict_value(document.catalog.get("Pages", {})).get("Count"))
    if isinstance(stated, int) and stated > MAX_PAGES:
        raise Refused(
            Problem(
                "runaway", details={"reason": _("it has more than {limit} pages"), "limit": str(MAX_PAGES)}
            )
        )
    pages = []
    for page in drawn_pages(PDFPage.create_pages(document)):
        pages.append(page)
        if len(pages) > MAX_PAGES:
            raise Refused(
                Problem(
                    "runaway",
                    details={"reason": _("it has more than {limit} pages"), "limit": str(MAX_PAGES)},
                )
            )
    if not pages or (isinstance(stated, int) and len(pages) < stated):
        if not pages:
            raise unreadable(_("no page is found in it"))
        raise unreadable(
            _("{found} of its {stated} pages are found in it"), found=str(len(pages)), stated=str(stated)
        )
    return pages


def _refuse_without_text(pages: list[Page]) -> None:
    glyphs = [glyph.text for page in pages for glyph in page.glyphs if glyph.text.strip()]
    if 2 * sum(UNKNOWN_CHARACTER in text for text in glyphs) > len(glyphs):
        raise Refused(
            Problem("no-text", details={"reason": _("its fonts do not say which characters they draw")})
        )
    if not glyphs:
        is_picture = any(page.has_picture for page in pages)
        reason = _("its pages are pictures") if is_picture else _("its pages are empty")
        raise Refused(Problem("no-text", details={"reason": reason}))

"""A document as PDF on A4, with numbered pages."""

from collections.abc import Iterator
from functools import cache, partial
from typing import IO, Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph as Flowing,
    Spacer,
)

from budget.pages.export.documents.fonts import font_file
from budget.pages.export.documents.pdf_table import BOLD, REGULAR, PdfTable
from budget.pages.report.document import Cell, Document, Link, Paragraph, Section

_WIDTH, _HEIGHT = A4
_MARGIN: Final = 18 * mm
# So much room a heading needs below it, and a caption: else it goes to the next page.
_ROOM_OF_HEADING, _ROOM_OF_CAPTION = 45 * mm, 30 * mm
_INK, _SOFT = HexColor("#111111"), HexColor("#555555")


@cache
def _fonts_are_known() -> bool:
    """Make the fonts known, once in a process."""
    for name, weight in ((REGULAR, "regular"), (BOLD, "bold")):
        pdfmetrics.registerFont(TTFont(name, str(font_file(weight))))
    return True


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    options: dict[str, Any] = {
        "fontName": REGULAR,
        "fontSize": size,
        "leading": size * 1.45,
        "textColor": _INK,
        "wordWrap": "CJK",
        **more,
    }
    return ParagraphStyle(name, **options)


_TITLE = _style("title", 18, fontName=BOLD, spaceAfter=6)
_HEADING = _style("heading", 13, fontName=BOLD, spaceBefore=14, spaceAfter=4)
_CAPTION = _style("caption", 9.5, fontName=BOLD, spaceBefore=8, spaceAfter=3)
_TEXT = _style("text", 9.5, spaceAfter=4)
_NOTE = _style("note", 8, textColor=_SOFT, spaceBefore=2, spaceAfter=4)


class _Numbered(Canvas):
    """A canvas that writes the number of each page and of all when the last one is known."""

    def __init__(self, *args: Any, footer: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initialFontName": REGULAR})
        self._footer = footer
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # not in the stubs

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 8)
            self.setFillColor(_SOFT)
            self.drawString(_MARGIN, 11 * mm, self._footer)
            words = _("Page %(number)s of %(all)s") % {"number": number, "all": len(self._pages)}
            self.drawRightString(_WIDTH - _MARGIN, 11 * mm, words)
            super().showPage()
        super().save()


def write_pdf(document: Document, stream: IO[bytes]) -> None:
    """Write the document."""
    _fonts_are_known()
    template = BaseDocTemplate(
        stream,
        pagesize=A4,
        title=document.title,
        author=_("Budget performance targets"),
        subject=document.url,
        lang=document.language,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=16 * mm,
        bottomMargin=18 * mm,
    )
    frame = Frame(_MARGIN, 18 * mm, _WIDTH - 2 * _MARGIN, _HEIGHT - 34 * mm, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    canvas = partial(_Numbered, footer=document.footer)
    template.build(list(_flowables(document)), canvasmaker=canvas)


def _flowables(document: Document) -> Iterator[Flowable]:
    yield Flowing(_marked(document.title), _TITLE)
    for line in document.about:
        yield Flowing(_marked(line), _TEXT)
    for section in document.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    """A section; its heading, and the caption of a table, stay with what follows them."""
    yield CondPageBreak(_ROOM_OF_HEADING)
    yield Flowing(_marked(section.title), _HEADING)
    for block, is_captioned in section.parts():
        if isinstance(block, Paragraph):
            text = Link(block.text, block.url) if block.url else block.text
            yield Flowing(_marked(text), _NOTE if block.is_note else _TEXT)
            continue
        if is_captioned:
            yield CondPageBreak(_ROOM_OF_CAPTION)
            yield Flowing(_marked(block.caption), _CAPTION)
        yield PdfTable(block, _WIDTH - 2 * _MARGIN)
        yield Spacer(0, 4)


def _marked(cell: Cell) -> str:
    """The words of a cell in reportlab's markup, with their lines and their link."""
    text = cell.text if isinstance(cell, Link) else cell
    words = escape("".join(one for one in text if one >= " " or one == "\n")).replace("\n", "<br/>")
    return f"<a href={quoteattr(cell.url)}>{words}</a>" if isinstance(cell, Link) and cell.url else words

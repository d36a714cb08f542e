"""A document as DOCX on A4: styles, headings that repeat, numbered pages, and the font that it is set in."""

import re
from typing import IO, Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt, RGBColor

from budget.pages.export.documents.fonts import FAMILY, font_subset
from budget.pages.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Row,
    Table,
    cell_text,
    cell_url,
)

_WIDTH: Final = 210 - 2 * 18  # millimetres between the margins
_TWIPS: Final = 1440 / 25.4
_KEYS: Final = UUID("6f1c1f0e-6a0b-4e0c-9a57-2f1d6b7c3e10")  # the namespace of the fonts' keys
_FONT_TYPE: Final = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_STYLES: Final = {"Normal": 9.5, "Title": 18, "Heading 1": 13, "Caption": 9.5}
_CELL_SIZE: Final = 16  # half points


def write_docx(document: Document, stream: IO[bytes]) -> None:
    """Write the document."""
    word = new_document()
    _set_up(word, document)
    word.add_paragraph(document.title, style="Title")
    for line in document.about:
        word.add_paragraph(line)
    for section in document.sections:
        word.add_heading(section.title, level=1)
        for block, is_captioned in section.parts():
            _add_block(word, block, is_captioned=is_captioned)
    _embed(word, document)
    word.save(stream)


def _set_up(word: WordDocument, document: Document) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin, page.bottom_margin = Mm(16), Mm(18)
    properties = word.core_properties
    properties.title, properties.subject = document.title, document.url
    properties.author = _("Budget performance targets")
    properties.comments, properties.language = "", document.language
    for name, size in _STYLES.items():
        style = word.styles[name]
        style.font.name, style.font.size = FAMILY, Pt(size)
        style.font.bold = name != "Normal"
        style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FAMILY)
    footer = page.footer.paragraphs[0]
    footer.style = word.styles["Normal"]
    _add_footer(footer, document.footer)


def _add_footer(paragraph: Any, words: str) -> None:
    before, between, after = re.split(r"%\(\w+\)s", _("Page %(number)s of %(all)s"))
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{words}\t{before}")
    _add_field(paragraph._p, "PAGE", "1")
    paragraph.add_run(between)
    _add_field(paragraph._p, "NUMPAGES", "1")
    paragraph.add_run(after)
    for run in paragraph.runs:
        run.font.size = Pt(8)


def _add_field(
    parent: Any, instruction: str, shown: str, *, is_link: bool = False, is_bold: bool = False
) -> None:
    """A field that the word processor fills in; until then it shows these words."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(_run(shown, size=_CELL_SIZE, is_link=is_link, is_bold=is_bold))
    parent.append(field)


def _add_block(word: WordDocument, block: Block, *, is_captioned: bool) -> None:
    if isinstance(block, Table):
        if is_captioned:
            word.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
        word.add_paragraph()._p.addprevious(_table(block))
        return
    paragraph = word.add_paragraph()
    if block.url:
        _add_field(paragraph._p, f'HYPERLINK "{block.url}"', block.text, is_link=True)
        return
    run = paragraph.add_run(block.text)
    if block.is_note:
        run.font.size = Pt(8)
        run.font.color.rgb = RGBColor(0x55, 0x55, 0x55)


def _table(table: Table) -> Any:
    """A table, made of its elements: python-docx's own rows take time by the square of their number."""
    all_widths = sum(column.width for column in table.columns)
    widths = [round(_WIDTH * _TWIPS * column.width / all_widths) for column in table.columns]
    made = OxmlElement("w:tbl")
    made.append(_properties("w:tblPr", **{"w:tblStyle": "TableGrid", "w:tblLayout": "fixed"}))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(_valued("w:gridCol", width, "w:w"))
    made.append(grid)
    head = Row(tuple(column.label for column in table.columns))
    made.append(_row(head, table.columns, widths, is_head=True))
    for row in table.rows:
        made.append(_row(row, table.columns, widths))
    return made


def _row(row: Row, columns: tuple[Column, ...], widths: list[int], *, is_head: bool = False) -> Any:
    made = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    made.append(properties)
    if row.is_whole:
        made.append(_cell(row.cells[0], sum(widths), span=len(widths), is_bold=row.kind == "group"))
        return made
    is_bold = is_head or row.kind == "total"
    for cell, column, width in zip(row.cells, columns, widths, strict=True):
        made.append(_cell(cell, width, is_figure=column.is_figure, is_bold=is_bold))
    return made


def _cell(cell: Cell, width: int, *, span: int = 1, is_figure: bool = False, is_bold: bool = False) -> Any:
    made = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(_valued("w:tcW", width, "w:w"))
    if span > 1:
        properties.append(_valued("w:gridSpan", span))
    made.append(properties)
    url = cell_url(cell)
    for line in cell_text(cell).split("\n"):
        paragraph = OxmlElement("w:p")
        layout = OxmlElement("w:pPr")
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:before"), "20")
        spacing.set(qn("w:after"), "20")
        layout.append(spacing)
        if is_figure:
            layout.append(_valued("w:jc", "right"))
        paragraph.append(layout)
        if url:
            _add_field(paragraph, f'HYPERLINK "{url}"', line, is_link=True, is_bold=is_bold)
        else:
            paragraph.append(_run(line, size=_CELL_SIZE, is_bold=is_bold))
        made.append(paragraph)
    return made


def _run(words: str, *, size: int, is_bold: bool = False, is_link: bool = False) -> Any:
    made = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    if is_bold:
        properties.append(OxmlElement("w:b"))
    if is_link:
        properties.append(_valued("w:color", "1F4E9E"))
    properties.append(_valued("w:sz", size))
    made.append(properties)
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = "".join(one for one in words if one >= " ")
    made.append(text)
    return made


def _valued(tag: str, value: object, attribute: str = "w:val") -> Any:
    made = OxmlElement(tag)
    made.set(qn(attribute), str(value))
    return made


def _properties(tag: str, **values: str) -> Any:
    """The properties of a table."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.append(_valued(name, value, "w:type" if name == "w:tblLayout" else "w:val"))
    return made


def _embed(word: WordDocument, document: Document) -> None:
    """Embed the characters that the document uses of its font, as Word does: the first 32 bytes of the file
    are combined with a key.
    """
    characters = set("".join(document.texts())) | set(document.footer) | set(_("Page %(number)s of %(all)s"))
    characters |= set("0123456789")
    table = next(
        rel.target_part for rel in word.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    )
    fonts = OxmlElement("w:fonts", nsdecls={"w": nsmap["w"], "r": nsmap["r"]})
    font = _valued("w:font", FAMILY, "w:name")
    fonts.append(font)
    for tag, weight in (("w:embedRegular", "regular"), ("w:embedBold", "bold")):
        key = uuid5(_KEYS, weight)
        blob = _combined(font_subset(weight, characters), key)
        of_font = Part(PackURI(f"/word/fonts/{weight}.odttf"), _FONT_TYPE, blob, word.part.package)
        embedded = _valued(tag, table.relate_to(of_font, RELATIONSHIP_TYPE.FONT), "r:id")
        embedded.set(qn("w:fontKey"), f"{{{str(key).upper()}}}")
        font.append(embedded)
    table._blob = serialize_part_xml(fonts)
    zoom = word.settings.element.find(qn("w:zoom"))
    for tag in ("w:saveSubsetFonts", "w:embedTrueTypeFonts"):
        zoom.addnext(OxmlElement(tag))


def _combined(font: bytes, key: UUID) -> bytes:
    """The file with its first 32 bytes combined with the key, the last byte first."""
    mask = key.bytes[::-1]
    head = bytes(byte ^ mask[at % 16] for at, byte in enumerate(font[:32]))
    return head + font[32:]

"""Reads DOCX documents into grids, from the document's XML, as the text prints once all changes are
accepted.

python-docx is not used: its cells omit the content of content controls, insertions and fields. Page
headers and footers, footnotes and comments are not read. Text that is struck out, deleted by a change, hidden
or white, and raised marks that point to a note are left out; the grids say so.
"""

from collections.abc import Iterator
from dataclasses import replace

from budget.disclosure.grid import Grid, Omission, OmissionKind
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import unreadable
from budget.disclosure.readers.blocks import Block, Table, grids_of_blocks
from budget.disclosure.readers.marked import INVISIBLE, STRUCK, marked
from budget.disclosure.readers.numbering import Numbering, read_numbering
from budget.disclosure.readers.package import (
    Element,
    Package,
    attribute,
    child_of,
    children_of,
    local_name,
    value_of,
)
from budget.disclosure.readers.symbols import symbol
from budget.disclosure.readers.word_styles import Ground, Looks, ParagraphLooks, looks_of, texts_of_deleted
from budget.disclosure.readers.word_tables import RawCell, table_of

# Elements that wrap paragraphs, rows, cells or runs: content controls, custom XML, insertions, links, fields.
_AROUND = frozenset(
    {
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    }
)
# Content that a change took away.
_DELETED = frozenset({"del", "moveFrom"})
# Formulas, in both dialects of the format, hold runs of their own.
_FORMULAS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The tables of a document in their order, each with the paragraphs before it as its caption.

    `name` is for words alone. Raises Refused where the file is encrypted, damaged or over the limits.
    """
    refuse_large_file(len(data), limits)
    package = Package(data, limits)
    part = _main_part(package)
    body = child_of(package.tree(part), "body")
    if body is None:
        raise unreadable(_("the document has no body"))
    parts = {kind: target for kind, target in package.relations(part).values() if target in package}
    numbering = read_numbering(package.tree(parts["numbering"]) if "numbering" in parts else None)
    looks = looks_of(package, parts.get("styles"))
    return grids_of_blocks(_Document(numbering, looks).blocks(body), CellCount(limits))


def _main_part(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument":
            return target
    return "word/document.xml"


_PAPER = Ground()


class _Document:
    def __init__(self, numbering: Numbering, looks: Looks) -> None:
        self._numbering = numbering
        self._looks = looks

    def blocks(self, container: Element, ground: Ground = _PAPER) -> Iterator[Block]:
        """The paragraphs and tables of the body, a cell or a text box."""
        joined = ""
        for child in container:
            tag = local_name(child)
            if tag == "p":
                boxes: list[Block] = []
                looks = self._looks.of_paragraph(child, ground)
                text = joined + self._numbering.next_label(child) + self._runs(child, looks, boxes)
                # A deleted paragraph mark joins the paragraph with the one after it.
                joined = text if _has_deleted_mark(child) else ""
                if not joined:
                    yield text
                yield from boxes
            elif tag == "tbl":
                yield self._table(child, ground)
            elif tag == "AlternateContent":
                yield from self.blocks(_chosen(child), ground)
            elif tag in _AROUND:
                yield from self.blocks(child, ground)
        if joined:
            yield joined

    def _runs(self, element: Element, looks: ParagraphLooks, boxes: list[Block]) -> str:
        """Return the text of a paragraph's content, with what is not read of it marked. Text boxes are added
        to `boxes`.
        """
        parts = []
        for child in element:
            tag = local_name(child)
            if tag == "r":
                parts.append(self._run(child, looks, boxes))
            elif tag == "AlternateContent":
                parts.append(self._runs(_chosen(child), looks, boxes))
            elif tag == "f" and _is_formula(child):  # a fraction
                fraction = (part for part in child if local_name(part) in ("num", "den"))
                parts.append("/".join(self._runs(part, looks, boxes) for part in fraction))
            elif tag in _AROUND or _is_formula(child):
                parts.append(self._runs(child, looks, boxes))
            elif tag in _DELETED:
                parts.append(marked(texts_of_deleted([child]), STRUCK))
        return "".join(parts)

    def _run(self, run: Element, looks: ParagraphLooks, boxes: list[Block]) -> str:
        """The text of a run, marked where it is not read."""
        properties = child_of(run, "rPr")
        text = self._text_of_run(run, properties, looks, boxes)
        if not text:
            return ""
        mark = looks.mark(properties)
        if mark == INVISIBLE and not text.strip():
            return ""
        return marked(text, mark) if mark else text

    def _text_of_run(
        self, run: Element, properties: Element | None, looks: ParagraphLooks, boxes: list[Block]
    ) -> str:
        font = _font(properties)
        parts = []
        for child in run:
            tag = local_name(child)
            if tag == "t":
                text = child.text or ""
                parts.append("".join(symbol(c, font) for c in text) if _is_private(text) else text)
            elif tag in ("tab", "ptab"):
                parts.append("\t")
            elif tag in ("br", "cr"):
                parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag == "sym":
                parts.append(_symbol(child))
            elif tag == "ruby":
                parts.append(self._runs(child, looks, boxes))
            elif tag == "AlternateContent":
                parts.append(self._text_of_run(_chosen(child), properties, looks, boxes))
            elif tag in ("drawing", "pict", "object"):
                for box in _text_boxes(child):
                    boxes.extend(self.blocks(box))
        return "".join(parts)

    def _table(self, table: Element, ground: Ground) -> Table:
        ground = self._looks.ground_of_table(child_of(table, "tblPr"), ground)
        rows: list[list[RawCell]] = []
        omissions: list[Omission] = []
        for row in _inside(table, "tr"):
            kind = _left_out(row)
            if kind is None:
                rows.append(self._row(row, ground, omissions, len(rows) + 1))
                continue
            texts = [" ".join(texts_of_deleted([cell]).split()) for cell in _inside(row, "tc")]
            if any(texts):
                omissions.append(Omission(kind, "\t".join(texts), len(rows) + 1))
        widths = [
            int(width)
            for grid in children_of(table, "tblGrid")
            for column in children_of(grid, "gridCol")
            if (width := attribute(column, "w") or "").isdecimal()
        ]
        return replace(table_of(rows, widths), omissions=tuple(omissions))

    def _row(self, row: Element, ground: Ground, omissions: list[Omission], number: int) -> list[RawCell]:
        properties = child_of(row, "trPr")
        cells = []
        if before := _number(child_of(properties, "gridBefore"), default=0):
            cells.append(RawCell(columns=before))
        for cell in _inside(row, "tc"):
            of_cell = child_of(cell, "tcPr")
            if child_of(of_cell, "cellDel") is None:
                cells.append(self._cell(cell, of_cell, ground))
            elif text := " ".join(texts_of_deleted([cell]).split()):
                omissions.append(Omission("struck", text, number))
        return cells

    def _cell(self, cell: Element, properties: Element | None, ground: Ground) -> RawCell:
        own = {} if properties is None else {local_name(one): one for one in reversed(properties)}
        return RawCell(
            blocks=tuple(self.blocks(cell, ground.within(properties) if "shd" in own else ground)),
            columns=_number(own.get("gridSpan"), default=1),
            continues_above=_merge(own.get("vMerge")) == "continue",
            continues_left=_merge(own.get("hMerge")) == "continue",
        )


def _inside(element: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, those within content controls and the like too."""
    for child in element:
        tag = local_name(child)
        if tag == wanted:
            yield child
        elif tag in _AROUND:
            yield from _inside(child, wanted)


def _number(found: Element | None, default: int) -> int:
    """The number that a property states, the default where it is missing or no number."""
    written = value_of(found)
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else default


def _merge(found: Element | None) -> str:
    """Return "restart", "continue" (the default of the property), or "" where the cell is not merged."""
    return "" if found is None else attribute(found, "val") or "continue"


def _left_out(row: Element) -> OmissionKind | None:
    """Return why a row is not read, None for one that is."""
    properties = child_of(row, "trPr")
    if child_of(properties, "del") is not None:
        return "struck"
    hidden = child_of(properties, "hidden")
    is_hidden = hidden is not None and (attribute(hidden, "val") or "1").lower() not in ("0", "false", "off")
    return "hidden-row" if is_hidden else None


def _has_deleted_mark(paragraph: Element) -> bool:
    return child_of(child_of(child_of(paragraph, "pPr"), "rPr"), "del") is not None


def _chosen(alternatives: Element) -> Element:
    """The first of several ways in which a thing is written; the others repeat it for older programs."""
    for child in alternatives:
        if local_name(child) in ("Choice", "Fallback"):
            return child
    return alternatives


def _text_boxes(drawing: Element) -> Iterator[Element]:
    """The contents of the text boxes of a drawing, not of those within them."""
    for child in drawing:
        tag = local_name(child)
        if tag == "txbxContent":
            yield child
        elif tag == "AlternateContent":
            yield from _text_boxes(_chosen(child))
        elif tag:
            yield from _text_boxes(child)


def _is_formula(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_FORMULAS)


def _font(properties: Element | None) -> str:
    fonts = child_of(properties, "rFonts")
    return "" if fonts is None else attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""


def _is_private(text: str) -> bool:
    return any("\uf000" <= character <= "\uf0ff" for character in text)


def _symbol(element: Element) -> str:
    code = attribute(element, "char") or ""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError) as error:
        raise unreadable(_("a symbol bears the number {number}"), number=code[:20]) from error
    return symbol(character, attribute(element, "font") or "")

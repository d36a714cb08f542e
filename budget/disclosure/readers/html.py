"""Web pages -> grids, as a browser shows them: markup is no text, blanks in a row count once.

Text that is struck out or not to be seen, raised marks that point to a note and hidden rows are left out of
tables; the grids say so. Hidden elements outside tables (menus, dialogues) are left out without a word.

Pages that a spreadsheet program saved (also under the name .xls) are such pages; their displayed text is
read. Numbers that a list's items are given by the browser are not. No address in a page is ever opened.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass, field, replace

from lxml import etree

from budget.disclosure.grid import Grid, Omission
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.blocks import Block, Table, TableCell, grids_of_blocks
from budget.disclosure.readers.html_styles import PLAIN, Look, Styles, StyleUnclear, styles_of
from budget.disclosure.readers.marked import INVISIBLE, marked
from budget.disclosure.readers.package import Element
from budget.disclosure.readers.text import line_at

# The bytes in which a page may declare its charset, as browsers read them.
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
# The others that Chinese pages declare are all within GB18030.
_OTHER_CHARSETS = frozenset({"big5", "big5hkscs"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_NO_TEXT = frozenset(
    {
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "object",
        "iframe",
        "svg",
        "select",
        "colgroup",
        "col",
        "rp",
        "rt",
    }
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu"
        " nav ol p pre section summary ul caption"
    ).split()
)
_GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}  # in the order in which they are shown
_CELLS = frozenset({"td", "th"})
_PARTS_AROUND_CELLS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
# A noncharacter, which no page holds.
_MARK = "\ufdd5"
_BREAK_IN_SOURCE = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_BLANKS = re.compile(r"[ \t\f]+")
# The limits of spans in the standard.
_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The tables of a page in their order, each with the lines of text before it as its caption.

    `name` is for words alone. Raises Refused where the page is in no known charset, nested too deep or over
    the limits.
    """
    refuse_large_file(len(data), limits)
    return grids_of_page(decoded(data), limits)


def grids_of_page(text: str, limits: Limits) -> list[Grid]:
    """The tables of a page that is decoded already; raises Refused as `read_grids` does."""
    root = _parsed(text)
    styles = styles_of(root)
    try:
        return _grids(root, styles, limits)
    except StyleUnclear as unclear:
        raise _placed(unclear, root, styles, limits) from unclear


def _grids(root: Element, styles: Styles, limits: Limits) -> list[Grid]:
    flow = _Flow(styles)
    _walk(root, flow, PLAIN)
    flow.end_line()
    return grids_of_blocks(flow.blocks, CellCount(limits))


def _placed(unclear: StyleUnclear, root: Element, styles: Styles, limits: Limits) -> Refused:
    """The refusal with its table and row: where a mark in the element's first cell is, once the page is read
    without the rules that are not understood.
    """
    (problem,) = unclear.problems
    element = unclear.element
    cell = element if element.tag not in _PARTS_AROUND_CELLS else next(element.iter("td", "th"), element)
    cell.text = _MARK + (cell.text or "")
    for grid in _grids(root, styles.without_doubtful(), limits):
        for row in grid.rows:
            if any(_MARK in cell.text for cell in row.cells):
                return Refused(replace(problem, place=grid.place, row=row.number))
    return unclear


def decoded(data: bytes) -> str:
    """A page's text: by its BOM, else as UTF-8 where it is that (by chance no other text is), else as it
    declares, else as GB18030.

    A page may declare a charset that it is not in. Raises Refused where it is in none of them.
    """
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], charset)
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    charset = declared[1].decode("ascii").lower() if declared else ""
    for candidate in ("utf-8", charset if charset in _OTHER_CHARSETS else "gb18030"):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    return _strictly(data, "gb18030")


def _strictly(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        raise Refused(Problem("unknown-charset", row=line_at(data, error.start))) from error


def _parsed(text: str) -> Element:
    # The charset is given to the parser: a wrong declaration in the page has no effect.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.replace("\0", "").encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable(_("it holds no page")) from error
    if root is None:
        raise unreadable(_("it holds no page"))
    # Past such an error the parser leaves out the rest of the page without a word.
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise unreadable(_("its elements are nested too deep, or one text in it is too long"))
    return root


class _Flow:
    """Lines of text and tables as they come; `is_cell`: those of a table's cell."""

    def __init__(self, styles: Styles, is_cell: bool = False) -> None:
        self.styles = styles
        self.is_cell = is_cell
        self.blocks: list[Block] = []
        self._pieces: list[str] = []

    def add(self, text: str, look: Look) -> None:
        """Add a text, blanks of it made visible where its look keeps them."""
        if not look.keeps_blanks:
            self._pieces.append(marked(text, look.mark) if look.mark else text)
            return
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            if number:
                self.break_line()
            self._pieces.append(marked(line.replace(" ", "\xa0"), look.mark))

    def leave_out(self, element: Element) -> None:
        """Keep the text of a hidden element in a cell, as one that is left out."""
        if self.is_cell and (text := _all_text(element)):
            self._pieces.append(marked(text, INVISIBLE))

    def end_line(self) -> None:
        """End the line where it holds anything but blanks that collapse."""
        line = _collapsed("".join(self._pieces))
        self._pieces = []
        if line:
            self.blocks.append(line)

    def break_line(self) -> None:
        """End the line even where it is empty."""
        self.blocks.append(_collapsed("".join(self._pieces)))
        self._pieces = []


def _collapsed(text: str) -> str:
    """Text with its blanks in a row made one; a line break of the source between two wide characters is none
    (CSS Text 3, 4.1.2).
    """

    def shown(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _is_wide(before) and _is_wide(after) else " "

    return _BLANKS.sub(" ", _BREAK_IN_SOURCE.sub(shown, text)).strip(" ")


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in ("W", "F")


def _walk(element: Element, flow: _Flow, around: Look) -> None:
    """Add an element's content to the flow (its tail is its parent's)."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _NO_TEXT:
        return
    if not flow.styles.is_shown(element):
        flow.leave_out(element)
        return
    look = flow.styles.look(element, around)
    if tag == "br":
        flow.break_line()
    elif tag == "input":
        if element.get("type", "text").lower() in ("text", "number"):
            flow.add(element.get("value", ""), look)
    elif tag == "table":
        flow.end_line()
        before, table = _table(element, flow.styles, look)
        flow.blocks.extend(before)
        flow.blocks.append(table)
    else:
        if tag in _BLOCKS:
            flow.end_line()
        _walk_content(element, flow, look)
        if tag in _BLOCKS:
            flow.end_line()


def _walk_content(element: Element, flow: _Flow, look: Look) -> None:
    if element.text:
        flow.add(element.text, look)
    for child in element:
        _walk(child, flow, look)
        if child.tail:
            flow.add(child.tail, look)


def _all_text(element: Element) -> str:
    """Return an element's text in one line, without that of scripts and style sheets."""
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return " ".join("".join(texts).split())


class _Rows:
    """The rows of a table by group, and the content outside its cells, which a browser shows before the
    table.
    """

    def __init__(self, styles: Styles, look: Look) -> None:
        self.groups: list[tuple[int, list[_Row]]] = []
        self.before = _Flow(styles)
        self._styles = styles
        self._look = look

    def add_table(self, element: Element) -> None:
        self._loose(element.text)
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                pass
            elif not self._styles.is_shown(child):
                self._leave_out(child)
            elif tag in _GROUPS:
                self.groups.append((_GROUPS[tag], []))
                self._add_group(child, self._styles.look(child, self._look))
                self.groups.append((_GROUPS["tbody"], []))
            elif tag == "tr" or tag in _CELLS:
                self._add_to_group(child, self._look)
            elif tag in ("table", "caption"):
                _walk(child, self.before, self._look)
                self.before.end_line()
            elif tag not in _NO_TEXT:
                self.add_table(child)  # a form around the rows, as old pages have it
            self._loose(child.tail)

    def _add_group(self, group: Element, look: Look) -> None:
        self._loose(group.text)
        for child in group:
            if isinstance(child.tag, str):
                if self._styles.is_shown(child):
                    self._add_to_group(child, look)
                else:
                    self._leave_out(child)
            self._loose(child.tail)

    def _add_to_group(self, element: Element, look: Look) -> None:
        rows = self._rows()
        if element.tag == "tr":
            rows.append(_Row(self._styles.look(element, look)))
            self._loose(element.text)
            for child in element:
                self._add_cell(child, rows[-1])
                self._loose(child.tail)
        else:
            if not rows:
                rows.append(_Row(look))
            self._add_cell(element, rows[-1])

    def _rows(self) -> list["_Row"]:
        if not self.groups:
            self.groups.append((_GROUPS["tbody"], []))
        return self.groups[-1][1]

    def _add_cell(self, element: Element, row: "_Row") -> None:
        if not isinstance(element.tag, str):
            return
        if not self._styles.is_shown(element):
            row.left_out.append(_all_text(element))
        elif element.tag in _CELLS:
            row.cells.append(element)
        elif any(child.tag in _CELLS for child in element):  # a form around cells
            for child in element:
                self._add_cell(child, row)
        else:
            _walk(element, self.before, row.look)
            self.before.end_line()

    def _leave_out(self, element: Element) -> None:
        """Keep the texts of a hidden row, or of each row of a hidden group."""
        rows = [element] if element.tag == "tr" else list(element.iter("tr"))
        for row in rows:
            hidden = _Row(self._look, is_hidden=True)
            hidden.left_out += [_all_text(cell) for cell in row.iter("td", "th")]
            self._rows().append(hidden)

    def _loose(self, text: str | None) -> None:
        if text:
            self.before.add(text, self._look)
        self.before.end_line()


@dataclass(slots=True)
class _Row:
    """A row of a table: its look, its cells, and the texts of those that are hidden."""

    look: Look
    cells: list[Element] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    is_hidden: bool = False


def _table(element: Element, styles: Styles, look: Look) -> tuple[list[Block], Table]:
    """Return the content that a browser shows before a table, and the table."""
    rows = _Rows(styles, look)
    rows.add_table(element)
    shown: list[tuple[TableCell, ...]] = []
    omissions: list[Omission] = []
    for _order, group in sorted(rows.groups, key=lambda group: group[0]):
        visible = [row for row in group if not row.is_hidden]
        begun = 0
        for row in group:
            if row.is_hidden:
                if any(row.left_out):
                    omissions.append(Omission("hidden-row", "\t".join(row.left_out), len(shown) + 1))
                continue
            shown.append(tuple(_cell(cell, len(visible) - begun, styles, row.look) for cell in row.cells))
            begun += 1
            omissions += [Omission("invisible", text, len(shown)) for text in row.left_out if text]
    return rows.before.blocks, Table(tuple(shown), tuple(omissions))


def _cell(element: Element, remaining_rows: int, styles: Styles, look: Look) -> TableCell:
    """A cell; it ends with its group of rows at the latest."""
    flow = _Flow(styles, is_cell=True)
    _walk_content(element, flow, styles.look(element, look))
    flow.end_line()
    columns = min(max(_span(element, "colspan"), 1), _MOST_COLUMNS)
    rows = (
        min(_span(element, "rowspan"), _MOST_ROWS, remaining_rows) or remaining_rows
    )  # 0: to the group's end
    return TableCell(tuple(flow.blocks), columns, rows)


def _span(element: Element, name: str) -> int:
    match = re.match(r"\s*([0-9]{1,9})", element.get(name, "1"), re.ASCII)
    return int(match[1]) if match else 1

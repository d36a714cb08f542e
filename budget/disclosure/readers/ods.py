"""Reads ODS workbooks into grids, from the document's XML: a cell holds its displayed text with its value.

Hidden rows and columns, struck-out and invisible text and raised marks that point to a note are left out; the
grids say so. The grid of a hidden sheet says that it is one.
"""

import re
from collections.abc import Iterator

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.conditions import Conditions, Rule
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import INVISIBLE, marked
from budget.disclosure.readers.merging import Merge
from budget.disclosure.readers.number_format import show_number, show_percentage
from budget.disclosure.readers.ods_conditions import Conditional, conditions_of_sheets, rules_of_style
from budget.disclosure.readers.ods_styles import PLAIN, Look, Styles
from budget.disclosure.readers.package import Element, Package, attribute, local_name
from budget.disclosure.readers.sheets import Sheet

_CONTENT = "content.xml"
_BLANKS = re.compile(r"[ \t\r\n]+")
# Notes, pictures and deleted content are inside a cell or next to the sheets, and are not the cell's text.
_NO_TEXT = frozenset(
    {"annotation", "annotation-end", "note", "frame", "custom-shape", "g", "control", "ruby-text"}
)
_STYLES = "styles.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE_NAME = f"{_TABLE}style-name"
# The styles of the workbook, and the look of the text around.
_Looks = tuple[Styles, Look]
# A count of blanks longer than any line shows.
_MOST_BLANKS = 1_000


class _Sheet:
    """The cells of one sheet as they come in."""

    def __init__(
        self, place: str, styles: Styles, is_hidden: bool, conditional: Conditional | None = None
    ) -> None:
        self.sheet = Sheet(place, is_hidden)
        self._styles = styles
        self._conditional = conditional
        self._rows = 0
        self._columns = 0
        # The last column of each stretch, and the style of its cells.
        self._column_styles: list[tuple[int, str | None]] = []

    def add_column(self, column: Element) -> None:
        """Add a description of columns with its repetitions."""
        first = self._columns + 1
        self._columns += _count(column, "number-columns-repeated")
        self._column_styles.append((self._columns, attribute(column, "default-cell-style-name")))
        if _is_hidden(column):
            self.sheet.hidden_columns.append((first, self._columns))

    def add_row(self, row: Element, count: CellCount) -> None:
        """Add a row with its repetitions."""
        repeated = _count(row, "number-rows-repeated")
        row_style = attribute(row, "default-cell-style-name")
        cells: dict[int, str] = {}
        merges: list[tuple[int, int, int]] = []
        column = 0
        for cell in row:
            tag = local_name(cell)
            if tag not in ("table-cell", "covered-table-cell"):
                continue
            across = _count(cell, "number-columns-repeated")
            if len(cell) or len(cell.attrib):
                look = PLAIN
                if self._styles:
                    style = cell.get(_STYLE_NAME) or row_style or self._style_of_column(column + 1)
                    look = self._styles.look("table-cell", style, PLAIN)
                    if self._conditional is not None:
                        first = (self._rows + 1, column + 1)
                        last = (self._rows + repeated, column + across)
                        look = self._conditional.look(look, style or "", first, last, self.sheet.place)
                text = _shown(cell, self.sheet.place, self._rows + 1, column + 1, (self._styles, look))
                if text and tag == "table-cell":
                    count.add(across * repeated, self.sheet.place)
                    cells |= dict.fromkeys(range(column + 1, column + across + 1), text)
                    width = _count(cell, "number-columns-spanned")
                    height = _count(cell, "number-rows-spanned")
                    if width * height > 1:
                        merges.append((column + 1, width, height))
            column += across
        if cells:
            is_hidden = _is_hidden(row)
            for number in range(self._rows + 1, self._rows + repeated + 1):
                self.sheet.add_row(number, cells)
                if is_hidden:
                    self.sheet.hidden_rows.add(number)
                self.sheet.merges += [
                    Merge(number, left, number + height - 1, left + width - 1)
                    for left, width, height in merges
                ]
        self._rows += repeated

    def _style_of_column(self, column: int) -> str | None:
        return next((style for last, style in self._column_styles if column <= last), None)


def _is_hidden(element: Element) -> bool:
    """Whether rows or columns are hidden, by hand or by a filter."""
    if attribute(element, "visibility") in ("collapse", "filter"):
        return True
    group = element.getparent()
    return group is not None and attribute(group, "display") == "false"


def read_ods(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of a workbook in their order, each a grid without caption, cells as displayed.

    `name` is for words alone. Raises Refused where the file is encrypted, damaged or over the limits,
    and where a formula has no result.
    """
    refuse_large_file(len(data), limits)
    package = Package(data, limits)
    _refuse_encrypted(package)
    count = CellCount(limits)
    return [sheet.grid(count) for sheet in _sheets(package, count)]


def _refuse_encrypted(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package and any(
        local_name(element) == "encryption-data" for element in package.tree(manifest).iter()
    ):
        raise Refused(Problem("encrypted"))


def _sheets(package: Package, count: CellCount) -> Iterator[Sheet]:
    styles = Styles()
    rules: dict[str, tuple[Rule, ...]] = {}
    if _STYLES in package:
        for _, style in package.elements(_STYLES, ends=frozenset({"style"})):
            _add_style(style, styles, rules)
    has_areas = package.contains(_CONTENT, b"conditional-format ")
    conditions: list[Conditions] | None = None
    sheet: _Sheet | None = None
    number = 0
    for event, element in package.elements(
        _CONTENT, starts=frozenset({"table"}), ends=frozenset({"table-row", "table-column", "style"})
    ):
        tag = local_name(element)
        if event == "start":
            parent = element.getparent()
            if parent is not None and local_name(parent) == "spreadsheet":
                if sheet is not None:
                    yield sheet.sheet
                if conditions is None and (has_areas or rules):
                    conditions = conditions_of_sheets(package, _CONTENT)
                conditional = Conditional(conditions[number], styles, rules) if conditions else None
                number += 1
                is_hidden = styles.hides_sheet(attribute(element, "style-name"))
                sheet = _Sheet(attribute(element, "name") or "", styles, is_hidden, conditional)
        elif tag == "style":
            _add_style(element, styles, rules)
        elif sheet is not None:
            if tag == "table-row":
                sheet.add_row(element, count)
            else:
                sheet.add_column(element)
    if sheet is not None:
        yield sheet.sheet


def _add_style(style: Element, styles: Styles, rules: dict[str, tuple[Rule, ...]]) -> None:
    styles.add(style)
    if found := rules_of_style(style):
        rules[attribute(style, "name") or ""] = found


def _count(element: Element, name: str, namespace: str = _TABLE) -> int:
    written = element.get(namespace + name)
    if written is None:
        return 1
    if not (written.isascii() and written.isdecimal()) or len(written) > 8:
        raise unreadable(_("the number of {part} is “{number}”"), part=name, number=written[:20])
    return max(int(written), 1)


def _shown(cell: Element, place: str, row: int, column: int, looks: _Looks) -> str:
    """A cell's text, marked where it is not read: its paragraphs, or its value where the program that wrote
    it left the text out.
    """
    paragraphs = list(_paragraphs(cell, looks))
    if any(paragraphs):
        return displayed("\n".join(paragraphs))
    if paragraphs:  # the number format shows nothing; a zero that is not shown says nothing
        value = attribute(cell, "value") or ""
        return marked(value, INVISIBLE) if value.strip("-0.") else ""
    return marked(_shown_value(cell, place, row, column), looks[1].mark)


def _shown_value(cell: Element, place: str, row: int, column: int) -> str:
    kind = attribute(cell, "value-type")
    if kind is None:
        formula = attribute(cell, "formula")
        if formula is not None:
            details = {"cell": f"{column}, {row}"}
            raise Refused(
                Problem("formula-without-value", place=place, row=row, text=formula, details=details)
            )
        return ""
    if kind in ("float", "percentage", "currency"):
        value = attribute(cell, "value") or ""
        try:
            # What the style would show is not known without the text: all digits, and the sign of what it is.
            return show_percentage(value) if kind == "percentage" else show_number(value, "General")
        except ValueError as error:
            raise unreadable(
                _("a cell holds “{number}” as a number"), place, row, number=value[:40]
            ) from error
    return displayed(attribute(cell, f"{kind}-value") or "")


def _paragraphs(element: Element, looks: _Looks) -> Iterator[str]:
    """The paragraphs of a cell, those of a list or of a table within it too."""
    styles, look = looks
    for child in element:
        tag = local_name(child)
        if tag in ("p", "h"):
            if styles and child.attrib:
                own = styles.look("paragraph", attribute(child, "style-name"), look)
                yield _text(child, (styles, own))
            else:
                yield _text(child, looks)
        elif tag and tag not in _NO_TEXT:
            yield from _paragraphs(child, looks)


def _text(element: Element, looks: _Looks) -> str:
    """Return a paragraph's text. Consecutive blanks count once, as the format defines, unless written as
    elements.
    """
    return "".join(_pieces(element, looks)).strip(" ").replace("\xa0", " ")


def _pieces(element: Element, looks: _Looks) -> Iterator[str]:
    styles, look = looks
    mark = look.mark
    if element.text:
        text = _BLANKS.sub(" ", element.text)
        yield marked(text, mark) if mark else text
    for child in element:
        tag = local_name(child)
        if tag == "s":
            yield "\xa0" * min(_count(child, "c", _TEXT), _MOST_BLANKS)
        elif tag == "tab":
            yield "\t"
        elif tag == "line-break":
            yield "\n"
        elif tag == "span":
            yield from _pieces(child, (styles, styles.look("text", attribute(child, "style-name"), look)))
        elif tag and tag not in _NO_TEXT:
            yield from _pieces(child, looks)
        if child.tail:
            text = _BLANKS.sub(" ", child.tail)
            yield marked(text, mark) if mark else text

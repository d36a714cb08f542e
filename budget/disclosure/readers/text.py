"""Text and CSV: bytes become one grid, each record with the line of the file on which it starts.

The text is tab-separated (a copied or exported table), comma-separated (RFC 4180, with line breaks in
quoted cells), separated by another mark that parts its headings, or has tables drawn with | (`piped`). Of
a text without separators the places of its texts are given, which may be a table aligned by blanks.

A cell is quoted only where its quotation mark is
properly closed: by a mark before the separator or the line's end, with inner marks doubled. Any other
mark is text, since disclosures quote names with it.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from budget.disclosure.grid import EMPTY, Cell, Grid, PlacedLine, Row, Segment
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.piped import rows_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Four cells are the narrowest header that differs from a sentence with commas.
_FEWEST_SEPARATORS = 3
# Marks that part the cells of a table where the line of its headings has them. They are common in texts.
_MARKS = (";", "；", "^", "~", "¦", "‖")
_QUOTED = {
    separator: re.compile(rf'"((?:[^"]|"")*+)"[ ]*(?={re.escape(separator)}|\n|\Z)')
    for separator in ("\t", ",", *_MARKS)
}
_LONGEST_HEADING = 40
_LINES_BELOW = 6
# What is in texts, and in no heading.
_NO_HEADING = re.compile(r"[。！？!?]|[0-9][.、][^0-9]|[:：].")
# Between two columns that are aligned by blanks.
_GAP = re.compile(r" *\u3000[ \u3000]*| {2,}")
_ANY_GAP = re.compile(r"\S *\u3000|\S  ")
_QUOTED_IN_LINE = re.compile(r'"[^"]*"')


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with a byte order mark or without), UTF-16 with one, or GB18030.

    Line breaks of every system come out as "\\n". Raises Refused (unknown-charset) for anything else.
    """
    encodings = [encoding for bom, encoding in _BOMS if data.startswith(bom)] or ["utf-8", "gb18030"]
    bad = 0
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            bad = max(bad, error.start)
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused(Problem("unknown-charset", row=line_at(data, bad)))


def line_at(data: bytes, at: int) -> int:
    """The number of the line of a byte, from 1, by line breaks of every system."""
    before = data[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The whole file as one grid, its preamble lines as rows of one cell.

    Raises Refused where it is no text, or has more cells than the limits let in.
    """
    text = decode(data)
    if "|" in text:
        CellCount(limits).add(text.count("|") + text.count("\n"), "")
        if (piped := rows_of(text)) is not None:
            return [Grid(rows=tuple(_as_rows(piped)))]
    separator = _separator(text)
    placed = () if separator else _placed(text)
    separator = separator or "\t"
    # At least as many as the cells, before any is made: a separator or line break within quotes makes none.
    CellCount(limits).add(text.count(separator) + text.count("\n"), "")
    return [Grid(rows=tuple(_as_rows(_records(text, separator))), placed=placed)]


def _separator(text: str) -> str:
    """The separator of which a line first holds enough for a header; "" where there is none.

    A mark that is common in texts is one where it parts headings, and the cells of a line below.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        tabs = line.count("\t")
        commas = line.count(",")
        if commas >= _FEWEST_SEPARATORS:
            commas = _QUOTED_IN_LINE.sub("", line).count(",")
        if max(tabs, commas) >= _FEWEST_SEPARATORS:
            return "\t" if tabs >= commas else ","
        for mark in _MARKS:
            if line.count(mark) >= _FEWEST_SEPARATORS and _parts_cells(lines, at, mark):
                return mark
    return ""


def _parts_cells(lines: Sequence[str], at: int, mark: str) -> bool:
    """Whether a mark that is common in texts parts the headings of a line, and the cells of lines below."""
    cells = [cell.strip(' \t"') for cell in lines[at].split(mark)]
    filled = [cell for cell in cells if cell]
    if len(filled) <= _FEWEST_SEPARATORS or len(set(filled)) < len(filled):
        return False
    if any(len(cell) > _LONGEST_HEADING or _NO_HEADING.search(cell) for cell in filled):
        return False
    return any(line.count(mark) >= len(cells) - 1 for line in lines[at + 1 : at + _LINES_BELOW])


def _placed(text: str) -> tuple[PlacedLine, ...]:
    """The lines of a text with the places of their texts; none where no text is behind a wide blank."""
    if not _ANY_GAP.search(text):
        return ()
    return tuple(
        PlacedLine(number, tuple(_segments(line.expandtabs())))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )


def _segments(line: str) -> Iterator[Segment]:
    """The texts of a line between wide blanks, with their places as a fixed-width font shows them."""
    at, place = 0, 0
    for gap in [*_GAP.finditer(line.rstrip()), None]:
        end = gap.start() if gap else len(line.rstrip())
        width = _width(line[at:end])
        if text := line[at:end].strip():
            yield Segment(place, place + width, text)
        if gap:
            place += width + _width(gap[0])
            at = gap.end()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _as_rows(records: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, texts in records:
        yield Row(number, tuple(Cell(cell) if (cell := text.strip()) else EMPTY for text in texts))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a text with the number of the line on which each starts, from 1."""
    quoted = _QUOTED[separator]
    at, line, most_separators = 0, 1, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if '"' not in (plain := text[at:end]):
            cells = plain.split(separator)
            yield line, cells
            most_separators = max(most_separators, len(cells) - 1)
            at, line = end + 1, line + 1
            continue
        start, cells = line, []
        while True:
            match = quoted.match(text, at)
            if match and not (separator == "\t" and _swallows_a_row(match[1], most_separators)):
                cells.append(match[1].replace('""', '"'))
                line += match[0].count("\n")
                at = match.end()
            else:
                stop = text.find("\n", at)
                stop = len(text) if stop < 0 else stop
                next_separator = text.find(separator, at, stop)
                stop = next_separator if next_separator >= 0 else stop
                cells.append(text[at:stop])
                at = stop
            if at >= len(text) or text[at] == "\n":
                break
            at += 1  # the separator
        yield start, cells
        most_separators = max(most_separators, len(cells) - 1)
        at, line = at + 1, line + 1


def _swallows_a_row(content: str, most_separators: int) -> bool:
    """Whether a seemingly quoted cell contains a whole row of the table: an unclosed mark met another one
    rows below.

    Without this check, the rows between two stray marks would become one cell's text, and their figures
    would be lost.
    """
    if most_separators < _FEWEST_SEPARATORS or "\t" not in content:
        return False
    return any(row.count("\t") >= most_separators for row in content.split("\n")[1:])

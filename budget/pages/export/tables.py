"""Tables and charts as files: CSV, XLSX, JSON; all rows as filtered and sorted, few at a time in memory.

Money is in 万元, exact; what is not stated is empty (JSON: null), which is not 0. Text that a spreadsheet
would run as a formula is neutralised in CSV and XLSX, and unchanged in JSON.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import StringIO
from itertools import islice, repeat
from typing import IO, Any, Literal

from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, pgettext

from budget.disclosure.amounts import wan_yuan
from budget.money import WAN
from budget.pages.charts import Chart
from budget.pages.corrected_values import disclosed_words
from budget.pages.export.provenance import Origins
from budget.pages.export.workbook import Book, Cell, Fen, runs_as_formula
from budget.pages.tables.base import Exported, SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, NumberColumn, TimeColumn
from budget.store.corrections import INDICATORS

FORMATS = ("csv", "xlsx", "json")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

# Rows fetched, and written into one piece of an answer, at a time.
_CHUNK = 2_000
# Without it Excel takes a CSV's Chinese for the machine's own encoding.
_BOM = "\ufeff"

Writer = Callable[["Export", IO[bytes]], None]
Kind = Literal["text", "money", "number", "time"]
_KINDS: tuple[tuple[type, Kind], ...] = (
    (AmountColumn, "money"),
    (CountColumn, "number"),
    (NumberColumn, "number"),
    (TimeColumn, "time"),
)
# Widths of an XLSX's columns, in characters, by a cell's class on the page, else by its kind.
_WIDTHS = {"prose": 60, "name": 36, "text": 20, "money": 18, "number": 10, "time": 18}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its name in addresses and JSON, its heading, what its cells are."""

    name: str
    label: str
    kind: Kind
    width: int

    @property
    def heading(self) -> str:
        """The label, with the unit of money."""
        return _("%(label)s (×10,000 yuan)") % {"label": self.label} if self.kind == "money" else self.label


@dataclass(frozen=True, slots=True)
class Export:
    """What is written: `rows` makes the rows anew at each call, `totals` are their sums by column (fen,
    counts).

    `about` describes the file, in pairs of a label and a text.
    """

    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    totals: dict[str, int | None]
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table that a page writes by its own template, as a file: all of its rows, whatever the page shows.

    `rows` makes them anew at each call, `number` of them; `prefix` tells it from the page's other tables.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    number: int
    totals: dict[str, int | None] = field(default_factory=dict)
    prefix: str = ""

    @property
    def export_field(self) -> str:
        """The query parameter that requests an export."""
        return f"{self.prefix}_export"


def plain_column(name: str, label: str, kind: Kind = "text", width: str = "") -> Column:
    """A column of a PlainTable; `width`: a class of cells, where it is not that of its kind."""
    return Column(name, label, kind, _WIDTHS[width or kind])


def of_table(table: SiteTable, about: Sequence[tuple[str, str]] = ()) -> Export:
    """All rows of a table, sorted as it is: its columns as they are shown, those that only an export has, and
    where each row comes from.
    """
    bound = list(table.columns)
    columns = [Column(one.name, str(one.header), _kind(one.column), _width(one)) for one in bound]
    sources = [table.exported_from(one) for one in bound]
    for name, (label, source) in table.only_exported.items():
        columns.append(Column(name, str(label), "text", _WIDTHS["name"]))
        sources.append(source)
    if table.marks_corrections and table.data.data.exclude(as_disclosed={}).exists():
        columns.append(Column("as_disclosed", _("As disclosed, where corrected"), "text", _WIDTHS["prose"]))
        sources.append((("as_disclosed",), partial(_disclosed, table.data.data.model)))
    origins = Origins(table.provenance, _site(table)) if table.provenance else None
    if origins:
        columns += [_origin_column(*heading) for heading in Origins.headings()]
    return Export(
        tuple(columns), partial(_rows, table, sources, columns, origins), table.totals or {}, tuple(about)
    )


def _rows(
    table: SiteTable, sources: Sequence[Exported], columns: Sequence[Column], origins: Origins | None
) -> Iterator[Sequence[Cell]]:
    """The cells of each row, of so many rows at a time as are fetched at once."""
    fields = [field for names, _value in sources for field in names]
    own = len(fields)
    found = _values(table.data.data, [*fields, *(origins.fields if origins else ())])
    while chunk := list(islice(found, _CHUNK)):
        from_where = origins.cells([values[own:] for values in chunk]) if origins else repeat(())
        for values, origin in zip(chunk, from_where, strict=False):
            cells: list[Cell] = []
            at = 0
            for (names, value), column in zip(sources, columns, strict=False):
                cells.append(_cell(value(*values[at : at + len(names)]), column.kind))
                at += len(names)
            yield [*cells, *origin]


def _site(table: SiteTable) -> str:
    """The address of the site, without a slash."""
    return str(table.request.build_absolute_uri("/")).rstrip("/")


def _origin_column(name: str, label: str, kind: str) -> Column:
    return Column(f"from_{name}", label, "number" if kind == "number" else "text", _WIDTHS[kind])


def of_plain_table(table: PlainTable, about: Sequence[tuple[str, str]] = ()) -> Export:
    """All rows of a table of a page."""
    return Export(table.columns, table.rows, table.totals, tuple(about))


def of_chart(chart: Chart, about: Sequence[tuple[str, str]] = ()) -> Export:
    """The rows of the table of a chart."""
    kind: Kind = "money" if chart.unit == "money" else "number"
    value = _("Amount") if chart.unit == "money" else _("Count")
    columns = (
        Column("part", _("Part"), "text", _WIDTHS["name"]),
        *(Column(label, label, kind, _WIDTHS[kind]) for label in chart.series),
        Column("value", value, kind, _WIDTHS[kind]),
        Column("share", _("Share"), "text", _WIDTHS["number"]),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for row in chart.rows:
            parts = [None if part is None else _cell(part.value, kind) for part in row.cells]
            yield [row.label, *parts, _cell(row.value, kind), row.share]

    return Export(columns, rows, {}, tuple(about))


def _label(model: type[Model], name: str) -> str:
    column = model._meta.get_field(name)
    return str(column.verbose_name) if isinstance(column, Field) else name


def _disclosed(model: type[Model], values: dict[str, Any]) -> str:
    """What is disclosed of a row's corrected values, in words."""
    disclosed = {name: value for name, value in values.items() if name != INDICATORS}
    return "; ".join(
        f"{_label(model, name)}: {disclosed_words(value, WAN)}" for name, value in disclosed.items()
    )


def _kind(column: Any) -> Kind:
    return next((kind for known, kind in _KINDS if isinstance(column, known)), "text")


def _width(bound: Any) -> int:
    classes = str(bound.attrs["td"].get("class", "")).split()
    return next((_WIDTHS[name] for name in classes if name in _WIDTHS), _WIDTHS[_kind(bound.column)])


def _values(data: Any, fields: list[str]) -> Iterator[Sequence[Any]]:
    """The fields of each row, of a queryset as it comes from the database, of a list of dicts."""
    if isinstance(data, QuerySet):
        plain = data.select_related(None).prefetch_related(None)
        yield from plain.values_list(*fields).iterator(chunk_size=_CHUNK)
    else:
        for row in data:
            yield [row[field] for field in fields]


def _cell(value: Any, kind: Kind) -> Cell:
    """What a table gives as a cell. Raise TypeError for what only a page can show."""
    match value:
        case None | str() | datetime():
            return value
        case Promise():
            return str(value)
        case int():
            return Fen(value) if kind == "money" else value
        case _:
            raise TypeError(
                f"a table's column exports {type(value).__name__}: say in its `exported` what to write"
            )


# ---- CSV.


def neutral(text: str) -> str:
    """The text as a spreadsheet takes it for text: behind an apostrophe where it would run as a formula."""
    return f"'{text}" if runs_as_formula(text) else text


def _in_csv(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Fen(fen):
            return wan_yuan(fen) or ""
        case datetime():
            return localtime(cell).strftime("%Y-%m-%d %H:%M")
        case int():
            return str(cell)
        case _:
            return neutral(cell)


def as_csv(export: Export) -> Iterator[bytes]:
    """The export as CSV in UTF-8, in pieces; its header is the first row."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BOM)
    writer.writerow([neutral(column.heading) for column in export.columns])
    for number, row in enumerate(export.rows(), start=1):
        writer.writerow([_in_csv(cell) for cell in row])
        if number % _CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "surrogatepass")


# ---- JSON.


def _in_json(cell: Cell) -> str | int | None:
    match cell:
        case Fen(fen):
            return wan_yuan(fen)
        case datetime():
            return localtime(cell).isoformat(timespec="seconds")
        case _:
            return cell


def as_json(export: Export) -> Iterator[bytes]:
    """The export as one JSON object, in pieces: `about`, `columns`, `totals`, and last its `rows`."""
    kinds = {column.name: column.kind for column in export.columns}
    head = {
        "about": dict(export.about),
        "money_unit": "万元",
        "columns": [
            {"name": column.name, "label": column.label, "kind": column.kind} for column in export.columns
        ],
        "totals": {
            name: _in_json(_cell(value, kinds[name]))
            for name, value in export.totals.items()
            if name in kinds
        },
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    names = [column.name for column in export.columns]
    pieces: list[str] = []
    for number, row in enumerate(export.rows()):
        record = dict(zip(names, map(_in_json, row), strict=True))
        pieces.append((",\n" if number else "\n") + json.dumps(record, ensure_ascii=False))
        if len(pieces) == _CHUNK:
            yield "".join(pieces).encode("utf-8", "surrogatepass")
            pieces = []
    yield "".join([*pieces, "\n]}\n"]).encode("utf-8", "surrogatepass")


# ---- XLSX.


def write_xlsx(export: Export, stream: IO[bytes]) -> None:
    """Write a workbook: a sheet of the rows with their total, and one that describes the file."""
    with Book(stream) as book:
        sheet = book.sheet(pgettext("sheet", "Rows"), [column.width for column in export.columns])
        sheet.header([column.heading for column in export.columns])
        sheet.rows(export.rows())
        if total := _total_row(export):
            sheet.total(*total)
        about = book.sheet(_("About"), (24, 90))
        about.header((_("What"), _("Words")))
        about.rows(export.about)


def _total_row(export: Export) -> list[Cell]:
    """The row of totals, its label in the first column; empty where nothing is summed."""
    if not any(column.name in export.totals for column in export.columns):
        return []
    cells = [_cell(export.totals.get(column.name), column.kind) for column in export.columns]
    if export.columns[0].name not in export.totals:
        cells[0] = _("Total of all rows")
    return cells


def _in_pieces(pieces: Callable[[Export], Iterable[bytes]]) -> Writer:
    return lambda export, stream: stream.writelines(pieces(export))


WRITERS: dict[str, Writer] = {"csv": _in_pieces(as_csv), "json": _in_pieces(as_json), "xlsx": write_xlsx}

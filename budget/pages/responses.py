"""The response with a page, or with a file of one of its tables or charts where the address requests one."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from budget.links import without
from budget.pages.charts import Chart
from budget.pages.costly import file_made_apart
from budget.pages.export.tables import (
    CONTENT_TYPES,
    FORMATS,
    WRITERS,
    Export,
    PlainTable,
    of_chart,
    of_plain_table,
    of_table,
)
from budget.pages.tables.base import SiteTable

Exportable = SiteTable | PlainTable | Chart


def page_or_file(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponseBase:
    """The template with its context; with `?_export=csv|xlsx|json` the file of the table in the context.

    The field of a table with a prefix begins with the prefix, a chart's with its id and `-`. What of the
    context is a function gives its value when it is called: a file of a table calls none that it does not
    need. Raises Http404 for another format.
    """
    context = dict(context)
    if any(name.endswith("_export") for name in request.GET):
        for one in _exportable(context):
            file_format = request.GET.get(one.export_field, "")
            if file_format:
                if file_format not in FORMATS:
                    raise Http404(_("There is no such format of export."))
                return _file(request, file_format, one, context)
    return render(request, template, {name: _made(value) for name, value in context.items()})


def _made(value: Any) -> Any:
    return value() if callable(value) else value


def _exportable(context: dict[str, Any]) -> Iterator[Exportable]:
    """The exportable values of the context. Functions are called last, and their values stored in it."""
    later = [name for name, value in context.items() if callable(value)]
    yield from _among(value for value in context.values() if not callable(value))
    for name in later:
        context[name] = context[name]()
        yield from _among([context[name]])


def _among(values: Iterable[Any]) -> Iterator[Exportable]:
    for value in values:
        if isinstance(value, Exportable):
            yield value
        elif isinstance(value, list):
            yield from _among(value)
        elif isinstance(getattr(value, "table", None), SiteTable):  # a block of the page around a table
            yield value.table


def _file(
    request: HttpRequest, file_format: str, one: Exportable, context: dict[str, Any]
) -> HttpResponseBase:
    name = f"{_file_name(request, one, context)}.{file_format}"

    def write(stream: IO[bytes]) -> None:
        WRITERS[file_format](_export(one, _about(request, one, context)), stream)

    return file_made_apart(
        request,
        write,
        rows=lambda: _number_of_rows(one),
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


def _number_of_rows(one: Exportable) -> int:
    match one:
        case SiteTable():
            return int(one.paginator.count)
        case PlainTable():
            return one.number
        case _:
            return len(one.rows)


def _export(one: Exportable, about: list[tuple[str, str]]) -> Export:
    match one:
        case SiteTable():
            return of_table(one, about)
        case PlainTable():
            return of_plain_table(one, about)
        case _:
            return of_chart(one, about)


def _file_name(request: HttpRequest, one: Exportable, context: dict[str, Any]) -> str:
    """The page's path, the table's prefix or the chart's id, the year: `departments-1-units-2024`."""
    part = one.id if isinstance(one, Chart) else one.prefix.rstrip("-")
    words = [request.path.strip("/").replace("/", "-") or "overview", part, str(context.get("year", ""))]
    return "-".join(filter(None, words))


def _about(request: HttpRequest, one: Exportable, context: dict[str, Any]) -> list[tuple[str, str]]:
    """The description of a file: its title, its filters and order, its date and address."""
    what, title = (_("Chart"), one.title) if isinstance(one, Chart) else (_("Table"), one.caption)
    pairs = [
        (_("Page"), str(context.get("title", ""))),
        (what, str(title)),
        (_("Fiscal year"), str(context.get("year", ""))),
        *((str(what), str(words)) for what, words, _url in context.get("chips") or ()),
    ]
    if isinstance(one, SiteTable) and one.order_by:
        pairs += [(_("Sorted by"), ", ".join(_sorting(one)))]
    if not isinstance(one, Chart):
        pairs += [(_("Rows"), f"{_number_of_rows(one):,}")]
    return [
        *pairs,
        (_("Money"), _("×10,000 yuan; a blank cell means that nothing is stated, which is not 0")),
        (_("Source"), _("performance target tables of projects, as the departments published them")),
        (_("Address"), request.build_absolute_uri(without(request, one.export_field))),
        (_("Exported"), timezone.localtime().strftime("%Y-%m-%d %H:%M:%S %Z")),
    ]


def _sorting(table: SiteTable) -> list[str]:
    words = []
    for alias in table.order_by or ():
        header = str(table.columns[alias.bare].header)
        words.append(_("%(column)s, descending") % {"column": header} if alias.is_descending else header)
    return words

"""A page, or, where its address asks for one, a file of one of its tables or charts."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from budget.addresses import without
from budget.charts import Chart
from budget.exports import CONTENT_TYPES, FORMATS, STREAMED, Export, of_chart, of_table, write_xlsx
from budget.tables import SiteTable


def page_or_file(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponseBase:
    """The template with its context; with `?_export=csv|xlsx|json` the file of the table in the context.

    The field of a table with a prefix begins with the prefix, a chart's with its id and `-`. Raises Http404
    for another format.
    """
    for one in _exportable(context.values()):
        asked = request.GET.get(one.export_field, "")
        if asked:
            if asked not in FORMATS:
                raise Http404(_("There is no such format of export."))
            return _file(request, asked, one, context)
    return render(request, template, context)


def _exportable(values: Iterable[Any]) -> Iterable[SiteTable | Chart]:
    for value in values:
        if isinstance(value, SiteTable | Chart):
            yield value
        elif isinstance(value, list):
            yield from _exportable(value)
        elif isinstance(getattr(value, "table", None), SiteTable):  # a block of the page around a table
            yield value.table


def _file(
    request: HttpRequest, asked: str, one: SiteTable | Chart, context: dict[str, Any]
) -> HttpResponseBase:
    about = _about(request, one, context)
    export = of_table(one, about) if isinstance(one, SiteTable) else of_chart(one, about)
    name = f"{_file_name(request, one, context)}.{asked}"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    if request.method == "HEAD":
        return HttpResponse(content_type=CONTENT_TYPES[asked], headers=headers)
    if asked == "xlsx":
        return _workbook(export, headers)
    return StreamingHttpResponse(STREAMED[asked](export), content_type=CONTENT_TYPES[asked], headers=headers)


def _workbook(export: Export, headers: dict[str, str]) -> FileResponse:
    """A workbook is complete before its first byte goes out: it waits on disk, not in memory."""
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_xlsx(export, file)
    file.seek(0)
    return FileResponse(file, content_type=CONTENT_TYPES["xlsx"], headers=headers)


def _file_name(request: HttpRequest, one: SiteTable | Chart, context: dict[str, Any]) -> str:
    """The page's path, the table's prefix or the chart's id, the year: `departments-1-units-2024`."""
    part = one.prefix.rstrip("-") if isinstance(one, SiteTable) else one.id
    words = [request.path.strip("/").replace("/", "-") or "overview", part, str(context.get("year", ""))]
    return "-".join(filter(None, words))


def _about(request: HttpRequest, one: SiteTable | Chart, context: dict[str, Any]) -> list[tuple[str, str]]:
    """What a file says of itself: what it is, how it was narrowed and sorted, when and from where."""
    is_table = isinstance(one, SiteTable)
    pairs = [
        (_("Page"), str(context.get("title", ""))),
        (_("Table") if is_table else _("Chart"), str(one.caption if is_table else one.title)),
        (_("Fiscal year"), str(context.get("year", ""))),
        *((str(what), str(words)) for what, words, _url in context.get("chips") or ()),
    ]
    if is_table:
        pairs += [
            (_("Sorted by"), ", ".join(_sorting(one))),
            (_("Rows"), f"{one.paginator.count:,}"),
        ]
    return [
        *pairs,
        (_("Money"), _("in 10,000 yuan; an empty cell means that nothing is stated, which is not 0")),
        (_("Source"), _("performance target tables of projects, as the departments published them")),
        (_("Address"), request.build_absolute_uri(without(request, one.export_field))),
        (_("Exported"), timezone.localtime().strftime("%Y-%m-%d %H:%M:%S %Z")),
    ]


def _sorting(table: SiteTable) -> list[str]:
    words = []
    for alias in table.order_by:
        header = str(table.columns[alias.bare].header)
        words.append(_("%(column)s, descending") % {"column": header} if alias.is_descending else header)
    return words

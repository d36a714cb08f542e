"""Reads workbooks of any kind into grids; the kind is recognised by content."""

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.readers.ods import read_ods
from budget.disclosure.readers.package import Package
from budget.disclosure.readers.xls import read_xls
from budget.disclosure.readers.xlsx import read_xlsx

__all__ = ["read_grids", "read_ods", "read_xls", "read_xlsx"]

_ZIP = b"PK"


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of an XLSX, ODS or XLS workbook, each a grid without caption, cells as displayed; `name` is
    for words alone.

    Raises Refused where the file is encrypted, damaged or over the limits, and where a formula has no result.
    """
    if not data.startswith(_ZIP):
        return read_xls(data, name, limits)
    return (
        read_ods(data, name, limits)
        if "content.xml" in Package(data, limits)
        else read_xlsx(data, name, limits)
    )

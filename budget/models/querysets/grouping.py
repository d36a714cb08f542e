"""Rows of a grouped query."""

from collections.abc import Iterable, Mapping
from typing import Any


def keyed(rows: Iterable[Mapping[str, Any]], name: str) -> dict[Any, dict[str, Any]]:
    """Return the rows by the value of one of their columns, each without that column."""
    return {row[name]: {other: value for other, value in row.items() if other != name} for row in rows}

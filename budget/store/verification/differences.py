"""Differences between what is stored and what it should be; and the rows of a disclosure to compare."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import DateTimeField, Model, QuerySet
from django.utils.translation import gettext as _

from budget.disclosure.quoting import printable_line
from budget.models import (
    Correction,
    Disclosure,
    DisclosureEvent,
    Finding,
    Problem,
    Project,
    RetiredProject,
    Revision,
    UnitStatement,
)

# Tables of a disclosure that nothing else gives: what was disclosed, done or decided.
_EVIDENCE: Final = (Revision, Problem, RetiredProject, Correction, DisclosureEvent)
# Columns that each computation gives another value.
_OF_THE_MOMENT: Final = {"stamp"}
# What a snapshot or a file raises that is not what was written.
UNREADABLE: Final = (ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error)
# A value in a message is cut off after so many characters.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that differs. `where` names the disclosure or file, `what` says it in the reader's language.

    `is_derived`: it can be made anew of what is stored.
    """

    where: str
    what: str
    is_derived: bool = True


@contextmanager
def any_text() -> Iterator[None]:
    """Let the database give text that is no UTF-8, which then differs. SQLite keeps whatever somebody put
    into a column, and reading it would end the verification.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    before = database.text_factory
    database.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        database.text_factory = before


# The rows of each table by the table's name: (columns, how often rows with these values occur).
State = Mapping[str, tuple[tuple[str, ...], Counter[tuple[Any, ...]]]]


def state_of(disclosure: Disclosure) -> State:
    """Return the rows of a disclosure that are derived, and the rows in force with their derived columns.

    The keys of rows that are written anew by each computation, and moments, are left out.
    """
    found = {}
    for rows in _tables(disclosure):
        table = rows.model
        columns = tuple(
            field.attname
            for field in table._meta.concrete_fields
            if not isinstance(field, DateTimeField)
            and field.name not in _OF_THE_MOMENT
            and not (field.primary_key and table not in (Project, UnitStatement, Finding))
        )
        values = rows.order_by().values_list(*columns).iterator()
        counted = Counter(tuple(map(_hashable, row)) for row in values)
        found[str(table._meta.verbose_name)] = columns, counted
    named = Finding.projects.through.objects.filter(finding__disclosure=disclosure)
    found[str(_("projects of findings"))] = (
        ("finding_id", "project_id"),
        Counter(named.order_by().values_list("finding_id", "project_id")),
    )
    return found


def _tables(disclosure: Disclosure) -> Iterator[QuerySet[Any]]:
    """Yield the derived rows of every table that belongs to disclosures, their units or projects."""
    of: dict[type[Model], str] = {Disclosure: "", UnitStatement: "statement__", Project: "project__"}
    yield Disclosure.objects.filter(pk=disclosure.pk)
    seen = {Disclosure, *_EVIDENCE}
    for parent, prefix in of.items():
        for relation in parent._meta.related_objects:
            table = relation.related_model
            if table in seen or relation.many_to_many or not isinstance(table, type):
                continue
            seen.add(table)
            path = f"{prefix}disclosure" if prefix else relation.field.name
            yield table._default_manager.filter(**{path: disclosure.pk})


def _hashable(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    return repr(value) if isinstance(value, dict | list) else value


def compared(where: str, before: State, after: State) -> list[Difference]:
    """Return the differences of two states: one for each table, with the number of rows and an example."""
    found = []
    for table, (columns, stored) in before.items():
        computed = after[table][1]
        if stored == computed:
            continue
        gone, new = stored - computed, computed - stored
        number = max(gone.total(), new.total())
        words = _("%(table)s: %(number)s rows differ from what is computed: %(example)s") % {
            "table": table,
            "number": number,
            "example": _example(columns, next(iter(gone), None), next(iter(new), None)),
        }
        found.append(Difference(where, words))
    return found


def _example(
    columns: tuple[str, ...], stored: tuple[Any, ...] | None, computed: tuple[Any, ...] | None
) -> str:
    """Return the values of a row that differ, as column: stored → computed."""
    nothing = (None,) * len(columns)
    pairs = zip(columns, stored or nothing, computed or nothing, strict=True)
    return "; ".join(
        f"{column}: {_shown(one)} → {_shown(other)}" for column, one, other in pairs if one != other
    )


def _shown(value: Any) -> str:
    text = printable_line(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

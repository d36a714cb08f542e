"""The changes that people made, newest first: the rows of several kinds merged into one list.

A `Kind` that `budget.actions.change_types` lists adds a kind of change. Pages are read by a cursor (keyset
pagination): nothing is counted, and the thousandth page costs as much as the first.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from django.contrib.auth.models import User
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

# Texts up to this length are shown whole; in longer ones the differing parts are marked.
SHORT: Final = 30
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text; `differs` where the other text has another one."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A value before and after a change, in the reader's words; "" where none was stated."""

    label: str
    before: str
    after: str

    @property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Both texts in parts, which joined are the texts."""
        if not self.before or not self.after or max(len(self.before), len(self.after)) <= SHORT:
            return [Part(self.before)], [Part(self.after)]
        old, new = _WORDS.findall(self.before), _WORDS.findall(self.after)
        first, second = [], []
        for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, False).get_opcodes():
            first.append(Part("".join(old[start:end]), what != "equal"))
            second.append(Part("".join(new[new_start:new_end]), what != "equal"))
        return [part for part in first if part.text], [part for part in second if part.text]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


# The columns of a change that are shown.
Sides = Literal["both", "before", "after"]


@dataclass(frozen=True, slots=True)
class Change:
    """One act of a person, in the reader's words. `url` leads to the changed object, "" where it is deleted.

    `sides` names the columns to show: an added object has no state before, a deleted one none after.
    """

    at: datetime
    by: User
    action: str
    what: str
    url: str = ""
    differences: Sequence[Difference] = ()
    reason: str = ""
    links: Sequence[Link] = ()
    sides: Sides = "both"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The end of a page. The next page shows older changes; of the same moment those of later kinds, and of
    the same kind the rows with lower keys.
    """

    at: datetime
    kind: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.kind}_{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Return the cursor in an address. Raises ValueError for anything else."""
        at, kind, key = text.split("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not (kind + key).isdecimal() or len(key) > 18:
            raise ValueError(f"not a cursor of a list of changes: {text!r}")
        return cls(moment, int(kind), int(key))


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """The changes to list: by one of some people, of one kind, in a period, of one object; after a cursor."""

    by: Sequence[int] | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    of: int | None = None
    cursor: Cursor | None = None


def names_of(model: type[Model]) -> tuple[str, str | Promise]:
    """Return the name of a model in addresses, and its label."""
    name, label = model._meta.model_name, model._meta.verbose_name
    if name is None or label is None:
        raise TypeError(f"{model.__name__} has no names")
    return name, label


class Kind(ABC):
    """A kind of change: rows with an author and a time.

    `name` is used in addresses. `permission` is required to see these changes. `at`, `by` and
    `object_column` name the columns with the time, the author and the key of the changed object. Pages need
    an index on the time.
    """

    name: str
    label: str | Promise
    permission: str
    at: str = "at"
    by: str = "by"
    object_column: str = "pk"

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All rows of this kind, without an order."""

    @abstractmethod
    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        """Return the changes of rows of a page, in order, in a fixed number of queries."""

    def newest(self, wanted: ChangeFilter, position: int, most: int) -> list[Any]:
        """Return the newest rows wanted. `position` is the index of this kind among all."""
        rows = self.rows().filter(**{f"{self.by}__isnull": False})
        if wanted.by is not None:
            rows = rows.filter(**{f"{self.by}__in": wanted.by})
        if wanted.since is not None:
            rows = rows.filter(**{f"{self.at}__gte": wanted.since})
        if wanted.until is not None:
            rows = rows.filter(**{f"{self.at}__lt": wanted.until})
        if wanted.of is not None:
            rows = rows.filter(**{self.object_column: wanted.of})
        if (cursor := wanted.cursor) is not None:
            older = f"{self.at}__lt" if position < cursor.kind else f"{self.at}__lte"
            rows = rows.filter(**{older: cursor.at})
            if position == cursor.kind:
                rows = rows.filter(Q(**{f"{self.at}__lt": cursor.at}) | Q(pk__lt=cursor.key))
        return list(rows.select_related(self.by).order_by(f"-{self.at}", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Page:
    """A page of changes. `older` is the cursor of the next page, None on the last one."""

    changes: Sequence[tuple[Kind, Change]]
    older: Cursor | None


def page_of(kinds: Sequence[Kind], wanted: ChangeFilter, reader: User, size: int) -> Page:
    """Return the newest changes wanted, of kinds that the reader may see."""
    found = [
        (getattr(row, kind.at), position, row)
        for position, kind in enumerate(kinds)
        if wanted.kind in ("", kind.name)
        for row in kind.newest(wanted, position, size + 1)
    ]
    found.sort(key=lambda one: (one[0], -one[1], one[2].pk), reverse=True)
    shown = found[:size]
    on_page = {position for _, position, _ in shown}
    by_kind = {position: iter(_changes_of(kinds[position], position, shown, reader)) for position in on_page}
    changes = [(kinds[position], next(by_kind[position])) for _, position, _ in shown]
    if len(found) <= size:
        return Page(changes, None)
    at, position, row = shown[-1]
    return Page(changes, Cursor(at, position, row.pk))


def _changes_of(kind: Kind, position: int, shown: Iterable[Any], reader: User) -> list[Change]:
    return kind.changes([row for _, of_kind, row in shown if of_kind == position], reader)

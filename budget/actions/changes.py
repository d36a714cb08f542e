"""What people changed, of every kind, the newest first: kinds that each know their rows, merged into one
list.

A module adds its own kind of change by a `Kind` that `budget.actions.change_types` lists. A page is read from
where the last one ended, so that nothing is counted and the thousandth page costs what the first one does.
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

# Texts up to this length are shown whole, one beside the other; in longer ones what differs is marked.
SHORT: Final = 30
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text; `differs` where the other text has it otherwise."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What was and what is, in the reader's words; "" where nothing was stated."""

    label: str
    before: str
    after: str

    @property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Both texts in parts; put together they are the texts."""
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


# What of a change there is to show.
Sides = Literal["both", "before", "after"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that somebody did, in the reader's words. `url` leads to the thing, "" where it is gone.

    `sides`: what there is to show; of something new nothing stood before, of something gone nothing after.
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
class Place:
    """Where a list was left: everything newer than this was shown, and of what is as old the kinds before
    this one, and of this kind the rows with higher keys.
    """

    at: datetime
    kind: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.kind}_{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place that an address gives. Raises ValueError for what is none."""
        at, kind, key = text.split("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not (kind + key).isdecimal() or len(key) > 18:
            raise ValueError(f"not a place in a list of changes: {text!r}")
        return cls(moment, int(kind), int(key))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes: by one of these people, of one kind, from a moment on, before another, of one thing;
    older than a place.
    """

    by: Sequence[int] | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    of: int | None = None
    place: Place | None = None


def names_of(model: type[Model]) -> tuple[str, str | Promise]:
    """A model's name in addresses, and its label."""
    name, label = model._meta.model_name, model._meta.verbose_name
    if name is None or label is None:
        raise TypeError(f"{model.__name__} has no names")
    return name, label


class Kind(ABC):
    """One kind of change: rows that each say who did something, and when.

    `name` stands in addresses; `permission` lets somebody see these changes. Of the rows, `at`, `by` and
    `thing` are the columns with the time, the person and the key of what was changed; an index on the time
    keeps a page fast.
    """

    name: str
    label: str | Promise
    permission: str
    at: str = "at"
    by: str = "by"
    thing: str = "pk"

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All rows of this kind, without an order."""

    @abstractmethod
    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        """What these rows of a page say to a reader, in their order; as many queries for many as for one."""

    def newest(self, asked: Asked, position: int, most: int) -> list[Any]:
        """The newest rows that are asked for, `position` being the place of this kind among all."""
        rows = self.rows().filter(**{f"{self.by}__isnull": False})
        if asked.by is not None:
            rows = rows.filter(**{f"{self.by}__in": asked.by})
        if asked.since is not None:
            rows = rows.filter(**{f"{self.at}__gte": asked.since})
        if asked.until is not None:
            rows = rows.filter(**{f"{self.at}__lt": asked.until})
        if asked.of is not None:
            rows = rows.filter(**{self.thing: asked.of})
        if (place := asked.place) is not None:
            older = f"{self.at}__lt" if position < place.kind else f"{self.at}__lte"
            rows = rows.filter(**{older: place.at})
            if position == place.kind:
                rows = rows.filter(Q(**{f"{self.at}__lt": place.at}) | Q(pk__lt=place.key))
        return list(rows.select_related(self.by).order_by(f"-{self.at}", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Page:
    """One page of changes; `older` is where the next one begins, None where nothing is older."""

    changes: Sequence[tuple[Kind, Change]]
    older: Place | None


def page_of(kinds: Sequence[Kind], asked: Asked, reader: User, size: int) -> Page:
    """The newest changes that are asked for, of these kinds, which the reader may see; the same ones on every
    page of a list.
    """
    found = [
        (getattr(row, kind.at), position, row)
        for position, kind in enumerate(kinds)
        if asked.kind in ("", kind.name)
        for row in kind.newest(asked, position, size + 1)
    ]
    found.sort(key=lambda one: (one[0], -one[1], one[2].pk), reverse=True)
    shown = found[:size]
    on_page = {position for _, position, _ in shown}
    said = {position: iter(_said(kinds[position], position, shown, reader)) for position in on_page}
    changes = [(kinds[position], next(said[position])) for _, position, _ in shown]
    if len(found) <= size:
        return Page(changes, None)
    at, position, row = shown[-1]
    return Page(changes, Place(at, position, row.pk))


def _said(kind: Kind, position: int, shown: Iterable[Any], reader: User) -> list[Change]:
    return kind.changes([row for _, of_kind, row in shown if of_kind == position], reader)

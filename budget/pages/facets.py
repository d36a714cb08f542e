"""Facets: the choices of a filter of a list, each a link with its count under the other filters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from budget.links import narrowed_to, without
from budget.pages.filters import filter_label

# Visible at first; the others unfold.
_AT_ONCE = 8
# The most choices shown. A list with more is to be narrowed by another filter first.
MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its words, its number of rows, and the address that sets it (or, where it is
    chosen, removes it).
    """

    label: str
    number: int
    url: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its choices, for `_facets.html`; `omitted_count` further ones are not shown at all."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    omitted_count: int = 0

    @property
    def at_once(self) -> tuple[Choice, ...]:
        return self.choices[:_AT_ONCE]

    @property
    def folded(self) -> tuple[Choice, ...]:
        return self.choices[_AT_ONCE:]


def facet(
    request: HttpRequest,
    name: str,
    counts: Mapping[Any, int],
    label: Callable[[Any], str],
    order: Sequence[Any] | None = None,
) -> Facet | None:
    """The facet of a filter from the counts of its values; None where there is nothing to choose.

    The choices are in the given order, else the most numerous first. A count of 0 is omitted unless chosen.
    """
    chosen = request.GET.get(name, "")
    values = order if order is not None else sorted(counts, key=lambda value: (-counts[value], label(value)))
    wanted = [value for value in values if counts.get(value) or str(value) == chosen]
    choices = tuple(
        Choice(
            label=label(value),
            number=counts.get(value, 0),
            url=without(request, name) if str(value) == chosen else narrowed_to(request, name, value),
            is_chosen=str(value) == chosen,
        )
        for value in wanted[:MOST_CHOICES]
    )
    omitted = max(len(wanted) - MOST_CHOICES, 0)
    return Facet(name, filter_label(name), choices, omitted) if choices else None

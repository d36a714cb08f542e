"""What a chart answers, as a sentence above it: which parts have most."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _, ngettext

from budget.pages.formats import percent, share

# Parts are named together where so few of them have half of the whole.
_MOST_NAMED: Final = 3
_HALF: Final = Fraction(1, 2)


def answer_of(parts: Sequence[tuple[str, int]], whole: int, number: int) -> str:
    """Return the sentence for parts (label, value) of a whole; "" where shares would mislead.

    `number` is how many parts there are, others that are not given among them. Parts that add up to more than
    the whole, since something counts under several of them, are not added: the largest is named alone.
    """
    filled = sorted((part for part in parts if part[1]), key=lambda part: -part[1])
    if len(filled) < 2 or whole <= 0 or -filled[-1][1] * 20 > whole:
        return ""
    label, largest = filled[0]
    figures = {"label": label, "share": percent(share(largest, whole))}
    if largest >= whole * _HALF:
        return _("%(label)s has %(share)s of it.") % figures
    if sum(value for _label, value in parts) > whole:
        return _("%(label)s has the most, %(share)s of it.") % figures
    reached, taken = 0, 0
    for _label, value in filled:
        reached, taken = reached + value, taken + 1
        if reached >= whole * _HALF:
            break
    else:
        return _("%(label)s has the most, %(share)s of it.") % figures
    together = {"share": percent(share(reached, whole)), "number": taken, "all": f"{number:,}"}
    if taken <= _MOST_NAMED:
        labels = _(", ").join(label for label, _value in filled[:taken])
        return _("%(labels)s together have %(share)s of it.") % {**together, "labels": labels}
    return (
        ngettext(
            "%(number)s of %(all)s has %(share)s of it.", "%(number)s of %(all)s have %(share)s of it.", taken
        )
        % together
    )

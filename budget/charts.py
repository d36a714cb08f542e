"""A chart in its Python half: what is charted, the table beside it, and the data that static/js/charts.js draws.

A view builds a `Chart` and includes `_chart.html` with it. Chart and table are made from the same segments; figures
reach the script as finished text, so that what it shows is exact and in the reader's language.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget.figures import grouped_wan_yuan, percent, share

Kind = Literal["bars", "doughnut", "stacked", "treemap"]
Unit = Literal["money", "count"]

# A tile below this share of a treemap has no room for a name: it is drawn with its like as "others".
SMALLEST_TILE = Fraction(1, 100)
# Bars beyond these cannot be told apart at a glance: the rest is drawn as "others".
MOST_BARS = 20
MOST_SLICES = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a chart.

    `value`: fen (unit "money") or a count; None where nothing is stated, which is not 0. `url`: the page of what it
    stands for. `tone`: a name whose colour is the same on every page (an indicator category's key, a funding source's
    field, "others", "unclassified"); "" takes the next colour. `parts`: in a stacked chart, what this bar is made of; the parts
    of all bars with the same label are one series.
    """

    label: str
    value: int | None
    url: str = ""
    note: str = ""
    tone: str = ""
    parts: tuple["Segment", ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table beside a chart; `text` and `share` are finished text, None where there is none."""

    label: str
    value: int | None
    text: str | None
    share: str | None
    url: str
    note: str
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What `_chart.html` shows. `id` is unique on its page and a valid HTML id.

    `whole` is what shares are of (fen or a count); None: the sum of the segments. Give it where the segments do not add
    up to it (a project under several categories). `note` is a sentence below the title.
    """

    id: str
    title: str
    kind: Kind
    unit: Unit
    segments: tuple[Segment, ...]
    whole: int | None = None
    note: str = ""

    @property
    def shares_of(self) -> int:
        """What shares are of: `whole`, or what the segments sum up to."""
        if self.whole is not None:
            return self.whole
        return sum(segment.value for segment in self.segments if segment.value is not None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every segment, in its order, with its figure and its share."""
        return tuple(self._row(segment) for segment in self.segments)

    @property
    def series(self) -> tuple[str, ...]:
        """The labels of the parts of a stacked chart, in order of their first appearance."""
        return tuple(dict.fromkeys(part.label for segment in self.segments for part in segment.parts))

    @property
    def only(self) -> Segment | None:
        """The segment that is all there is: every other one is zero or not stated."""
        filled = [segment for segment in self.segments if segment.value]
        return filled[0] if len(filled) == 1 else None

    @property
    def sentence(self) -> str | None:
        """What is said in place of a chart of one slice or none; None where there is something to compare."""
        filled = [segment for segment in self.segments if segment.value]
        if len(filled) > 1:
            return None
        if not filled:
            return _("Nothing is stated here.") if self.unit == "money" else _("There is none here.")
        words = _("All of it, %(value)s, is: %(label)s.") % {
            "value": self._with_unit(filled[0].value),
            "label": filled[0].label,
        }
        zero = [segment.label for segment in self.segments if segment.value == 0]
        unsaid = [segment.label for segment in self.segments if segment.value is None]
        if zero and self.unit == "money":
            words += " " + _("Stated as 0: %(labels)s.") % {"labels": _(", ").join(zero)}
        if unsaid:
            words += " " + _("Not stated: %(labels)s.") % {"labels": _(", ").join(unsaid)}
        return words

    @property
    def drawn_kind(self) -> Kind:
        """The kind it is drawn as: a slice or a tile cannot be negative, a bar can."""
        negative = any(segment.value is not None and segment.value < 0 for segment in self.segments)
        return "bars" if negative and self.kind in ("doughnut", "treemap") else self.kind

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws, ready for `json_script`.

        What is zero or not stated is left to the table; parts too small or too many to tell apart are drawn as one,
        "others", which leads to the table (its `url` is the table's anchor).
        """
        drawn, small = self._drawn_and_small()
        items = [self._item(segment) for segment in drawn]
        if small:
            rest = others(sum(segment.value or 0 for segment in small), len(small), url=f"#{self.id}-table")
            items.append(self._item(rest))
        return {"kind": self.drawn_kind, "series": list(self.series), "items": items}

    def _drawn_and_small(self) -> tuple[list[Segment], list[Segment]]:
        """The segments that are drawn, and those drawn together as "others"."""
        filled = [segment for segment in self.segments if segment.value]
        if self.drawn_kind == "stacked":
            return filled, []
        by_size = sorted(filled, key=lambda segment: abs(segment.value or 0), reverse=True)
        if self.drawn_kind == "treemap":
            least = SMALLEST_TILE * sum(segment.value or 0 for segment in filled)
            small = [segment for segment in by_size if (segment.value or 0) < least]
        else:
            small = by_size[MOST_SLICES if self.drawn_kind == "doughnut" else MOST_BARS :]
        if len(small) < 2:  # one small part alone is drawn as what it is
            return filled, []
        left_out = set(map(id, small))
        return [segment for segment in filled if id(segment) not in left_out], small

    def _row(self, segment: Segment) -> Row:
        return Row(
            label=segment.label,
            value=segment.value,
            text=self._text(segment.value),
            share=percent(share(segment.value, self.shares_of)),
            url=segment.url,
            note=segment.note,
            parts=tuple(self._row(part) for part in segment.parts),
        )

    def _item(self, segment: Segment) -> dict[str, Any]:
        return {
            "label": segment.label,
            "value": segment.value,
            "text": self._with_unit(segment.value),
            "share": percent(share(segment.value, self.shares_of)) or "",
            "url": segment.url,
            "tone": segment.tone,
            "parts": [self._item(part) for part in segment.parts],
        }

    def _text(self, value: int | None) -> str | None:
        if value is None:
            return None
        return grouped_wan_yuan(value) if self.unit == "money" else f"{value:,}"

    def _with_unit(self, value: int | None) -> str:
        text = self._text(value)
        if text is None:
            return _("not stated")
        return _("%(amount)s ×10,000 yuan") % {"amount": text} if self.unit == "money" else text


def others(value: int | None, count: int, url: str = "") -> Segment:
    """What is not charted one by one, as one segment: its sum (fen or a count, from the database) and how many they are."""
    label = ngettext("%(count)s other", "%(count)s others", count) % {"count": f"{count:,}"}
    return Segment(label=label, value=value, url=url, tone="others")

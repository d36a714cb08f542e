"""Charts: their segments, the table of the same figures, and the data for static/js/charts.js.

A view builds a `Chart` and includes `_chart.html` with it. The chart and its table are made from the same
segments. The script gets figures as formatted text, so they are exact and in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from budget.disclosure.records import sum_stated
from budget.money import shown_unit
from budget.pages.chart_answers import answer_of
from budget.pages.formats import money_text, money_with_unit, percent, share

Kind = Literal["bars", "doughnut", "stacked", "treemap"]
Unit = Literal["money", "count"]

# A tile below this share of a treemap has no room for a name; all such tiles are drawn as "others".
SMALLEST_TILE = Fraction(1, 100)
# More bars or slices are hard to distinguish; the rest is drawn as "others".
MOST_BARS = 20
MOST_SLICES = 8
# A slice of this share of a ring leaves the others too thin to be seen: they are drawn as bars.
LARGEST_SLICE = Fraction(19, 20)
# The number of colours without a fixed meaning in static/css/site.css: --series-1 and following.
PALETTE = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a chart.

    `value`: fen (unit "money") or a count; None where nothing is stated, which is not 0.
    `url`: the page of its subject, "" where there is none.
    `note`: a few words after the label, in the table alone.
    `tone`: a name whose colour is the same on every page (an indicator category's key, "unclassified", a
    funding source's field, "others", a unit's or department's never); "" takes a colour without meaning.
    `parts`: the parts of a bar of a stacked chart. Parts with the same label are one series over all bars.
    `count`: how many it stands for, more than one where it is `others`.
    """

    label: str
    value: int | None
    url: str = ""
    note: str = ""
    tone: str = ""
    parts: tuple["Segment", ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of a chart.

    `text` and `share` are finished text, None where there is none. `colour` names a custom property of
    site.css, and the class of the swatch: "tone-quantity", "series-2". `cells` are a stacked bar's parts in
    the order of `Chart.series`, None where it has no such part.
    """

    label: str
    value: int | None
    text: str | None
    share: str | None
    url: str
    note: str
    colour: str
    cells: tuple["Row | None", ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for `_chart.html`. `id` is unique on its page and valid as an HTML id.

    `whole` is the base of the shares (fen or a count); None: the sum of the segments. Give it where the
    segments do not add up to it (a project counts under several categories). `note` is a sentence below the
    title. `own_answer`: the sentence above a chart whose segments are no parts of one whole. Segments are
    shown in their order. One without a value is a row of the table alone.
    """

    id: str
    title: str
    kind: Kind
    unit: Unit
    segments: tuple[Segment, ...]
    whole: int | None = None
    note: str = ""
    own_answer: str | None = None

    @property
    def data_id(self) -> str:
        """The id of the element that carries `data`."""
        return f"{self.id}-data"

    @property
    def export_field(self) -> str:
        """The query parameter that requests an export of its rows."""
        return f"{self.id}-_export"

    @property
    def shares_of(self) -> int:
        """The base of the shares: `whole`, or the sum of the segments."""
        if self.whole is not None:
            return self.whole
        return sum(segment.value for segment in self.segments if segment.value is not None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every segment, in its order, with its figure and its share."""
        return tuple(self._row(segment, number) for number, segment in enumerate(self.segments))

    @property
    def series(self) -> tuple[str, ...]:
        """The labels of a stacked chart's parts, in the order of their first appearance."""
        return tuple(dict.fromkeys(part.label for segment in self.segments for part in segment.parts))

    @property
    def has_legend(self) -> bool:
        """Whether the table is the legend of the colours; a single colour needs no legend."""
        return self.drawn_kind != "stacked" and len({row.colour for row in self.rows}) > 1

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The parts of a stacked chart as columns of its table: label and colour."""
        colours = {part.label: self._part_colour(part) for segment in self.segments for part in segment.parts}
        return tuple((label, colours[label]) for label in self.series)

    @property
    def only(self) -> Segment | None:
        """The only segment with a value other than zero, None where there are more or none."""
        filled = [segment for segment in self.segments if segment.value]
        return filled[0] if len(filled) == 1 else None

    @property
    def sentence(self) -> str | None:
        """The sentence in place of a chart with one slice or none; None where there are more."""
        filled = [segment for segment in self.segments if segment.value]
        if len(filled) > 1:
            return None
        if self.unit == "count":
            return self._about_one(filled[0]) if filled else _("There is none.")
        zero = [segment.label for segment in self.segments if segment.value == 0]
        unsaid = [segment.label for segment in self.segments if segment.value is None]
        sentences = [self._about_one(filled[0])] if filled else []
        if zero:
            sentences.append(_("Stated as 0: %(labels)s.") % {"labels": _(", ").join(zero)})
        if unsaid:
            sentences.append(_("Not stated: %(labels)s.") % {"labels": _(", ").join(unsaid)})
        return " ".join(sentences) or _("There is none.")

    @property
    def answer(self) -> str:
        """What the chart answers, as a sentence; "" where there is none."""
        if self.own_answer is not None:
            return self.own_answer
        single = [one for one in self.segments if one.value is not None and one.count == 1]
        number = sum(one.count for one in self.segments)
        return capfirst(answer_of([(one.label, one.value or 0) for one in single], self.shares_of, number))

    def _about_one(self, segment: Segment) -> str:
        """The sentence about the one segment that is not zero."""
        if segment.value != self.shares_of:
            return self._sentence_of(segment, segment.label)
        return _("All of it, %(value)s, is: %(label)s.") % {
            "value": self._with_unit(segment.value),
            "label": segment.label,
        }

    @property
    def drawn_kind(self) -> Kind:
        """The kind of drawing: a slice or a tile cannot be negative, a bar can; and beside a slice that is
        nearly all, the others cannot be seen.
        """
        values = [segment.value for segment in self.segments if segment.value is not None]
        negative = any(value < 0 for value in values)
        if negative and self.kind in ("doughnut", "treemap"):
            return "bars"
        if self.kind == "doughnut" and values and max(values) >= LARGEST_SLICE * sum(values):
            return "bars"
        return self.kind

    @property
    def data(self) -> dict[str, Any]:
        """The data for the script, ready for `json_script`.

        Parts that are too small or too many are drawn as one, "others", with a link to the table.
        """
        small = self._small()
        items = [
            self._item(segment, self._colour(segment, number))
            for number, segment in enumerate(self.segments)
            if self._is_drawn(segment) and number not in small
        ]
        if small:
            rest = together([self.segments[number] for number in sorted(small)], f"#{self.id}-table")
            items.append(self._item(rest, "tone-others"))
        return {
            "kind": self.drawn_kind,
            "per": shown_unit().fen if self.unit == "money" else 1,
            "items": items,
            "series": list(self.series),
        }

    def _is_drawn(self, segment: Segment) -> bool:
        """Whether a segment is drawn: a bar of zero is, for its name; a slice or tile of zero is not."""
        return segment.value is not None and (segment.value != 0 or self.drawn_kind in ("bars", "stacked"))

    def _small(self) -> set[int]:
        """The indexes of the segments drawn together as "others"; a single one is drawn as itself."""
        filled = [
            (abs(segment.value or 0), number)
            for number, segment in enumerate(self.segments)
            if self._is_drawn(segment)
        ]
        if self.drawn_kind == "treemap":
            least = SMALLEST_TILE * sum(value for value, _number in filled)
            small = {number for value, number in filled if value < least}
        else:
            most = MOST_SLICES if self.drawn_kind == "doughnut" else MOST_BARS
            # The smallest of them, of equals the last.
            single = [pair for pair in filled if self.segments[pair[1]].count == 1]
            by_size = sorted(single, key=lambda pair: (-pair[0], pair[1]))
            small = {number for _value, number in by_size[most:]}
        if small:  # the others that the page does not name are no part of their own beside these
            small |= {number for _value, number in filled if self.segments[number].count > 1}
        return small if len(small) > 1 else set()

    def _colour(self, segment: Segment, number: int) -> str:
        """The colour of the tone; else the next for a slice, one for all bars or tiles, which show names."""
        if segment.tone:
            return f"tone-{segment.tone}"
        return f"series-{number % PALETTE + 1}" if self.drawn_kind == "doughnut" else "series-1"

    def _part_colour(self, part: Segment) -> str:
        if part.tone:
            return f"tone-{part.tone}"
        return f"series-{self.series.index(part.label) % PALETTE + 1}"

    def _row(self, segment: Segment, number: int) -> Row:
        parts = {part.label: self._cell(part, self._part_colour(part)) for part in segment.parts}
        cells = tuple(parts.get(label) for label in self.series)
        return self._cell(segment, self._colour(segment, number), cells)

    def _cell(self, segment: Segment, colour: str, cells: tuple[Row | None, ...] = ()) -> Row:
        return Row(
            label=segment.label,
            value=segment.value,
            text=self._text(segment.value),
            share=percent(share(segment.value, self.shares_of)),
            url=segment.url,
            note=segment.note,
            colour=colour,
            cells=cells,
        )

    def _item(self, segment: Segment, colour: str, of: Segment | None = None) -> dict[str, Any]:
        """The data of a segment for the script; `of` is the bar that it is a part of."""
        return {
            "label": segment.label,
            "value": segment.value,
            "figure": self._text(segment.value),
            "text": self._with_unit(segment.value),
            "share": percent(share(segment.value, self.shares_of)) or "",
            "spoken": self._sentence_of(segment, f"{of.label}, {segment.label}" if of else segment.label),
            "url": segment.url,
            "colour": colour,
            "parts": [
                self._item(part, self._part_colour(part), segment) for part in segment.parts if part.value
            ],
        }

    def _sentence_of(self, segment: Segment, label: str) -> str:
        """A segment as a sentence: its name, its figure, its share where it has one."""
        part = percent(share(segment.value, self.shares_of))
        figures = {"label": label, "value": self._with_unit(segment.value), "share": part}
        if part is None:
            return _("%(label)s: %(value)s.") % figures
        return _("%(label)s: %(value)s (%(share)s).") % figures

    def _text(self, value: int | None) -> str | None:
        if value is None:
            return None
        return money_text(value) if self.unit == "money" else f"{value:,}"

    def _with_unit(self, value: int | None) -> str:
        if value is None:
            return _("not stated")
        return money_with_unit(value) if self.unit == "money" else f"{value:,}"


def others(value: int | None, count: int, url: str = "", parts: tuple[Segment, ...] = ()) -> Segment:
    """The segments that are not charted singly, as one: their sum (fen or a count), number and parts."""
    label = ngettext("%(number)s other", "%(number)s others", count) % {"number": f"{count:,}"}
    return Segment(label=label, value=value, url=url, tone="others", parts=parts, count=count)


def together(segments: Sequence[Segment], url: str) -> Segment:
    """These segments as one, others among them counted as what they stand for."""
    parts: dict[str, Segment] = {}
    for part in (part for segment in segments for part in segment.parts):
        before = parts.get(part.label)
        value = part.value if before is None else sum_stated([before.value, part.value])
        parts[part.label] = replace(part, value=value)
    value = sum(segment.value or 0 for segment in segments)
    return others(value, sum(segment.count for segment in segments), url, tuple(parts.values()))

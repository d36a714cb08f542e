"""The indicators' cell of a wide table -> its indicators, to the character.

    N、<code>-<level 1>；<code>-<level 2>；<name>；实施周期指标值:<value>；年度指标值:<value>。N+1、…

The layout is Guangdong's (the sample of Guangzhou's CPPCC office). What is read is kept with the separators
it stood between, so that the parts, put together again, are the cell; what does not fit is kept as `Unread`,
with why.

How ambiguous text is taken, always so that no value holds a neighbour's text:

- `N、` starts an indicator where N is the next number and a level 1 code follows: a known level 1 label
  behind its code (`2、2-效益指标`), or any label behind which `；dd-` stands. No digit follows the dash
  (`1、1-3月` is text).
- A start with another number ends what stood before it, and is unread up to the next proper start
  ("numbering"); so is `1-产出指标；11-` with no number before it.
- `2、效益指标；22-…` (the level 1 code is lost) is unread, and counts as number 2.
- `2.1-产出指标；11-…` counts as `2、1-…`, unless it stands right behind a colon or a comparator, where `2.`
  may be a value and its end.
- Where nothing ends a value (`年度指标值:982、3-满意度指标…`), the next number is cut from the figure only
  behind a colon, a comparator or a decimal point; elsewhere the digits are one number, and not the next. A
  figure before a start that is not proper goes with it, unread.
- A name that holds 实施周期指标值: or 年度指标值: (its `；` is lost) has swallowed a value: it is unread. A
  value that holds one is read and told by `value_holds_structure`.
- Text on a new line behind the last indicator's closing `。` or `.`, and a 注：, 备注： or 说明： behind a
  `。` or on a new line, is not the value's.
- Blanks and line breaks beside a separator belong to the separator: no field has blanks around it.
"""

import re
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final, Protocol

BEFORE_FIRST: Final = "before-first"
NUMBERING: Final = "numbering"
AFTER_LAST: Final = "after-last"
NOT_AN_INDICATOR: Final = "not-an-indicator"


class IndicatorText(Protocol):
    """The seven texts of an indicator, whatever holds them."""

    @property
    def level1_code(self) -> str: ...
    @property
    def level1(self) -> str: ...
    @property
    def level2_code(self) -> str: ...
    @property
    def level2(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def period_target(self) -> str: ...
    @property
    def annual_target(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ParsedIndicator:
    """An indicator as disclosed; a target that the cell does not state is "".

    `separators` are the eight texts around and between the seven fields: the number stands in the first, the
    end mark in the last; a label that is missing leaves an empty one.
    """

    position: int
    level1_code: str
    level1: str
    level2_code: str
    level2: str
    name: str
    period_target: str
    annual_target: str
    separators: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The seven texts, level 1's code first, the annual target last."""
        return fields_of(self)

    @property
    def text(self) -> str:
        """The indicator's slice of the cell, to the character."""
        return "".join(chain.from_iterable(zip_longest(self.separators, self.fields, fillvalue="")))


@dataclass(frozen=True, slots=True)
class Unread:
    """A slice of a cell that does not fit the grammar, and why (one of the four constants above)."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell in parts, in order; `margin` is the text of a cell that holds blanks alone."""

    parts: tuple[ParsedIndicator | Unread, ...]
    margin: str = ""

    @property
    def indicators(self) -> tuple[ParsedIndicator, ...]:
        return tuple(part for part in self.parts if isinstance(part, ParsedIndicator))

    @property
    def unread(self) -> str:
        """The unread slices, one a line; "" where there is none."""
        return "\n".join(part.text.strip() for part in self.parts if isinstance(part, Unread))

    @property
    def text(self) -> str:
        """The cell, to the character."""
        return self.margin + "".join(part.text for part in self.parts)


def fields_of(indicator: IndicatorText) -> tuple[str, ...]:
    """The seven texts of anything that has an indicator's texts."""
    return (
        indicator.level1_code,
        indicator.level1,
        indicator.level2_code,
        indicator.level2,
        indicator.name,
        indicator.period_target,
        indicator.annual_target,
    )


def _spaced(words: str) -> str:
    """A pattern for the words with blanks or line breaks between their characters (cells wrap anywhere)."""
    return r"\s*+".join(words)


# Every quantifier is possessive or bounded, and a run of digits is scanned once: parsing is linear.
_D: Final = "[0-9０-９]"
_DASH: Final = "[-－–—‐‑−―﹣]"
_SEP: Final = "[；;]"
_COLON: Final = "[：:]"
_END: Final = "[。.．｡]"
_LEVEL1_NAMES: Final = ("产出", "效益", "满意度", "成本")
_KNOWN_LABEL: Final = "|".join(
    rf"{_spaced(name + '指标')}|{_spaced(name)}(?=\s*+{_SEP})" for name in _LEVEL1_NAMES
)
_ANY_LABEL: Final = r"[^；;：:。、\s0-9０-９][^；;：:。、]{0,29}"
_LEVEL2_FOLLOWS: Final = rf"\s*+{_SEP}\s*+{_D}{{1,3}}\s*+{_DASH}"

# The text behind a level 1 code.
_BEHIND_CODE: Final = (
    rf"(?=\s*+{_DASH}\s*+(?:{_KNOWN_LABEL}|{_ANY_LABEL}{_SEP}\s*+{_D}{{2}}\s*+{_DASH}\s*+[^\s0-9０-９]))"
)
_BEHIND_CODE_SURELY: Final = rf"(?=\s*+{_DASH}\s*+(?:{_KNOWN_LABEL}){_LEVEL2_FOLLOWS})"
_START: Final = re.compile(
    rf"""(?<!{_D})(?:
        (?P<number>{_D}++)\s*+、\s*+{_D}{{1,2}}{_BEHIND_CODE}
      | (?P<dotted>{_D}++)\s*+[.．]\s*+{_D}{{1,2}}{_BEHIND_CODE_SURELY}
      | (?P<uncoded>{_D}++)\s*+、\s*+(?=(?:{_KNOWN_LABEL}){_LEVEL2_FOLLOWS})
      | (?P<bare>{_D}{{1,3}}){_BEHIND_CODE_SURELY}
    )""",
    re.VERBOSE,
)
# A figure right before a start that is not proper (`(2)1-产出指标`, `98.2.1-产出指标`): a number in another
# dress or the end of a value, nobody can tell, so that neither gets it.
_DRESSED_NUMBER: Final = re.compile(rf"[(（]?{_D}[0-9０-９.．,，]{{0,15}}\s{{0,5}}[、)）]{{0,2}}\s{{0,5}}$")
_LONGEST_DRESSED_NUMBER: Final = 30
_FIGURE_CONTINUES: Final = re.compile(rf"(?:[：:≥≤＞＜><=＝于过]|{_D}[.．])\s{{0,9}}$")

_HEAD: Final = re.compile(
    rf"(\s*+{_D}++\s*+[、.．]\s*+)"
    rf"({_D}{{1,6}}+)(\s*+{_DASH}\s*+)([^；;]++)({_SEP}\s*+)"
    rf"({_D}{{1,6}}+)(\s*+{_DASH}\s*+)([^；;]++)({_SEP}\s*+)"
)
_PERIOD: Final = re.compile(rf"(?:^|{_SEP})\s*+{_spaced('实施周期指标值')}\s*+{_COLON}\s*+")
_ANNUAL: Final = re.compile(rf"(?:^|{_SEP})\s*+{_spaced('年度指标值')}\s*+{_COLON}\s*+")
_VALUE_LABEL: Final = re.compile(rf"(?:{_spaced('实施周期指标值')}|{_spaced('年度指标值')})\s*+{_COLON}")
_NOTE: Final = r"(?:附注|备注|注|说明)\s*+[：:]"
_TEXT_AFTER_LAST: Final = re.compile(
    rf"{_END}[^\S\r\n]*+[\r\n]\s*+(?=\S)|。\s*+(?={_NOTE})|(?<!\s)[^\S\r\n]*+[\r\n]\s*+(?={_NOTE})",
)
_STRUCTURE: Final = re.compile(
    rf"{_spaced('实施周期指标值')}|{_spaced('年度指标值')}|{_D}\s*+、\s*+{_D}{{1,2}}\s*+{_DASH}\s*+[^\s0-9０-９]"
)
_FULL_WIDTH_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class _Boundary:
    """Where a slice of the cell begins; `why` is None where an indicator properly starts."""

    at: int
    position: int
    why: str | None


def parse_cell(text: str) -> ParsedCell:
    """A cell's text in parts, whatever it is; `.text` of the answer is the text given. Linear in length."""
    if not text.strip():
        return ParsedCell((), margin=text)
    boundaries = _boundaries(text)
    if not boundaries:
        return ParsedCell((Unread(text, NOT_AN_INDICATOR),))
    parts: list[ParsedIndicator | Unread] = []
    first = boundaries[0]
    if text[: first.at].strip():
        parts.append(Unread(text[: first.at], BEFORE_FIRST))
    else:
        boundaries[0] = _Boundary(0, first.position, first.why)
    ends = [boundary.at for boundary in boundaries[1:]] + [len(text)]
    for boundary, end in zip(boundaries, ends, strict=True):
        piece = text[boundary.at : end]
        if boundary.why is not None:
            parts.append(Unread(piece, boundary.why))
            continue
        indicator = _indicator(piece, boundary.position, is_last=end == len(text))
        if indicator is None:
            parts.append(Unread(piece, NOT_AN_INDICATOR))
            continue
        parts.append(indicator)
        rest = piece[len(indicator.text) :]
        if rest:
            parts.append(Unread(rest, AFTER_LAST))
    return ParsedCell(tuple(parts))


def value_holds_structure(value: str) -> bool:
    """Whether a value that was read holds 实施周期指标值, 年度指标值 or another `N、N-` (FMT-01).

    `1、1-3月` is a span, not structure: no digit follows the dash of a code.
    """
    return _STRUCTURE.search(value) is not None


def _boundaries(text: str) -> list[_Boundary]:
    """Where indicators start, and where unread stretches between them do, in order."""
    boundaries: list[_Boundary] = []
    expected = 1
    for match in _START.finditer(text):
        at, why = match.start(), NUMBERING
        number = (match["number"] or match["dotted"] or match["uncoded"] or "").translate(_FULL_WIDTH_DIGITS)
        figure_continues = _FIGURE_CONTINUES.search(text, max(0, at - 11), at) is not None
        is_next = number.lstrip("0") == str(expected)
        if match["number"] and not is_next and figure_continues and number.endswith(str(expected)):
            at += len(number) - len(str(expected))
            is_next = True
        if match["bare"] or (match["dotted"] and figure_continues):
            dressed = _DRESSED_NUMBER.search(text, max(0, at - _LONGEST_DRESSED_NUMBER), at)
            at = dressed.start() if dressed else at
        if is_next and (match["number"] or (match["dotted"] and not figure_continues)):
            boundaries.append(_Boundary(at, expected, None))
            expected += 1
            continue
        if is_next and match["uncoded"]:
            why = NOT_AN_INDICATOR
            expected += 1
        if why == NUMBERING and boundaries and boundaries[-1].why == NUMBERING:
            continue  # the unread stretch extends to the next proper start
        boundaries.append(_Boundary(at, expected, why))
    return boundaries


def _indicator(piece: str, position: int, *, is_last: bool) -> ParsedIndicator | None:
    """The indicator that a slice holds, of the last slice up to where other text begins.

    None where the slice does not fit.
    """
    head = _HEAD.match(piece)
    if head is None:
        return None
    number, code1, dash1, label1, sep1, code2, dash2, label2, sep2 = head.groups()
    body = piece[head.end() :]
    period_label = _PERIOD.search(body)
    annual_label = _ANNUAL.search(body, period_label.end() if period_label else 0)
    first_annual = _ANNUAL.search(body)
    if period_label and first_annual and first_annual.start() < period_label.start():
        # The annual target is first: the text behind it is reported as structure in a value.
        period_label, annual_label = None, first_annual
    name_end = period_label.start() if period_label else annual_label.start() if annual_label else len(body)
    period_start = period_label.end() if period_label else name_end
    period_end = annual_label.start() if annual_label else len(body) if period_label else name_end
    annual_start = annual_label.end() if annual_label else period_end
    annual_end = len(body) if annual_label else period_end
    spans = [(0, name_end), (period_start, period_end), (annual_start, annual_end)]
    last = 2 if annual_label else 1 if period_label else 0
    start, end = spans[last]
    stop = len(body)
    if is_last and (other := _TEXT_AFTER_LAST.search(body, start, end)):
        end = stop = other.end()
    spans[last] = (start, _without_end_mark(body, start, end))
    for unstated in range(last + 1, 3):
        spans[unstated] = (spans[last][1], spans[last][1])
    return _assembled(
        position, (number, dash1, sep1, dash2, sep2), (code1, label1, code2, label2), body[:stop], spans
    )


def _without_end_mark(body: str, start: int, end: int) -> int:
    """Where the value that ends the slice ends: before the blanks and the one `。` or `.` that close it."""
    closed = start + len(body[start:end].rstrip())
    if closed > start and re.fullmatch(_END, body[closed - 1]):
        closed -= 1
    return start + len(body[start:closed].rstrip())


def _assembled(
    position: int,
    marks: tuple[str, ...],
    labels: tuple[str, str, str, str],
    body: str,
    spans: list[tuple[int, int]],
) -> ParsedIndicator | None:
    """An indicator of its pieces, blanks moved from fields into separators; None where a part is missing."""
    number, dash1, sep1, dash2, sep2 = marks
    code1, label1, code2, label2 = labels
    bare1, bare2 = label1.rstrip(), label2.rstrip()
    values = [body[start:end].rstrip() for start, end in spans]
    ends = [start + len(value) for (start, _), value in zip(spans, values, strict=True)]
    name, period, annual = values
    if not (bare1 and bare2 and name) or any(map(_VALUE_LABEL.search, (bare1, bare2, name))):
        return None
    separators = (
        number,
        dash1,
        label1[len(bare1) :] + sep1,
        dash2,
        label2[len(bare2) :] + sep2,
        body[ends[0] : spans[1][0]],
        body[ends[1] : spans[2][0]],
        body[ends[2] :],
    )
    return ParsedIndicator(position, code1, bare1, code2, bare2, name, period, annual, separators)

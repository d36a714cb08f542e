"""A workbook's number format code, taken apart: sections, their conditions and their tokens (ECMA-376 part 1,
18.8.31).

`BUILTIN` holds the formats that a workbook names by number alone (18.8.30), as the Chinese edition of the
program shows them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

_ACCOUNTING = '_ {0}* #,##0{1}_ ;_ {0}* \\-#,##0{1}_ ;_ {0}* "-"{2}_ ;_ @_ '

# The formats that a workbook names by number alone, as the Chinese edition shows them.
BUILTIN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;\\-#,##0",
    38: "#,##0;[Red]\\-#,##0",
    39: "#,##0.00;\\-#,##0.00",
    40: "#,##0.00;[Red]\\-#,##0.00",
    41: _ACCOUNTING.format("", "", ""),
    42: _ACCOUNTING.format('"¥"', "", ""),
    43: _ACCOUNTING.format("", ".00", "??"),
    44: _ACCOUNTING.format('"¥"', ".00", "??"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _(?P<space>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式|Standard)
    | (?P<halves>AM/PM|A/P|上午/下午)
    | (?P<exponent>[Ee][+-])
    | (?P<date>[Yy]+|[Mm]+|[Dd]+|[Hh]+|[Ss]+|[Ee]+|[Aa]{3,4}|[Bb]{2,4})
    | (?P<digit>[0#?])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)\s*(?P<number>[-+]?[0-9.]+(?:[Ee][-+]?[0-9]+)?)")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a section.

    `kind`: literal, digit (a placeholder), point, comma, percent, slash, exponent, general, text (@),
    date, minute, elapsed ([h]) or halves (AM/PM). `text`: the part as written.
    """

    kind: str
    text: str


@dataclass(slots=True)
class Section:
    """One of the up to four parts of a format: its tokens, and the condition under which it is taken."""

    tokens: list[Token] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None

    def has(self, *kinds: str) -> bool:
        """Whether it has a token of one of these kinds."""
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_date(self) -> bool:
        return self.has("date", "elapsed", "halves")

    @property
    def shows_sign(self) -> bool:
        """Whether it writes out itself, before the first digit, that a number is negative: `-0`, `(0)`."""
        before = takewhile(lambda token: token.kind not in ("digit", "general"), self.tokens)
        return any(token.kind == "literal" and token.text in "-−(（" for token in before)

    def holds(self, value: Decimal) -> bool:
        """Whether its condition, if it has one, lets the value in."""
        if self.condition is None:
            return True
        sign, bound = self.condition
        return _HOLDS[sign](value, bound)


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """A format cut at its semicolons; a workbook has few formats and many cells."""
    sections = [Section()]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match.group(match.lastgroup or "other")
        section = sections[-1]
        if kind == "other" and text == ";":
            sections.append(Section())
        elif kind == "bracket":
            _read_bracket(section, text)
        elif kind in ("quoted", "escaped"):
            section.tokens.extend(Token("literal", char) for char in text)
        elif kind == "space":
            section.tokens.append(Token("literal", " "))
        elif kind == "fill":
            continue  # repeated to the column's width, which text has not
        elif kind == "other":
            special = {"@": "text", ".": "point", ",": "comma", "%": "percent", "/": "slash"}
            section.tokens.append(Token(special.get(text, "literal"), text))
        elif kind == "date":
            section.tokens.append(Token("date", text.lower()))
        else:
            section.tokens.append(Token(kind, text))
    for section in sections:
        _settle(section)
    return tuple(sections)


def _read_bracket(section: Section, text: str) -> None:
    condition = _CONDITION.fullmatch(text.strip())
    if condition:
        section.condition = (condition["sign"], Decimal(condition["number"]))
    elif text.startswith("$"):  # [$¥-804]: a currency's sign, and a language
        section.tokens.extend(Token("literal", char) for char in text[1:].partition("-")[0])
    elif re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
        section.tokens.append(Token("elapsed", text.lower()))
    # Otherwise a colour or a way to write numerals: neither changes the figure.


def _settle(section: Section) -> None:
    """Resolve letters and slashes: of a date or of a literal or a fraction, and m as month or as minute."""
    if not section.is_date:
        return
    first = next(
        token.kind for token in section.tokens if token.kind in ("digit", "date", "elapsed", "halves")
    )
    if first == "digit":  # `0.00m`: a letter that should have been quoted
        section.tokens = [Token("literal", t.text) if t.kind == "date" else t for t in section.tokens]
        return
    clock = [i for i, token in enumerate(section.tokens) if token.kind in ("date", "elapsed")]
    for position, i in enumerate(clock):
        token = section.tokens[i]
        if token.kind == "date" and token.text in ("m", "mm"):
            before = section.tokens[clock[position - 1]].text[0] if position else ""
            after = section.tokens[clock[position + 1]].text[0] if position + 1 < len(clock) else ""
            if before in ("h", "s") or after == "s":
                section.tokens[i] = Token("minute", token.text)
    for i, token in enumerate(section.tokens):
        if token.kind in ("slash", "comma", "percent"):
            section.tokens[i] = Token("literal", token.text)


def literal(token: Token) -> str:
    """Return the text that a token adds by itself, where it is no placeholder."""
    return token.text if token.kind in ("literal", "digit", "point", "comma", "percent", "slash") else ""

"""Money as written in a cell -> exact fen, and back to the strings of the open-data form."""

import re
import unicodedata
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Literal

MoneyUnit = Literal["万元", "元"]

FEN_PER: dict[MoneyUnit, int] = {"万元": 1_000_000, "元": 100}
# Texts of tables for an amount that is not stated, which differs from 0.00.
NOT_STATED = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无"})
_LONGEST_NOTHING = 12
# 10 万亿元, a third of the state's yearly expenditure. A larger amount in one row is an error. The limit
# keeps sums exact in 64 bits.
LARGEST_FEN = 10**15

# ASCII digits only: NFKC has made 1 of １; grouping by commas (or thin blanks) in threes or, as some tables
# write it, not at all.
_NUMBER = re.compile(
    r"(?P<sign>[-+−(]?)(?P<int>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<frac>\.[0-9]*)?(?P<close>\)?)", re.ASCII
)
# Blanks part figures (100 120.50, an old figure above the new one), but for thin ones that group in threes.
_TWO_FIGURES = re.compile(r"\d\s+\d")
_GROUPED_BY_BLANKS = re.compile(r"[-+−]?\d{1,3}(?:[\u2009\u202f\u2007\u00a0]\d{3})+(?:\.\d+)?(?:万元|万|元)?")
_WRITTEN_UNIT = re.compile(r"(?P<unit>万元|万|元)$")
# Marks that point to a note. NFKC would make digits of most of them.
_MARKS = "¹²³⁰⁴-⁹₀-₉①-⒛⓪-⓿㉑-㉟㊱-㊿"
_LEADING_MARKS = re.compile(rf"\s*[{_MARKS}*＊※]{{1,3}}")
_TRAILING_MARKS = re.compile(
    rf"(?:[{_MARKS}*＊※]{{1,3}}|[\[〔【［]\s*(?:注释?)?\s*[0-9]{{1,2}}\s*[\]〕】］]|[(（]\s*注释?\s*[0-9]{{0,2}}\s*[)）])\s*$"
)
_ANY_MARK = re.compile(rf"[{_MARKS}]")
_POWER_OF_TEN = re.compile(r"\s*10[³⁰⁴-⁹]+\s*|.*[×xX]\s*10[¹²³⁰⁴-⁹]+.*", re.DOTALL)


class NotAnAmount(ValueError):
    """The text is no amount of money."""


class FinerThanFen(ValueError):
    """The amount has a part smaller than one fen."""


class OutOfRange(ValueError):
    """The amount is larger than any table can hold."""


def states_no_amount(text: str) -> bool:
    """Whether a cell is empty or holds what tables write where they state no amount (—, -, /)."""
    if not text or len(text) > _LONGEST_NOTHING:
        return not text or text.isspace()
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lstrip("¥￥") in NOT_STATED


def without_note_marks(text: str) -> tuple[str, str]:
    """Return the text of a cell with an amount without the marks that point to a note, and these marks.

    Raises NotAnAmount for a power of ten, and for a mark between digits.
    """
    if text.isascii() and "*" not in text and "[" not in text:
        return text, ""
    if _POWER_OF_TEN.fullmatch(text):
        raise NotAnAmount(text)
    leading, trailing = _LEADING_MARKS.match(text), _TRAILING_MARKS.search(text)
    start = leading.end() if leading else 0
    end = max(trailing.start(), start) if trailing else len(text)
    if _ANY_MARK.search(text, start, end):
        raise NotAnAmount(text)
    return text[start:end], (text[:start] + text[end:]).strip()


@lru_cache(maxsize=8192)
def parse_amount(text: str, money_unit: MoneyUnit) -> int | None:
    """The fen of an amount such as "1,027.87" in `money_unit`, or None where the cell states none (empty,
    —, -, /).

    Two figures in one cell are no amount. A unit written in the cell (`250万`, `10000万元`, `3500元`) goes
    before the table's. A mark that points to a note (`120.50①`, `120.50²`) is no part of the amount.
    Raises NotAnAmount, FinerThanFen, OutOfRange.
    """
    figure, mark = without_note_marks(text)
    if _TWO_FIGURES.search(figure) and not _GROUPED_BY_BLANKS.fullmatch(figure.strip()):
        raise NotAnAmount(text)
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", figure)).lstrip("¥￥")
    if folded in NOT_STATED:
        if mark and not folded:
            raise NotAnAmount(text)
        return None
    unit = money_unit
    written = _WRITTEN_UNIT.search(folded)
    if written:
        unit = "元" if written["unit"] == "元" else "万元"
        folded = folded[: written.start()]
    match = _NUMBER.fullmatch(folded)
    if match is None or (match["sign"] == "(") != (match["close"] == ")"):
        raise NotAnAmount(text)
    digits = match["int"].replace(",", "")
    if len(digits) > 20 or len(match["frac"] or "") > 40:
        raise OutOfRange(text)
    with localcontext() as context:
        context.prec = 80  # more digits than any cell let through above, so that nothing is rounded
        fen = Decimal(digits + (match["frac"] or "")) * FEN_PER[unit]
        if fen != fen.to_integral_value():
            raise FinerThanFen(text)
    if fen > LARGEST_FEN:
        raise OutOfRange(text)
    return -int(fen) if match["sign"] in ("-", "−", "(") else int(fen)


@lru_cache(maxsize=4096)
def is_amount(text: str) -> bool:
    """Whether a text is an amount, whatever its unit, one that is too fine or too large included."""
    try:
        return parse_amount(text, "万元") is not None
    except NotAnAmount:
        return False
    except ValueError:
        return True


def wan_yuan(fen: int | None) -> str | None:
    """Fen as a string in 万元, with at least two decimals and no more than needed: 700000000 -> "700.00",
    12345 -> "0.012345".
    """
    if fen is None:
        return None
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER["万元"])
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{whole}.{decimals}"


def fen_of_wan_yuan(text: str | None) -> int | None:
    """The inverse of `wan_yuan`, for reading the open-data form back."""
    return None if text is None else parse_amount(text, "万元")

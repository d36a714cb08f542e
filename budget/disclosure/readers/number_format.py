"""Numbers of a workbook as its number formats display them (ECMA-376 part 1, 18.8.30 and 18.8.31; the
Chinese edition's built-in formats).

No maintained Python library does this. Three differences from spreadsheet programs are deliberate:

- `General` shows six decimals where the program would drop them for the column's width: a fen is the
  sixth decimal in 万元.
- A negative figure that its section marks by colour alone gets a minus sign: text has no colour.
- Spelled-out numerals (`[DBNum1]`, `[DBNum2]`) and fractions (`# ?/?`) become decimal digits of the same
  value.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

from budget.disclosure.readers.date_format import show_date
from budget.disclosure.readers.format_codes import Section, Token, literal, sections_of

# A spreadsheet keeps fifteen digits of a number, and rounds a half up from those, not from the binary
# fraction.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
# Enough for any number below once it is rounded to fifteen digits and multiplied by a few hundreds.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
# Above this a number has more than fifteen digits before its point and is shown by its power of ten.
_LARGEST_PLAIN = Decimal(10) ** 15
_SMALLEST_PLAIN = Decimal("0.0001")
# What General shows, point included, before it rounds; and the decimals that it keeps whatever the width.
_GENERAL_WIDTH = 11
_DECIMALS = 6


def show_number(value: float | str | Decimal, code: str, *, from_1904: bool = False) -> str:
    """A number as the format `code` shows it: 0.95 under "0%" is "95%". Outer blanks are left as the format
    pads them.

    `from_1904`: the workbook counts its days from 1904-01-01. Raises ValueError where `value` is no finite
    number.
    """
    number = _decimal(value)
    if code == "General":
        return _general(number)
    section = _choose(sections_of(code), number)
    if section is None:
        return _general(number)
    if not section.tokens:
        return ""
    if section.is_date:
        shown = show_date(number, section, from_1904)
        return _general(number) if shown is None else shown
    if section.has("slash"):
        return _general(number)
    shown = _show_digits(abs(number), section)
    return f"-{shown}" if number < 0 and not section.shows_sign else shown


def show_percentage(value: float | str | Decimal) -> str:
    """Return a number as a percentage with all its decimals, for cells without a format: 0.985 is "98.5%".

    Raises as `show_number`.
    """
    return f"{_general(_decimal(value).scaleb(2, context=_EXACT))}%"


def show_text(text: str, code: str) -> str:
    """Return a text as the format `code` displays it. A fourth section or `@` may add words to it."""
    if code == "General":  # almost every text of a workbook
        return text
    sections = sections_of(code)
    section = sections[3] if len(sections) > 3 else next((s for s in sections if s.has("text")), None)
    if section is None:
        return text
    return "".join(text if token.kind == "text" else literal(token) for token in section.tokens)


def _decimal(value: float | str | Decimal) -> Decimal:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError as error:  # decimal's own word for "no number"
        raise ValueError(f"no number: {value!r}") from error
    # A spreadsheet's numbers end at 1e308; a longer exponent would cost its digits in memory below.
    if not number.is_finite() or number.adjusted() > 308:
        raise ValueError(f"no number of a spreadsheet: {value!r}")
    if number.adjusted() < -308:
        return Decimal(0)
    return _FIFTEEN.plus(number)


def _choose(sections: tuple[Section, ...], number: Decimal) -> Section | None:
    """The section that shows a number; None where every section has a condition that does not hold."""
    numeric = list(sections[:3])
    if 1 < len(sections) < 4 and sections[-1].has("text"):
        numeric.pop()  # the last section is the text's where it says so
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is not None and section.holds(number):
                return section
        numeric = [section for section in numeric if section.condition is None]
        # Of two that are left, the first is for negative numbers, the second for all others.
        return numeric[0 if number < 0 else -1] if numeric else None
    if number < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if not number and len(numeric) > 2 else numeric[0]


def _general(number: Decimal) -> str:
    size = abs(number)
    if size >= _LARGEST_PLAIN:
        return _scientific(number)
    decimals = max(_GENERAL_WIDTH - 1 - len(str(int(size))), _DECIMALS)
    rounded = _round(number, decimals)
    if size and size < _SMALLEST_PLAIN and rounded != number:
        return _scientific(number)
    text = format(rounded, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if rounded else "0"


def _scientific(number: Decimal) -> str:
    mantissa = _round(number.scaleb(-number.adjusted(), context=_EXACT), 5)
    digits = format(mantissa, "f").rstrip("0").rstrip(".")
    return f"{digits}E{number.adjusted():+03d}"


def _round(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def _show_digits(size: Decimal, section: Section) -> str:
    """A number without its sign, written into the section's placeholders."""
    tokens = section.tokens
    if section.has("general"):
        return "".join(_general(size) if token.kind == "general" else literal(token) for token in tokens)
    places = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return "".join(_general(size) if token.kind == "text" else literal(token) for token in tokens)
    size = size.scaleb(2 * sum(token.kind == "percent" for token in tokens), context=_EXACT)
    exponent = next((i for i, token in enumerate(tokens) if token.kind == "exponent"), len(tokens))
    point = next((i for i, token in enumerate(tokens) if token.kind == "point"), exponent)
    whole = [i for i in places if i < point]
    decimals = [i for i in places if point < i < exponent]
    power = [i for i in places if i > exponent]
    commas = [i for i, token in enumerate(tokens) if token.kind == "comma"]
    before_exponent = whole + decimals
    last = before_exponent[-1] if before_exponent else -1
    # A comma after the last placeholder (or the last one before the point) divides by a thousand; between two
    # it groups.
    scaling = [i for i in commas if i > last or (whole and whole[-1] < i < point)]
    size = size.scaleb(-3 * len(scaling), context=_EXACT)
    grouped = any(whole and whole[0] < i < whole[-1] for i in commas)

    shift = 0
    if power and size:
        shift = size.adjusted() - (max(len(whole), 1) - 1)
        if len(whole) > 1:  # "##0.0E+0": the power is a multiple of the places before the point
            shift = size.adjusted() // len(whole) * len(whole)
        if _round(size.scaleb(-shift, context=_EXACT), len(decimals)) >= Decimal(10) ** max(len(whole), 1):
            shift += max(len(whole), 1)
        size = size.scaleb(-shift, context=_EXACT)
    plain = format(_round(size, len(decimals)), "f")
    integer, _, fraction = plain.partition(".")
    shown = dict(zip(decimals, fraction, strict=True))
    for i in reversed(decimals):  # `#` hides the zeros at the end, `?` keeps their place
        if shown[i] != "0" or tokens[i].text == "0":
            break
        shown[i] = " " if tokens[i].text == "?" else ""
    shown |= _whole_digits(integer, whole, tokens, grouped)
    shown |= _whole_digits(str(abs(shift)), power, tokens, grouped=False)

    out = []
    for i, token in enumerate(tokens):
        if token.kind == "digit":
            out.append(shown[i])
        elif token.kind == "point":
            # `.00` has no place before its point for the digits that the number has there.
            out.append((integer.lstrip("0") if i == point and not whole else "") + ".")
        elif token.kind == "comma":
            continue
        elif token.kind == "exponent":
            out.append("E" + ("-" if shift < 0 else "+" if token.text.endswith("+") else ""))
        else:
            out.append(literal(token))
    return "".join(out)


def _whole_digits(digits: str, places: list[int], tokens: list[Token], grouped: bool) -> dict[int, str]:
    """The digits before the point, one to a placeholder from the right; the first placeholder takes all that
    are left.
    """
    digits = digits.lstrip("0")
    shown: dict[int, str] = {}
    written = 0
    for position, i in enumerate(reversed(places)):
        is_first = position == len(places) - 1
        here = digits if is_first else digits[-1:]
        digits = "" if is_first else digits[:-1]
        if not here:
            here = {"0": "0", "?": " ", "#": ""}[tokens[i].text]
        text = ""
        for digit in reversed(here):
            if grouped and written and written % 3 == 0 and digit != " ":
                text = "," + text
            text = digit + text
            written += 1
        shown[i] = text
    return shown

"""Days counted from a workbook's first day, as a date or time format shows them."""

from calendar import day_name, month_name
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from budget.disclosure.readers.format_codes import Section, literal

_WEEKDAYS = "一二三四五六日"
# 9999-12-31 is the last day that a spreadsheet program knows, counted from 1900 or (as many days fewer) from
# 1904.
_DAYS_KNOWN = {False: 2_958_466, True: 2_957_004}


_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def show_date(number: Decimal, section: Section, from_1904: bool) -> str | None:
    """A number of days as a date or time, or None where it is no date (a spreadsheet program shows a row of
    #).
    """
    if not 0 <= number < _DAYS_KNOWN[from_1904]:
        return None
    fraction_places = _fraction_places(section)
    tick = Decimal(1).scaleb(-fraction_places)
    has_seconds = any(token.kind in ("date", "elapsed") and token.text[0] == "s" for token in section.tokens)
    seconds = _EXACT.multiply(number, Decimal(86_400)).quantize(
        tick if has_seconds else Decimal(1), context=_EXACT
    )
    days, second_of_day = divmod(int(seconds), 86_400)
    if days == _DAYS_KNOWN[from_1904]:  # the last half second rounds up into a day that is none
        return None
    moment = _first_day(days, from_1904) + timedelta(days=days, seconds=second_of_day)
    is_leap_fiction = not from_1904 and days == 60
    twelve = section.has("halves")
    out = []
    skip_digits = False
    for i, token in enumerate(section.tokens):
        text = token.text
        if token.kind == "date":
            out.append(_date_part(text, moment, twelve, is_leap_fiction))
        elif token.kind == "minute":
            out.append(f"{moment.minute:0{len(text)}d}")
        elif token.kind == "elapsed":
            per = {"h": 3_600, "m": 60, "s": 1}[text[0]]
            out.append(f"{int(seconds) // per:0{len(text)}d}")
        elif token.kind == "halves":
            morning, evening = text.split("/")
            out.append(morning if moment.hour < 12 else evening)
        elif token.kind == "point" and _next_is_digit(section, i):
            out.append("." + format(seconds % 1, f".{fraction_places}f")[2:])
            skip_digits = True
        elif token.kind == "digit" and skip_digits:
            continue
        else:
            skip_digits = False
            out.append(literal(token))
    return "".join(out)


def _first_day(days: int, from_1904: bool) -> datetime:
    """The day from which a workbook counts. The usual count has a 29 February 1900 (its day 60), which never
    was.
    """
    if from_1904:
        return datetime(1904, 1, 1)  # noqa: DTZ001  a workbook's dates have no zone
    return datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001


def _next_is_digit(section: Section, i: int) -> bool:
    return i + 1 < len(section.tokens) and section.tokens[i + 1].kind == "digit"


def _fraction_places(section: Section) -> int:
    """How many decimals of a second the section shows."""
    for i, token in enumerate(section.tokens):
        if token.kind == "point" and _next_is_digit(section, i):
            rest = section.tokens[i + 1 :]
            return next((n for n, other in enumerate(rest) if other.kind != "digit"), len(rest))
    return 0


def _date_part(text: str, moment: datetime, twelve: bool, is_leap_fiction: bool) -> str:
    letter, length = text[0], len(text)
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and length <= 2 else f"{moment.year:04d}"
    if letter == "b":
        return str(moment.year + 543)
    if letter == "m":
        name = month_name[moment.month]
        return {1: str(moment.month), 2: f"{moment.month:02d}", 3: name[:3], 5: name[:1]}.get(length, name)
    if letter == "d":
        day = 29 if is_leap_fiction else moment.day
        name = day_name[moment.weekday()]
        return {1: str(day), 2: f"{day:02d}", 3: name[:3]}.get(length, name)
    if letter == "a":
        return ("星期" if length == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "h":
        hour = (moment.hour - 1) % 12 + 1 if twelve else moment.hour
        return f"{hour:0{min(length, 2)}d}"
    return f"{moment.second:0{min(length, 2)}d}"

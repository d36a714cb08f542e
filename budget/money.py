"""The unit in which a reader sees money: 万元, or 亿元 or 元 by choice.

A cookie stores the choice, as it does the language; no address contains it. So a shared link shows everybody
the same rows, each in their own unit. Every figure has its unit after it or in its column header. Files and
the API do not follow the choice: they are in 万元.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

COOKIE: Final = "money_unit"


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A unit of money. `digits`: the decimals of a fen in it; `sign`: its name in a disclosure."""

    key: str
    sign: str
    digits: int

    @property
    def fen(self) -> int:
        """What one of it is in fen."""
        return int(10**self.digits)

    @property
    def label(self) -> str:
        """Its name in the reader's language, for the header of a column."""
        return {"yi": _("100 million yuan"), "wan": _("10,000 yuan"), "yuan": _("yuan")}[self.key]

    @property
    def behind(self) -> str:
        """Its name behind a figure, so that two numbers are never read as one: "7.00 ×10,000 yuan"."""
        return {"yi": _("×100 million yuan"), "wan": _("×10,000 yuan"), "yuan": _("yuan")}[self.key]

    def text(self, fen: int | None) -> str | None:
        """Fen as text, grouped and exact, with two decimals and more where it needs them; None for None.

        3340000000 -> "3,340.00" in 万元, "0.334" in 亿元, "33,400,000.00" in 元.
        """
        return None if fen is None else self._grouped(fen, least=2)

    def bound(self, fen: int) -> str:
        """Fen as text with no more decimals than it needs, for a bound in words: 100000000 -> "100"."""
        return self._grouped(fen, least=0)

    def _grouped(self, fen: int, least: int) -> str:
        whole, rest = divmod(abs(fen), self.fen)
        decimals = f"{rest:0{self.digits}}".rstrip("0").ljust(least, "0")
        return f"{'-' if fen < 0 else ''}{whole:,}{'.' if decimals else ''}{decimals}"

    def with_unit(self, fen: int) -> str:
        """The same followed by its unit, in the reader's language."""
        formats = {
            "yi": _("%(amount)s ×100 million yuan"),
            "wan": _("%(amount)s ×10,000 yuan"),
            "yuan": _("%(amount)s yuan"),
        }
        return formats[self.key] % {"amount": self.text(fen)}


YI: Final = MoneyUnit("yi", "亿元", 10)
WAN: Final = MoneyUnit("wan", "万元", 6)
YUAN: Final = MoneyUnit("yuan", "元", 2)
UNITS: Final[Mapping[str, MoneyUnit]] = {unit.key: unit for unit in (YI, WAN, YUAN)}
_BY_SIGN: Final = {unit.sign: unit for unit in UNITS.values()}

_shown: ContextVar[MoneyUnit] = ContextVar("money unit", default=WAN)


def shown_unit() -> MoneyUnit:
    """The unit of the page that is being made; 万元 outside of any."""
    return _shown.get()


def unit_of_table(sign: str) -> MoneyUnit:
    """The unit of a disclosure's table by its sign; 万元 where it states none."""
    return _BY_SIGN.get(sign, WAN)


class MoneyUnitMiddleware:
    """Show money in the unit that the reader's cookie names; a cookie that names none counts for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _shown.set(UNITS.get(request.COOKIES.get(COOKIE, ""), WAN))
        try:
            return self._get_response(request)
        finally:
            _shown.reset(token)

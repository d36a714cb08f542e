"""Reads targets: the kind, and the figure where there is exactly one.

This is the only reader of targets. Kinds, "quantified" and the scoring rule are the same for pages and
checks (that targets be quantified: 财预〔2020〕10号). The reading is shown with the disclosed text; it
is None rather than wrong.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from indicators.figures import figures_in, is_bare_year, plain, states_time, unwrapped
from indicators.folding import fold
from indicators.kinds import Change, Figure, Kind
from indicators.wordings import kind_of_words, names_a_class, names_no_target

__all__ = [
    "Change",
    "Figure",
    "Kind",
    "Target",
    "is_quantified",
    "is_scoring_rule",
    "is_withheld",
    "names_a_rate",
    "numbers_in",
    "read_target",
]


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read: `comparator` (≥ ≤ > < = ± or ""), `number`, `upper` and `unit` are its one figure's.

    Where it has none, or several of which none is surely the target's, they are "" and None. `unit` is whole:
    元/人·月, 次/季度. `change`: the number is a change's (较上年增长5%), and no level to reach.
    """

    kind: Kind
    comparator: str = ""
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    is_quantified: bool = False
    change: Change | None = None


def read_target(text: str) -> Target:
    """Return the reading of a target's text, in time linear in its length; no text raises.

    Of several figures, the one with a comparator is the target's where the others have none and other
    units (`12个专委会，每个≥2次`); otherwise none is. The kind is then the common kind of the figures,
    else the first of percentage, count, number, time among them.
    """
    return _read_short(text) if len(text) <= _SHORT else _read(text)


def numbers_in(text: str) -> tuple[Figure, ...]:
    """The figures of a text (see `figures_in`), in order; a scoring rule has none."""
    plain_text = plain(text)
    return () if _is_scoring_rule(plain_text) else figures_in(plain_text)


def is_quantified(text: str) -> bool:
    """Whether a target can be measured: it holds a number (零 and 不发生 are 0), or is a result that can be
    verified (通过验收), a class of a standard, a bound that is stated elsewhere, or a deadline in words.

    Scoring rules and what is withheld are not.
    """
    return read_target(text).is_quantified


def is_scoring_rule(text: str) -> bool:
    """Whether a text states how points are given (得100分, 满分100分, 扣2分).

    A score to reach (得分≥90, 90分以上) is a target.
    """
    return _is_scoring_rule(plain(text))


def is_withheld(text: str) -> bool:
    """Whether a text states confidentiality in place of a target. 保密 in a sentence does not count."""
    if len(text) > _SHORT or not _MAY_BE_WITHHELD.search(text):
        return False
    return _WITHHELD.fullmatch(fold(text).rstrip("。.")) is not None


def names_a_rate(name: str) -> bool:
    """Whether an indicator's name is a rate: …率 at the end of a word, or (%). 频率, 效率 and 率先 are
    none.

    A name that continues behind it (发病率下降情况) is about a change of a rate, and passes.
    """
    return _RATE.search(fold(name)) is not None


# Raised where readings change, so that stored ones are read again (`budget.store.checks`).
VERSION: Final = 2
# A disclosure repeats its short targets (95%, 98%, 100%); long ones are not worth their memory.
_SHORT: Final = 80
_KINDS_OF_FIGURES: Final = (Kind.PERCENTAGE, Kind.COUNT, Kind.NUMBER, Kind.TIME)

_NOT_STATED: Final = re.compile(r"[-－—–─/／\\]{0,3}")
_MAY_BE_WITHHELD: Final = re.compile(r"密|披露|公开|\*")
_WITHHELD: Final = re.compile(
    r"(?:该|本|此)?(?:项目|指标)?(?:为|属于?|系)?(?:保密|涉密)(?:项目|指标|内容|事项)?"
    r"|.{0,20}不(?:予|宜)(?:披露|公开)|\*{2,}"
)
_RATE: Final = re.compile(r"(?<![频效表草功心速斜曲汇])(?<!分辨)率(?=$|\W|达|高于|不低于|不少于|为)|\(%\)")

# Points. 分 that begins another word (分钟, 分类) is none, nor what is 合计 or 增加.
_POINT: Final = r"分(?!钟|类|别|之|析|布|局|会|公司|支|批|段|期|级|馆|店|项)"
_N: Final = r"\d{1,4}(?:\.\d{1,3})?"
_OR_MORE: Final = r"\s?(?:及|或|含|\(含\))?以[上下内]"
_POINTS_GIVEN: Final = re.compile(
    rf"(?:(?<![获取])得|(?<![合共总累统预设估])计|扣|(?<!增)加|减)\s?(?:{_N}\s?[-~至]\s?)?{_N}\s?{_POINT}(?!{_OR_MORE})"
    r"|不得分|得满分|得零分|不计分"
)
_FULL_MARKS: Final = re.compile(rf"满分(?:为|是|:)?\s?{_N}|{_N}\s?分?满分|{_N}分制")
_REACH: Final = "不低于|不少于|大于等于|大于|高于|达到|超过|至少"
_SCORE_TO_REACH: Final = re.compile(
    rf"[≥>≤<=]\s?{_N}\s?{_POINT}|{_N}\s?{_POINT}{_OR_MORE}|(?:{_REACH})\s?{_N}\s?{_POINT}"
    rf"|(?:得分|评分|分数|总分|成绩)率?(?:在|达|为)?(?:{_REACH}|[≥>=])?\s?{_N}"
)


def _is_scoring_rule(plain_text: str) -> bool:
    if "分" not in plain_text:
        return False
    if _POINTS_GIVEN.search(plain_text):
        return True
    return bool(_FULL_MARKS.search(plain_text)) and not _SCORE_TO_REACH.search(plain_text)


def _read(text: str) -> Target:
    if _NOT_STATED.fullmatch(text.strip().rstrip("。；;")):
        return Target(Kind.MISSING)
    if is_withheld(text):
        return Target(Kind.WITHHELD)
    plain_text = unwrapped(plain(text))
    if names_no_target(plain_text):
        return Target(Kind.MISSING)
    if _is_scoring_rule(plain_text):
        return Target(Kind.SCORING)
    if names_a_class(plain_text):
        return Target(Kind.CLASS, is_quantified=True)
    found = figures_in(plain_text)
    if not found:
        return _without_figure(plain_text)
    figures = [one for one in found if not one.qualifies] or list(found)
    main = figures[0] if len(figures) == 1 else _main(figures)
    if main is None:
        kinds = {one.kind for one in figures}
        return Target(next(kind for kind in _KINDS_OF_FIGURES if kind in kinds), is_quantified=True)
    if main.number is None:
        return Target(main.kind, is_quantified=True)
    return Target(
        main.kind, main.comparator, main.number, main.upper, main.unit, is_quantified=True, change=main.change
    )


def _without_figure(plain_text: str) -> Target:
    """A bare year (2024年) is a time, and not quantified: it may name the plan as well as the deadline."""
    kind = kind_of_words(plain_text)
    if kind is Kind.WORDS and states_time(plain_text):
        return Target(Kind.TIME, is_quantified=not is_bare_year(plain_text))
    number = Decimal(0) if kind is Kind.NUMBER else None
    return Target(kind, number=number, is_quantified=kind is not Kind.WORDS)


_read_short: Final = lru_cache(maxsize=10_000)(_read)


def _main(figures: list[Figure]) -> Figure | None:
    """Of several figures the target's, or None."""
    compared = [one for one in figures if one.comparator]
    if len(compared) != 1 or not compared[0].is_firm:
        return None
    same_unit = [one for one in figures if one.unit == compared[0].unit]
    return compared[0] if len(same_unit) == 1 else None

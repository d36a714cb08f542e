"""Reads an indicator for the checks: its name, its targets and its place in the classification."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from budget.audit import words
from budget.audit.texts import pairs_of
from budget.disclosure.records import Indicator
from indicators import targets, taxonomy
from indicators.cells import joined
from indicators.folding import fold
from indicators.grammar import value_holds_structure

# Names and targets repeat within and between disclosures. The caches hold this many readings.
_CACHED_TEXTS = 20_000

_ALL_CATEGORIES = frozenset(category.key for category in taxonomy.CATEGORIES)


@dataclass(frozen=True, eq=False)
class Name:
    """An indicator's name: as disclosed, folded, and `bare` of tags in 【】, brackets and what they hold."""

    disclosed: str
    folded: str
    bare: str
    is_rate: bool

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of consecutive Chinese characters in it."""
        return pairs_of(self.folded)

    @cached_property
    def without_percent_sign(self) -> str:
        """The folded name without (%)."""
        return words.PERCENT_SIGN_IN_BRACKETS.sub("", self.folded)


def _read_name(text: str) -> Name:
    folded = fold(text)
    untagged = words.TAG.sub("", folded)
    return Name(text, folded, words.BRACKETS.sub("", untagged), targets.names_a_rate(untagged))


@dataclass(frozen=True, slots=True)
class Value:
    """The reading of a target.

    `text` is as disclosed, with the comparator and the unit where these have columns of their own.
    """

    text: str
    folded: str
    target: targets.Target


@lru_cache(_CACHED_TEXTS)
def read_value(value: str, comparator: str = "", unit: str = "") -> Value:
    """Read a target from its cell, and from the cells for comparator (计算符号) and unit (度量单位)."""
    text = joined(value, comparator, unit)
    return Value(text, fold(text), targets.read_target(text))


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator's place in the classification.

    `category` is a category's key, or "" where it is ambiguous. `possible` holds the keys of all categories
    that it may be. `doubt` is the code of a contradiction between codes and labels.
    """

    category: str
    possible: frozenset[str]
    doubt: str | None


@lru_cache(_CACHED_TEXTS)
def place_of(level1_code: str, level1: str, level2_code: str, level2: str) -> Place:
    """Return the place that the disclosed codes and labels give.

    Where they contradict one another, each of them counts by itself.
    """
    category = taxonomy.category_of(level1_code, level1, level2_code, level2)
    doubt = taxonomy.taxonomy_doubt(level1_code, level1, level2_code, level2)
    if category is not None:
        return Place(category.key, frozenset({category.key}), doubt)
    second = {
        found.key
        for found in (
            taxonomy.category_of("", "", level2_code, ""),
            taxonomy.category_of("", "", "", level2),
        )
        if found
    }
    first = {
        found.key for found in (taxonomy.level1_of(level1_code, ""), taxonomy.level1_of("", level1)) if found
    }
    of_first = {key for key in _ALL_CATEGORIES if taxonomy.CATEGORY_BY_KEY[key].level1 in first}
    possible = second | of_first if doubt else second or of_first
    return Place("", frozenset(possible) or _ALL_CATEGORIES, doubt)


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorText:
    """What the rules of one indicator read. Indicators with the same texts share one object."""

    name: Name
    period: Value
    annual: Value
    place: Place
    # The labels of both levels as disclosed.
    labels: tuple[str, str]
    # A target holds another indicator's text, so that it cannot be evaluated.
    is_torn: bool

    @property
    def category(self) -> str:
        """The category's key, "" where it is ambiguous."""
        return self.place.category


def text_of(record: Indicator) -> IndicatorText:
    """Return the reading of an indicator."""
    return _text_of(
        record.name,
        record.period_target,
        record.annual_target,
        record.level1_code,
        record.level1,
        record.level2_code,
        record.level2,
        record.comparator,
        record.unit_of_measure,
    )


@lru_cache(_CACHED_TEXTS)
def _text_of(name: str, period: str, annual: str, *levels_and_columns: str) -> IndicatorText:
    level1_code, level1, level2_code, level2, *columns = levels_and_columns
    return IndicatorText(
        name=_read_name(name),
        period=read_value(period, *columns),
        annual=read_value(annual, *columns),
        place=place_of(level1_code, level1, level2_code, level2),
        labels=(level1, level2),
        is_torn=value_holds_structure(period) or value_holds_structure(annual),
    )

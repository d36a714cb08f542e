"""The kinds of a target, and whether it states a change."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of a target; the first four are a figure's as well."""

    PERCENTAGE = "percentage"
    COUNT = "count"  # a number with a unit
    NUMBER = "number"  # a bare number, a ratio (1:3), a fraction (1/3), nothing to happen (不发生: 0)
    TIME = "time"  # a duration, a date, a deadline or a rhythm in words (主汛期前, 按季度)
    CLASS = "class"  # a grade of a published standard: Ⅲ类, C级以上, 优良
    YES_NO = "yes/no"  # done or not, passed or not: 通过验收
    REFERENCE = "reference"  # a bound that is stated elsewhere: 不超预算
    SCORING = "scoring"  # a scoring rule
    WORDS = "words"
    WITHHELD = "withheld"
    MISSING = "missing"  # nothing stated: empty, a dash, 无, 不适用


class Change(StrEnum):
    """The direction of a target that is a change (较上年增长5%), not a level to reach."""

    UP = "up"
    DOWN = "down"

"""What a figure or a target is: its kind, its direction where it is a change, the figure itself."""

from dataclasses import dataclass
from decimal import Decimal
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


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    `comparator` is ≥ ≤ > < = ± or "". `number` is None where it is unclear (a date, 7×24小时, 十余次,
    前3名); of a range it is the lower end and `upper` the other. `unit` is whole (万人次, 元/人·月, 次/季度);
    a percentage's is %, ‰ or 个百分点, and 百分之九十, 九成, 90百分比 and 0.9比例 are 90 %. `qualifies`: it
    states whom, how often or by when (60岁, 每3个月, 12月底), and another figure is the target.
    `is_firm`: its comparator certainly belongs to it, being before the number, or behind it at the end
    of a clause (10万元以上项目 is not). `change`: it is a change (下降5%), not a level to reach.
    """

    kind: Kind
    comparator: str = ""
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    qualifies: bool = False
    is_firm: bool = False
    change: Change | None = None

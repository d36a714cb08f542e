"""The levels of an indicator: codes, names, and the category an indicator counts under.

Sources: 财预〔2015〕88号 (产出, 效益, 满意度 with their level 2) and 财预〔2021〕101号 (成本指标 as a
level 1 of its own). The codes are those of the Guangdong tables. Labels are stored as disclosed; this
module only compares them.
"""

import re
from dataclasses import dataclass
from typing import Final

from indicators.folding import fold

UNKNOWN_CODE: Final = "unknown-code"
LABEL_DOES_NOT_FIT_CODE: Final = "label-does-not-fit-code"
LEVEL2_UNDER_OTHER_LEVEL1: Final = "level2-under-other-level1"
UNKNOWN_LABEL: Final = "unknown-label"
DOUBTS: Final = (UNKNOWN_CODE, LABEL_DOES_NOT_FIT_CODE, LEVEL2_UNDER_OTHER_LEVEL1, UNKNOWN_LABEL)
"""What `taxonomy_doubt` can say. The first three are disagreements of a code or level (CLS-06); the last
says that a label without a code is none of the known ones."""


@dataclass(frozen=True, slots=True)
class Level1:
    """A level 1: its stable key, its code ("" where none is known), its names."""

    key: str
    code: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class Category:
    """A level 2: its stable key (in addresses and the database), its level 1's key, its code, its names."""

    key: str
    level1: str
    code: str
    name: str
    english: str


LEVEL1S: Final = (
    Level1("output", "1", "产出指标", "Output"),
    Level1("benefit", "2", "效益指标", "Benefit"),
    Level1("satisfaction", "3", "满意度指标", "Satisfaction"),
    Level1("cost", "", "成本指标", "Cost"),
)

CATEGORIES: Final = (
    Category("quantity", "output", "11", "数量指标", "Quantity"),
    Category("quality", "output", "12", "质量指标", "Quality"),
    Category("timeliness", "output", "13", "时效指标", "Timeliness"),
    Category("cost", "output", "14", "成本指标", "Cost"),
    Category("economic", "benefit", "21", "经济效益指标", "Economic benefit"),
    Category("social", "benefit", "22", "社会效益指标", "Social benefit"),
    Category("ecological", "benefit", "23", "生态效益指标", "Ecological benefit"),
    Category("sustained", "benefit", "24", "可持续影响指标", "Sustained impact"),
    Category("satisfaction", "satisfaction", "31", "服务对象满意度指标", "Service recipients' satisfaction"),
    Category("economic_cost", "cost", "", "经济成本指标", "Economic cost"),
    Category("social_cost", "cost", "", "社会成本指标", "Social cost"),
    Category("ecological_cost", "cost", "", "生态环境成本指标", "Ecological and environmental cost"),
)

LEVEL1_BY_KEY: Final = {level1.key: level1 for level1 in LEVEL1S}
CATEGORY_BY_KEY: Final = {category.key: category for category in CATEGORIES}

# Labels as disclosed, folded, without a closing 指标.
_LEVEL1_LABELS: Final = {
    "output": ("产出",),
    "benefit": ("效益", "效果"),
    "satisfaction": ("满意度",),
    "cost": ("成本",),
}
_LEVEL2_LABELS: Final = {
    "quantity": ("数量", "产出数量"),
    "quality": ("质量", "产出质量"),
    "timeliness": ("时效", "产出时效"),
    "cost": ("成本", "产出成本"),
    "economic": ("经济效益", "经济"),
    "social": ("社会效益", "社会"),
    "ecological": ("生态效益", "生态", "环境效益", "生态环境效益"),
    "sustained": ("可持续影响", "可持续性影响", "可持续", "可持续影响效益", "可持续发展"),
    # 社会公众或(者)服务对象满意度, 帮扶对象满意度, …: see _category_by_label.
    "satisfaction": ("满意度",),
    "economic_cost": ("经济成本",),
    "social_cost": ("社会成本",),
    "ecological_cost": ("生态环境成本", "生态成本", "环境成本"),
}

_LEVEL1_BY_CODE: Final = {level1.code: level1 for level1 in LEVEL1S if level1.code}
_LEVEL1_BY_LABEL: Final = {
    label: LEVEL1_BY_KEY[key] for key, labels in _LEVEL1_LABELS.items() for label in labels
}
_CATEGORY_BY_CODE: Final = {category.code: category for category in CATEGORIES if category.code}
_CATEGORY_BY_LABEL: Final = {
    label: CATEGORY_BY_KEY[key] for key, labels in _LEVEL2_LABELS.items() for label in labels
}

_CODE_BEFORE_LABEL: Final = re.compile(r"([0-9]+)[-–—‐‑−―](.*)")
# Forms number their labels (1.数量指标, （一）产出指标) and add notes (产出指标（50分）, 数量指标(必填)).
_LIST_NUMBER: Final = re.compile(
    r"(?:[0-9]+|[一二三四五六七八九十]+)[.、]|\((?:[0-9]+|[一二三四五六七八九十]+)\)"
)
_NOTE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|[0-9]+(?:\.[0-9]+)?分$|[*★☆:]")
_ET_CETERA: Final = re.compile(r"(?<=指标)等(?:指标|方面)?$|(?<=满意度)等$")
# The older national form has this level 2 under 效益指标.
_PUBLIC_SATISFACTION: Final = re.compile(r"社会公众(?:[或和及、与/]?(?:者)?(?:其他)?服务对象)?满意度")


def _code_and_label(code: str, label: str) -> tuple[str, str]:
    """Code and label folded and bared: the code out of a label such as 11-数量指标, no closing 指标."""
    code, label = fold(code), fold(label)
    coded = _CODE_BEFORE_LABEL.fullmatch(label)
    if coded and code in ("", coded[1]):
        code, label = coded[1], coded[2]
    elif not coded:
        numbered = _LIST_NUMBER.match(label)
        label = label[numbered.end() :] if numbered else label
    bare = _ET_CETERA.sub("", _NOTE.sub("", label)) or label
    return code, bare.removesuffix("指标") or bare


def _category_by_label(label: str) -> Category | None:
    """Return the category of a bared level 2 label; anybody's satisfaction is satisfaction."""
    if label.endswith("满意度"):
        return CATEGORY_BY_KEY["satisfaction"]
    return _CATEGORY_BY_LABEL.get(label)


def _level1_and_doubt(level1_code: str, level1: str) -> tuple[Level1 | None, str | None]:
    code, label = _code_and_label(level1_code, level1)
    named = _LEVEL1_BY_LABEL.get(label)
    if not code:
        return named, UNKNOWN_LABEL if label and named is None else None
    coded = _LEVEL1_BY_CODE.get(code)
    if coded is None:
        return None, UNKNOWN_CODE
    if label and named != coded:
        return None, LABEL_DOES_NOT_FIT_CODE
    return coded, None


def _level2_and_doubt(level2_code: str, level2: str) -> tuple[Category | None, str | None]:
    code, label = _code_and_label(level2_code, level2)
    named = _category_by_label(label)
    if not code:
        return named, UNKNOWN_LABEL if label and named is None else None
    coded = _CATEGORY_BY_CODE.get(code)
    if coded is None:
        return None, UNKNOWN_CODE
    if label and named != coded:
        return None, LABEL_DOES_NOT_FIT_CODE
    return coded, None


def _category_and_doubt(
    level1_code: str, level1: str, level2_code: str, level2: str
) -> tuple[Category | None, str | None]:
    above, doubt1 = _level1_and_doubt(level1_code, level1)
    category, doubt2 = _level2_and_doubt(level2_code, level2)
    if doubt1 in (UNKNOWN_CODE, LABEL_DOES_NOT_FIT_CODE):
        return None, doubt1
    if doubt2:
        return None, doubt2
    if category is None:
        # Satisfaction has a single level 2, so level 1 alone is enough.
        alone = above is not None and above.key == "satisfaction"
        return CATEGORY_BY_KEY["satisfaction"] if alone else None, doubt1
    # 成本指标 was under 产出指标 until 2021 and is a level 1 since: forms of both kinds have it as level 2.
    cost_under_cost = above is not None and above.key == "cost" and category.key == "cost"
    public_under_benefit = (
        above is not None
        and (above.key, category.key) == ("benefit", "satisfaction")
        and bool(_PUBLIC_SATISFACTION.fullmatch(_code_and_label(level2_code, level2)[1]))
    )
    is_elsewhere = (cost_under_cost or public_under_benefit) and not fold(level2_code)
    if above is not None and category.level1 != above.key and not is_elsewhere:
        return None, LEVEL2_UNDER_OTHER_LEVEL1
    return category, doubt1


def level1_of(level1_code: str, level1: str) -> Level1 | None:
    """The level 1 that code and label (as disclosed) name; None where they are unknown or disagree."""
    return _level1_and_doubt(level1_code, level1)[0]


def category_of(level1_code: str, level1: str, level2_code: str, level2: str) -> Category | None:
    """The category an indicator counts under, from codes and labels as disclosed; None: it is unclassified.

    - Forms have no codes: labels alone are enough, and level 2 alone is enough where level 1 is blank.
    - A known code without a label is taken by its code; a known code with a label that is not its own is not.
    - A known level 2 under a level 1 label that is unknown and bears no code (older local forms) keeps its
      category.
    - 社会公众或服务对象满意度指标 without a code counts as satisfaction under 效益指标 too.
    - 成本指标 is code 14's, under 产出指标, under a blank level 1 and (without codes) under the level 1
      成本指标.
    """
    return _category_and_doubt(level1_code, level1, level2_code, level2)[0]


def taxonomy_doubt(level1_code: str, level1: str, level2_code: str, level2: str) -> str | None:
    """Why an indicator's levels are in doubt (one of DOUBTS); None where nothing disagrees or is stated."""
    return _category_and_doubt(level1_code, level1, level2_code, level2)[1]


_DIRECTIONS: Final = {
    "正向": "higher",
    "正": "higher",
    "正向指标": "higher",
    "反向": "lower",
    "反": "lower",
    "反向指标": "lower",
    "逆向": "lower",
    "负向": "lower",
    "逆向指标": "lower",
    "负向指标": "lower",
}


def direction_of(text: str) -> str | None:
    """指标方向性 as disclosed → "higher" (正向, higher is better), "lower" (反向); None for neither."""
    return _DIRECTIONS.get(fold(text))

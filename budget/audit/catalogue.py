"""The register of checks: what each one says, how grave it is, what it rests on and what it needs.

A finding is a point to review, never a verdict. The rules themselves stand in the modules beside this one;
`budget.audit.run` says which function answers for which id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Level = Literal["error", "warning", "notice"]
# From the gravest on: the order in which findings are sorted by level.
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "notice")

# What a check has to be given before it can say anything.
Need = Literal["amounts", "objective", "indicators", "targets", "text", "last_year"]


class Words(NamedTuple):
    """One thing said in the site's two languages."""

    english: str
    chinese: str

    def in_language(self, code: str) -> str:
        """The words for a language code such as zh-hans or en."""
        return self.chinese if code.lower().startswith("zh") else self.english


LEVEL_WORDS: Final[Mapping[Level, Words]] = MappingProxyType(
    {
        "error": Words("error: it cannot be right", "错误：不可能成立"),
        "warning": Words("warning: a reviewer should look", "警示：需要核查"),
        "notice": Words("notice: worth knowing", "提示：值得了解"),
    }
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a check rests on: a document's number ("" where it is none) and its title."""

    number: str
    title: Words


_88: Final = Basis(
    "财预〔2015〕88号",
    Words("Performance target management of central departments' budgets", "中央部门预算绩效目标管理办法"),
)
_101: Final = Basis(
    "财预〔2021〕101号",
    Words(
        "Core performance targets and indicators of central departments' project expenditure (trial)",
        "中央部门项目支出核心绩效目标和指标设置及取值指引（试行）",
    ),
)
_10: Final = Basis(
    "财预〔2020〕10号",
    Words("Performance evaluation of project expenditure", "项目支出绩效评价管理办法"),
)
_GZ: Final = Basis(
    "",
    Words(
        "Guangzhou's requirement for the 2018 budget: four indicators a project, half of them quantified",
        "广州市2018年预算编制要求：每个项目至少四项指标，其中一半以上应量化",
    ),
)
_ARITHMETIC: Final = Basis("", Words("Arithmetic", "算术关系"))
_FORM: Final = Basis("", Words("The form of the table itself", "绩效目标表自身的格式"))

BASES: Final[Mapping[str, Basis]] = MappingProxyType(
    {"88": _88, "101": _101, "10": _10, "GZ": _GZ, "A": _ARITHMETIC, "E": _FORM}
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the catalogue.

    `level` is the level of its findings; of some it gives a part the `lesser_level` (the wording says which).
    `is_local`: a rule of Guangzhou, on only where region or department are Guangzhou's, or where an operator
    switches it on.
    """

    id: str
    level: Level
    wording: Words
    basis: Basis
    needs: tuple[Need, ...]
    lesser_level: Level | None = None
    is_local: bool = False


def _check(
    id: str,
    level: Level,
    basis: str,
    needs: tuple[Need, ...],
    english: str,
    chinese: str,
    *,
    lesser_level: Level | None = None,
) -> Check:
    return Check(
        id=id,
        level=level,
        wording=Words(english, chinese),
        basis=BASES[basis],
        needs=needs,
        lesser_level=lesser_level,
        is_local=basis == "GZ",
    )


_ALL: Final = (
    _check(
        "AMT-01",
        "error",
        "A",
        ("amounts",),
        "The row's total is not the sum of its sources of funds.",
        "本行总计与各资金来源之和不一致。",
    ),
    _check(
        "AMT-02",
        "error",
        "A",
        ("amounts",),
        "The unit's subtotal is not the sum of its projects.",
        "单位小计与其项目金额之和不一致。",
    ),
    _check(
        "AMT-03",
        "error",
        "A",
        ("amounts",),
        "The grand total is not the sum of the units.",
        "合计与各单位金额之和不一致。",
    ),
    _check(
        "AMT-04",
        "error",
        "88",
        ("amounts",),
        "The project's total is missing, zero or negative.",
        "项目总计缺失、为零或为负。",
    ),
    _check(
        "AMT-05",
        "warning",
        "88",
        ("amounts", "indicators"),
        "A project with a large share of the money has only one to three indicators.",
        "项目金额占比较大，但仅设一至三项绩效指标。",
    ),
    _check("CMP-01", "error", "88", ("objective",), "The project has no objective.", "未填写绩效目标。"),
    _check("CMP-02", "error", "88", ("indicators",), "The project has no indicator.", "未设置绩效指标。"),
    _check(
        "CMP-03",
        "warning",
        "GZ",
        ("indicators",),
        "The project has fewer than four indicators.",
        "绩效指标少于四项。",
    ),
    _check(
        "CMP-04",
        "error",
        "101",
        ("indicators",),
        "The project has no output indicator.",
        "未设置产出指标。",
    ),
    _check(
        "CMP-05",
        "warning",
        "101",
        ("indicators",),
        "The project has no benefit indicator.",
        "未设置效益指标。",
    ),
    _check(
        "CMP-06",
        "warning",
        "101",
        ("indicators",),
        "The project has no quantity indicator.",
        "未设置数量指标。",
    ),
    _check(
        "CMP-07",
        "notice",
        "101",
        ("indicators",),
        "The project has no quality indicator.",
        "未设置质量指标。",
    ),
    _check(
        "CMP-08",
        "warning",
        "101",
        ("indicators",),
        "A construction, repair or purchase project has no cost indicator.",
        "工程、修缮或购置类项目未设置成本指标。",
    ),
    _check(
        "CMP-09",
        "warning",
        "101",
        ("indicators",),
        "A construction or information-system project has no quality indicator.",
        "工程或信息化项目未设置质量指标。",
    ),
    _check(
        "CMP-10",
        "notice",
        "101",
        ("indicators",),
        "The project has no satisfaction indicator.",
        "未设置满意度指标。",
    ),
    _check(
        "CMP-11",
        "warning",
        "88",
        ("objective", "indicators"),
        "The objective promises satisfaction, but there is no satisfaction indicator.",
        "绩效目标承诺提高满意度，但未设置满意度指标。",
    ),
    _check(
        "CMP-12",
        "warning",
        "88",
        ("objective", "indicators"),
        "The objective promises savings, but there is no cost or economic indicator.",
        "绩效目标承诺节约，但未设置成本指标或经济效益指标。",
    ),
    _check(
        "QNT-01",
        "warning",
        "10",
        ("targets",),
        "The annual target holds no number.",
        "年度指标值没有可衡量的数值。",
    ),
    _check(
        "QNT-02",
        "warning",
        "GZ",
        ("targets",),
        "Fewer than half of the project's indicators are quantified.",
        "量化指标不足一半。",
    ),
    _check(
        "QNT-03",
        "warning",
        "10",
        ("targets",),
        "The annual target holds no number and is worded so that nothing could fail it.",
        "年度指标值没有数值，且表述空泛，无从判断是否完成。",
    ),
    _check(
        "QNT-04",
        "warning",
        "10",
        ("targets",),
        "Three or more annual targets of the project are the same percentage.",
        "三项以上年度指标值为同一百分比，疑似套用模板。",
    ),
    _check(
        "VAL-02",
        "warning",
        "10",
        ("targets",),
        "The period target and the annual target are of different kinds.",
        "实施周期指标值与年度指标值的类型不同。",
    ),
    _check(
        "VAL-03",
        "error",
        "E",
        ("targets",),
        "The period target and the annual target bear the same number, but one has lost its unit.",
        "实施周期指标值与年度指标值数值相同，但其一缺少单位。",
    ),
    _check(
        "VAL-04",
        "warning",
        "10",
        ("targets",),
        "The period target is only a contract's term or a deadline, of an indicator that is not about time.",
        "非时效指标的实施周期指标值仅为合同期限或完成期限。",
    ),
    _check(
        "VAL-05",
        "warning",
        "10",
        ("targets",),
        "The annual target is a scoring rule, not a target.",
        "年度指标值是评分规则，而不是目标值。",
    ),
    _check(
        "VAL-06",
        "warning",
        "10",
        ("targets",),
        "The annual target repeats the indicator's name.",
        "年度指标值只是重复指标名称。",
    ),
    _check(
        "VAL-07",
        "warning",
        "E",
        ("targets",),
        "The name says a rate, but the annual target is neither a percentage nor a number.",
        "指标名称为比率，但年度指标值既不是百分比也不是数值。",
    ),
    _check(
        "VAL-08",
        "warning",
        "E",
        ("targets",),
        "The name says a count or a size, but the annual target is a percentage.",
        "指标名称为数量，但年度指标值是百分比。",
    ),
    _check(
        "VAL-09",
        "error",
        "E",
        ("targets",),
        "A percentage above 100 of what cannot exceed the whole (notice: of another rate).",
        "不可能超过百分之百的比率其指标值大于100%（其他比率为提示）。",
        lesser_level="notice",
    ),
    _check(
        "VAL-10",
        "warning",
        "E",
        ("targets",),
        "The annual target is a percentage, but the name does not say of what.",
        "年度指标值为百分比，但指标名称没有说明是什么的比率。",
    ),
    _check(
        "VAL-12",
        "error",
        "A",
        ("targets",),
        "The annual target is above the target for the whole period.",
        "年度指标值大于整个实施周期的指标值。",
    ),
    _check(
        "CLS-01",
        "warning",
        "88",
        ("indicators",),
        "A quantity indicator is a rate that belongs to another category "
        "(notice: another rate; state the number).",
        "数量指标实为应归入其他类别的比率（其他比率为提示：宜填写数量）。",
        lesser_level="notice",
    ),
    _check(
        "CLS-02",
        "warning",
        "101",
        ("indicators",),
        "Managing the money is given as performance.",
        "把资金管理当作绩效。",
    ),
    _check(
        "CLS-03",
        "notice",
        "88",
        ("targets",),
        "A timeliness indicator does not speak of time.",
        "时效指标没有涉及时间。",
    ),
    _check(
        "CLS-04",
        "warning",
        "88",
        ("targets",),
        "The target of a benefit indicator is an activity, not an effect.",
        "效益指标的指标值是开展工作，而不是效果。",
    ),
    _check(
        "CLS-05",
        "notice",
        "88",
        ("targets",),
        "An economic benefit indicator speaks of nothing economic.",
        "经济效益指标没有涉及经济内容。",
    ),
    _check(
        "CLS-06",
        "error",
        "E",
        ("indicators",),
        "A code and its label disagree, or a level-2 indicator lies under another level 1.",
        "指标编码与名称不符，或二级指标不属于所列一级指标。",
    ),
    _check(
        "REL-01",
        "notice",
        "88",
        ("objective", "indicators"),
        "No indicator's name shares a word with the objective.",
        "没有一项指标名称与绩效目标有共同用词。",
    ),
    _check(
        "REL-02",
        "warning",
        "101",
        ("indicators",),
        "Satisfaction is judged by the unit itself.",
        "满意度由本单位自行评价。",
    ),
    _check(
        "REL-03",
        "notice",
        "88",
        ("indicators",),
        "The indicator's name does not say what is measured.",
        "指标名称没有说明衡量什么。",
    ),
    _check(
        "REL-04",
        "warning",
        "88",
        ("indicators",),
        "Several indicators stand in one name.",
        "一个指标名称中包含多项指标。",
    ),
    _check(
        "REL-05",
        "notice",
        "88",
        ("text",),
        "The project's name does not say what the money is for.",
        "项目名称没有说明资金用途。",
    ),
    _check(
        "DUP-01",
        "warning",
        "88",
        ("objective", "targets"),
        "Projects have the same objective and the same indicators.",
        "多个项目的绩效目标和绩效指标相同。",
    ),
    _check(
        "DUP-02",
        "notice",
        "88",
        ("objective",),
        "Objectives share a long passage.",
        "多个项目的绩效目标有大段相同文字。",
    ),
    _check(
        "DUP-03",
        "notice",
        "88",
        ("amounts",),
        "Several units have a project of the same name and amount.",
        "多个单位有名称和金额相同的项目。",
    ),
    _check(
        "YOY-01",
        "warning",
        "88",
        ("targets", "last_year"),
        "The target is weaker than last year's for the same indicator.",
        "指标值比上年同一指标有所放宽。",
    ),
    _check(
        "YOY-02",
        "warning",
        "88",
        ("amounts", "objective", "targets", "last_year"),
        "Objective and indicators are word for word last year's, but the money grew markedly.",
        "绩效目标和指标与上年完全相同，而金额大幅增加。",
    ),
    _check(
        "YOY-03",
        "notice",
        "E",
        ("text",),
        "The year in the project's name is not the fiscal year.",
        "项目名称中的年份不含本预算年度。",
    ),
    _check(
        "DIS-01",
        "notice",
        "88",
        ("text",),
        "The targets are withheld as confidential; only sums and the reading of the row were checked.",
        "绩效目标因保密未公开；仅核查金额与读取情况。",
    ),
    _check(
        "FMT-01",
        "error",
        "E",
        ("text",),
        "Part of the row could not be read.",
        "本行有部分内容无法读取。",
    ),
    _check(
        "FMT-02",
        "error",
        "E",
        ("text",),
        "Whether the row is a unit or a project cannot be told.",
        "无法判定本行是单位还是项目。",
    ),
    _check(
        "FMT-03",
        "warning",
        "E",
        ("text",),
        "Projects of one unit bear the same name.",
        "同一单位有同名项目。",
    ),
)

CHECKS: Final[Mapping[str, Check]] = MappingProxyType({check.id: check for check in _ALL})
ORDER: Final[Mapping[str, int]] = MappingProxyType({check.id: place for place, check in enumerate(_ALL)})

# A finding of the first leaves out those of the others on the same project (and, where both are about
# indicators, on the same indicator): the specific says more than the general.
SILENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CMP-02": tuple(f"CMP-{number:02}" for number in range(3, 13)),
        "AMT-05": ("CMP-03",),
        "CMP-11": ("CMP-10",),
        "QNT-03": ("QNT-01",),
        "VAL-03": ("VAL-02",),
        "VAL-04": ("VAL-02",),
        "VAL-05": ("QNT-01", "VAL-06", "VAL-02"),
        "VAL-06": ("QNT-01",),
    }
)

"""The results of the checks: findings with their evidence and keys, and what was not evaluated."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from budget.audit.catalogue import Level, Words
from indicators.folding import fold

# Names and objectives recur: in a unit, in the year before, whenever a disclosure is checked again.
folded = lru_cache(maxsize=20_000)(fold)
# What rules read of an objective is kept for so many: a large department has 2,000, and is checked with the
# year before, with its corrections and without them.
CACHED_OBJECTIVES: Final = 5_000

# Folded names of unit and project, and the ordinal among the unit's projects of the same name.
ProjectNames = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project as a finding names it: names as disclosed, its ordinal among namesakes, its row and its
    total in fen.
    """

    unit: str
    name: str
    ordinal: int
    row: int | None
    total: int | None
    key: ProjectNames = field(init=False, compare=False, repr=False)
    digest: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (folded(self.unit), folded(self.name), self.ordinal))
        object.__setattr__(self, "digest", digest_of(self.key))


QuoteKind = Literal[
    "stated",
    "computed",
    "difference",
    "amount",
    "last_project",
    "last_amount",
    "product",
    "period_amount",
    "share",
    "indicator_count",
    "quantified_count",
    "categories",
    "missing",
    "project",
    "objective",
    "promise",
    "passage",
    "level1",
    "level2",
    "name",
    "period_target",
    "annual_target",
    "last_annual_target",
    "year",
    "fiscal_year",
    "term",
    "weights",
    "unread",
    "row_text",
    "corrected",
    "restated_target",
    "actual",
    "points",
    "score",
    "reason",
    "points_sum",
    "scores_sum",
    "rate",
    "computed_rate",
    "initial",
    "adjusted",
    "executed",
]


class Quote(NamedTuple):
    """One piece of evidence: its kind (a key of LABELS) and its text or figure as disclosed; money is in
    万元.

    `column`: its money column (a name of records.AMOUNT_FIELDS), else "". `indicator`: the position of
    its indicator; None where it belongs to the project or to several projects.

    `disclosed`: where `text` is a correction, what is disclosed instead ("": nothing is stated); None where
    `text` is as disclosed. A quote `corrected` is of a value that the finding rests on, with its field as
    `column`; `of` is the unit or project whose value it is, "" where that is the finding's own.
    """

    what: QuoteKind
    text: str
    column: str = ""
    indicator: int | None = None
    disclosed: str | None = None
    of: str = ""


LABELS: Final[Mapping[QuoteKind, Words]] = MappingProxyType(
    {
        "stated": Words("stated (万元)", "表列（万元）"),
        "computed": Words("computed (万元)", "计算（万元）"),
        "difference": Words("stated less computed (万元)", "差额（万元）"),
        "amount": Words("total (万元)", "总计（万元）"),
        "last_project": Words("last year's project", "上年项目"),
        "last_amount": Words("last year's total (万元)", "上年总计（万元）"),
        "product": Words("quantity × unit cost (万元)", "数量×单位成本（万元）"),
        "period_amount": Words("total of the whole period (万元)", "实施期总额（万元）"),
        "share": Words("share of the disclosure's money", "占表内资金比重"),
        "indicator_count": Words("indicators", "绩效指标数"),
        "quantified_count": Words("quantified indicators", "量化指标数"),
        "categories": Words("categories of its indicators", "已设指标类别"),
        "missing": Words("missing", "未设置"),
        "project": Words("project", "项目"),
        "objective": Words("objective", "绩效目标"),
        "promise": Words("words of the objective", "绩效目标用语"),
        "passage": Words("shared passage", "相同文字"),
        "level1": Words("level 1", "一级指标"),
        "level2": Words("level 2", "二级指标"),
        "name": Words("indicator", "指标名称"),
        "period_target": Words("period target", "实施周期指标值"),
        "annual_target": Words("annual target", "年度指标值"),
        "last_annual_target": Words("last year's annual target", "上年年度指标值"),
        "year": Words("year in the name", "名称中的年份"),
        "fiscal_year": Words("fiscal year", "预算年度"),
        "term": Words("term of the project", "项目期"),
        "weights": Words("sum of the weights", "分值合计"),
        "unread": Words("text that was not read", "未读取的文字"),
        "row_text": Words("text of the row", "本行文字"),
        "corrected": Words("corrected value", "更正的值"),
        "restated_target": Words("target as restated", "自评表所列指标值"),
        "actual": Words("actual value", "实际完成值"),
        "points": Words("points", "分值"),
        "score": Words("score", "得分"),
        "reason": Words("reason of the deviation", "偏差原因"),
        "points_sum": Words("sum of the points", "分值之和"),
        "scores_sum": Words("sum of the scores", "得分之和"),
        "rate": Words("execution rate", "执行率"),
        "computed_rate": Words("execution rate as computed", "计算的执行率"),
        "initial": Words("initial budget (万元)", "年初预算数（万元）"),
        "adjusted": Words("adjusted budget (万元)", "全年预算数（万元）"),
        "executed": Words("executed (万元)", "全年执行数（万元）"),
    }
)


class Finding(NamedTuple):
    """A point to review.

    `unit` is "" and `project` None where it is about the whole disclosure; of a group's finding they are
    the last project's, and `projects` are all. `indicator` is a position where the finding is about one
    indicator; `indicators` and `rows` are all that it names. `key` stays the same over revisions: it is
    made of names, never of row or evidence.
    """

    check: str
    level: Level
    unit: str
    project: ProjectRef | None
    projects: tuple[ProjectRef, ...]
    indicator: int | None
    indicators: tuple[int, ...]
    row: int | None
    rows: tuple[int, ...]
    evidence: tuple[Quote, ...]
    key: str


# Why a check was not evaluated; format strings over the details.
WHY: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "no-source-stated": Words("no source of funds is stated", "未列出资金来源"),
        "row-states-no-source": Words("the row {row} states no source of funds", "“{row}”一行未列资金来源"),
        "source-unread": Words(
            "the amount of a source in the row {row} could not be read", "“{row}”一行有资金来源的金额未能读取"
        ),
        "no-subtotal-stated": Words("the unit {unit} states no subtotal", "单位“{unit}”未列小计"),
        "no-grand-total-stated": Words("the table states no grand total", "表中未列合计"),
        "unread-part": Words(
            "part of the row could not be read, and may hold what is missing",
            "本行有部分内容无法读取，缺少的内容可能在其中",
        ),
        "unread-target": Words(
            "the target of indicator {indicator} holds another indicator's text",
            "第{indicator}项指标的指标值中混有其他指标的文字",
        ),
        "category-in-doubt": Words(
            "the category of indicator {indicator} is in doubt", "第{indicator}项指标的类别存疑"
        ),
        "points-missing": Words("an indicator has no points", "有指标未列分值"),
        "scores-missing": Words("an indicator has no score", "有指标未列得分"),
        "no-last-year": Words("the year before is not there", "没有上年数据"),
        "namesakes": Words(
            "projects of the same name cannot be told apart across the years", "同名项目无法与上年逐一对应"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """What a check did not evaluate (`project` None: the whole disclosure or a unit), and why: a key of
    WHY, with details.
    """

    check: str
    project: ProjectRef | None
    why: str
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.why not in WHY:
            raise ValueError(f"unknown reason {self.why!r}")

    def words(self, language: str) -> str:
        """The reason in the language of a code such as zh-hans or en."""
        return WHY[self.why].in_language(language).format_map(self.details)


@dataclass(frozen=True, slots=True)
class Audit:
    """All results of the checks of a disclosure, in the order of the table's rows. `off`: the checks that
    were not run.
    """

    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    off: tuple[str, ...]


def evidence_text(evidence: Sequence[Quote], label: Callable[[Quote], str] = lambda quote: quote.what) -> str:
    """Return the evidence in one line for reports: `name: 调研次数; annual_target: 98%`. `label` words the
    kind of a quote.
    """
    return "; ".join(f"{label(quote)}: {quoted_text(quote)}" for quote in evidence)


def quoted_text(quote: Quote) -> str:
    """Return a quote's text for reports, with the disclosed value where it is a correction."""
    return quote.text if quote.disclosed is None else f"{quote.text} [disclosed: {quote.disclosed}]"


def key_of(check: str, subject: str) -> str:
    """A finding's key, a short string: the check, and the digest of whom it is about (`digest_of`)."""
    return f"{check}:{subject}"


def digest_of(*names: tuple[str | int, ...]) -> str:
    """Return sixteen characters that identify folded names with their ordinals, in any order."""
    # Folded text has no blanks, and the control characters that separate here count as such.
    about = "\x1e".join(["\x1f".join(map(str, name)) for name in sorted(names)])
    return hashlib.blake2b(about.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

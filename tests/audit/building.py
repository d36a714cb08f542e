"""Builds records for the tests of the checks, and marks the checks that a test covers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from budget.audit.findings import Audit, Finding
from budget.audit.policy import Policy
from budget.audit.run import audit
from budget.audit.subjects import LastYear
from budget.disclosure.problems import Problem
from budget.disclosure.records import Amounts, Disclosure, Indicator, Project, Unit

Test = TypeVar("Test", bound=Callable[..., None])

WAN = 1_000_000  # fen in 万元
LOCAL = Policy.for_("广东省广州市", "")  # Guangzhou's own checks are on

LEVELS = {
    "quantity": ("1", "产出指标", "11", "数量指标"),
    "quality": ("1", "产出指标", "12", "质量指标"),
    "timeliness": ("1", "产出指标", "13", "时效指标"),
    "cost": ("1", "产出指标", "14", "成本指标"),
    "economic": ("2", "效益指标", "21", "经济效益"),
    "social": ("2", "效益指标", "22", "社会效益"),
    "ecological": ("2", "效益指标", "23", "生态效益"),
    "sustained": ("2", "效益指标", "24", "可持续影响"),
    "satisfaction": ("3", "满意度指标", "31", "服务对象满意度"),
}


def hits(*checks: str) -> Callable[[Test], Test]:
    """Mark a test that shows these checks finding something."""
    return lambda test: _mark(test, "hits", checks)


def spares(*checks: str) -> Callable[[Test], Test]:
    """Mark a test in which these checks report nothing where a careless rule would."""
    return lambda test: _mark(test, "spares", checks)


def _mark(test: Test, name: str, checks: tuple[str, ...]) -> Test:
    setattr(test, name, (*getattr(test, name, ()), *checks))
    return test


def indicator(
    name: str, annual: str, period: str | None = None, category: str = "quantity", **fields: Any
) -> Indicator:
    """Return an indicator whose period target is the annual one by default; `project` sets its position."""
    level1_code, level1, level2_code, level2 = LEVELS[category]
    plain: dict[str, Any] = {
        "position": 1,
        "level1_code": level1_code,
        "level1": level1,
        "level2_code": level2_code,
        "level2": level2,
        "name": name,
        "period_target": annual if period is None else period,
        "annual_target": annual,
    }
    return Indicator(**plain | fields)


SOUND_INDICATORS = (
    indicator("基层干部培训班期数", "≥50期"),
    indicator("培训考试合格率", "≥95%", category="quality"),
    indicator("全年培训完成时间", "12月20日前", category="timeliness"),
    indicator("培训人均成本", "≤400元", category="cost"),
    indicator("参训干部持证上岗率", "≥80%", category="social"),
    indicator("参训干部满意度", "≥90%", category="satisfaction"),
)


def project(
    *indicators: Indicator, name: str = "基层干部培训", wan: int | None = 100, **fields: Any
) -> Project:
    """A project whose money is all fiscal appropriation; without indicators given it has sound ones."""
    given = fields.pop("indicators", indicators or SOUND_INDICATORS)
    fen = None if wan is None else wan * WAN
    plain: dict[str, Any] = {
        "row": None,
        "amounts": Amounts(total=fen, fiscal_appropriation=fen),
        "objective": "举办基层干部培训班，使参训干部持证上岗。",
    }
    numbered = tuple(_numbered(one, position) for position, one in enumerate(given, start=1))
    return Project(name=name, indicators=numbered, **plain | fields)


def _numbered(record: Indicator, position: int) -> Indicator:
    return Indicator(**{name: getattr(record, name) for name in Indicator.__slots__} | {"position": position})


def unit(*projects: Project, name: str = "人事教育中心", **fields: Any) -> Unit:
    """Return a unit whose row states the sum of its projects by default."""
    total = sum(one.amounts.total or 0 for one in projects)
    plain: dict[str, Any] = {"row": None, "amounts": Amounts(total=total, fiscal_appropriation=total)}
    return Unit(name=name, projects=projects, **plain | fields)


def disclosure(*parts: Project | Unit, year: int = 2024, **fields: Any) -> Disclosure:
    """A disclosure of units, or of projects under one unit; its rows are numbered as in a table, its sums hold."""
    units = [part for part in parts if isinstance(part, Unit)]
    loose = [part for part in parts if isinstance(part, Project)]
    if loose:
        units.append(unit(*loose))
    row = 5
    placed = []
    for one in units:
        row += 1
        unit_row = row
        projects = []
        for record in one.projects:
            row += 1
            values = {name: getattr(record, name) for name in Project.__slots__}
            projects.append(Project(**values | {"row": row}))
        placed.append(Unit(one.name, unit_row, one.amounts, tuple(projects)))
    total = sum(one.amounts.total or 0 for one in placed)
    plain: dict[str, Any] = {
        "department": "人事局",
        "region": "",
        "layout": "wide",
        "amounts": Amounts(total=total, fiscal_appropriation=total),
        "row": 5,
    }
    return Disclosure(fiscal_year=year, units=tuple(placed), **plain | fields)


def audited(
    table: Disclosure,
    *,
    policy: Policy = LOCAL,
    problems: Sequence[Problem] = (),
    last_year: Disclosure | LastYear | None = None,
    other_names: Mapping[str, str] | None = None,
) -> Audit:
    before = LastYear(last_year) if isinstance(last_year, Disclosure) else last_year
    return audit(table, problems, policy, before, other_names or {})


def found(check: str, *parts: Project | Unit, **options: Any) -> list[Finding]:
    """The findings of one check on a disclosure made of these parts."""
    return [finding for finding in audited(disclosure(*parts), **options).findings if finding.check == check]


def unevaluated(check: str, *parts: Project | Unit, **options: Any) -> list[str]:
    """Why one check was not evaluated on a disclosure made of these parts."""
    return [one.why for one in audited(disclosure(*parts), **options).not_evaluated if one.check == check]


def on_indicator(
    name: str, annual: str, period: str | None = None, category: str = "quantity", **fields: Any
) -> set[str]:
    """Return the checks that name an indicator, the seventh of its project after six sound ones."""
    extra = indicator(name, annual, period, category, **fields)
    findings = audited(disclosure(project(*SOUND_INDICATORS, extra))).findings
    return {finding.check for finding in findings if 7 in finding.indicators}

"""Records of self-evaluations for tests."""

from typing import Any

from budget.disclosure.self_evaluations import ActualIndicator, MoneyRow, SelfEvaluation, SelfEvaluations
from tests.factories import LEVELS, WAN

DEPARTMENT, REGION = "市教育局", "广东省广州市"


def actual(
    category: str = "quantity", name: str = "培训次数", target: str = "≥50次", **fields: Any
) -> ActualIndicator:
    """An indicator of a category that came out as 52 and has all of its points."""
    _code1, level1, _code2, level2 = LEVELS[category]
    plain: dict[str, Any] = {
        "position": 1,
        "level1": f"{level1}（50分）",
        "level2": level2,
        "name": name,
        "target": target,
        "actual": "52次",
        "points": "10",
        "score": "10.00",
        "row": 12,
    }
    return ActualIndicator(**plain | fields)


def evaluation(name: str = "教师培训", unit: str = DEPARTMENT, **fields: Any) -> SelfEvaluation:
    """The self-evaluation of a project with 7万元, of which 6.3万元 were executed."""
    plain: dict[str, Any] = {
        "row": 2,
        "place": "table 1",
        "budget": MoneyRow("年度资金总额", 8 * WAN, 7 * WAN, 6_300_000, "10", "90%", "9", row=6),
        "sources": (MoneyRow("其中：当年财政拨款", 8 * WAN, 7 * WAN, 6_300_000, "-", "90%", "-", row=7),),
        "objective": f"{name}的目标",
        "actual_objective": "全部完成",
        "score": "98.5",
        "total_points": "100",
        "indicators": (actual(),),
    }
    return SelfEvaluation(**{"name": name, "unit": unit} | plain | fields)


def evaluations(
    *entries: SelfEvaluation, department: str = DEPARTMENT, year: int = 2024, **fields: Any
) -> SelfEvaluations:
    """Self-evaluations of one department and year."""
    plain: dict[str, Any] = {
        "region": REGION,
        "title": f"项目支出绩效自评表（{year}年度）",
        "place": "table 1",
    }
    return SelfEvaluations(
        **{"department": department, "fiscal_year": year, "entries": entries} | plain | fields
    )

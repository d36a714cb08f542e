"""The dump of self-evaluations: one JSON object a line, money in 万元, all else as disclosed."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from budget.store.self_evaluations import store
from budget.store.sources import Received
from tests.support.self_evaluations import actual, evaluation, evaluations

pytestmark = pytest.mark.django_db


def dumped(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("dump_self_evaluations", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_one_self_evaluation_as_disclosed() -> None:
    entry = evaluation(
        "教师培训",
        unit="市第一中学",
        indicators=(
            actual(comparator="≥", unit_of_measure="次", target="50"),
            actual("social", "满意的学校", position=2, actual="", score="", reason="疫情"),
        ),
    )
    file = Received("自评表.docx", b"a")
    store(evaluations(entry), files=[file])
    [line] = dumped()
    assert line == {
        "department": "市教育局",
        "region": "广东省广州市",
        "fiscal_year": 2024,
        "unit": "市第一中学",
        "project": "教师培训",
        "sources": [{"name": "自评表.docx", "sha256": file.sha256}],
        "initial_budget": "8.00",
        "adjusted_budget": "7.00",
        "executed": "6.30",
        "rate": "90%",
        "budget_points": "10",
        "budget_score": "9",
        "objective": "教师培训的目标",
        "actual_objective": "全部完成",
        "score": "98.5",
        "matched_project": None,
        "indicators": [
            {
                "position": 1,
                "level1": "产出指标（50分）",
                "level2": "数量指标",
                "name": "培训次数",
                "target": "50",
                "comparator": "≥",
                "unit_of_measure": "次",
                "actual": "52次",
                "points": "10",
                "score": "10.00",
                "reason": "",
                "matched_position": None,
            },
            {
                "position": 2,
                "level1": "效益指标（50分）",
                "level2": "社会效益",
                "name": "满意的学校",
                "target": "≥50次",
                "comparator": "",
                "unit_of_measure": "",
                "actual": "",
                "points": "10",
                "score": "",
                "reason": "疫情",
                "matched_position": None,
            },
        ],
    }


def test_a_year_or_a_department_alone_is_written() -> None:
    store(evaluations(evaluation("甲")))
    store(evaluations(evaluation("乙"), year=2023))
    store(evaluations(evaluation("丙"), department="市水务局"))
    assert [line["project"] for line in dumped()] == ["乙", "甲", "丙"]
    assert [line["project"] for line in dumped("--year", "2024")] == ["甲", "丙"]
    assert [line["project"] for line in dumped("--department", "市 水务局")] == ["丙"]
    assert [line["project"] for line in dumped("--year", "2023", "--department", "市水务局")] == []

"""RES: self-evaluations beside the disclosed targets, their money, points and scores."""

from typing import Any

from budget.audit.findings import Finding, NotEvaluated
from budget.audit.policy import Policy
from budget.audit.result_run import audit_result
from budget.audit.results import Pair
from budget.disclosure.self_evaluations import ActualIndicator, MoneyRow, SelfEvaluation
from tests.audit.building import WAN, hits, indicator, spares


def actual(target: str, actual: str, points: str = "", score: str = "", **fields: str) -> ActualIndicator:
    given: dict[str, Any] = {"name": "清淤长度", "target": target, "actual": actual, "points": points}
    return ActualIndicator(1, **given | {"score": score} | fields)


def evaluation(*indicators: ActualIndicator, **fields: Any) -> SelfEvaluation:
    numbered = tuple(
        ActualIndicator(
            **{name: getattr(one, name) for name in one.__slots__} | {"position": at, "row": 10 + at}
        )
        for at, one in enumerate(indicators, start=1)
    )
    return SelfEvaluation("清淤", "水务局", 3, indicators=numbered, **fields)


def audited(one: SelfEvaluation, *disclosed: Any, policy: Policy | None = None) -> list[Finding]:
    """The findings where the indicators have these targets in their order (None: not disclosed)."""
    pairs = [
        Pair(indicator(own.name, target) if target is not None else None, own)
        for own, target in zip(one.indicators, disclosed, strict=False)
    ]
    return audit_result(one, pairs, policy or Policy(), has_targets=bool(disclosed))[0]


def checks(one: SelfEvaluation, *disclosed: Any) -> set[str]:
    return {finding.check for finding in audited(one, *disclosed)}


def budget(
    initial: float | None, adjusted: float | None, executed: float | None, **texts: str
) -> dict[str, Any]:
    fen = [None if wan is None else round(wan * WAN) for wan in (initial, adjusted, executed)]
    return {"budget": MoneyRow("年度资金总额", *fen, **texts)}


@hits("RES-01", "RES-02")
def test_a_target_restated_lower_or_otherwise_is_reported() -> None:
    assert "RES-01" in checks(evaluation(actual("≥1000米", "1300米")), "≥1290米")
    assert "RES-01" in checks(evaluation(actual("≤5起", "3起")), "≤3起")
    assert "RES-01" in checks(evaluation(actual("90", "95", comparator="≥", unit_of_measure="%")), "≥95%")
    higher = checks(evaluation(actual("≥1500米", "1600米")), "≥1290米")
    assert "RES-02" in higher and "RES-01" not in higher
    assert "RES-02" in checks(evaluation(actual("按期完成", "按期完成")), "6月底前完成")


@spares("RES-01", "RES-02")
def test_another_notation_of_the_same_target_is_no_other_target() -> None:
    for restated, disclosed in (
        ("95%", "≥95%"),
        ("100.00%", "100%"),
        ("≥1.2万元", "≥12000元"),
        ("≥ 1290米", "≥1290米"),
    ):
        assert checks(evaluation(actual(restated, restated)), disclosed) & {"RES-01", "RES-02"} == set()
    assert checks(evaluation(actual("≥1米", "1米"))) & {"RES-01", "RES-02"} == set()


@hits("RES-03", "RES-04", "RES-10")
def test_points_that_do_not_fit_the_result_are_reported() -> None:
    assert {"RES-03", "RES-10"} <= checks(evaluation(actual("≥50次", "48次", "10", "10", reason="无")))
    assert "RES-04" in checks(evaluation(actual("≥50次", "50次", "10", "9")))
    assert "RES-10" in checks(evaluation(actual("效果明显", "部分达成预期指标并具有一定效果", "10", "8")))


@spares("RES-03", "RES-04", "RES-10")
def test_points_that_fit_the_result_are_not_reported() -> None:
    own = {"RES-03", "RES-04", "RES-10"}
    assert checks(evaluation(actual("≥50次", "48次", "10", "9.6", reason="汛期停工"))) & own == set()
    assert checks(evaluation(actual("≥50次", "48次", "10", "9.6", measures="次年补做"))) & own == set()
    assert checks(evaluation(actual("≥50次", "80次", "10", "8", reason="设定偏低"))) & own == set()
    assert checks(evaluation(actual("≥50次", "多次", "10", "8"))) & own == set()
    assert checks(evaluation(actual("≥50次", "48次", reason="汛期停工"))) & own == set()


@hits("RES-05", "RES-16")
def test_a_target_far_exceeded_and_a_result_without_a_number_are_reported() -> None:
    assert "RES-05" in checks(evaluation(actual("≥50次", "75次")))
    assert "RES-16" in checks(evaluation(actual("≥50次", "已完成")))


@spares("RES-05", "RES-16")
def test_a_bound_kept_by_far_and_a_result_in_words_for_words_are_not() -> None:
    assert "RES-05" not in checks(evaluation(actual("≤50次", "5次")))
    assert "RES-05" not in checks(evaluation(actual("≥50次", "74次")))
    assert "RES-16" not in checks(evaluation(actual("效果明显", "已完成")))
    assert "RES-16" not in checks(evaluation(actual("≥50次", "未完成", reason="停工")))
    assert "RES-16" not in checks(evaluation(actual("≥50次", "")))


@hits("RES-06", "RES-13")
def test_a_rate_that_is_not_computed_and_a_budget_of_another_size_are_reported() -> None:
    (finding,) = audited(evaluation(**budget(90, 120, 60, rate="98%")))[:1]
    assert (finding.check, finding.level) == ("RES-06", "error")
    assert {quote.what: quote.text for quote in finding.evidence} == {
        "rate": "98%",
        "computed_rate": "50.00%",
        "executed": "60.00",
        "adjusted": "120.00",
    }
    assert "RES-13" in checks(evaluation(**budget(90, 120, 60)))
    assert "RES-13" in checks(evaluation(**budget(90, 60, 60)))


@spares("RES-06", "RES-13")
def test_a_rounded_rate_and_a_budget_added_in_the_year_are_not() -> None:
    for rate in ("66.67%", "66.7%", "67%", "66.66%", "0.6667", "0.67", "66.67", "", "/"):
        assert "RES-06" not in checks(evaluation(**budget(300, 300, 200, rate=rate))), rate
    assert "RES-06" not in checks(evaluation(**budget(0, 0, 0, rate="0%")))
    assert "RES-06" not in checks(evaluation(**budget(100, None, 50, rate="50%")))
    assert "RES-13" not in checks(evaluation(**budget(0, 120, 60)))
    assert "RES-13" not in checks(evaluation(**budget(100, 133, 60)))


@hits("RES-07", "RES-08", "RES-09")
def test_points_and_scores_that_do_not_add_up_are_reported() -> None:
    one = evaluation(
        actual("≥50次", "50次", "80", "85"), score="80", **budget(None, None, None, points="10", score="9")
    )
    assert {"RES-07", "RES-08", "RES-09"} <= checks(one)
    assert "RES-09" in checks(evaluation(score="101"))
    assert "RES-09" in checks(evaluation(**budget(None, None, None, points="10", score="10.5")))


@spares("RES-07", "RES-08", "RES-09")
def test_points_and_scores_that_add_up_are_not() -> None:
    own = {"RES-07", "RES-08", "RES-09"}
    money = budget(None, None, None, points="10", score="9.8")
    assert checks(evaluation(actual("≥50次", "50次", "90.00", "90"), score="99.80分", **money)) & own == set()
    assert checks(evaluation(actual("≥50次", "50次", "90", "90"), score="90")) & own == set()
    assert checks(evaluation(actual("≥50次", "50次", "", ""), score="90")) & own == set()
    no_points = evaluation(actual("≥50次", "50次", "90", ""), actual("≥50次", "50次"), score="90")
    findings, unknown = audit_result(no_points, (), Policy(), has_targets=False)
    assert {one.check for one in findings} & own == set()
    assert [(one.check, one.why) for one in unknown if isinstance(one, NotEvaluated)] == [
        ("RES-07", "points-missing")
    ]


@hits("RES-11", "RES-12")
def test_results_copied_from_the_targets_and_results_without_money_are_reported() -> None:
    copied = [actual("≥50次", "≥50次"), actual("≥95%", "≥95%"), actual("按时", "按时")]
    assert "RES-11" in checks(evaluation(*copied))
    assert "RES-12" in checks(evaluation(actual("≥50次", "50次"), **budget(100, 100, 49)))
    told = actual("效果明显", "较好", "10", "10")
    assert "RES-12" in checks(evaluation(told, **budget(100, 100, 0)))


@spares("RES-11", "RES-12")
def test_results_of_their_own_and_results_with_money_are_not() -> None:
    own = [actual("≥50次", "≥50次"), actual("≥95%", "98%"), actual("按时", "按时")]
    assert "RES-11" not in checks(evaluation(*own))
    assert "RES-11" not in checks(evaluation(*[actual("按时", "按时")] * 3))
    assert "RES-11" not in checks(evaluation(*own[:1]))
    assert "RES-12" not in checks(evaluation(actual("≥50次", "50次"), **budget(100, 100, 50)))
    assert "RES-12" not in checks(evaluation(actual("≥50次", "20次"), **budget(100, 100, 10)))
    assert "RES-12" not in checks(evaluation(actual("效果明显", "较好"), **budget(100, 100, 0)))
    assert "RES-12" not in checks(evaluation(**budget(100, 100, 0)))


@hits("RES-14", "RES-15")
def test_indicators_dropped_and_added_are_reported() -> None:
    one = evaluation(actual("≥50次", "50次"))
    pairs = [Pair(None, one.indicators[0]), Pair(indicator("巡查次数", "≥12次"), None)]
    findings, _ = audit_result(one, pairs, Policy(), has_targets=True)
    assert [(finding.check, finding.indicators, finding.rows) for finding in findings] == [
        ("RES-14", (), (3,)),
        ("RES-15", (1,), (11,)),
    ]
    assert [quote.text for quote in findings[0].evidence] == ["巡查次数", "≥12次"]


@spares("RES-14", "RES-15")
def test_without_disclosed_targets_nothing_is_dropped_or_added() -> None:
    one = evaluation(actual("≥50次", "50次"))
    findings, _ = audit_result(one, [Pair(None, one.indicators[0])], Policy(), has_targets=False)
    assert findings == []
    assert checks(one, "≥50次") == set()


def test_a_finding_names_unit_and_project_and_keeps_its_key() -> None:
    one = evaluation(actual("≥50次", "48次", "10", "10"))
    first, *_rest = audited(one)
    assert (first.unit, first.project and first.project.name, first.row) == ("水务局", "清淤", 11)
    later = audited(evaluation(actual("≥90次", "80次", "10", "10")))
    assert first.key == later[0].key


def test_a_check_that_is_off_is_not_run() -> None:
    off = Policy(off=frozenset({"RES-03"}))
    one = evaluation(actual("≥50次", "48次", "10", "10", reason="停工"))
    assert "RES-03" in checks(one)
    assert "RES-03" not in {finding.check for finding in audited(one, policy=off)}


def test_an_outcome_is_read_of_the_target_as_disclosed_and_the_evidence_quotes_both() -> None:
    result = actual("≥40次", "45次", "10", "10")
    told = {one.check: one for one in audited(evaluation(result), "≥50次")}
    assert "RES-03" in told and "RES-05" not in told
    quotes = [(quote.what, quote.text) for quote in told["RES-03"].evidence]
    assert ("annual_target", "≥50次") in quotes and ("restated_target", "≥40次") in quotes
    assert "RES-03" not in checks(evaluation(result))


def test_evidence_names_the_budget_as_it_is_stated() -> None:
    (finding,) = (
        one for one in audited(evaluation(**budget(100, None, 50, rate="60%"))) if one.check == "RES-06"
    )
    assert [quote.what for quote in finding.evidence][-1] == "initial"

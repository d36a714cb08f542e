"""The audit as a whole: suppressed findings, checks that are not evaluated, keys, order."""

import gc
import random
from dataclasses import replace

import pytest

from budget.audit.catalogue import CHECKS, SILENCES
from budget.audit.findings import Quote, digest_of, evidence_text
from budget.audit.policy import Policy, Thresholds
from budget.audit.run import audit
from budget.disclosure.records import Amounts, Disclosure
from tests.audit.building import SOUND_INDICATORS, WAN, audited, disclosure, found, indicator, project, unit

WORDS = indicator("征订时间", "按时征订")


def poor(name: str = "工作经费", **fields: object):
    """A project with much to review."""
    indicators = [
        indicator("年度计划数", "按计划"),
        indicator("项目验收合格率(%)", "组织验收", "合同验收后3个月", category="quality"),
        indicator("调研次数", "98%", "3次"),
    ]
    return project(*indicators, name=name, **{"objective": "让群众满意，降低成本。", **fields})


def test_the_same_records_give_the_same_findings() -> None:
    table = disclosure(poor(), unit(poor(), name="档案馆"))
    assert audit(table, (), Policy()) == audit(table, (), Policy())


@pytest.mark.parametrize(("loud", "silenced"), SILENCES.items())
def test_no_silenced_finding_accompanies_the_specific_one(loud: str, silenced: tuple[str, ...]) -> None:
    findings = audited(
        disclosure(poor(), poor("三年工作经费", indicators=()), unit(poor("教学楼维修改造"), name="馆"))
    ).findings
    for one in findings:
        for other in findings:
            if one.check == loud and other.check in silenced and one.project == other.project:
                assert other.indicator is not None
                assert other.indicator not in one.indicators


def test_what_silenced_is_off_is_heard_again() -> None:
    for loud in ("VAL-03", "CMP-13"):
        lost = disclosure(project(indicator("完工率", "98", "98%")), project(name="档案", wan=9000))
        before = {finding.check for finding in audited(lost).findings}
        after = {f.check for f in audited(lost, policy=Policy(off=frozenset({loud}))).findings}
        assert after - before == set(SILENCES[loud])


def test_a_row_with_unread_text_is_not_reported_to_lack_what_may_be_there() -> None:
    left = project(
        indicator("培训人数", "按计划"),
        unread="2、质量指标",
        objective="让群众满意，降低成本。",
        name="校舍维修",
        wan=900,
    )
    result = audited(disclosure(left, project(wan=100)))
    of_left = [finding.check for finding in result.findings if finding.row == 7]
    assert of_left == ["QNT-03", "REL-06", "FMT-01"]
    assert {one.check for one in result.not_evaluated if one.project and one.why == "unread-part"} == {
        *("AMT-05", "CMP-03", "CMP-04", "CMP-08", "CMP-09", "CMP-11", "CMP-12", "CMP-13"),
        *("QNT-02", "QNT-04", "REL-01"),
    } - {"CMP-04"}


def test_findings_are_in_the_order_of_the_table() -> None:
    wrong = Amounts(total=1)
    table = disclosure(unit(poor(), poor("专项"), amounts=wrong), unit(poor(), name="档案馆"), amounts=wrong)
    rows = [finding.row for finding in audited(table).findings]
    assert rows == sorted(rows)
    assert rows[:2] == [5, 6]
    orders = [list(CHECKS).index(f.check) for f in audited(table).findings if f.row == 7]
    assert orders == sorted(orders)


def test_a_key_is_made_of_names_and_not_of_rows_or_evidence() -> None:
    before = found("VAL-08", project(indicator("调研次数", "98%")))[0]
    moved = found(
        "VAL-08", project(name="档案"), project(SOUND_INDICATORS[0], indicator("调研　次数", "97%"))
    )[0]
    assert (before.row, before.indicator, before.evidence) != (moved.row, moved.indicator, moved.evidence)
    assert before.key == moved.key
    assert before.key.startswith("VAL-08:")


def test_namesakes_have_keys_of_their_own() -> None:
    twice = project(indicator("调研次数", "98%"), indicator("调研次数", "98%"))
    findings = found("VAL-08", twice, twice, unit(twice, name="档案馆"))
    assert len({finding.key for finding in findings}) == len(findings) == 3
    assert all(finding.indicators == (1, 2) for finding in findings)


def test_no_two_findings_share_a_key() -> None:
    table = disclosure(
        poor(), poor(), project(name="", wan=0), unit(poor(), name="馆"), unit(amounts=Amounts(total=WAN))
    )
    keys = [finding.key for finding in audited(table).findings]
    assert len(keys) == len(set(keys)) > 30


def test_the_order_in_which_a_group_is_named_does_not_count() -> None:
    one, other = ("馆", "运行", 1), ("站", "运行", 1)
    assert digest_of(one, other) == digest_of(other, one)
    assert (
        len({digest_of(one), digest_of(other), digest_of(one, other), digest_of(), digest_of(("馆运行", 1))})
        == 5
    )


def test_a_check_that_is_off_finds_nothing_and_is_named() -> None:
    off = frozenset(CHECKS) - {"REL-05"}
    result = audited(disclosure(poor()), policy=Policy(off=off))
    assert {finding.check for finding in result.findings} == {"REL-05"}
    assert result.not_evaluated == ()
    assert set(result.off) == off


def test_a_level_changed_for_the_installation_is_that_of_the_findings() -> None:
    policy = Policy(levels={"REL-05": "error", "CLS-01": "notice"})
    rate = project(indicator("验收合格率", "98%"), name="工作经费")
    assert found("REL-05", rate, policy=policy)[0].level == "error"
    assert found("CLS-01", rate, policy=policy)[0].level == "notice"


def test_thresholds_are_the_policys() -> None:
    few = project(*SOUND_INDICATORS[:4]), project(wan=900)
    strict = Policy(thresholds=Thresholds(enough_indicators=5))
    assert found("AMT-05", *few) == []
    assert len(found("AMT-05", *few, policy=strict)) == 1


def test_a_project_names_its_amount_for_sorting_by_money() -> None:
    (finding,) = found("REL-05", poor(wan=7))
    assert finding.project is not None
    assert finding.project.total == 7 * WAN


def test_an_indicator_with_a_row_of_its_own_is_found_there() -> None:
    flat = project(indicator("调研次数", "98%", row=31), indicator("参会人数", "98人", row=32))
    assert [(f.row, f.rows) for f in found("VAL-08", flat)] == [(31, (31,))]


def test_the_indicators_of_a_finding_are_named_with_their_rows() -> None:
    flat = project(indicator("调研次数", "98%", row=31), indicator("参会人数", "98%", row=32))
    (finding,) = found("VAL-08", flat)
    assert (finding.indicator, finding.indicators, finding.rows) == (None, (1, 2), (31, 32))
    terms = [indicator(name, "98%", "按照合同期限", row=row) for name, row in (("甲率", 31), ("乙率", 32))]
    assert [(f.row, f.rows) for f in found("VAL-04", project(*terms))] == [(7, (31, 32))]


def test_an_empty_disclosure_has_nothing_to_review() -> None:
    assert audit(Disclosure("局", "", 2024, "entered"), (), Policy()).findings == ()


def test_evidence_in_one_line() -> None:
    evidence = (Quote("name", "调研次数"), Quote("annual_target", "98%"))
    assert evidence_text(evidence) == "name: 调研次数; annual_target: 98%"
    assert evidence_text(evidence, lambda quote: quote.what.upper()) == "NAME: 调研次数; ANNUAL_TARGET: 98%"


def test_any_text_is_audited() -> None:
    """Records hold the texts of tables: marks, digits, lone surrogates, very long runs."""
    signs = random.Random(7)
    alphabet = "年度率%（)【】《》。，；:1298得分按时通过展示满意度保密合同后3个月每\ud800\x00\x1f 元"
    for _ in range(150):
        texts = ["".join(signs.choices(alphabet, k=signs.choice([0, 3, 12, 60]))) for _ in range(9)]
        parts = [
            project(
                indicator(texts[0], texts[1], texts[2], level2=texts[3], comparator=texts[4][:2]),
                indicator(texts[5], texts[1]),
                name=name,
                objective=objective,
                unread=texts[7],
            )
            for name, objective in ((texts[6], texts[8]), (texts[6], texts[8] * 3))
        ]
        table = disclosure(*parts, unit(*parts, name=texts[3]))
        result = audited(table, last_year=replace(table, fiscal_year=2023))
        keys = [finding.key for finding in result.findings]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("is_enabled", [True, False])
def test_garbage_collection_is_restored(is_enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        audited(disclosure(poor()))
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_the_findings_of_an_audit_are_not_looked_through_for_garbage_at_its_end() -> None:
    table = disclosure(*(unit(poor(), name=f"第{number}馆") for number in range(100)))
    threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
    looked_through: list[str] = []
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    gc.collect(0)
    gc.callbacks.append(lambda phase, info: looked_through.append(phase))
    try:
        result = audited(table)
        allocated_later = [[] for _ in range(10)]
    finally:
        gc.callbacks.pop()
        gc.set_threshold(*threshold)
        if frozen:
            gc.freeze()
    assert len(result.findings) > 700
    assert (allocated_later[0], looked_through) == ([], [])

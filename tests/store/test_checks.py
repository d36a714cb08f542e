"""Stored findings are those of the audit, and last by their keys over revisions, edits and settings."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from budget.audit.policy import Policy
from budget.audit.run import audit
from budget.disclosure.problems import Problem
from budget.disclosure.read import Given, read
from budget.disclosure.records import Amounts
from budget.models import Checked, CheckSetting, Disclosure, Finding, NotEvaluated, Project, Tally
from budget.store import checks, disclosures, revisions
from budget.store.checks import Installation, check, check_unchecked_if_few, unchecked
from budget.store.rows_reader import records_of
from tests import factories
from tests.support.auditors import decide, found, table, training
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db


def the_sample() -> Disclosure:
    given = Given(fiscal_year=2024, region="广东省广州市")
    one = read(SAMPLE.read_bytes(), SAMPLE.name, given).reads[0]
    return disclosures.store(one.disclosure, one.problems).disclosure


def written() -> list[tuple[object, ...]]:
    """All that is stored of findings, in their order."""
    rows = Finding.objects.order_by("disclosure", "position")
    return list(
        rows.values_list("key", "level", "row", "rows", "indicators", "evidence", "money", "is_active")
    )


def test_the_samples_findings_are_those_of_the_audit_in_their_order() -> None:
    disclosure = the_sample()
    record = records_of(disclosure)
    problems = [problem.record for problem in disclosure.problems.order_by("position")]
    done = audit(record, problems, Policy.for_("广东省广州市", record.department))
    stored = list(disclosure.findings.for_table())
    assert [finding.key for finding in stored] == [finding.key for finding in done.findings]
    assert len(stored) > 80
    for row, audited in zip(stored, done.findings, strict=True):
        assert (row.check_id, row.level, row.row, row.rows) == (
            audited.check,
            audited.level,
            audited.row,
            list(audited.rows),
        )
        assert (row.indicator, row.indicators, row.unit_name) == (
            audited.indicator,
            list(audited.indicators),
            audited.unit,
        )
        assert row.quotes == list(audited.evidence)
        assert [one["name"] for one in row.named] == [project.name for project in audited.projects]
        assert row.money == sum(project.total or 0 for project in audited.projects)
    assert [one.check for one in done.not_evaluated] == [
        one.check_id for one in NotEvaluated.objects.order_by("position")
    ]


def test_a_finding_stands_on_its_project_unit_and_category() -> None:
    disclosure = the_sample()
    finding = disclosure.findings.get(check_id="VAL-08", project__name="专项工作经费")
    project = finding.project
    assert (finding.unit, finding.place) == (project.unit, project.place)
    assert finding.categories == f" {project.indicators.get(position=1).category} "
    assert list(finding.projects.all()) == [project]
    group = disclosure.findings.get(check_id="DUP-01")
    assert {one.name for one in group.projects.all()} == {one["name"] for one in group.named}
    assert group.projects.count() == 2


def test_checking_again_changes_nothing(django_assert_max_num_queries: object) -> None:
    disclosure = the_sample()
    before, ids = written(), list(Finding.objects.order_by("pk").values_list("pk", "version"))
    with django_assert_max_num_queries(36):
        check(disclosure)
    assert written() == before
    assert list(Finding.objects.order_by("pk").values_list("pk", "version")) == ids


def test_a_finding_keeps_its_id_and_its_review_where_the_evidence_stays() -> None:
    disclosures.store(table(training()))
    finding = found("VAL-08")
    decide(finding, "dismissed")
    moved = replace(training(), row=9, amounts=Amounts(total=1))
    disclosures.store(table(factories.project("新项目", row=8), moved))
    again = found("VAL-08")
    assert (again.pk, again.row, again.money, again.review_state) == (finding.pk, 9, 1, "dismissed")
    assert (again.first_seen_in.number, again.last_seen_in.number) == (1, 2)
    assert [one.state for one in again.reviews.all()] == ["dismissed"]


def test_other_evidence_opens_a_decided_finding_again_and_keeps_the_decision() -> None:
    disclosures.store(table(training("98%")))
    finding = found("VAL-08")
    decide(finding, "explained", "是出勤率")
    disclosures.store(table(training("97%")))
    again = found("VAL-08")
    assert (again.pk, again.review_state) == (finding.pk, "open")
    explained, reopened = again.reviews.order_by("pk")
    assert (explained.state, explained.reason, explained.by.username) == ("explained", "是出勤率", "auditor")
    assert (reopened.state, reopened.by, reopened.is_reopening) == ("open", None, True)
    assert "98%" in str(explained.evidence) and "97%" in str(reopened.evidence)
    assert (explained.revision.number, reopened.revision.number) == (1, 2)


def test_width_and_blanks_are_no_other_evidence() -> None:
    disclosures.store(table(training("98%")))
    decide(found("VAL-08"), "confirmed")
    disclosures.store(table(training("９８ %")))
    assert found("VAL-08").review_state == "confirmed"


def test_an_open_finding_takes_other_evidence_without_a_review() -> None:
    disclosures.store(table(training("98%")))
    version = found("VAL-08").version
    disclosures.store(table(training("97%")))
    again = found("VAL-08")
    assert (again.reviews.count(), again.version) == (0, version + 1)


def test_what_no_longer_arises_is_resolved_by_its_revision_and_comes_back_with_its_history() -> None:
    disclosures.store(table(training("98%")))
    finding = found("VAL-08")
    decide(finding, "confirmed", "写错了")
    disclosures.store(table(training("50次")))
    gone = found("VAL-08")
    assert (gone.pk, gone.is_active, gone.review_state) == (finding.pk, False, "confirmed")
    assert (gone.resolved_in.number, gone.resolved_because, gone.last_seen_in.number) == (2, "revised", 1)
    assert gone.resolved_at is not None
    disclosures.store(table(training("98%")))
    back = found("VAL-08")
    assert (back.pk, back.is_active, back.resolved_at, back.resolved_in) == (finding.pk, True, None, None)
    assert (back.review_state, back.reviews.count()) == ("confirmed", 1)


def test_a_finding_outlives_its_project_and_finds_it_again() -> None:
    disclosures.store(table(training(), factories.project("另一项目", row=7)))
    finding = found("VAL-08")
    decide(finding, "confirmed")
    disclosures.store(table(factories.project("另一项目", row=7)))
    gone = found("VAL-08")
    assert (gone.project, gone.project_name, gone.is_active) == (None, "教师培训", False)
    assert gone.unit is not None and gone.reviews.count() == 1
    disclosures.store(table(training(), factories.project("另一项目", row=7)))
    back = found("VAL-08")
    assert (back.pk, back.project, back.is_active) == (
        finding.pk,
        Project.objects.get(name="教师培训"),
        True,
    )
    assert list(back.projects.all()) == [back.project]


def test_a_point_that_cannot_be_evaluated_any_more_is_not_said_to_be_mended() -> None:
    disclosures.store(table(training()))
    assert found("CMP-13").is_active
    disclosures.store(table(replace(training(), unread="；余下的字")))
    gone = found("CMP-13")
    assert (gone.is_active, gone.resolved_because) == (False, "not-evaluated")


def test_a_group_that_loses_a_project_is_another_finding() -> None:
    twins = [replace(training(name=name), objective="同样的目标") for name in ("甲", "乙", "丙")]
    disclosures.store(table(*twins))
    three = found("DUP-01")
    disclosures.store(table(*twins[:2]))
    findings = Finding.objects.filter(check_id="DUP-01")
    assert [one.pk for one in findings.filter(is_active=False)] == [three.pk]
    assert findings.in_force().get().projects.count() == 2


def test_a_doubt_of_the_reading_becomes_its_finding() -> None:
    project = replace(training(), unread="余下的字")
    disclosures.store(table(project), [Problem("unread-text", row=6, text="余下的字", details={"why": "x"})])
    finding = found("FMT-01")
    assert finding.quotes[0].text == "余下的字"


def test_a_year_that_comes_in_is_compared_and_so_is_the_next_one_whatever_the_order() -> None:
    disclosures.store(table(training("≥40次"), year=2025))
    assert not Finding.objects.filter(check_id="YOY-01").exists()
    assert NotEvaluated.objects.filter(check_id="YOY-01").get().words
    disclosures.store(table(training("≥50次"), year=2024))
    finding = Finding.objects.filter(check_id="YOY-01").get()
    assert finding.disclosure.fiscal_year == 2025
    assert not NotEvaluated.objects.filter(check_id="YOY-01", disclosure__fiscal_year=2025).exists()
    decide(finding, "confirmed")
    disclosures.store(table(training("≥45次"), year=2024))
    finding.refresh_from_db()
    assert (finding.is_active, finding.review_state) == (True, "open")
    disclosures.store(table(training("≥40次"), year=2024))
    finding.refresh_from_db()
    assert (finding.is_active, finding.resolved_because) == (False, "rechecked")


def test_another_departments_year_is_not_compared() -> None:
    disclosures.store(table(training("≥50次"), year=2024, department="市民政局"))
    disclosures.store(table(training("≥40次"), year=2025))
    assert not Finding.objects.filter(check_id="YOY-01").exists()


def test_an_entry_by_hand_is_checked_at_once() -> None:
    user = User.objects.create_user("editor")
    stored = disclosures.store(replace(table(training("50次")), layout="entered"))
    assert not Finding.objects.filter(check_id="VAL-08").exists()
    indicator = Project.objects.get().indicators.get()
    indicator.annual_target = "98%"
    indicator.save()
    revisions.store_entered(stored.disclosure, user)
    assert found("VAL-08").first_seen_in.number == 2


def test_projects_of_an_entry_are_told_apart_though_an_ordinal_is_missing() -> None:
    user = User.objects.create_user("editor")
    twins = [replace(training(target), row=row) for row, target in ((6, "50次"), (7, "98%"))]
    stored = disclosures.store(replace(table(*twins), layout="entered"))
    assert found("VAL-08").project.ordinal == 2
    Project.objects.get(ordinal=1).delete()
    revisions.store_entered(stored.disclosure, user)
    assert Finding.objects.in_force().get(check_id="VAL-08").project == Project.objects.get()


def test_tallies_count_each_project_once() -> None:
    two = (
        factories.indicator("quantity", "培训次数", "98%", position=1),
        factories.indicator("quantity", "培训人数", "97%", position=2),
    )
    record = table(replace(training(), indicators=two), training("99%", name="另一培训"))
    disclosure = disclosures.store(record).disclosure
    tally = Tally.objects.of_levels().get(check_id="VAL-08")
    assert (tally.finding_count, tally.project_count, tally.money) == (2, 2, 14 * factories.WAN)
    assert tally in disclosure.tallies.hitting_most()
    assert Tally.objects.of(year=2024).by_check()["VAL-08"] == {
        "findings": 2,
        "projects": 2,
        "money": 14 * factories.WAN,
        "disclosures": 1,
    }


def test_a_project_without_an_amount_leaves_the_money_unstated() -> None:
    disclosures.store(table(replace(training(), amounts=Amounts())))
    assert (found("VAL-08").money, Tally.objects.get(check_id="VAL-08", level="").money) == (None, None)


def test_a_check_that_is_switched_off_resolves_its_findings_and_says_why() -> None:
    disclosure = disclosures.store(table(training())).disclosure
    decide(found("VAL-08"), "confirmed")
    CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    assert list(unchecked()) == [disclosure]
    assert check_unchecked_if_few() == 0
    gone = found("VAL-08")
    assert (gone.is_active, gone.resolved_because) == (False, "switched-off")
    assert "VAL-08" in Checked.objects.get().off and not unchecked().exists()
    CheckSetting.objects.all().delete()
    check_unchecked_if_few()
    back = found("VAL-08")
    assert (back.is_active, back.review_state) == (True, "confirmed")


def test_the_installations_level_is_the_findings() -> None:
    CheckSetting.objects.create(check_id="VAL-08", level="notice")
    disclosures.store(table(training()))
    assert (found("VAL-08").level, found("VAL-08").level_rank) == ("notice", 2)


def test_a_local_check_is_on_where_its_place_is_or_where_it_is_switched_on() -> None:
    here = disclosures.store(table(training("效果良好"))).disclosure
    there = disclosures.store(
        replace(table(training("效果良好"), department="县教育局"), region="四川省")
    ).disclosure
    assert Finding.objects.get(check_id="QNT-02").disclosure == here
    assert "QNT-02" in there.checked.off
    CheckSetting.objects.create(check_id="QNT-02", is_on=True)
    check_unchecked_if_few()
    assert found("QNT-02", there).is_active


def test_a_setting_of_a_check_that_is_no_more_counts_for_nothing() -> None:
    CheckSetting.objects.create(check_id="OLD-01", is_on=False)
    disclosures.store(table(training()))
    assert found("VAL-08").is_active


def test_many_disclosures_are_left_for_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    disclosures.store(table(training()))
    CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    monkeypatch.setattr(checks, "FEW_PROJECTS", 0)
    assert check_unchecked_if_few() == 1
    assert found("VAL-08").is_active
    for disclosure in unchecked():
        check(disclosure, installation=Installation.now())
    assert not found("VAL-08").is_active


def test_an_import_that_changes_nothing_leaves_findings_alone() -> None:
    disclosures.store(table(training()))
    at = Checked.objects.get().at
    disclosures.store(table(training()))
    assert Checked.objects.get().at == at


def test_a_disclosure_that_is_refused_leaves_no_finding() -> None:
    with pytest.raises(disclosures.Refused):
        disclosures.store(table(training(name="甲\x00")))
    assert not Finding.objects.exists()

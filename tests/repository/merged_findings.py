"""What is expected of 0023: findings on one indicator become one of the project, and their reviews stay with it."""

import hashlib
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from budget.audit.findings import digest_of
from tests.support.migrating import copied, migrate_to

BEFORE = [("budget", "0022_other_sources"), ("indicators", "0003_kinds_of_targets")]
# 0024 counts the findings of each level.
AFTER = [("budget", "0024_order_of_reading"), ("indicators", "0003_kinds_of_targets")]
PROJECT = digest_of(("本级", "培训", 1))


class Before:
    """A department's disclosure of one project with findings as version 0022 kept them."""

    def __init__(self, apps: Any, name: str) -> None:
        self.apps = apps
        department = self.new("Department", name=name, name_folded=name, name_sort=name)
        unit = self.new("Unit", name="本级", name_folded="本级", name_sort="benji", department=department)
        self.disclosure = self.new(
            "Disclosure", department=department, fiscal_year=2024, changed_at=timezone.now()
        )
        of = {"disclosure": self.disclosure, "unit": unit}
        statement = self.new("UnitStatement", **of, name="本级", position=1)
        self.revision = self.new(
            "Revision", disclosure=self.disclosure, number=1, is_current=True, digest="", snapshot=b""
        )
        names = {"name": "培训", "name_folded": "培训", "name_sort": "peixun"}
        self.project = self.new(
            "Project", **of, statement=statement, **names, fiscal_year=2024, indicator_count=3
        )
        for position, indicator in enumerate(["影响", "水平", "影响"], start=1):
            self.apps.get_model("indicators", "Indicator").objects.create(
                project=self.project, position=position, name=indicator
            )
        self.reviewer = self.apps.get_model("auth", "User").objects.create(username=name)
        self.new(
            "Checked",
            disclosure=self.disclosure,
            revision=self.revision,
            at=timezone.now(),
            off=["QNT-01", "VAL-02"],
            settings_digest="x",
        )

    def new(self, model: str, **columns: Any) -> Any:
        return self.apps.get_model("budget", model).objects.create(**columns)

    def finding(self, check: str, position: int | None = None, target: str = "", **columns: Any) -> Any:
        key = f"{check}:{PROJECT}"
        evidence = [{"what": "categories", "text": "数量指标", "column": "", "indicator": None}]
        if position:
            name, ordinal = {1: ("影响", 1), 2: ("水平", 1), 3: ("影响", 2)}[position]
            key += "." + digest_of((name, ordinal))
            texts = {"name": name, "annual_target": target}
            evidence = [
                {"what": what, "text": text, "column": "", "indicator": position}
                for what, text in texts.items()
            ]
        plain: dict[str, Any] = {
            "disclosure": self.disclosure,
            "check_id": check,
            "level": "warning",
            "level_rank": 1,
            "key": key,
            "evidence": evidence,
            "evidence_digest": hashlib.sha256(key.encode()).hexdigest(),
            "first_seen_in": self.revision,
            "last_seen_in": self.revision,
            "project": self.project,
            "project_name": "培训",
            "indicator": position,
            "indicators": [position] if position else [],
            "named": [{"unit": "本级", "name": "培训", "ordinal": 1, "row": 6}],
            "money": 100,
        }
        made = self.new("Finding", **plain | columns)
        made.projects.add(self.project)
        return made

    def reviewed(self, finding: Any, state: str) -> Any:
        self.apps.get_model("budget", "Finding").objects.filter(pk=finding.pk).update(review_state=state)
        return self.new(
            "Review", finding=finding, state=state, reason="已核实", by=self.reviewer, revision=self.revision
        )

    def findings_in(self, new: Any) -> dict[str, Any]:
        """Return the findings of the disclosure in another state of the schema, by their keys."""
        rows = new.get_model("budget", "Finding").objects.filter(disclosure_id=self.disclosure.pk)
        return {one.key: one for one in rows}

    def reviews_in(self, new: Any) -> dict[int, str]:
        """Return the keys of the findings that its reviews are of."""
        rows = new.get_model("budget", "Review").objects.filter(is_reopening=False)
        rows = rows.filter(finding__disclosure_id=self.disclosure.pk).select_related("finding")
        return {one.pk: one.finding.key for one in rows}


def assert_merged_and_back() -> None:
    """0023: in a copy of the default database, which was migrated to BEFORE."""
    with copied():
        _assert_merged_and_back()


def _assert_merged_and_back() -> None:
    before = migrate_to(BEFORE)
    of_three, of_two = Before(before, "甲局"), Before(before, "乙局")
    reviewed = three_indicators_reviewed(of_three)
    kept_beside(of_three)
    one, other = of_two.finding("QNT-01", 2, "改善"), of_two.finding("VAL-08", 3, "98%")
    review = of_two.reviewed(one, "confirmed")
    new = migrate_to(AFTER)
    assert_reviews_stay_with_the_finding_that_stands_for_theirs(of_three, new, reviewed)
    assert_what_is_kept_beside_findings_is_renamed_and_counted(of_three, new)
    back = migrate_to(BEFORE)
    assert set(of_two.findings_in(back)) == {one.key, other.key}
    assert of_two.reviews_in(back) == {review.pk: one.key}
    assert of_two.findings_in(migrate_to(AFTER))[f"QNT-12:{PROJECT}"].review_state == "confirmed"


def three_indicators_reviewed(old: Before) -> dict[int, str]:
    """Make findings on three indicators and on categories, some reviewed; return the check to which each review goes."""
    one, two = old.finding("QNT-01", 1, "改善", categories=" social "), old.finding("QNT-01", 2, "无")
    three = old.finding("QNT-01", 3, "提高", categories=" social ")
    reviews = {old.reviewed(each, "dismissed").pk: "QNT-13" for each in (one, three)}
    reviews[old.reviewed(two, "confirmed").pk] = "QNT-11"
    old.finding("CMP-07")
    reviews[old.reviewed(old.finding("CMP-05"), "explained").pk] = "CMP-13"
    old.finding("CMP-03")
    reviews[old.reviewed(old.finding("VAL-08", 2, "98%"), "confirmed").pk] = "VAL-08"
    return reviews


def assert_reviews_stay_with_the_finding_that_stands_for_theirs(
    old: Before, new: Any, reviewed: dict[int, str]
) -> None:
    found = old.findings_in(new)
    assert sorted(found) == [f"{check}:{PROJECT}" for check in ("CMP-13", "QNT-11", "QNT-13", "VAL-08")]
    benefit = found[f"QNT-13:{PROJECT}"]
    assert (benefit.review_state, benefit.level, benefit.indicators) == ("dismissed", "notice", [1, 3])
    assert [quote["text"] for quote in benefit.evidence] == ["影响", "改善", "影响", "提高"]
    assert old.reviews_in(new) == {review: f"{check}:{PROJECT}" for review, check in reviewed.items()}
    # One of three was decided: the merged finding is to be decided again, and says so.
    category = found[f"CMP-13:{PROJECT}"]
    assert (category.review_state, category.level) == ("open", "warning")
    assert [quote["text"] for quote in category.evidence] == ["效益指标、质量指标", "3", "数量指标"]
    assert new.get_model("budget", "Review").objects.filter(is_reopening=True).count() == 1
    assert list(category.projects.values_list("name", flat=True)) == ["培训"]
    refused = pytest.raises(Exception, match="review_is_never_changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budget_review SET reason = 'x'")


def kept_beside(old: Before) -> None:
    """Make what is kept beside the findings on categories."""
    for check in ("CMP-05", "CMP-07"):
        old.new("Tally", disclosure=old.disclosure, check_id=check, finding_count=1, project_count=1)
        old.new("CheckSetting", check_id=check, is_on=None, level="error" if check == "CMP-05" else "notice")
    old.new("CheckSetting", check_id="QNT-01", is_on=False)
    old.new("NotEvaluated", disclosure=old.disclosure, position=1, check_id="CMP-10", why="unread-part")


def assert_what_is_kept_beside_findings_is_renamed_and_counted(old: Before, new: Any) -> None:
    def rows(model: str) -> Any:
        return new.get_model("budget", model).objects.filter(disclosure_id=old.disclosure.pk)

    # That of the level counts the money of the projects, whose total is not stated here.
    columns = ("check_id", "level", "finding_count", "money")
    tallies = rows("Tally").filter(check_id__startswith="CMP").order_by("level")
    assert list(tallies.values_list(*columns)) == [("CMP-13", "", 1, 100), ("CMP-13", "warning", 1, None)]
    figures = rows("FindingFigures").filter(check_id__startswith="CMP")
    assert list(figures.values_list("check_id", "finding_count")) == [("CMP-13", 1)]
    assert not rows("NotEvaluated").exists()
    checked = rows("Checked").get()
    assert (checked.off, checked.settings_digest) == (["QNT-11", "QNT-12", "QNT-13", "VAL-02"], "")
    settings = new.get_model("budget", "CheckSetting").objects
    assert list(settings.filter(check_id__in=["CMP-13", "QNT-11"]).values_list("level", "is_on")) == [
        ("error", None),
        ("", False),
    ]

"""0023: findings on one indicator become one of the project, and their reviews stay with it."""

import hashlib
from collections.abc import Iterator
from typing import Any

import dj_database_url
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from budget.audit.findings import digest_of
from tests.support.migrating import connected, migrate_to, scratch_database

BEFORE = [("budget", "0022_other_sources"), ("indicators", "0003_kinds_of_targets")]
PROJECT = digest_of(("本级", "培训", 1))


@pytest.fixture(scope="module")
def migrated_before(django_db_setup: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database migrated back to BEFORE, to which nobody is connected: a file or the name of a database."""
    with scratch_database(django_db_setup) as url:
        with django_db_blocker.unblock(), connected(url):
            migrate_to(BEFORE)
        yield dj_database_url.parse(url)["NAME"]


@pytest.fixture
def database_before(migrated_before: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of it, as the default database."""
    with scratch_database(migrated_before) as url, django_db_blocker.unblock(), connected(url):
        yield


class Before:
    """A disclosure of one project with findings as version 0022 kept them."""

    def __init__(self) -> None:
        self.apps = migrate_to(BEFORE)
        department = self.new("Department", name="某局", name_folded="某局", name_sort="mouju")
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
        for position, name in enumerate(["影响", "水平", "影响"], start=1):
            self.apps.get_model("indicators", "Indicator").objects.create(
                project=self.project, position=position, name=name
            )
        self.reviewer = self.apps.get_model("auth", "User").objects.create(username="auditor")
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


def findings_of(new: Any) -> dict[str, Any]:
    return {one.key: one for one in new.get_model("budget", "Finding").objects.all()}


def reviews_of(new: Any) -> dict[int, str]:
    rows = new.get_model("budget", "Review").objects.filter(is_reopening=False)
    return {one.pk: one.finding.key for one in rows.select_related("finding")}


def test_reviews_stay_with_the_finding_that_stands_for_theirs(database_before: None) -> None:
    old = Before()
    one, two = old.finding("QNT-01", 1, "改善", categories=" social "), old.finding("QNT-01", 2, "无")
    three = old.finding("QNT-01", 3, "提高", categories=" social ")
    both = [old.reviewed(one, "dismissed"), old.reviewed(three, "dismissed")]
    empty = old.reviewed(two, "confirmed")
    old.finding("CMP-07")
    missing = old.reviewed(old.finding("CMP-05"), "explained")
    old.finding("CMP-03")
    rate = old.reviewed(old.finding("VAL-08", 2, "98%"), "confirmed")
    new = migrate_to()
    found = findings_of(new)
    assert sorted(found) == [f"{check}:{PROJECT}" for check in ("CMP-13", "QNT-11", "QNT-13", "VAL-08")]
    benefit = found[f"QNT-13:{PROJECT}"]
    assert (benefit.review_state, benefit.level, benefit.indicators) == ("dismissed", "notice", [1, 3])
    assert [quote["text"] for quote in benefit.evidence] == ["影响", "改善", "影响", "提高"]
    assert reviews_of(new) == {
        **{review.pk: f"QNT-13:{PROJECT}" for review in both},
        empty.pk: f"QNT-11:{PROJECT}",
        missing.pk: f"CMP-13:{PROJECT}",
        rate.pk: f"VAL-08:{PROJECT}",
    }
    # One of three was decided: the merged finding is to be decided again, and says so.
    category = found[f"CMP-13:{PROJECT}"]
    assert (category.review_state, category.level) == ("open", "warning")
    assert [quote["text"] for quote in category.evidence] == ["效益指标、质量指标", "3", "数量指标"]
    assert new.get_model("budget", "Review").objects.filter(is_reopening=True).count() == 1
    assert list(category.projects.values_list("name", flat=True)) == ["培训"]
    with pytest.raises(Exception, match="review_is_never_changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE budget_review SET reason = 'x'")


def test_what_is_kept_beside_findings_is_renamed_and_counted(database_before: None) -> None:
    old = Before()
    for check in ("CMP-05", "CMP-07"):
        old.finding(check)
        old.new("Tally", disclosure=old.disclosure, check_id=check, finding_count=1, project_count=1)
        old.new("CheckSetting", check_id=check, is_on=None, level="error" if check == "CMP-05" else "notice")
    old.new("CheckSetting", check_id="QNT-01", is_on=False)
    old.new("NotEvaluated", disclosure=old.disclosure, position=1, check_id="CMP-10", why="unread-part")
    new = migrate_to()
    rows = new.get_model("budget", "Tally").objects.order_by("level")
    # That of the level counts the money of the projects, whose total is not stated here.
    assert list(rows.values_list("check_id", "level", "finding_count", "money")) == [
        ("CMP-13", "", 1, 100),
        ("CMP-13", "warning", 1, None),
    ]
    figures = new.get_model("budget", "FindingFigures").objects
    assert list(figures.values_list("check_id", "finding_count")) == [("CMP-13", 1)]
    assert not new.get_model("budget", "NotEvaluated").objects.exists()
    checked = new.get_model("budget", "Checked").objects.get()
    assert (checked.off, checked.settings_digest) == (["QNT-11", "QNT-12", "QNT-13", "VAL-02"], "")
    settings = new.get_model("budget", "CheckSetting").objects
    assert list(settings.filter(check_id__in=["CMP-13", "QNT-11"]).values_list("level", "is_on")) == [
        ("error", None),
        ("", False),
    ]


def test_the_way_back_gives_the_former_keys(database_before: None) -> None:
    old = Before()
    one, other = old.finding("QNT-01", 2, "改善"), old.finding("VAL-08", 3, "98%")
    review = old.reviewed(one, "confirmed")
    keys = {one.key, other.key}
    migrate_to()
    back = migrate_to(BEFORE)
    assert set(findings_of(back)) == keys
    assert reviews_of(back) == {review.pk: one.key}
    assert findings_of(migrate_to())[f"QNT-12:{PROJECT}"].review_state == "confirmed"

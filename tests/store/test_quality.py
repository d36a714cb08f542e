"""The stored counts of quality are what the lists of findings and indicators give, after every change."""

import pytest

from budget.actions.aliases import units
from budget.actions.reviews import review
from budget.models import CheckSetting, Disclosure, Finding, Project, Unit, UnitStatement
from budget.models.filters import FindingFilters
from budget.models.quality import LEVEL_COLUMNS, SHARE_RANGES, permille
from budget.store import quality, revisions
from budget.store.checks import check
from indicators.models import Indicator
from indicators.targets import is_quantified
from tests import factories
from tests.factories import WAN
from tests.support.auditors import auditor

pytestmark = pytest.mark.django_db


def _expected(**which: object) -> dict[str, int]:
    """The counts of a department, unit or project, out of the rows."""
    found = Finding.objects.in_force().narrowed(FindingFilters(**which))
    lookup = {"department": "disclosure__department", "unit": "unit", "project": "pk"}
    projects = Project.objects.filter(**{lookup[name]: value for name, value in which.items()})
    assessed = Indicator.objects.filter(project__in=projects, project__is_confidential=False)
    under_error = projects.filter(findings__is_active=True, findings__level="error").distinct()
    return {
        **{column: found.filter(level=level).count() for level, column in LEVEL_COLUMNS.items()},
        "assessed_count": assessed.count(),
        "quantified_count": sum(is_quantified(one.annual_target) for one in assessed),
        "error_money": sum(one.total or 0 for one in under_error),
    }


def _columns(row: object) -> dict[str, int]:
    return {name: getattr(row, name) for name in _expected(project=0)}


def assert_kept() -> None:
    for project in Project.objects.all():
        counts = _expected(project=project.pk)
        assert _columns(project) == counts
        findings = sum(counts[column] for column in LEVEL_COLUMNS.values())
        assert project.finding_rate == permille(findings, counts["assessed_count"])
        assert project.quantified_share == permille(counts["quantified_count"], counts["assessed_count"])
    for unit in Unit.objects.for_list_page(2024):
        assert _columns(unit) == _expected(unit=unit.pk)
    for disclosure in Disclosure.objects.in_force():
        assert _columns(disclosure) == _expected(department=disclosure.department_id)


def _group() -> Disclosure:
    """Two units with the same project, which a finding on both names, and a confidential one."""
    same = {"objective": "举办培训班，提高教师的专业水平，使参训教师掌握新课程的教学方法。"}
    return factories.stored(
        factories.disclosure(
            factories.unit("市教育局", factories.project("教师培训", 30 * WAN, row=6, **same), row=5),
            factories.unit("市教师学院", factories.project("教师培训", 30 * WAN, row=8, **same), row=7),
        )
    )


def test_every_change_keeps_them() -> None:
    _group()
    assert_kept()
    of_both = Finding.objects.in_force().filter(check_id__startswith="DUP").first()
    assert of_both is not None and of_both.projects.count() == 2
    changed = factories.project("教师培训", 90 * WAN, row=6, indicators=factories.indicators("social"))
    disclosure = factories.stored(factories.disclosure(factories.unit("市教育局", changed, row=5)))
    assert_kept()
    Project.objects.filter(disclosure=disclosure).update(objective="", total=None)
    revisions.store_entered(disclosure, None)
    assert_kept()
    assert Project.objects.get(disclosure=disclosure).error_count
    for check_id in set(disclosure.findings.values_list("check_id", flat=True)):
        CheckSetting.objects.create(check_id=check_id, is_on=False)
    check(disclosure)
    assert_kept()
    assert not Project.objects.filter(error_count__gt=0).exists()


def test_units_that_become_one_count_a_finding_on_both_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _group()
    monkeypatch.setattr("budget.store.checks.FEW_PROJECTS", 0)  # a command checks again
    units.merge([Unit.objects.get(name="市教师学院")], Unit.objects.get(name="市教育局"), "更名文件", None)
    assert_kept()


def test_a_review_changes_none_and_a_rebuild_mends_all() -> None:
    disclosure = _group()
    found = Finding.objects.in_force().earliest("pk")
    review({found.pk: found.version}, "dismissed", "无此问题", auditor())
    assert_kept()
    assert quality.refresh([disclosure.pk]) == 0
    for model in (Project, UnitStatement, Disclosure):
        model.objects.update(error_count=99)
    assert quality.refresh([disclosure.pk]) == 5
    assert_kept()


def test_a_share_lies_in_one_range_and_is_never_rounded_into_the_next() -> None:
    for quantified, assessed, key in (
        (0, 0, "not-assessed"),
        (0, 7, "none"),
        (1, 5000, "under-half"),
        (2499, 5000, "under-half"),
        (2, 4, "half"),
        (4999, 5000, "half"),
        (3, 3, "all"),
    ):
        share = permille(quantified, assessed)
        assert [name for name, one in SHARE_RANGES.items() if one.contains(share)] == [key]

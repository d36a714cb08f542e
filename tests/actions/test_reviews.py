"""Reviews: all or none, with a reason, by auditors alone, nothing overwritten, and nothing shown to others."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from budget.actions.base import ReasonMissing
from budget.actions.reviews import StaleFindings, UnseenReviews, review
from budget.models import Disclosure, Finding, Review
from budget.models.filters import FindingFilters
from tests import factories
from tests.support.auditors import auditor, decide, reader, table, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> dict[int, int]:
    """Two findings as an auditor has read them."""
    factories.stored(table(training(), training("97%", "另一培训")))
    findings = Finding.objects.filter(check_id="VAL-08")
    return dict(findings.values_list("pk", "version"))


def states() -> list[str]:
    return list(
        Finding.objects.filter(check_id="VAL-08").order_by("pk").values_list("review_state", flat=True)
    )


def test_several_findings_are_reviewed_at_once(two: dict[int, int]) -> None:
    who = auditor()
    made = review(two, "dismissed", "  口径如此 ", who)
    assert states() == ["dismissed", "dismissed"]
    assert [(one.state, one.reason, one.by) for one in made] == [("dismissed", "口径如此", who)] * 2


@pytest.mark.parametrize("state", ["confirmed", "explained", "dismissed"])
def test_a_decision_gives_its_reason(two: dict[int, int], state: str) -> None:
    with pytest.raises(ReasonMissing):
        review(two, state, " \n", auditor())
    assert states() == ["open", "open"] and not Review.objects.exists()


def test_opening_again_needs_no_reason(two: dict[int, int]) -> None:
    decide(Finding.objects.get(pk=min(two)), "confirmed")
    finding = Finding.objects.get(pk=min(two))
    read = {finding.pk: finding.version}
    review(read, "open", "", auditor("second"), shown=read)
    assert [one.state for one in finding.reviews.order_by("pk")] == ["confirmed", "open"]
    assert states() == ["open", "open"]


def test_an_unknown_state_is_refused(two: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="maybe"):
        review(two, "maybe", "也许", auditor())


@pytest.mark.parametrize("who", [reader, lambda: AnonymousUser()], ids=["signed in", "anonymous"])
def test_without_the_permission_nobody_reviews(two: dict[int, int], who: object) -> None:
    with pytest.raises(PermissionDenied):
        review(two, "confirmed", "错了", who())  # type: ignore[operator]
    assert not Review.objects.exists()


def test_a_user_who_was_shut_out_no_longer_reviews(two: dict[int, int]) -> None:
    who = auditor()
    who.is_active = False
    with pytest.raises(PermissionDenied):
        review(two, "confirmed", "错了", who)


def test_what_another_auditor_decided_meanwhile_is_not_overwritten(two: dict[int, int]) -> None:
    decide(Finding.objects.get(pk=max(two)), "confirmed", "确有问题")
    with pytest.raises(StaleFindings) as stopped:
        review(two, "dismissed", "没有问题", auditor("second"))
    assert [one.pk for one in stopped.value.findings] == [max(two)]
    assert states() == ["open", "confirmed"]


def test_a_colleagues_review_is_not_overwritten_by_who_was_not_shown_it(two: dict[int, int]) -> None:
    """Read after the colleague decided: a list shows the state alone, not the reason."""
    decide(Finding.objects.get(pk=max(two)), "confirmed", "确有问题")
    read = dict(Finding.objects.filter(pk__in=two).values_list("pk", "version"))
    second = auditor("second")
    for shown in ({}, {min(two): read[min(two)]}, {max(two): read[max(two)] - 1}):
        with pytest.raises(UnseenReviews) as stopped:
            review(read, "dismissed", "没有问题", second, shown=shown)
        assert [one.pk for one in stopped.value.findings] == [max(two)]
    assert states() == ["open", "confirmed"]
    review(read, "dismissed", "没有问题", second, shown={max(two): read[max(two)]})
    assert states() == ["dismissed", "dismissed"]


def test_ones_own_review_may_be_replaced_at_once(two: dict[int, int]) -> None:
    who = auditor()
    review(two, "confirmed", "确有问题", who)
    review(dict(Finding.objects.filter(pk__in=two).values_list("pk", "version")), "explained", "已说明", who)
    assert states() == ["explained", "explained"]


def test_what_new_evidence_opened_again_is_no_colleagues_review_any_more(two: dict[int, int]) -> None:
    decide(Finding.objects.get(pk=max(two)), "confirmed", "确有问题")
    factories.stored(table(training(), training("96%", "另一培训")))
    review(
        dict(Finding.objects.filter(pk__in=two).values_list("pk", "version")),
        "explained",
        "已说明",
        auditor("second"),
    )
    assert states() == ["explained", "explained"]


def test_a_finding_whose_evidence_changed_meanwhile_is_not_decided_unseen(two: dict[int, int]) -> None:
    factories.stored(table(training("96%"), training("97%", "另一培训")))
    with pytest.raises(StaleFindings):
        review(two, "dismissed", "没有问题", auditor())


def test_a_finding_that_is_gone_is_not_decided(two: dict[int, int]) -> None:
    with pytest.raises(StaleFindings):
        review({**two, 999_999: 1}, "dismissed", "没有问题", auditor())
    assert states() == ["open", "open"]


def test_a_review_is_never_changed_or_deleted(two: dict[int, int]) -> None:
    (made, _other) = review(two, "confirmed", "确有问题", auditor())
    made.reason = "别的"
    for change in (
        made.save,
        made.delete,
        lambda: Review.objects.update(reason="别的"),
        lambda: Review.objects.all().delete(),
        lambda: Review.objects.bulk_update([made], ["reason"]),
    ):
        with pytest.raises(TypeError):
            change()
    assert set(Review.objects.values_list("reason", flat=True)) == {"确有问题"}


def test_the_database_itself_refuses_to_change_a_review(two: dict[int, int]) -> None:
    review(two, "confirmed", "确有问题", auditor())
    with pytest.raises(IntegrityError, match="review_is_never_changed"), transaction.atomic():
        connection.cursor().execute("UPDATE budget_review SET reason = 'x'")


def test_reviewed_findings_cannot_be_deleted_with_their_disclosure(two: dict[int, int]) -> None:
    review(two, "confirmed", "确有问题", auditor())
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.all().delete()
    assert Review.objects.count() == 2


def test_nothing_of_a_review_is_in_what_others_read(two: dict[int, int]) -> None:
    review(two, "confirmed", "确有问题", auditor())
    for who in (None, AnonymousUser(), reader()):
        findings = Finding.objects.for_reader(who)
        assert [one.state for one in findings] == [None] * len(findings)
        assert all("review_state" not in one.__dict__ and "version" not in one.__dict__ for one in findings)
        for closed in (
            lambda found=findings: found.narrowed(FindingFilters(state="confirmed")),
            lambda found=findings: found.by_check_level_and_state(),
            lambda found=findings: found.with_reviews(),
            lambda found=findings: (
                found.filter(level="warning")
                .of_year(2024)
                .narrowed(FindingFilters())
                .by_check_level_and_state()
            ),
        ):
            with pytest.raises(PermissionDenied):
                closed()
        assert not Review.objects.for_reader(who).exists()


def test_an_auditor_reads_states_counts_and_reviews(two: dict[int, int]) -> None:
    who = auditor()
    review({min(two): two[min(two)]}, "confirmed", "确有问题", who)
    findings = Finding.objects.for_reader(who).narrowed(FindingFilters(check="VAL-08"))
    assert sorted(one.state for one in findings) == ["confirmed", "open"]
    assert findings.by_check_level_and_state() == {
        ("VAL-08", "warning", "confirmed"): 1,
        ("VAL-08", "warning", "open"): 1,
    }
    (confirmed,) = findings.narrowed(FindingFilters(state="confirmed")).with_reviews()
    assert [one.reason for one in confirmed.reviews.all()] == ["确有问题"]
    assert Review.objects.for_reader(who).count() == 1


def test_an_administrator_may_review_without_being_told_so(two: dict[int, int]) -> None:
    review(two, "confirmed", "确有问题", User.objects.create_superuser("admin"))
    assert states() == ["confirmed", "confirmed"]

"""The administration of checks: findings follow their settings, and only auditors see reviews."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from budget.models import CheckSetting, Finding, Review
from budget.store import checks
from tests import factories
from tests.support.auditors import auditor, decide, found, table, training

pytestmark = pytest.mark.django_db


def set_check(client: Client, **data: str) -> str:
    """Send the form of a new setting; returns the page that follows."""
    address = reverse("admin:budget_checksetting_add")
    return client.post(address, {"check_id": "VAL-08"} | data, follow=True).content.decode()


def test_a_check_that_is_switched_off_takes_its_findings_along_at_once(admin_client: Client) -> None:
    factories.stored(table(training()))
    set_check(admin_client, is_on="off")
    assert CheckSetting.objects.get().is_on is False
    assert not found("VAL-08").is_active
    setting = CheckSetting.objects.get()
    address = reverse("admin:budget_checksetting_delete", args=[setting.pk])
    admin_client.post(address, {"post": "yes"})
    assert found("VAL-08").is_active


def test_another_level_is_the_findings_at_once(admin_client: Client) -> None:
    factories.stored(table(training()))
    set_check(admin_client, level="notice")
    assert (CheckSetting.objects.get().is_on, found("VAL-08").level) == (None, "notice")


def test_with_many_disclosures_the_page_names_the_command(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.stored(table(training()))
    monkeypatch.setattr(checks, "FEW_PROJECTS", 0)
    assert "manage check_disclosures" in set_check(admin_client, is_on="off")
    assert found("VAL-08").is_active


@pytest.mark.parametrize(
    "data",
    [{}, {"check_id": "VAL-99", "is_on": "off"}, {"is_on": "maybe"}, {"level": "grave"}],
    ids=["nothing", "unknown check", "neither on nor off", "unknown level"],
)
def test_an_invalid_setting_is_refused(admin_client: Client, data: dict[str, str]) -> None:
    set_check(admin_client, **data)
    assert not CheckSetting.objects.exists()


def test_a_check_is_set_once(admin_client: Client) -> None:
    set_check(admin_client, is_on="off")
    set_check(admin_client, is_on="on")
    assert CheckSetting.objects.get().is_on is False


def test_a_setting_shows_the_wording_of_its_check(admin_client: Client) -> None:
    set_check(admin_client, is_on="on")
    address = reverse("admin:budget_checksetting_change", args=[CheckSetting.objects.get().pk])
    assert '<option value="on" selected>' in admin_client.get(address).content.decode()


def staff(*codenames: str) -> Client:
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def test_staff_without_the_permission_see_findings_and_nothing_of_their_reviews(client: Client) -> None:
    factories.stored(table(training()))
    decide(found("VAL-08"), "dismissed", "秘密的理由", auditor("shen"))
    looking = staff("view_finding", "view_review")
    addresses = [
        reverse("admin:budget_finding_changelist"),
        reverse("admin:budget_finding_change", args=[found("VAL-08").pk]),
        reverse("admin:index"),
    ]
    for address in addresses:
        page = looking.get(address)
        assert page.status_code == 200
        content = page.content.decode()
        assert not [word for word in ("秘密的理由", "shen", "dismissed", "已排除") if word in content]
    for secret in (
        "review_state__exact=dismissed",
        "review_state=open",
        "version__gt=1",
        "reviews__reason__contains=x",
    ):
        refused = looking.get(f"{addresses[0]}?{secret}")
        assert refused.status_code in (302, 400)
    review = reverse("admin:budget_review_change", args=[Review.objects.get().pk])
    assert looking.get(reverse("admin:budget_review_changelist")).status_code == 403
    assert looking.get(review).status_code == 403


def test_auditors_on_the_staff_view_reviews_and_change_none(client: Client) -> None:
    factories.stored(table(training()))
    decide(found("VAL-08"), "dismissed", "口径如此")
    looking = staff("view_finding", "view_review", "review_finding", "change_review", "delete_review")
    finding = reverse("admin:budget_finding_change", args=[found("VAL-08").pk])
    assert "口径如此" in looking.get(finding).content.decode()
    listed = looking.get(reverse("admin:budget_finding_changelist"), {"review_state__exact": "dismissed"})
    assert listed.status_code == 200 and listed.context["cl"].result_count == 1
    review = reverse("admin:budget_review_change", args=[Review.objects.get().pk])
    assert looking.post(review, {"reason": "别的"}).status_code == 403
    assert looking.post(reverse("admin:budget_review_delete", args=[1]), {"post": "yes"}).status_code == 403
    assert Review.objects.get().reason == "口径如此" and Finding.objects.count() > 1

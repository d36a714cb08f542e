"""Projects have their types: at import, over revisions, when rules change, and by hand."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budget.models import Disclosure, HandSetType, Project, ProjectTypeRule, TypeFigures
from budget.store import project_types
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _types() -> dict[tuple[str, int], str]:
    return {(row.name, row.ordinal): row.project_type for row in Project.objects.order_by("pk")}


def _assert_sums_kept() -> None:
    for disclosure in Disclosure.objects.all():
        assert disclosure.type_figures.all().by_type() == disclosure.projects.all().by_type()


def test_an_import_places_its_projects_and_sums_their_money_by_type() -> None:
    disclosure = factories.some_year()
    assert _types() == {
        ("公路养护", 1): "works",
        ("教师培训", 1): "events",
        ("校舍维修", 1): "works",
        ("没有金额", 1): "other",
        ("来源不明", 1): "other",
        ("设备购置", 1): "purchase",
        ("设备购置", 2): "purchase",
        ("某项目", 1): "other",
    }
    assert Project.objects.get(name="教师培训").type_rule.project_type == "events"
    assert Project.objects.get(name="来源不明").type_rule is None
    assert disclosure.type_figures.all().by_type() == {
        "events": {"projects": 1, "money": 100 * WAN},
        "works": {"projects": 1, "money": 5 * WAN},
        "other": {"projects": 3, "money": 11 * WAN},
        "purchase": {"projects": 2, "money": 7 * WAN},
    }
    assert TypeFigures.objects.of_year(2024).by_type()["works"] == {"projects": 2, "money": 35 * WAN}


def test_money_that_no_project_of_a_type_states_is_not_0() -> None:
    factories.stored(factories.disclosure(factories.unit("某局", factories.project("会议费", None))))
    assert TypeFigures.objects.of_year(2024).by_type() == {"events": {"projects": 1, "money": None}}


def test_a_revision_places_anew_what_it_changes() -> None:
    factories.stored(
        factories.disclosure(factories.unit("某局", factories.project("经费", objective="开会")))
    )
    assert _types() == {("经费", 1): "other"}
    record = factories.project("经费", objective="因公出访")
    factories.stored(factories.disclosure(factories.unit("某局", record)))
    assert _types() == {("经费", 1): "events"}
    _assert_sums_kept()


def test_a_type_set_by_hand_outlives_rules_revisions_and_a_time_without_the_project(admin_user: User) -> None:
    factories.some_year()
    first = Project.objects.get(name="设备购置", ordinal=1)
    project_types.set_by_hand(Project.objects.filter(pk=first.pk), "special", admin_user)
    assert (_types()["设备购置", 1], _types()["设备购置", 2]) == ("special", "purchase")
    assert HandSetType.objects.get().set_by == admin_user
    _assert_sums_kept()

    project_types.place_all()
    assert _types()["设备购置", 1] == "special"

    without = factories.disclosure(factories.unit("第一中学", factories.project("某项目", 2 * WAN)))
    factories.stored(without)
    assert ("设备购置", 1) not in _types()
    factories.some_year()
    assert _types()["设备购置", 1] == "special"
    assert Project.objects.get(name="设备购置", ordinal=1).pk == first.pk
    _assert_sums_kept()

    assert project_types.leave_to_rules(Project.objects.filter(pk=first.pk)) == 1
    assert _types()["设备购置", 1] == "purchase"
    _assert_sums_kept()


def test_a_changed_rule_places_all_years_anew(admin_client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    rule = ProjectTypeRule.objects.get(project_type="purchase", looks_in="name")
    answer = admin_client.post(
        reverse("admin:budget_projecttyperule_change", args=[rule.pk]),
        {"position": 5, "project_type": "purchase", "looks_in": "name", "words": "购置 维修", "without": ""},
    )
    assert answer.status_code == 302
    assert set(Project.objects.filter(name="校舍维修").values_list("project_type", flat=True)) == {"purchase"}
    _assert_sums_kept()
    admin_client.post(reverse("admin:budget_projecttyperule_delete", args=[rule.pk]), {"post": "yes"})
    assert set(Project.objects.filter(name="校舍维修").values_list("project_type", flat=True)) == {"works"}
    assert set(Project.objects.filter(name="设备购置").values_list("project_type", flat=True)) == {"other"}
    _assert_sums_kept()


def test_of_too_many_projects_a_changed_rule_waits_for_the_command(
    admin_client: Client, monkeypatch, capsys
) -> None:
    factories.some_year()
    monkeypatch.setattr(project_types, "MOST_AT_ONCE", 7)
    rule = ProjectTypeRule.objects.get(project_type="purchase", looks_in="name")
    address = reverse("admin:budget_projecttyperule_change", args=[rule.pk])
    data = {"position": 5, "project_type": "purchase", "looks_in": "name", "words": "维修", "without": ""}
    page = admin_client.post(address, data, follow=True).content.decode()
    assert "place_projects" in page
    assert _types()["校舍维修", 1] == "works"
    call_command("place_projects")
    assert "3" in capsys.readouterr().out
    assert (_types()["校舍维修", 1], _types()["设备购置", 1]) == ("purchase", "other")
    _assert_sums_kept()


def test_a_new_order_of_the_rules_places_anew(admin_client: Client) -> None:
    factories.stored(factories.disclosure(factories.unit("某局", factories.project("宣传活动"))))
    assert _types() == {("宣传活动", 1): "publicity"}
    rules = list(ProjectTypeRule.objects.order_by("position"))
    data: dict[str, object] = {
        "form-TOTAL_FORMS": len(rules),
        "form-INITIAL_FORMS": len(rules),
        "_save": "1",
    }
    for number, rule in enumerate(rules):
        is_events = rule.project_type == "events"
        data |= {
            f"form-{number}-id": rule.pk,
            f"form-{number}-position": 1 if is_events else rule.position,
            f"form-{number}-project_type": rule.project_type,
            f"form-{number}-looks_in": rule.looks_in,
        }
    answer = admin_client.post(reverse("admin:budget_projecttyperule_changelist"), data)
    assert answer.status_code == 302
    assert _types() == {("宣传活动", 1): "events"}


def test_a_rule_without_words_is_refused(admin_client: Client) -> None:
    answer = admin_client.post(
        reverse("admin:budget_projecttyperule_add"),
        {"position": 5, "project_type": "events", "looks_in": "name", "words": "、 +", "without": ""},
    )
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"words"}


def test_staff_set_types_in_the_list_of_projects(admin_client: Client) -> None:
    factories.some_year()
    project = Project.objects.get(name="来源不明")
    address = reverse("admin:budget_project_changelist")
    data = {"action": "set_type", "_selected_action": [project.pk], "project_type": ""}
    admin_client.post(address, data)
    assert not HandSetType.objects.exists()
    admin_client.post(address, data | {"project_type": "special"})
    project.refresh_from_db()
    assert (project.project_type, project.type_rule) == ("special", None)
    assert "手工设定" in admin_client.get(project.get_absolute_url()).content.decode()
    admin_client.post(address, data | {"action": "leave_type_to_rules"})
    project.refresh_from_db()
    assert project.project_type == "other"


def test_setting_a_type_takes_the_permission(client: Client, django_user_model: type[User]) -> None:
    staff = django_user_model.objects.create_user("staff", is_staff=True)
    client.force_login(staff)
    factories.some_year()
    project = Project.objects.get(name="来源不明")
    assert "id__exact" not in client.get(project.get_absolute_url()).content.decode()
    data = {"action": "set_type", "_selected_action": [project.pk], "project_type": "special"}
    assert client.post(reverse("admin:budget_project_changelist"), data).status_code == 403
    assert not HandSetType.objects.exists()


def test_a_projects_page_says_its_type_and_the_rule_that_placed_it(client: Client) -> None:
    factories.some_year()
    page = client.get(
        Project.objects.get(name="教师培训").get_absolute_url(), headers={"accept-language": "en"}
    )
    text = page.content.decode()
    position = Project.objects.get(name="教师培训").type_rule.position
    assert f"by rule {position}: “培训” in the name" in text
    assert "/projects/?year=2024&amp;type=events" in text
    page = client.get(
        Project.objects.get(name="来源不明").get_absolute_url(), headers={"accept-language": "en"}
    )
    assert "no rule fits" in page.content.decode()


def test_the_list_is_narrowed_by_type(client: Client) -> None:
    factories.some_year()
    response = client.get("/projects/?type=works")
    names = sorted(row.record.name for row in response.context["table"].page.object_list)
    assert names == ["公路养护", "校舍维修"]
    assert response.context["table"].totals["total"] == 35 * WAN
    assert response.context["chips"][0][:2] == ("项目类型", "工程修缮")
    assert client.get("/projects/?type=nonsense").status_code == 404


def test_the_overview_leads_with_the_money_by_type(client: Client) -> None:
    factories.some_year()
    chart = client.get("/").context["charts"][0]
    assert chart.id == "by-type"
    assert [(segment.label, segment.value) for segment in chart.segments] == [
        ("会议活动", 100 * WAN),
        ("工程修缮", 35 * WAN),
        ("其他", 11 * WAN),
        ("购置", 7 * WAN),
    ]
    assert sum(segment.value or 0 for segment in chart.segments) == chart.whole

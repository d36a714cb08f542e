"""Correcting in the administration: forms in 万元, refusals in words, nobody's figure overwritten unseen."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement

from budget.accounts.roles import AUDITOR
from budget.actions.corrections import value_of
from budget.disclosure.corrections import Place
from budget.models import Correction, Disclosure, Finding
from tests.actions.corrections.editing import correct, editor, row, table, training
from tests.factories import WAN, project, stored
from tests.support.people import READER, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(editor())
    return client


def value_url(disclosure: Disclosure, **query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('admin:budget_correction_correct', args=[disclosure.pk])}?{asked}"


def parsed(response: HttpResponse) -> HtmlElement:
    return html.fromstring(response.content.decode())


def words(response: HttpResponse) -> str:
    return " ".join(parsed(response).text_content().split())


def typed(client: Client, url: str, value: str, reason: str = "与批复不符") -> dict[str, str]:
    """The form as the page gave it, filled in."""
    seen = parsed(client.get(url)).xpath("//input[@name='seen']/@value")[0]
    return {"value": value, "reason": reason, "seen": seen}


def fiscal_url(disclosure: Disclosure) -> str:
    return value_url(disclosure, field="fiscal_appropriation", project=row().pk)


def test_an_editor_finds_the_value_on_the_projects_page_and_corrects_it(client: Client) -> None:
    disclosure = stored(table())
    page = parsed(client.get(row().get_absolute_url()))
    (link,) = page.xpath("//a[text()='更正']/@href")
    listed = parsed(client.get(link))
    (form_url,) = listed.xpath("//tr[th[text()='财政拨款']]//a/@href")
    assert form_url == fiscal_url(disclosure)
    form = parsed(client.get(form_url))
    assert "80.00" in form.text_content()
    assert form.xpath("//input[@name='value']/@value") == ["80.00"]
    response = client.post(form_url, typed(client, form_url, "7,0.5".replace(",", "")), follow=True)
    assert row().fiscal_appropriation == 70_500_000
    assert response.redirect_chain[-1][0] == f"{row().get_absolute_url()}#corrections"
    assert "70.50" in words(response) and "80.00" in words(response)
    assert Finding.objects.filter(check_id="AMT-01", is_active=True, projects=row()).exists()


def test_every_value_of_the_pages_has_its_form(client: Client) -> None:
    disclosure = stored(table())
    overview = reverse("admin:budget_correction_correctable", args=[disclosure.pk])
    urls = [
        url
        for page in (overview, f"{overview}?project={row().pk}")
        for url in parsed(client.get(page)).xpath("//table[@class='correctable']//a/@href")
    ]
    assert len(urls) == len(set(urls)) == 5 + 5 + 6 + 3 * 7
    for url in urls:
        assert client.get(url).status_code == 200, url


def test_a_form_has_what_only_forms_state(client: Client) -> None:
    disclosure = stored(table(training(starts_on="2024年1月"), layout="form"))
    url = reverse("admin:budget_correction_correctable", args=[disclosure.pk])
    page = words(client.get(url, {"project": row().pk}))
    assert "2024年1月" in page and "计算符号" in page


def test_money_and_reasons_are_refused_in_words(client: Client) -> None:
    disclosure = stored(table())
    url = fiscal_url(disclosure)
    for value, reason, said in (
        ("七十", "有误", "“七十”不是金额"),
        ("70.0000001", "有误", "70.0000001"),
        ("70", "   ", "请填写理由"),
        ("80.00", "有误", "该值已是当前采用的值"),
    ):
        response = client.post(url, typed(client, url, value, reason))
        assert response.status_code == 200 and said in words(response), (value, reason)
    assert not Correction.objects.exists()


def test_the_disclosed_value_is_not_a_correction_of_a_correction(client: Client) -> None:
    disclosure = stored(table())
    correct(disclosure)
    url = fiscal_url(disclosure)
    response = client.post(url, typed(client, url, "80"))
    assert "请改为撤回更正" in words(response)
    assert row().fiscal_appropriation == 70 * WAN


def test_what_is_not_stated_is_typed_as_nothing_and_is_not_zero(client: Client) -> None:
    disclosure = stored(table())
    url = fiscal_url(disclosure)
    client.post(url, typed(client, url, ""))
    assert row().fiscal_appropriation is None
    client.post(url, typed(client, url, "0"))
    assert row().fiscal_appropriation == 0
    assert Correction.objects.get(standing="in-force").supersedes.corrected == ""


def test_a_text_keeps_its_lines(client: Client) -> None:
    disclosure = stored(table())
    url = value_url(disclosure, project=row().pk, field="objective")
    client.post(url, typed(client, url, "一、培训\r\n二、考核"))
    assert row().objective == "一、培训\n二、考核"


def test_an_indicator_is_corrected_by_its_number(client: Client) -> None:
    disclosure = stored(table())
    url = value_url(disclosure, project=row().pk, indicator=2, field="annual_target")
    client.post(url, typed(client, url, "≥95%"))
    assert row().indicators.get(position=2).annual_target == "≥95%"
    nameless = value_url(disclosure, project=row().pk, indicator=2, field="name")
    assert client.post(nameless, typed(client, nameless, "")).status_code == 200
    assert row().indicators.get(position=2).name == "指标2"


def test_a_form_made_upon_another_state_is_refused_and_shows_the_new_value(client: Client) -> None:
    disclosure = stored(table())
    url = fiscal_url(disclosure)
    late = typed(client, url, "60", "迟到的理由")
    correct(disclosure, value=str(71 * WAN), by=editor("another"))
    response = client.post(url, late)
    assert response.status_code == 409
    assert "已变化" in words(response) and "71.00" in words(response)
    page = parsed(response)
    assert page.xpath("//input[@name='value']/@value") == ["60"]  # nothing typed is lost
    assert "迟到的理由" in page.xpath("string(//textarea[@name='reason'])")
    assert row().fiscal_appropriation == 71 * WAN
    again = late | {"seen": page.xpath("//input[@name='seen']/@value")[0]}
    assert client.post(url, again).status_code == 302  # having seen it, they may
    assert row().fiscal_appropriation == 60 * WAN


def test_what_waits_for_a_decision_stands_first_and_is_decided(client: Client) -> None:
    disclosure = stored(table())
    correct(disclosure)
    correct(disclosure, field="objective", value="另一目标")
    stored(table(training(60 * WAN)))
    correct(disclosure, Place(0), "total", "1")
    changelist = client.get(reverse("admin:budget_correction_changelist"))
    standings = [one.standing for one in changelist.context["cl"].result_list]
    assert standings == ["to-decide", "in-force", "in-force"]
    only_waiting = client.get(reverse("admin:budget_correction_changelist"), {"standing": "to-decide"})
    assert len(only_waiting.context["cl"].result_list) == 1
    waiting = Correction.objects.get(standing="to-decide")
    url = reverse("admin:budget_correction_decide", args=[waiting.pk])
    page = client.get(url)
    assert "60.00" in words(page) and "70.00" in words(page)
    seen = parsed(page).xpath("//input[@name='seen']/@value")[0]
    assert client.post(url, {"reason": "", "seen": seen, "keep": "1"}).status_code == 200
    assert client.post(url, {"reason": "仍不符", "seen": seen, "keep": "1"}).status_code == 302
    assert row().fiscal_appropriation == 70 * WAN
    response = client.post(url, {"reason": "仍不符", "seen": seen, "keep": "1"})
    assert response.status_code == 409 and "已被取代" in words(response)


def test_a_correction_is_taken_back_from_its_page(client: Client) -> None:
    disclosure = stored(table())
    made = correct(disclosure)
    url = reverse("admin:budget_correction_decide", args=[made.pk])
    page = client.get(url)
    seen = parsed(page).xpath("//input[@name='seen']/@value")[0]
    correct(disclosure, field="objective", value="另一目标")  # another value is no reason to refuse
    client.post(url, {"reason": "批复查到了", "seen": seen, "take-back": "1"})
    assert row().fiscal_appropriation == 80 * WAN
    assert "批复查到了" in words(client.get(url))


def test_what_was_entered_by_hand_has_nothing_to_correct(client: Client) -> None:
    disclosure = stored(table(layout="entered"))
    page = client.get(reverse("admin:budget_correction_correctable", args=[disclosure.pk]))
    assert "直接修改" in words(page)
    assert client.get(fiscal_url(disclosure)).status_code == 404
    assert "更正" not in words(client.get(row().get_absolute_url()))


@pytest.mark.parametrize(
    "query",
    [
        {"field": "name"},
        {"field": "total", "unit": 9},
        {"field": "total", "unit": "x"},
        {"field": "total", "unit": 0},
        {"field": "total", "project": 10**30},
        {"field": "total", "project": "１"},
        {"field": "objective"},
    ],
)
def test_what_is_no_value_is_not_found(client: Client, query: dict[str, object]) -> None:
    assert client.get(value_url(stored(table()), **query)).status_code == 404


@pytest.mark.parametrize("role", [READER, AUDITOR])
def test_others_see_no_link_and_get_in_nowhere(role: str) -> None:
    disclosure = stored(table())
    seen = value_of(disclosure, Place(0, 0), "fiscal_appropriation").seen
    other = signed_in(role)
    assert "更正" not in words(other.get(row().get_absolute_url()))
    response = other.post(fiscal_url(disclosure), {"value": "1", "reason": "x", "seen": seen})
    assert response.status_code == 302 and "login" in response["Location"]
    assert not Correction.objects.exists()


def test_a_project_that_waits_for_a_decision_says_so_to_editors_alone(client: Client) -> None:
    disclosure = stored(table())
    correct(disclosure, value=str(71 * WAN))
    stored(table(training(60 * WAN), project("校舍维修", 5 * WAN, row=7)))
    assert "待决定" in words(client.get(row().get_absolute_url()))
    assert "71.00" not in words(Client().get(row().get_absolute_url()))

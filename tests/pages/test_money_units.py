"""The unit in which a reader sees money: exact in each, the reader's alone, and never without its name."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import html

from budget.disclosure.records import Amounts
from budget.models import Disclosure, Project
from budget.money import COOKIE, WAN, YI, YUAN, MoneyUnit, shown_unit
from tests import factories


@pytest.mark.parametrize(
    ("unit", "fen", "text"),
    [
        (WAN, 3_340_000_000, "3,340.00"),
        (WAN, 0, "0.00"),
        (WAN, 12_345, "0.012345"),
        (WAN, 1_234_567_890_123, "1,234,567.890123"),
        (WAN, -2_500_000, "-2.50"),
        (WAN, -100_000_000_000, "-100,000.00"),
        (YI, 3_340_000_000, "0.334"),
        (YI, 10_000_000_000, "1.00"),
        (YI, 1, "0.0000000001"),
        (YI, -12_345_678_901_234, "-1,234.5678901234"),
        (YUAN, 3_340_000_000, "33,400,000.00"),
        (YUAN, 12_345, "123.45"),
        (YUAN, 5, "0.05"),
        (YUAN, -5, "-0.05"),
        (YUAN, None, None),
    ],
)
def test_money_is_grouped_and_keeps_every_fen_in_every_unit(
    unit: MoneyUnit, fen: int | None, text: str | None
) -> None:
    assert unit.text(fen) == text


@pytest.mark.parametrize(
    ("unit", "text"), [(WAN, "100"), (YI, "0.01"), (YUAN, "1,000,000")], ids=lambda value: str(value)
)
def test_a_bound_in_words_has_no_more_decimals_than_it_needs(unit: MoneyUnit, text: str) -> None:
    assert unit.bound(100_000_000) == text


def _page(client: Client, path: str, unit: str = "") -> html.HtmlElement:
    if unit:
        client.cookies[COOKIE] = unit
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content)


def _text(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _one_project() -> Project:
    amounts = Amounts(3_340_000_005, 3_340_000_005, None, None)
    factories.stored(factories.disclosure(factories.unit("某局", factories.project("甲", amounts))))
    return Project.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "figure", "name"),
    [
        ("", "3,340.000005", "万元"),
        ("yi", "0.3340000005", "亿元"),
        ("yuan", "33,400,000.05", "元"),
        ("dollars", "3,340.000005", "万元"),
    ],
)
def test_every_page_shows_money_in_the_readers_unit_and_names_it(
    client: Client, unit: str, figure: str, name: str
) -> None:
    project = _one_project()
    disclosure = project.disclosure
    pages = [
        "/",
        "/departments/",
        disclosure.department.get_absolute_url(),
        "/units/",
        project.unit.get_absolute_url(),
        "/projects/",
        project.get_absolute_url(),
        "/categories/",
        "/disclosures/",
        f"{disclosure.get_absolute_url()}reconciliation/",
        f"{disclosure.department.get_absolute_url()}coverage/",
        f"/compare/?{urlencode({'unit': project.unit_id, 'year': 2024})}",
        "/search/?q=甲",
    ]
    for path in pages:
        main = _page(client, path, unit).xpath("//main")[0]
        names = {_text(one) for one in main.xpath(".//*[contains(@class, 'money-unit')]")}
        names |= {_text(one) for one in main.xpath(".//*[contains(@class, 'fact-unit')]")}
        said = _text(main)
        if "compare" not in path:
            assert figure in said, path
        assert names <= {name}, path
        assert names or f"{figure} {name}" in said or "compare" in path, path
        others = {"3,340.000005", "0.3340000005", "33,400,000.05"} - {figure}
        assert not [one for one in others if one in said], path


@pytest.mark.django_db
def test_the_table_as_disclosed_stays_in_its_own_unit(client: Client) -> None:
    project = _one_project()
    table = "//*[@id='table']//table"
    in_wan = _page(client, project.disclosure.get_absolute_url(), "yuan").xpath(table)[0]
    assert _text(in_wan.find("caption")) == "公开表原表 万元"
    assert _text(in_wan.xpath(".//tr[@class='project']/td[2]")[0]) == "3,340.000005"
    Disclosure.objects.update(money_unit="元")
    in_yuan = _page(client, project.disclosure.get_absolute_url(), "yi").xpath(table)[0]
    assert _text(in_yuan.find("caption")) == "公开表原表 元"
    assert _text(in_yuan.xpath(".//tr[@class='project']/td[2]")[0]) == "33,400,000.05"


@pytest.mark.django_db
def test_files_and_the_api_are_in_10_000_yuan_for_everybody(client: Client) -> None:
    _one_project()
    client.cookies[COOKIE] = "yuan"
    body = b"".join(client.get("/projects/?_export=json").streaming_content)
    exported = json.loads(body)
    assert exported["money_unit"] == "万元"
    assert exported["rows"][0]["total"] == "3340.000005"
    assert exported["about"]["表格"] == "项目"
    chart = json.loads(b"".join(client.get("/?by-type-_export=json").streaming_content))
    assert chart["money_unit"] == "万元"
    assert {row["value"] for row in chart["rows"]} == {"3340.000005"}
    assert client.get("/api/v1/projects").json()["results"][0]["amounts"]["total"] == "3340.000005"


@pytest.mark.django_db
def test_ranges_of_amounts_are_told_in_the_unit_and_stand_for_the_same(client: Client) -> None:
    _one_project()
    labels = {}
    for unit in ("yi", "wan", "yuan"):
        facet = _page(client, "/projects/", unit).xpath("//*[@aria-labelledby='facet-amount']")[0]
        (choice,) = facet.xpath(".//a")
        labels[unit] = _text(facet.find("h2")), _text(choice.find_class("choice-label")[0])
        assert "amount=1000-10000" in choice.get("href")
    assert labels == {
        "yi": ("金额（亿元）", "0.1 至不足 1"),
        "wan": ("金额（万元）", "1,000 至不足 10,000"),
        "yuan": ("金额（元）", "10,000,000 至不足 100,000,000"),
    }


@pytest.mark.django_db
def test_the_choice_is_kept_in_a_cookie_and_leads_back_to_the_same_address(client: Client) -> None:
    _one_project()
    path = "/projects/?source=fiscal_appropriation&sort=name"
    form = _page(client, path).xpath("//form[@class='money-choice']")[0]
    buttons = {_text(one): one.get("value") for one in form.xpath(".//button")}
    assert buttons == {"亿元": "yi", "万元": "wan", "元": "yuan"}
    assert form.xpath("string(.//button[@aria-current]/@value)") == "wan"
    answer = client.post(
        form.get("action"), {"next": form.xpath("string(.//*[@name='next']/@value)"), "unit": "yi"}
    )
    assert (answer.status_code, answer.url) == (302, path)
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("yi", "Lax", True)
    assert (
        _page(client, path).xpath("string(//form[@class='money-choice']//button[@aria-current]/@value)")
        == "yi"
    )
    assert "Cookie" in client.get(path).headers["Vary"]


@pytest.mark.django_db
def test_a_unit_that_is_none_sets_nothing_and_nobody_is_led_elsewhere(client: Client) -> None:
    factories.some_year()
    answer = client.post("/money-unit/", {"next": "https://elsewhere.example/", "unit": "dollars"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert COOKIE not in answer.cookies
    assert client.get("/money-unit/").status_code == 405


def test_outside_of_a_page_the_unit_is_10_000_yuan() -> None:
    assert shown_unit() == WAN


@pytest.mark.django_db
def test_in_english_a_figure_is_never_followed_by_the_number_of_its_unit(client: Client) -> None:
    project = _one_project()
    department = project.unit.department
    client.cookies["django_language"] = "en"
    for path in ("/", project.get_absolute_url(), department.get_absolute_url(), "/changes/", "/compare/"):
        for unit in ("wan", "yi"):
            main = _page(client, path, unit).find(".//main")
            text = _text(main)
            assert not re.search(r"\d 1(?:0,000|00 million) yuan", text), (path, unit)
    assert "3,340.000005 ×10,000 yuan" in _text(_page(client, project.get_absolute_url(), "wan"))

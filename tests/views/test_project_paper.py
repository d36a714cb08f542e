"""A project's page as a working paper: findings at their place, and the comparison with last year."""

from dataclasses import replace

import pytest
from django.test import Client
from lxml import html

from budget.models import Finding, Project
from tests import factories
from tests.factories import WAN, project
from tests.support.auditors import table, training

pytestmark = pytest.mark.django_db


def _two_years(before: dict[str, object], now: dict[str, object], names: tuple[str, str]) -> Project:
    """A project of 2024 and one of 2023, with a training and a visit, and a training and a survey."""
    training_then = factories.indicator("quantity", "培训次数", "60次", position=1)
    visits = factories.indicator("quantity", "走访次数", "3次", position=2)
    training_now = factories.indicator("quantity", "培训次数", "50次", position=1)
    survey = factories.indicator("satisfaction", "学员满意度", "≥95%", position=2)
    first = project(names[0], row=6, **({"indicators": (training_then, visits)} | before))
    second = project(names[1], row=6, **({"indicators": (training_now, survey)} | now))
    factories.stored(table(first, year=2023))
    factories.stored(table(second, year=2024))
    return Project.objects.get(fiscal_year=2024)


def _targets(client: Client, page: Project) -> dict[str, list[str]]:
    """By indicator's name: the cells of its row after the name, as text."""
    tree = html.fromstring(client.get(page.get_absolute_url(), headers={"accept-language": "en"}).content)
    rows = tree.xpath("//*[@id='indicators']//tr[td[contains(@class, 'name')]]")
    return {
        row.xpath("string(.//td[contains(@class, 'name')]/p)"): [
            " ".join(cell.text_content().split()) for cell in row.xpath("./td")[2:]
        ]
        for row in rows
    }


def test_last_years_targets_stand_beside_this_years(client: Client) -> None:
    page = _two_years({"money": 10 * WAN}, {"money": 15 * WAN}, ("培训", "培训"))
    cells = _targets(client, page)
    assert "60次" in cells["培训次数"][-1]
    assert cells["学员满意度"][-1] == "not there"
    assert "3次" in cells["走访次数"][-1]
    paper = client.get(page.get_absolute_url()).context["paper"]
    assert (paper.last_year.difference, paper.last_year.growth) == (5 * WAN, "50.0%")
    assert not paper.last_year.match.is_suggested
    assert [one.name for one in paper.last_year.gone] == ["走访次数"]
    # The lower target is a point to review, beside the very indicator, with last year's words.
    finding = Finding.objects.get(check_id="YOY-01")
    tree = html.fromstring(client.get(page.get_absolute_url()).content)
    (row,) = tree.xpath(f"//*[@id='indicators']//tr[.//*[@id='finding-{finding.pk}']]")
    assert "60次" in {mark.text_content() for mark in row.xpath(".//mark")}


def test_a_match_by_the_name_with_another_year_says_so(client: Client) -> None:
    page = _two_years({}, {}, ("2023年培训", "2024年培训"))
    response = client.get(page.get_absolute_url(), headers={"accept-language": "en"})
    assert response.context["paper"].last_year.match.status == "year"
    assert "the names differ by a year alone" in response.content.decode()
    finding = Finding.objects.get(check_id="YOY-01")
    assert finding.project == page
    assert ("last_project", "2023年培训") in [(quote.what, quote.text) for quote in finding.quotes]


def test_a_suggestion_is_compared_on_the_page_but_not_by_the_checks(client: Client) -> None:
    page = _two_years({}, {}, ("第一期培训", "第二期培训"))
    response = client.get(page.get_absolute_url(), headers={"accept-language": "en"})
    assert response.context["paper"].last_year.match.is_suggested
    text = response.content.decode()
    assert text.count("suggested match") == 1 and "the names differ by an ordinal" in text
    assert "The same project" not in text  # only auditors decide
    assert not Finding.objects.filter(check_id="YOY-01").exists()


def test_several_that_may_be_last_years_are_only_named(client: Client) -> None:
    factories.stored(table(training(), training(), year=2023))
    factories.stored(table(training(), year=2024))
    page = Project.objects.get(fiscal_year=2024)
    paper = client.get(page.get_absolute_url()).context["paper"]
    assert paper.last_year is None
    assert len(paper.matches) == 2
    text = client.get(page.get_absolute_url()).content.decode()
    for match in paper.matches:
        assert match.before.url in text


def test_an_amount_that_one_year_does_not_state_has_no_difference(client: Client) -> None:
    page = _two_years({"money": None}, {}, ("培训", "培训"))
    last_year = client.get(page.get_absolute_url()).context["paper"].last_year
    assert (last_year.difference, last_year.growth) == (None, None)


def test_the_same_target_and_objective_are_said_to_be_the_same(client: Client) -> None:
    factories.stored(table(training(), year=2023))
    factories.stored(table(training(), year=2024))
    page = Project.objects.get(fiscal_year=2024)
    assert _targets(client, page)["培训次数"][-1] == "the same"
    assert client.get(page.get_absolute_url()).context["paper"].last_year.is_same_objective


def test_without_a_year_before_nothing_is_said_of_one(client: Client) -> None:
    factories.stored(table(training()))
    text = client.get(Project.objects.get().get_absolute_url()).content.decode()
    assert 'id="last-year"' not in text


def test_a_finding_stands_once_and_is_named_beside_each_indicator_of_it(client: Client) -> None:
    same = tuple(
        factories.indicator("quality", name, "98%", position=position)
        for position, name in enumerate(["达标率", "合格率", "完成率"], start=1)
    )
    factories.stored(table(project("甲", row=6, indicators=same)))
    finding = Finding.objects.get(check_id="QNT-04")
    page = html.fromstring(client.get(Project.objects.get().get_absolute_url()).content)
    assert len(page.xpath(f"//*[@id='finding-{finding.pk}']")) == 1
    assert len(page.xpath(f"//*[@id='indicators']//a[@href='#finding-{finding.pk}']")) == 3
    # What the indicators state is in their rows alone; the finding leads to these.
    (article,) = page.xpath(f"//*[@id='finding-{finding.pk}']")
    assert "98%" not in article.text_content()
    rows = [address.removeprefix("#") for address in article.xpath(".//a[starts-with(@href, '#ind')]/@href")]
    assert [page.xpath(f"string(//*[@id='{row}']//p)") for row in rows] == ["达标率", "合格率", "完成率"]


def test_an_indicator_leads_with_the_gravest_of_all_that_is_said_of_it(client: Client) -> None:
    two = (
        factories.indicator("quality", "培训合格率", "120%", position=1),
        factories.indicator("quality", "质量合格率", "按计划完成", position=2),
    )
    factories.stored(table(project("甲", row=6, indicators=two)))
    response = client.get(Project.objects.get().get_absolute_url())
    for group in response.context["groups"]:
        for indicator in group.indicators:
            ranks = [finding.level_rank for finding, _is_alone in indicator.findings]
            assert ranks == sorted(ranks)
            named = {f.pk for f in Finding.objects.in_force() if indicator.position in f.indicators}
            assert {finding.pk for finding, _is_alone in indicator.findings} == named


def test_a_groups_finding_is_on_each_of_its_projects(client: Client) -> None:
    same = "保障校舍安全，提升办学条件，使师生满意。"
    factories.stored(table(*(replace(training(name=name), objective=same) for name in "甲乙")))
    group = Finding.objects.get(check_id="DUP-01")
    for one in Project.objects.all():
        response = client.get(one.get_absolute_url())
        assert group in response.context["paper"].findings
        assert f'id="finding-{group.pk}"' in response.content.decode()

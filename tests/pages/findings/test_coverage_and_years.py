"""Which categories projects cover, and last year's targets beside this year's."""

from dataclasses import replace
from fractions import Fraction

import pytest

from budget.disclosure.records import Project as ProjectRecord
from budget.models import Project
from budget.pages.coverage import columns_of, rows_of, shown_categories
from budget.pages.findings.year_on_year import pairs_of_targets
from budget.pages.year_matches import YearPair, pairs_of_project
from indicators.models import Indicator
from tests import factories
from tests.factories import WAN, indicators, project
from tests.support.auditors import table

pytestmark = pytest.mark.django_db


def test_each_category_has_its_projects_and_their_share_of_the_money() -> None:
    factories.stored(
        table(
            project("甲", 6 * WAN, indicators=indicators("quantity", "quantity", "quality")),
            project("乙", 2 * WAN, indicators=indicators("quantity", "unclassified")),
            project("丙", None, indicators=indicators("quality")),
        )
    )
    columns = {column.category: column for column in columns_of(Project.objects.of_year(2024))}
    assert (columns["quantity"].projects, columns["quantity"].money) == (2, 8 * WAN)
    assert (columns["quality"].projects, columns["quality"].share) == (2, Fraction(6, 8))
    assert (columns["unclassified"].projects, columns["unclassified"].share) == (1, Fraction(2, 8))
    empty = columns["social"]
    assert (empty.is_empty, empty.projects, empty.money, empty.share) == (True, 0, None, 0)


def test_rows_say_which_categories_a_project_has(django_assert_num_queries: object) -> None:
    factories.stored(
        table(project("甲", indicators=indicators("quantity", "quality", "quantity")), project("乙"))
    )
    projects = list(Project.objects.order_by("position"))
    with django_assert_num_queries(1):
        rows = rows_of(projects)
    assert [(row.project.name, row.categories) for row in rows] == [
        ("甲", {"quantity", "quality"}),
        ("乙", set()),
    ]


def test_costs_are_shown_as_the_projects_classify_them() -> None:
    assert "cost" in shown_categories([]) and "economic_cost" not in shown_categories([])
    new = shown_categories(["economic_cost", "social_cost"])
    assert "cost" not in new and {"economic_cost", "social_cost"} <= set(new)
    assert {"cost", "economic_cost"} <= set(shown_categories(["cost", "economic_cost"]))
    assert "unclassified" not in shown_categories([])


def two_years(before: list[ProjectRecord], now: list[ProjectRecord]) -> None:
    factories.stored(table(*before, year=2023))
    factories.stored(table(*now, year=2024))


def of_2024(name: str, ordinal: int = 1) -> Project:
    return Project.objects.get(fiscal_year=2024, name=name, ordinal=ordinal)


def names(name: str, ordinal: int = 1) -> list[tuple[str, int, bool]]:
    found = last_year_of(of_2024(name, ordinal))
    ordinals = dict(Project.objects.values_list("pk", "ordinal"))
    return [(pair.before.name, ordinals[pair.before.pk], pair.is_suggested) for pair in found]


def last_year_of(this: Project) -> list[YearPair]:
    return pairs_of_project(this, list(this.indicators.all()), list(Project.objects.same_project(this)))


def test_the_project_of_the_same_unit_and_name_is_last_years() -> None:
    two_years([project("校舍 维修"), project("别的")], [project("校舍维修")])
    assert names("校舍维修") == [("校舍 维修", 1, False)]


def test_a_name_with_another_year_is_certain_where_each_year_has_one() -> None:
    two_years([project("2023年校舍维修"), project("别的")], [project("2024年校舍维修")])
    assert names("2024年校舍维修") == [("2023年校舍维修", 1, False)]


def test_a_name_with_another_ordinal_is_only_a_suggestion() -> None:
    two_years([project("校舍维修一期"), project("别的")], [project("校舍维修二期")])
    assert names("校舍维修二期") == [("校舍维修一期", 1, True)]


def test_what_is_another_projects_last_year_is_not_suggested() -> None:
    two_years([project("校舍维修")], [project("校舍维修"), project("2024年校舍维修")])
    assert names("2024年校舍维修") == []


def test_nothing_is_suggested_for_a_name_that_is_but_a_year() -> None:
    two_years([project("2023年", 1)], [project("2024年", 2)])
    assert names("2024年") == []


def test_namesakes_go_by_their_order_where_there_are_as_many() -> None:
    two_years([project("甲"), project("甲")], [project("甲"), project("甲")])
    assert names("甲", 2) == [("甲", 2, False)]


def test_namesakes_that_are_not_as_many_are_all_suggested() -> None:
    two_years([project("甲"), project("甲")], [project("甲")])
    assert names("甲") == [("甲", 1, True), ("甲", 2, True)]


def test_another_units_project_is_never_matched() -> None:
    factories.stored(table(project("甲"), year=2023))
    factories.stored(
        factories.disclosure(
            factories.unit("第一中学", project("甲")), factories.unit("市教育局", project("乙")), year=2024
        )
    )
    assert names("甲") == []


def test_targets_stand_in_pairs_by_category_and_name() -> None:
    training, visits, gone = (
        factories.indicator("quantity", name, target, position=position)
        for position, (name, target) in enumerate(
            [("培训次数", "≥50次"), ("走访次数", "3次"), ("印发册数", "9册")], start=1
        )
    )
    now = [
        replace(visits, position=1, annual_target="５次"),
        replace(training, position=2, name="培训 次数", annual_target="≥５０次"),
        factories.indicator("quality", "走访次数", "3次", position=3),
    ]
    two_years([project("甲", indicators=(training, visits, gone))], [project("甲", indicators=tuple(now))])
    this = of_2024("甲")
    (match,) = last_year_of(this)
    pairs = pairs_of_targets(
        list(Indicator.objects.filter(project=match.before.pk).for_project_page()),
        list(this.indicators.for_project_page()),
    )
    assert [
        (
            pair.before.annual_target if pair.before else None,
            pair.now.annual_target if pair.now else None,
            pair.is_same_target,
        )
        for pair in pairs
    ] == [
        ("3次", "５次", False),
        ("≥50次", "≥５０次", True),
        (None, "3次", False),
        ("9册", None, False),
    ]

"""Every sum of a table as stated and as computed, with what no part accounts for."""

from dataclasses import replace

from budget.audit.reconciliation import Figure, reconcile
from budget.disclosure.read import Given, read
from budget.disclosure.records import Amounts
from tests.factories import WAN, amounts, disclosure, project, unit
from tests.support.paths import SAMPLE


def columns(figures: tuple[Figure, ...]) -> dict[str, tuple[int | None, int | None, int | None, int]]:
    return {one.column: (one.stated, one.computed, one.difference, one.unaccounted) for one in figures}


def test_all_sums_of_the_sample_hold() -> None:
    record = read(SAMPLE.read_bytes(), SAMPLE.name, Given(fiscal_year=2024)).reads[0].disclosure
    found = reconcile(record)
    assert found.differing == ()
    assert (len(found.units), len(found.sources)) == (3, 1 + 3 + 21)
    assert columns(found.grand_total.figures)["total"] == (3_340 * WAN, 3_340 * WAN, 0, 0)


def test_what_falls_short_is_not_accounted_for_and_never_hidden() -> None:
    one = unit("一中", project("甲", 3 * WAN), project("乙", None), row=5, stated=Amounts(total=10 * WAN))
    found = reconcile(disclosure(one, amounts=Amounts(total=12 * WAN)))
    assert columns(found.units[0].figures)["total"] == (10 * WAN, 3 * WAN, 7 * WAN, 7 * WAN)
    assert columns(found.grand_total.figures)["total"] == (12 * WAN, 10 * WAN, 2 * WAN, 2 * WAN)
    assert [(one.of, one.name) for one in found.differing] == [("units", ""), ("projects", "一中")]


def test_parts_that_come_to_more_are_a_surplus() -> None:
    found = reconcile(disclosure(unit("一中", project("甲", 3 * WAN), stated=Amounts(total=WAN))))
    figure = found.units[0].figures[0]
    assert (figure.difference, figure.unaccounted, figure.surplus) == (-2 * WAN, 0, 2 * WAN)


def test_projects_that_state_nothing_leave_all_of_a_stated_subtotal_unaccounted() -> None:
    found = reconcile(disclosure(unit("一中", project("甲", None), stated=Amounts(total=WAN))))
    assert columns(found.units[0].figures)["total"] == (WAN, 0, WAN, WAN)
    assert not found.units[0].holds


def test_a_sum_that_is_not_stated_is_shown_and_compared_with_nothing() -> None:
    one = replace(unit("一中", project("甲", 3 * WAN)), amounts=Amounts())
    found = reconcile(disclosure(one, amounts=Amounts(total=3 * WAN)))
    assert columns(found.units[0].figures)["total"] == (None, 3 * WAN, None, 0)
    assert columns(found.grand_total.figures)["total"] == (3 * WAN, 3 * WAN, 0, 0)
    assert found.differing == ()


def test_zero_and_not_stated_are_told_apart() -> None:
    one = unit("一中", project("甲", Amounts(total=0)), stated=Amounts())
    found = reconcile(disclosure(one, amounts=Amounts()))
    assert columns(found.units[0].figures)["total"] == (None, 0, None, 0)
    empty = reconcile(disclosure(unit("一中", project("甲", None), stated=Amounts()), amounts=Amounts()))
    assert columns(empty.grand_total.figures) == {"total": (None, None, None, 0)}


def test_a_rows_total_is_set_against_its_sources() -> None:
    right = project("甲", amounts(fiscal=2 * WAN, other=WAN))
    wrong = project("乙", Amounts(total=5 * WAN, fiscal_appropriation=4 * WAN), row=7)
    silent = project("丙", Amounts(total=WAN))
    found = reconcile(disclosure(unit("一中", right, wrong, silent)))
    of_projects = {one.name: one for one in found.sources if one.project is not None}
    assert [one.project for one in of_projects.values()] == [0, 1, 2]
    assert columns(of_projects["乙"].figures) == {"total": (5 * WAN, 4 * WAN, WAN, WAN)}
    assert columns(of_projects["丙"].figures) == {"total": (WAN, None, None, WAN)}
    assert [one.name for one in found.differing if one.of == "sources"] == ["乙"]


def test_a_table_without_sources_has_no_sums_of_sources() -> None:
    record = disclosure(unit("一中", project("甲", Amounts(total=WAN))))
    assert reconcile(record).sources == ()


def test_only_the_columns_that_are_stated_somewhere_are_there() -> None:
    one = project("甲", Amounts(total=WAN, carried_over=WAN))
    found = reconcile(disclosure(unit("一中", one)))
    assert [figure.column for figure in found.grand_total.figures] == ["total", "carried_over"]

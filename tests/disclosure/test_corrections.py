"""Corrections found again in another state of a disclosure, and applied to its records."""

from dataclasses import replace

import pytest

from budget.disclosure.corrections import Correction, Place, Subject, SubjectIndex, apply, value_at
from budget.disclosure.records import Amounts, Disclosure, Indicator, Project, Unit

WAN = 1_000_000


def project(name: str, total: int | None = 5 * WAN, *targets: str) -> Project:
    indicators = tuple(
        Indicator(number, "1", "产出指标", "11", "数量指标", f"指标{number}", target, target)
        for number, target in enumerate(targets, start=1)
    )
    return Project(name, None, Amounts(total=total), f"{name}的目标", indicators)


def table(*projects: Project, unit: str = "一中", others: tuple[Unit, ...] = ()) -> Disclosure:
    own = Unit(unit, None, Amounts(total=10 * WAN), projects)
    return Disclosure("市教育局", "", 2024, "wide", Amounts(total=10 * WAN), units=(own, *others))


def correction(record: Disclosure, place: Place, field: str, corrected: str) -> Correction:
    return Correction(
        SubjectIndex(record).subject_at(place), field, value_at(record, place, field), corrected
    )


def applied(to: Disclosure, *corrections: Correction) -> tuple[Disclosure, list[bool]]:
    corrected, found = apply(to, corrections)
    return corrected, [one.fits for one in found]


PLACES = [
    (Place(), "total", "1200000"),
    (Place(0), "total", ""),
    (Place(0, 0), "total", "0"),
    (Place(0, 0), "other_funds", "70"),
    (Place(0, 0), "objective", "另一目标"),
    (Place(0, 0, 1), "annual_target", "≥9次"),
    (Place(0, 0, 0), "name", "另一名"),
]


@pytest.mark.parametrize(("place", "field", "value"), PLACES)
def test_a_correction_takes_the_place_of_its_value_and_of_no_other(
    place: Place, field: str, value: str
) -> None:
    record = table(project("甲", 5 * WAN, "≥1次", "≥2次"), project("乙"))
    corrected, fits = applied(record, correction(record, place, field, value))
    assert fits == [True]
    assert value_at(corrected, place, field) == value
    back, _ = applied(corrected, correction(corrected, place, field, value_at(record, place, field)))
    # An indicator's name is what the way back would be found by.
    assert back == record


def test_without_corrections_the_records_are_the_same_object() -> None:
    record = table(project("甲"))
    assert apply(record, []) == (record, [])
    assert apply(record, [])[0] is record


def test_a_correction_follows_its_project_to_another_row() -> None:
    record = table(project("甲"), project("乙", 3 * WAN))
    made = correction(record, Place(0, 1), "total", str(4 * WAN))
    moved = table(project("乙 ", 3 * WAN), project("丙"), project("甲"))
    corrected, fits = applied(moved, made)
    assert fits == [True]
    assert [one.amounts.total for one in corrected.projects] == [4 * WAN, 5 * WAN, 5 * WAN]


def test_another_disclosed_value_does_not_fit_and_is_reported() -> None:
    record = table(project("甲"))
    made = correction(record, Place(0, 0), "total", str(4 * WAN))
    revised = table(project("甲", 6 * WAN))
    corrected, found = apply(revised, [made])
    assert corrected == revised
    assert (found[0].fits, found[0].place, found[0].disclosed) == (False, Place(0, 0), str(6 * WAN))


@pytest.mark.parametrize(
    "revised",
    [
        table(project("乙")),
        table(project("甲"), unit="二中"),
        table(project("甲"), project("甲")),  # nobody can tell which of the two it was
        Disclosure("市教育局", "", 2024, "wide"),
    ],
)
def test_a_project_that_is_ambiguous_is_not_found(revised: Disclosure) -> None:
    made = correction(table(project("甲")), Place(0, 0), "total", "1")
    corrected, found = apply(revised, [made])
    assert corrected == revised
    assert (found[0].place, found[0].fits) == (None, False)


def test_a_unit_is_found_under_another_name_of_its_own_and_under_one_alone() -> None:
    made = correction(table(project("甲")), Place(0, 0), "total", "1")
    renamed = table(project("甲"), unit="第一中学")
    other_names = {"一中": "第一中学", "原一中": "第一中学"}
    corrected, found = apply(renamed, [made], other_names)
    assert (found[0].fits, corrected.projects[0].amounts.total) == (True, 1)
    back, found = apply(table(project("甲"), unit="原一中"), [made], other_names)
    assert (found[0].fits, back.projects[0].amounts.total) == (True, 1)
    twice = table(project("甲"), unit="第一中学", others=(Unit("原一中", None, projects=(project("甲"),)),))
    assert apply(twice, [made], other_names)[1][0].place is None
    own = table(project("甲"), others=(Unit("第一中学", None, projects=(project("甲"),)),))
    assert apply(own, [made], other_names)[1][0].place == Place(0, 0)


def test_a_namesake_is_corrected_alone() -> None:
    record = table(
        project("甲", 1), project("甲", 2), others=(Unit("一中", None, projects=(project("甲", 3),)),)
    )
    made = [correction(record, Place(0, 1), "total", "22"), correction(record, Place(1, 0), "total", "33")]
    corrected, fits = applied(record, *made)
    assert fits == [True, True]
    assert [one.amounts.total for one in corrected.projects] == [1, 22, 33]


def test_a_unit_stated_twice_is_corrected_in_the_one_statement() -> None:
    record = table(others=(Unit("一中", None, Amounts(total=7)),))
    corrected, _ = applied(record, correction(record, Place(1), "total", "8"))
    assert [unit.amounts.total for unit in corrected.units] == [10 * WAN, 8]


def test_an_indicator_is_followed_to_another_number_and_lost_with_its_name() -> None:
    record = table(project("甲", 1, "≥1次", "≥2次"))
    made = correction(record, Place(0, 0, 1), "annual_target", "≥3次")
    first, second = record.projects[0].indicators
    swapped = replace(
        record.projects[0], indicators=(replace(second, position=1), replace(first, position=2))
    )
    corrected, fits = applied(table(swapped), made)
    assert fits == [True]
    assert [one.annual_target for one in corrected.projects[0].indicators] == ["≥3次", "≥1次"]
    renamed = replace(record.projects[0], indicators=(first, replace(second, name="别的")))
    assert applied(table(renamed), made)[1] == [False]
    doubled = replace(record.projects[0], indicators=(first, second, replace(second, position=3)))
    assert applied(table(doubled), made)[1] == [False]


def test_an_indicator_whose_name_is_corrected_is_still_found_by_the_disclosed_one() -> None:
    record = table(project("甲", 1, "≥1次"))
    made = [
        correction(record, Place(0, 0, 0), "name", "另一名"),
        correction(record, Place(0, 0, 0), "annual_target", "≥5次"),
    ]
    corrected, fits = applied(record, *made)
    assert fits == [True, True]
    (one,) = corrected.projects[0].indicators
    assert (one.name, one.annual_target, one.period_target) == ("另一名", "≥5次", "≥1次")


def test_not_stated_and_nothing_are_two_values() -> None:
    record = table(project("甲", None), project("乙", 0))
    made = correction(record, Place(0, 0), "total", "0")
    assert (made.disclosed, made.corrected) == ("", "0")
    corrected, fits = applied(table(project("甲", 0), project("乙", 0)), made)
    assert fits == [False]


def test_a_subject_has_one_key_in_every_state() -> None:
    before = SubjectIndex(table(project("甲 （一）"))).subject_at(Place(0, 0))
    after = SubjectIndex(table(project("乙"), project("甲(一)"))).subject_at(Place(0, 1))
    assert before.key == after.key
    assert Subject("unit", "甲", 1, 1).key != Subject("project", "甲", 0, 0).key


def test_a_place_that_is_not_there_has_no_subject() -> None:
    subjects = SubjectIndex(table(project("甲")))
    for place in (Place(3), Place(-1), Place(0, 3), Place(0, 0, 3)):
        with pytest.raises(IndexError):
            subjects.subject_at(place)

"""A unit's other names: found by them at import, two units made one and two again, ids and addresses kept."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from budget.actions.aliases import units as unit_names
from budget.disclosure.records import Disclosure as Record
from budget.models import (
    CategoryFigures,
    Disclosure,
    Finding,
    HandSetType,
    Project,
    RetiredProject,
    SearchText,
    Unit,
    UnitAlias,
    UnitStatement,
)
from budget.store import disclosures, facts, project_types, rollups, search_index
from budget.store.keys import ProjectKey
from budget.store.rows_reader import records_of
from tests.factories import WAN, disclosure, indicators, project, stored, unit

pytestmark = pytest.mark.django_db


def a_unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def ids() -> dict[tuple[int, str, int | None], int]:
    """The id of each project in force, by year, name and row."""
    rows = Project.objects.values_list("fiscal_year", "name", "row", "pk")
    return {(year, name, row): pk for year, name, row, pk in rows}


def keys() -> list[tuple[str, int, str, int]]:
    rows = Project.objects.order_by("fiscal_year", "statement__position", "position", "pk")
    return list(rows.values_list("unit__name", "fiscal_year", "name", "ordinal"))


def add(to: str, name: str, note: str = "") -> UnitAlias:
    alias = UnitAlias(unit=a_unit(to), name=name, note=note)
    unit_names.add(alias, None)
    return alias


def merged(gone: str, into: str, note: str = "市编办〔2024〕1号") -> unit_names.Done:
    return unit_names.merge([a_unit(gone)], a_unit(into), note, None)


def school(name: str, year: int, *names: str, **more: Any) -> Record:
    """A table of one unit with projects of these names."""
    rows = [project(one, row=6 + place, **more) for place, one in enumerate(names)]
    return disclosure(unit(name, *rows, row=5), year=year)


def derived_rows() -> list[Any]:
    """All derived rows, to compare with those computed anew."""
    texts = SearchText.objects.order_by("kind", "disclosure", "unit", "project", "indicator")
    return [
        list(texts.values_list("kind", "disclosure", "unit", "project", "indicator", "tokens")),
        list(UnitStatement.objects.order_by("pk").values_list("unit", "project_count", "sum_total")),
        list(CategoryFigures.objects.order_by("disclosure", "category").values_list("category", "sum_total")),
        list(Project.objects.order_by("pk").values_list("project_type", "type_rule")),
        facts.outdated(),
    ]


def in_step() -> bool:
    """Whether all derived rows are those computed from the disclosed rows."""
    before = derived_rows()
    for one in Disclosure.objects.order_by("pk"):
        project_types.place_disclosure(one)
        rollups.refresh(one)
        search_index.refresh(one)
        if one.unit_count != one.statements.values("unit").distinct().count():
            return False
    return derived_rows() == before


def test_an_import_finds_a_unit_by_its_other_name_and_shows_the_name_as_disclosed() -> None:
    stored(school("第一中学", 2023, "校舍维修"))
    add("第一中学", "第一 高级中学")
    record = school("第一高级中学", 2024, "校舍维修")
    row = stored(record)
    assert Unit.objects.get() == row.statements.get().unit
    assert row.statements.get().name == "第一高级中学"
    assert records_of(row) == record
    assert in_step()


def test_a_revision_that_gives_a_unit_its_other_name_keeps_every_address() -> None:
    stored(school("第一中学", 2024, "校舍维修", "设备购置"))
    before = ids()
    add("第一中学", "实验中学")
    stored(school("实验中学", 2024, "校舍维修", "设备购置"))
    assert ids() == before and not RetiredProject.objects.exists()


def test_two_names_of_one_unit_in_one_table_are_stated_twice_under_it(client: Client) -> None:
    stored(school("第一中学", 2023, "校舍维修"))
    add("第一中学", "一中")
    units = [
        unit("第一中学", project("校舍维修", 3 * WAN, row=6), row=5),
        unit("一中", project("校舍维修", 4 * WAN, row=8), row=7),
    ]
    row = stored(disclosure(*units))
    assert row.unit_count == 1
    assert keys()[1:] == [("第一中学", 2024, "校舍维修", 1), ("第一中学", 2024, "校舍维修", 2)]
    assert disclosures.store(disclosure(*units)).status == "unchanged"
    the_unit = a_unit("第一中学")
    shown = client.get(f"{the_unit.get_absolute_url()}?year=2024").context["facts"]
    assert [fact.value for fact in shown[:3]] == ["7.00", "3.00", "4.00"]  # the sum, and each subtotal stated
    table = client.get(row.get_absolute_url()).content.decode()
    assert "一中" in table
    (listed,) = client.get("/units/?year=2024").context["table"].rows
    assert listed.record.sum_total == 7 * WAN
    assert in_step()


def test_units_made_one_keep_the_ids_of_all_their_projects_in_every_year() -> None:
    stored(school("老校", 2022, "校舍维修", "校舍维修"))
    stored(school("老校", 2023, "校舍维修"))
    both = [
        unit("新校", project("校舍维修", 1 * WAN, row=6), row=5),
        unit("老校", project("校舍维修", 2 * WAN, row=8), project("设备购置", 5 * WAN, row=9), row=7),
    ]
    stored(disclosure(*both, year=2024))
    before = ids()
    done = merged("老校", "新校")
    assert done.disclosures == 3
    assert ids() == before
    assert keys() == [
        ("新校", 2022, "校舍维修", 1),
        ("新校", 2022, "校舍维修", 2),
        ("新校", 2023, "校舍维修", 1),
        ("新校", 2024, "校舍维修", 1),
        ("新校", 2024, "校舍维修", 2),
        ("新校", 2024, "设备购置", 1),
    ]
    assert [one.name for one in a_unit("新校").aliases.all()] == ["老校"]
    assert in_step()
    assert disclosures.store(disclosure(*both, year=2024)).status == "unchanged"
    revised = disclosures.store(school("老校", 2023, "校舍维修", "校舍维修"))
    assert revised.status == "revised" and ids()[2023, "校舍维修", 6] == before[2023, "校舍维修", 6]


def test_the_first_of_two_namesakes_is_the_first_in_the_table_whichever_unit_goes() -> None:
    both = [unit("老校", project("甲", 1, row=6), row=5), unit("新校", project("甲", 2, row=8), row=7)]
    stored(disclosure(*both))
    before = ids()
    merged("老校", "新校")
    assert ids() == before
    assert list(Project.objects.order_by("ordinal").values_list("total", flat=True)) == [1, 2]
    stored(disclosure(both[0]))  # the second one goes
    assert Project.objects.get().pk == before[2024, "甲", 6]


def test_dropped_projects_and_types_set_by_hand_follow_and_come_back_under_their_ids() -> None:
    stored(disclosure(unit("老校", project("甲", row=6), row=5), unit("新校", project("甲", row=8), row=7)))
    gone = ids()
    for one in Project.objects.all():
        HandSetType.objects.create(**ProjectKey.of(one).columns, name=one.name, project_type="events")
    Project.objects.filter(row=8).update(project_type="other")
    HandSetType.objects.filter(unit=a_unit("新校")).update(project_type="publicity")
    stored(disclosure(unit("其他", project("乙", row=6), row=5)))
    assert RetiredProject.objects.count() == 2
    merged("老校", "新校")
    retired = RetiredProject.objects.order_by("ordinal").values_list("unit__name", "ordinal", "unit_name")
    assert list(retired) == [("新校", 1, "老校"), ("新校", 2, "新校")]
    stored(disclosure(unit("新校", project("甲", row=6), project("甲", row=7), row=5)))
    assert {pk for (_year, name, _row), pk in ids().items() if name == "甲"} == set(gone.values())
    types = dict(Project.objects.values_list("pk", "project_type"))
    assert (types[gone[2024, "甲", 6]], types[gone[2024, "甲", 8]]) == ("events", "publicity")


def test_a_dropped_project_never_has_the_key_of_one_in_force() -> None:
    stored(disclosure(unit("老校", project("甲", row=6), row=5), unit("新校", project("甲", row=8), row=7)))
    stored(disclosure(unit("新校", project("甲", row=8), row=7)))
    merged("老校", "新校")
    assert RetiredProject.objects.get().ordinal == 2
    stored(disclosure(unit("其他", project("乙", row=6), row=5)))  # retires the other one too
    assert sorted(RetiredProject.objects.values_list("ordinal", flat=True)) == [1, 2]


def test_merging_is_undone_by_taking_the_name_back() -> None:
    records = [
        disclosure(
            unit("老校", project("甲", 1, row=6, indicators=indicators("quantity")), row=5),
            unit("新校", project("甲", 2, row=8), project("乙", 3, row=9), row=7),
            year=year,
        )
        for year in (2023, 2024)
    ]
    for record in records:
        stored(record)
    stored(disclosure(unit("新校", project("乙", 3, row=9), row=7), year=2023))
    old, was = a_unit("老校").pk, (ids(), keys(), derived_rows())
    dropped = list(RetiredProject.objects.order_by("pk").values_list("pk", "unit", "ordinal"))
    merged("老校", "新校")
    assert in_step()
    unit_names.remove(UnitAlias.objects.get())
    assert (ids(), keys(), derived_rows()) == was
    assert a_unit("老校").pk == old and not UnitAlias.objects.exists()
    assert list(RetiredProject.objects.order_by("pk").values_list("pk", "unit", "ordinal")) == dropped
    assert [records_of(one) for one in Disclosure.objects.filter(fiscal_year=2024)] == records[1:]


def test_taking_back_a_name_that_a_table_was_imported_under_gives_it_a_unit_of_its_own() -> None:
    stored(school("第一中学", 2023, "校舍维修"))
    alias = add("第一中学", "一中")
    stored(school("一中", 2024, "校舍维修"))
    before = ids()
    unit_names.remove(alias)
    assert ids() == before
    assert [key[:2] for key in keys()] == [("第一中学", 2023), ("一中", 2024)]
    assert in_step()


def test_a_name_under_which_nothing_stands_is_taken_back_without_a_trace() -> None:
    stored(school("第一中学", 2023, "校舍维修"))
    unit_names.remove(add("第一中学", "一中"))
    assert Unit.objects.count() == 1 and in_step()


def test_a_name_that_stands_in_the_tables_itself_is_refused_and_says_what_to_do() -> None:
    stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("乙"), row=7), year=2023))
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        add("新校", "老　校")
    assert "2023" in str(refused.value) and "merge them" in str(refused.value)
    assert not UnitAlias.objects.exists()


def test_a_name_is_another_name_of_one_unit_alone() -> None:
    stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("乙"), row=7)))
    add("新校", "一中")
    for to, name in (("老校", "一 中"), ("新校", "一中"), ("新校", "新校"), ("新校", " ")):
        with pytest.raises(ValidationError):
            add(to, name)
    assert UnitAlias.objects.count() == 1


def test_two_departments_units_may_bear_the_same_other_name() -> None:
    stored(school("第一中学", 2024, "甲"))
    stored(disclosure(unit("第一医院", project("乙"), row=5), department="市卫生局"))
    add("第一中学", "一院")
    add("第一医院", "一院")
    row = stored(disclosure(unit("一院", project("乙"), row=5), department="市卫生局", year=2025))
    assert row.statements.get().unit == a_unit("第一医院")


def test_a_unit_that_no_table_states_any_more_becomes_one_with_who_takes_its_name() -> None:
    stored(school("老校", 2024, "甲"))
    old, gone = a_unit("老校").pk, ids()[2024, "甲", 6]
    stored(school("新校", 2024, "乙"))
    alias = add("新校", "老校")
    assert (alias.former_id, Unit.objects.count()) == (old, 1)
    stored(school("新校", 2024, "乙", "甲"))
    assert Project.objects.get(name="甲").pk == gone


def test_only_units_of_one_department_become_one_and_only_for_a_reason() -> None:
    stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("乙"), row=7)))
    stored(disclosure(unit("医院", project("乙"), row=5), department="市卫生局"))
    for gone, into, note in (("老校", "新校", " "), ("老校", "医院", "改名"), ("新校", "新校", "改名")):
        with pytest.raises(ValidationError):
            merged(gone, into, note)
    assert Unit.objects.count() == 3 and not UnitAlias.objects.exists()


def test_who_said_so_stands_with_the_name() -> None:
    stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("乙"), row=7)))
    editor = User.objects.create(username="editor")
    unit_names.merge([a_unit("老校")], a_unit("新校"), "市编办〔2024〕1号", editor)
    alias = UnitAlias.objects.get()
    assert (alias.made_by, alias.note) == (editor, "市编办〔2024〕1号")


def test_the_names_of_what_is_merged_go_on_to_what_it_became() -> None:
    stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("乙"), row=7)))
    add("老校", "更老的校")
    merged("老校", "新校")
    assert {one.name for one in a_unit("新校").aliases.all()} == {"老校", "更老的校"}
    row = stored(school("更老的校", 2020, "丙"))
    assert row.statements.get().unit == a_unit("新校")


def test_what_was_merged_twice_is_taken_apart_as_it_was_put_together() -> None:
    for year, name in ((2021, "丙校"), (2022, "乙校"), (2023, "甲校")):
        stored(school(name, year, "校舍维修"))
    add("丙校", "丁校")
    stored(school("丁校", 2020, "校舍维修"))
    start = derived_rows()
    merged("丙校", "乙校")
    once = derived_rows()
    merged("乙校", "甲校")
    assert {one.name for one in a_unit("甲校").aliases.all()} == {"乙校", "丙校", "丁校"}
    assert {key[0] for key in keys()} == {"甲校"}
    unit_names.remove(UnitAlias.objects.get(name="乙校"))
    assert derived_rows() == once
    unit_names.remove(UnitAlias.objects.get(name="丙校"))
    assert derived_rows() == start
    assert [one.name for one in a_unit("丙校").aliases.all()] == ["丁校"]


def test_findings_in_force_and_resolved_are_the_units_and_keep_their_reviews() -> None:
    bare = {"objective": "", "indicators": ()}
    stored(school("老校", 2024, "甲", "乙", **bare))
    stored(school("老校", 2024, "甲", **bare))
    stored(disclosure(unit("新校", project("丙"), row=5), unit("老校", project("甲", row=8, **bare), row=7)))
    before = {finding.key: (finding.pk, finding.unit_name) for finding in Finding.objects.in_force()}
    assert Finding.objects.resolved().exists()
    merged("老校", "新校")
    assert {finding.key: (finding.pk, finding.unit_name) for finding in Finding.objects.in_force()} == before
    assert set(Finding.objects.exclude(unit=None).values_list("unit__name", flat=True)) == {"新校"}
    unit_names.remove(UnitAlias.objects.get())
    assert set(Finding.objects.filter(unit_name="老校").values_list("unit__name", flat=True)) == {"老校"}


def test_the_address_of_a_merged_unit_leads_to_what_it_is_now(client: Client) -> None:
    stored(disclosure(unit("老校", project("甲", row=6), row=5), unit("新校", project("乙", row=8), row=7)))
    old, new = a_unit("老校"), a_unit("新校")
    merged("老校", "新校")
    answer = client.get(f"{old.get_absolute_url()}?year=2024")
    assert (answer.status_code, answer["Location"]) == (302, f"{new.get_absolute_url()}?year=2024")
    answer = client.get(f"{old.get_absolute_url()}coverage/")
    assert answer["Location"] == f"{new.get_absolute_url()}coverage/"
    listed = client.get(f"/projects/?unit={old.pk}").context["table"]
    assert {row.record.name for row in listed.rows} == {"甲", "乙"}
    assert client.get("/units/987654/").status_code == 404
    assert client.get("/projects/?unit=987654").status_code == 404


def test_renaming_a_unit_keeps_the_name_that_tables_know_it_by() -> None:
    stored(school("老校", 2024, "甲"))
    the_unit = a_unit("老校")
    the_unit.name = "新校"
    the_unit.save()
    unit_names.add_former_name(the_unit, "老校", None)
    assert [one.name for one in the_unit.aliases.all()] == ["老校"]
    assert stored(school("老校", 2024, "甲", "乙")).statements.get().unit == the_unit
    the_unit.name = "老校"
    the_unit.save()
    unit_names.add_former_name(the_unit, "新校", None)  # which no table knows it by
    assert not the_unit.aliases.exists() and in_step()

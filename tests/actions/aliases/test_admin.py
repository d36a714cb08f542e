"""Other names in the administration: added, taken back and merged by editors, and refused with words."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from budget.accounts.roles import EDITOR
from budget.models import Department, DepartmentAlias, Project, Unit, UnitAlias
from tests.factories import disclosure, project, stored, unit
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(collected_static: object) -> Client:
    """An editor, and a department with two units in 2023 and 2024."""
    for year in (2023, 2024):
        stored(disclosure(unit("老校", project("甲"), row=5), unit("新校", project("甲"), row=7), year=year))
    client = signed_in(EDITOR)
    client.cookies["django_language"] = "en"
    return client


def address(of: Department | Unit) -> str:
    return f"/admin/budget/{of._meta.model_name}/{of.pk}/change/"


def saved(client: Client, of: Department | Unit, *names: dict[str, Any], **fields: Any) -> HttpResponse:
    """Save the form as a browser sends it: the other names there are, then new ones."""
    there = list(of.aliases.order_by("name_sort", "pk"))
    rows: list[dict[str, Any]] = [{"id": one.pk} for one in there]
    if names and "id" in names[0]:
        rows = []
    data = {"name": of.name, "aliases-INITIAL_FORMS": len(there)}
    data |= {"region": of.region} if isinstance(of, Department) else {}
    rows += names
    data["aliases-TOTAL_FORMS"] = len(rows)
    for number, row in enumerate(rows):
        data |= {f"aliases-{number}-{name}": value for name, value in row.items()}
    return client.post(address(of), data | fields)


def errors(answer: HttpResponse) -> str:
    page = html.fromstring(answer.content.decode())
    return " ".join(one.text_content().strip() for one in page.find_class("errorlist"))


def a_unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def test_an_editor_gives_a_unit_another_name_and_takes_it_back(editor: Client) -> None:
    answer = saved(editor, a_unit("新校"), {"name": "一中", "note": "〔2024〕1号"})
    assert answer.status_code == 302
    alias = UnitAlias.objects.get()
    assert (alias.unit, alias.name, alias.note) == (a_unit("新校"), "一中", "〔2024〕1号")
    assert alias.made_by is not None and alias.made_by.username == EDITOR
    changed = {"id": alias.pk, "name": "别的", "note": "更正"}
    assert saved(editor, a_unit("新校"), changed).status_code == 302
    alias.refresh_from_db()
    assert (alias.name, alias.note) == ("一中", "更正")  # a name that stands is not changed into another
    assert saved(editor, a_unit("新校"), {"id": alias.pk, "DELETE": "on"}).status_code == 302
    assert not UnitAlias.objects.exists()


def test_a_name_that_tables_state_is_refused_with_what_to_do(editor: Client) -> None:
    said = errors(saved(editor, a_unit("新校"), {"name": "老　校"}))
    assert "2023、2024" in said and "merge them" in said
    assert "twice" in errors(saved(editor, a_unit("新校"), {"name": "一中"}, {"name": "一 中"}))
    assert "own name" in errors(saved(editor, a_unit("新校"), {"name": "新校"}))
    assert "required" in errors(saved(editor, a_unit("新校"), {"name": "", "note": "改名"}))
    assert not UnitAlias.objects.exists()


def test_a_departments_other_name_stands_with_its_region_unless_said(editor: Client) -> None:
    department = Department.objects.get()
    page = html.fromstring(editor.get(address(department)).content.decode())
    assert page.get_element_by_id("id_aliases-__prefix__-region").get("value") == department.region
    assert saved(editor, department, {"name": "市教委", "region": department.region}).status_code == 302
    assert DepartmentAlias.objects.get().region == department.region


def test_a_department_with_disclosures_is_merged_for_a_reason(editor: Client) -> None:
    stored(disclosure(unit("市教委", project("甲"), row=5), department="市教委", year=2020))
    department, old = Department.objects.get(name="市教育局"), Department.objects.get(name="市教委")
    said = errors(saved(editor, department, {"name": "市教委", "region": department.region}))
    assert "2020" in said and "merge them" in said
    chosen = {"action": "merge", "_selected_action": [department.pk, old.pk]}
    page = editor.post("/admin/budget/department/", chosen).content.decode()
    assert "广东省广州市 市教委 (2020)" in page and "广东省广州市 市教育局 (2023、2024)" in page
    answer = editor.post("/admin/budget/department/", chosen | {"into": department.pk, "note": "更名"})
    assert answer.status_code == 302
    assert {one.fiscal_year for one in department.disclosures.all()} == {2020, 2023, 2024}
    assert "They are one now: 市教育局. 1 disclosure is concerned." in (
        editor.get("/admin/budget/department/").content.decode()
    )
    stored(disclosure(unit("市教委", project("甲"), row=5), department="市文教办", year=2024))
    rival = Department.objects.get(name="市文教办")
    chosen = {"action": "merge", "_selected_action": [department.pk, rival.pk], "note": "更名"}
    answer = editor.post("/admin/budget/department/", chosen | {"into": department.pk})
    assert answer.status_code == 200 and "Withdraw it first" in errors(answer)
    editor.post("/admin/budget/department/", {"action": "merge", "_selected_action": [department.pk]})
    assert "two departments or more" in editor.get("/admin/budget/department/").content.decode()


def test_a_name_that_disclosures_bear_is_taken_back_with_them_for_a_reason(editor: Client) -> None:
    department = Department.objects.get()
    saved(editor, department, {"name": "市教委", "region": department.region})
    row = stored(disclosure(unit("市教委", project("甲"), row=5), department="市教委", year=2020))
    alias = DepartmentAlias.objects.get()
    answer = saved(editor, department, {"id": alias.pk, "DELETE": "on"})
    assert answer.status_code == 200 and "2020" in errors(answer) and "reason" in errors(answer)
    assert DepartmentAlias.objects.exists()
    answer = saved(editor, department, {"id": alias.pk, "DELETE": "on"}, change_reason="另一个部门")
    assert answer.status_code == 302 and not DepartmentAlias.objects.exists()
    row.refresh_from_db()
    assert row.department.name == "市教委"


def test_a_renamed_unit_stays_known_by_its_former_name(editor: Client) -> None:
    renamed = a_unit("老校")
    assert saved(editor, renamed, name="实验学校").status_code == 302
    assert UnitAlias.objects.get().unit == renamed
    row = stored(disclosure(unit("老校", project("甲", 1), row=5)))
    assert row.statements.get().unit == renamed


def test_a_name_that_somebody_has_is_refused_as_an_own_name(editor: Client) -> None:
    saved(editor, a_unit("新校"), {"name": "一中"})
    assert "新校" in errors(saved(editor, a_unit("老校"), name="一 中"))
    assert "There is a unit" in errors(saved(editor, a_unit("老校"), name="新 校"))
    department = Department.objects.get()
    other = Department.objects.create(name="市体育局", region=department.region)
    saved(editor, department, {"name": "市教委", "region": department.region})
    assert "市教育局" in errors(saved(editor, other, name="市教委"))
    assert "There is a department" in errors(saved(editor, other, name="市教育局"))


def merged(client: Client, *units: Unit, **more: Any) -> HttpResponse:
    chosen = {"action": "merge", "_selected_action": [one.pk for one in units]}
    return client.post("/admin/budget/unit/", chosen | more)


def test_chosen_units_become_one_for_a_reason(editor: Client) -> None:
    old, new = a_unit("老校"), a_unit("新校")
    ids = set(Project.objects.values_list("pk", flat=True))
    page = merged(editor, old, new)
    assert page.status_code == 200 and "老校 (2023、2024)" in page.content.decode()
    answer = merged(editor, old, new, into=new.pk, note="")
    assert answer.status_code == 200 and "required" in errors(answer)
    assert Unit.objects.count() == 2
    assert merged(editor, old, new, into=new.pk, note="〔2024〕1号").status_code == 302
    alias = UnitAlias.objects.get()
    assert (alias.unit, alias.name, alias.note, alias.former_id) == (new, "老校", "〔2024〕1号", old.pk)
    assert alias.made_by is not None and set(Project.objects.values_list("pk", flat=True)) == ids
    said = editor.get("/admin/budget/unit/").content.decode()
    assert "They are one now: 新校. 2 disclosures are concerned." in said


def test_units_of_two_departments_or_one_alone_are_not_merged(editor: Client) -> None:
    stored(disclosure(unit("医院", project("甲"), row=5), department="市卫生局"))
    for chosen in ([a_unit("老校")], [a_unit("老校"), a_unit("医院")]):
        merged(editor, *chosen, into=chosen[0].pk, note="改名")
        assert "all of one department" in editor.get("/admin/budget/unit/").content.decode()
    assert not UnitAlias.objects.exists()


def test_who_was_merged_meanwhile_is_told(editor: Client) -> None:
    old, new = a_unit("老校"), a_unit("新校")
    stored(disclosure(unit("三校", project("甲"), row=5), year=2020))
    third = a_unit("三校")
    merged(editor, old, new, into=new.pk, note="改名")
    assert merged(editor, old, third, into=third.pk, note="改名").status_code == 302  # one is left: no choice
    assert UnitAlias.objects.count() == 1


def test_lists_are_searched_by_other_names(editor: Client) -> None:
    saved(editor, a_unit("新校"), {"name": "一中"})
    department = Department.objects.get()
    saved(editor, department, {"name": "市教委", "region": department.region})
    for path, words, name in (("unit", "一中", "新校"), ("department", "教委", "市教育局")):
        shown = editor.get(f"/admin/budget/{path}/?q={words}").context["cl"].result_list
        assert [one.name for one in shown] == [name]
        found = {"app_label": "budget", "model_name": f"{path}alias", "field_name": path, "term": words}
        found = editor.get("/admin/autocomplete/", found).json()["results"]
        assert [one["text"].split(" ")[0] for one in found] == [name]

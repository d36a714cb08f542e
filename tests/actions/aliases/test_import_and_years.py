"""Other names in an import of several files, and over the years: one disclosure, last year's projects."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from budget.actions.aliases import names, units
from budget.audit.comparison import compare
from budget.models import Department, DepartmentAlias, Disclosure, Finding, Project, Unit, UnitAlias
from budget.pages.comparison.columns import columns_in_force, columns_of_revisions
from budget.pages.year_matches import pairs_of_project
from budget.store import facts
from budget.store.checks import check
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import docx_of
from tests.factories import WAN, disclosure, indicator, project, stored, unit
from tests.imports.test_whole import table_of, written
from tests.support.auditors import decide

pytestmark = pytest.mark.django_db


def form_of(
    name: str, department: str = "某市水务局", center: str = "某市供水中心", target: str = "≥50次"
) -> bytes:
    rows = layouts.form([Texts(name=name, target=target)])
    rows[1][4], rows[2][1] = center, department
    return docx_of(rows)


def imported(folder: Path, **files: bytes) -> list[dict[str, Any]]:
    """What becomes of these files, in the order of their names."""
    report = folder / "report.json"
    written(folder, {f"files/{name}": content for name, content in files.items()})
    with suppress(SystemExit):
        call_command("import_disclosures", str(folder / "files"), "--jobs", "1", "--report", str(report))
    return json.loads(report.read_text("utf-8"))


def known_as(department: str, name: str) -> None:
    row = Department.objects.get(name=department)
    names.add(DepartmentAlias(department=row, name=name, region=row.region), None)


def test_a_table_under_a_departments_other_name_is_a_second_one_of_it(tmp_path: Path) -> None:
    Department.objects.create(name="某市水务局")
    known_as("某市水务局", "某市水利局")
    first, second = imported(tmp_path, a=table_of("某市水务局"), b=table_of("某市水利局"))
    assert (first["status"], second["status"]) == ("imported", "refused")
    assert second["problems"][-1]["code"] == "second-table"


def test_forms_under_several_names_of_department_and_unit_make_one_disclosure(tmp_path: Path) -> None:
    department = Department.objects.create(name="某市水务局")
    known_as("某市水务局", "某市水利局")
    Unit.objects.create(department=department, name="某市供水中心")
    names.add(UnitAlias(unit=Unit.objects.get(), name="某市水厂"), None)
    later = form_of("供水", "某市水利局", "某市水厂", target="≥60次")
    outcomes = imported(tmp_path, a=form_of("供水"), b=form_of("排水", "某市水利局", "某市水厂"), c=later)
    assert [one["status"] for one in outcomes] == ["imported", "imported", "refused"]
    row = Disclosure.objects.get()
    assert (row.department, row.unit_count, row.project_count) == (department, 1, 2)
    [outcome] = imported(tmp_path / "later", c=later)
    assert (outcome["status"], outcome["revision"]) == ("revised", 2)
    assert Project.objects.count() == 2  # the later form took the earlier one's place
    targets = Project.objects.get(name="供水").indicators.values_list("annual_target", flat=True)
    assert "≥60次" in targets


def test_commands_find_a_departments_disclosures_by_its_other_name() -> None:
    stored(disclosure(unit("市教育局", project("甲"), row=5)))
    known_as("市教育局", "市教育委员会")
    assert Disclosure.objects.of(2024, "市教育委员会").get().department.name == "市教育局"
    assert not Disclosure.objects.of(2024, "市体育局").exists()


def trainings(target: str, name: str, year: int) -> Disclosure:
    one = project("培训", 5 * WAN, row=6, indicators=(indicator(target=target),))
    return stored(disclosure(unit(name, one, row=5), year=year))


def yoy() -> list[tuple[int, str, str]]:
    found = Finding.objects.in_force().filter(check_id="YOY-01")
    return list(found.values_list("disclosure__fiscal_year", "unit_name", "unit__name"))


def test_a_renamed_units_targets_are_compared_with_last_years_as_soon_as_it_is_said() -> None:
    trainings("≥50次", "老校", 2023)
    trainings("≥40次", "新校", 2024)
    assert yoy() == []
    units.merge(Unit.objects.filter(name="老校"), Unit.objects.get(name="新校"), "改名", None)
    assert yoy() == [(2024, "新校", "新校")]
    decide(Finding.objects.get(check_id="YOY-01"), "confirmed")
    check(Disclosure.objects.get(fiscal_year=2024))
    assert Finding.objects.get(check_id="YOY-01").review_state == "confirmed"
    names.remove(UnitAlias.objects.get())
    assert yoy() == []


def test_a_table_that_comes_later_under_a_former_name_is_last_years() -> None:
    trainings("≥40次", "新校", 2024)
    names.add(UnitAlias(unit=Unit.objects.get(), name="老校"), None)
    trainings("≥50次", "老校", 2023)
    assert yoy() == [(2024, "新校", "新校")]


def test_last_years_project_stands_beside_this_years_on_its_page(client: Client) -> None:
    trainings("≥50次", "老校", 2023)
    trainings("≥40次", "新校", 2024)
    units.merge(Unit.objects.filter(name="老校"), Unit.objects.get(name="新校"), "改名", None)
    before, now = Project.objects.order_by("fiscal_year")
    (match,) = pairs_of_project(now, [], list(Project.objects.same_project(now)))
    assert (match.before.pk, match.status) == (before.pk, "name")
    assert before.get_absolute_url() in client.get(now.get_absolute_url()).content.decode()


def test_a_comparison_of_years_and_of_revisions_knows_a_renamed_units_projects_again() -> None:
    trainings("≥50次", "老校", 2023)
    trainings("≥40次", "老校", 2024)
    names.add(UnitAlias(unit=Unit.objects.get(), name="新校"), None)
    row = trainings("≥40次", "新校", 2024)
    years = columns_in_force("department", [row.department], [2023, 2024])
    (line,) = compare([column.projects or [] for column in years], within_units=True)
    assert (line.change, [one.change for one in line.targets]) == ("same", ["lowered"])
    columns = columns_of_revisions(row, list(row.revisions.order_by("number")))
    (line,) = compare([column.projects or [] for column in columns], within_units=True)
    assert line.change == "same" and line.shown.unit == "老校"


def test_an_earlier_revision_under_a_former_name_leads_to_the_projects_in_force(client: Client) -> None:
    trainings("≥40次", "老校", 2024)
    names.add(UnitAlias(unit=Unit.objects.get(), name="新校"), None)
    row = trainings("≥50次", "新校", 2024)
    page = client.get(f"{row.get_absolute_url()}?revision=1").content.decode()
    assert "老校" in page and Project.objects.get().get_absolute_url() in page


def test_more_disclosures_than_can_be_waited_for_are_left_to_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainings("≥50次", "老校", 2023)
    row = trainings("≥40次", "新校", 2024)
    monkeypatch.setattr("budget.store.checks.FEW_PROJECTS", 1)
    done = units.merge(Unit.objects.filter(name="老校"), Unit.objects.get(name="新校"), "改名", None)
    assert done == units.Done(disclosures=1, unchecked=2)
    assert (yoy(), facts.outdated()) == ([], [])
    check(row)
    assert yoy() == [(2024, "新校", "新校")]


def test_a_name_of_any_length_is_another_name() -> None:
    long = "长" * 3000
    row = stored(disclosure(unit(long + "一", project("甲"), row=5)))
    names.add(UnitAlias(unit=Unit.objects.get(), name=long + "二"), None)
    stored(disclosure(unit(long + "二", project("甲"), row=5)))
    assert Unit.objects.count() == 1
    assert stored(disclosure(unit(long + "三", project("甲"), row=5))).pk == row.pk
    assert Unit.objects.count() == 2

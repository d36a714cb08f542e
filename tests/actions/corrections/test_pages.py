"""Corrections on the pages, in exports and in the API: the disclosed value next to the one that counts."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import localtime
from lxml import html

from budget.disclosure.corrections import Place
from budget.models import Disclosure, Project, Unit
from budget.store.sources import Received
from tests.actions.corrections.editing import correct, editor, row, table, training
from tests.factories import WAN, disclosure as record_of, indicators, project, stored, unit
from tests.support.auditors import auditor
from tests.support.paths import SAMPLE
from tests.support.people import READER, person

pytestmark = pytest.mark.django_db


def words(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(html.fromstring(response.content).text_content().split())


def several() -> Disclosure:
    """A disclosure with a correction of each kind, by an editor."""
    disclosure = stored(table(), files=[Received("表.txt", b"x")])
    correct(disclosure)
    correct(disclosure, field="objective", value="培训三百人", reason="漏字")
    correct(disclosure, Place(0, 0, 1), "annual_target", "≥95%", reason="误作次数")
    correct(disclosure, Place(0), "total", str(95 * WAN), reason="合计有误")
    correct(disclosure, Place(), "total", str(99 * WAN), reason="总计有误")
    return Disclosure.objects.get(pk=disclosure.pk)


def test_the_project_page_shows_both_values_with_reason_and_date(client: Client) -> None:
    several()
    page = words(client, row().get_absolute_url())
    for said in (
        "70.00",
        "80.00",
        "与批复不符",
        "培训三百人",
        "教师培训的目标",
        "漏字",
        "≥95%",
        "≥50次",
        "误作次数",
    ):
        assert said in page
    assert localtime(row().corrections.first().at).strftime("%Y-%m-%d") in page
    assert "更正" not in words(client, row("校舍维修").get_absolute_url())


@pytest.mark.parametrize("who", ["nobody", "reader", "auditor", "editor"])
def test_who_made_a_correction_is_told_to_staff_and_auditors_alone(client: Client, who: str) -> None:
    disclosure = several()
    people = {"reader": lambda: person(READER), "auditor": auditor, "editor": editor}
    if who in people:
        client.force_login(people[who]())
    person(READER, "另一人")
    for url in (
        row().get_absolute_url(),
        disclosure.get_absolute_url(),
        Unit.objects.get().get_absolute_url(),
    ):
        response = client.get(url)
        body = html.fromstring(response.content).get_element_by_id("main").text_content()
        assert ("editor" in body) == (who in ("auditor", "editor")), url
        assert ("private" in response.headers.get("Cache-Control", "")) == (who in ("auditor", "editor"))


def test_the_unit_and_the_disclosure_show_their_corrected_sums_beside_the_disclosed_ones(
    client: Client,
) -> None:
    disclosure = several()
    page = words(client, Unit.objects.get().get_absolute_url())
    assert "95.00" in page and "105.00" in page and "合计有误" in page and "与批复不符" in page
    page = words(client, disclosure.get_absolute_url())
    assert "99.00" in page and "105.00" in page and "总计有误" in page


def test_the_table_as_disclosed_shows_what_was_disclosed_and_the_corrections_beside_it(
    client: Client,
) -> None:
    disclosure = several()
    page = html.fromstring(client.get(disclosure.get_absolute_url()).content)
    cells = page.xpath("//tr[@id='row-6']/*")
    fiscal, objective, of_indicators = (" ".join(cells[at].text_content().split()) for at in (3, 6, 7))
    assert fiscal.startswith("80.00") and "70.00" in fiscal
    assert objective.startswith("教师培训的目标") and "培训三百人" in objective
    assert "≥50次" in of_indicators and "≥95%" in of_indicators
    total = " ".join(page.xpath("string(//tr[@id='row-4']/td[2])").split())
    assert total.startswith("105.00") and "99.00" in total


def test_an_indicator_of_a_form_stands_as_it_was_disclosed(client: Client) -> None:
    disclosure = stored(table(training(indicators_text=""), layout="form"))
    correct(disclosure, Place(0, 0, 1), "name", "另一指标")
    line = html.fromstring(client.get(disclosure.get_absolute_url()).content).xpath("//tr[@id='row-6']")[0]
    listed = [" ".join(one.text_content().split()) for one in line.xpath(".//li")]
    assert "指标2" in listed[1] and "另一指标" not in listed[1]
    assert "另一指标" in line.text_content()


def test_lists_mark_a_corrected_figure_in_words(client: Client) -> None:
    several()
    page = html.fromstring(client.get("/projects/?year=2024").content)
    (mark,) = page.xpath("//td//span[@class='corrected']")
    assert "80.00" in mark.text_content()
    assert "70.00" in mark.getparent().text_content()
    page = html.fromstring(client.get("/indicators/?year=2024").content)
    (mark,) = page.xpath("//td//span[@class='corrected']")
    assert "≥50次" in mark.text_content()
    stored(record_of(unit("别的单位", project("别的")), department="别的部门"))
    untouched = Disclosure.objects.get(department__name="别的部门").department_id
    assert "corrected" not in client.get(f"/projects/?department={untouched}").content.decode()


def test_sums_follow_and_say_so(client: Client) -> None:
    disclosure = several()
    for url in (
        "/",
        disclosure.department.get_absolute_url(),
        f"{disclosure.get_absolute_url()}reconciliation/",
    ):
        page = words(client, url)
        assert "5 个数值已更正" in page, url
    totals = client.get("/projects/").context["table"].totals
    assert totals["fiscal_appropriation"] == 75 * WAN


@pytest.mark.parametrize("path", ["/projects/", "/indicators/", "/disclosures/"])
def test_an_export_has_both_values(client: Client, path: str) -> None:
    several()
    exported = json.loads(b"".join(client.get(f"{path}?_export=json").streaming_content))
    assert "as_disclosed" in [column["name"] for column in exported["columns"]]
    told = " ".join(one["as_disclosed"] for one in exported["rows"])
    said = {"/projects/": "80.00", "/indicators/": "≥50次", "/disclosures/": "105.00"}
    assert said[path] in told


def test_an_export_without_corrections_has_no_column_for_them(client: Client) -> None:
    stored(table())
    exported = json.loads(b"".join(client.get("/projects/?_export=json").streaming_content))
    assert "as_disclosed" not in [column["name"] for column in exported["columns"]]


def test_the_corrections_of_a_table_are_exported(client: Client) -> None:
    disclosure = several()
    url = f"{disclosure.get_absolute_url()}?corrections-_export=json"
    exported = json.loads(b"".join(client.get(url).streaming_content))
    names = [column["name"] for column in exported["columns"]]
    assert [name for name in names if not name.startswith("from_")] == [
        *("about", "value", "disclosed", "corrected", "reason", "at")
    ]
    (fiscal,) = [one for one in exported["rows"] if one["reason"] == "与批复不符"]
    assert (fiscal["about"], fiscal["disclosed"], fiscal["corrected"]) == (
        "教师培训",
        "80.00 万元",
        "70.00 万元",
    )


def test_the_api_tells_both_values(client: Client) -> None:
    disclosure = several()
    found = client.get(f"/api/v1/projects/{row().pk}").json()
    assert found["amounts"]["fiscal_appropriation"] == "70.00"
    assert found["as_disclosed"] == {"fiscal_appropriation": "80.00", "objective": "教师培训的目标"}
    assert found["indicator_list"][1]["as_disclosed"] == {"annual_target": "≥50次"}
    told = {(one["indicator"], one["field"]): one for one in found["corrections"]}
    assert told[2, "annual_target"]["corrected"] == "≥95%"
    assert told[None, "fiscal_appropriation"]["reason"] == "与批复不符"
    assert "editor" not in json.dumps(found)
    found = client.get(f"/api/v1/disclosures/{disclosure.pk}").json()
    assert (found["stated"]["total"], found["as_disclosed"], len(found["corrections"])) == (
        "99.00",
        {"total": "105.00"},
        5,
    )


def test_the_dump_is_what_was_disclosed_with_the_corrections_in_a_list_of_their_own() -> None:
    several()
    out = StringIO()
    call_command("dump_disclosures", stdout=out)
    dumped = json.loads(out.getvalue())
    assert dumped["total"] == "105.00"
    first = dumped["units"][0]["projects"][0]
    assert (first["fiscal_appropriation"], first["objective"]) == ("80.00", "教师培训的目标")
    corrections = {one["field"]: one for one in dumped["corrections"] if one["about"] == "project"}
    told = corrections["fiscal_appropriation"]
    assert (told["unit"], told["project"], told["disclosed"], told["corrected"], told["reason"]) == (
        *("市教育局", "教师培训", "80.00", "70.00", "与批复不符"),
    )
    assert "editor" not in out.getvalue()


def test_a_wide_table_is_exported_as_disclosed_or_with_its_corrections(tmp_path: Path) -> None:
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", verbosity=0)
    disclosure = Disclosure.objects.get()
    correct(disclosure, field="objective", value="另一目标")
    correct(disclosure, Place(0, 0, 0), "annual_target", "≥321次")
    exports = [tmp_path / name for name in ("disclosed.txt", "corrected.txt")]
    call_command("export_disclosure", str(disclosure.pk), "--to", str(exports[0]))
    call_command("export_disclosure", str(disclosure.pk), "--to", str(exports[1]), "--corrected")
    disclosed, corrected = (path.read_text("utf-8").splitlines() for path in exports)
    changed = [pair for pair in zip(disclosed, corrected, strict=True) if pair[0] != pair[1]]
    ((before, after),) = changed
    assert "另一目标" in after and "年度指标值:≥321次" in after
    assert "另一目标" not in before and "321" not in before
    call_command("import_disclosures", str(exports[0]), verbosity=0)
    assert disclosure.revisions.count() == 1  # what was disclosed reads back the same
    correct(disclosure, Place(0, 0, 0), "level1", "")
    with pytest.raises(CommandError, match="dump_disclosures"):
        call_command("export_disclosure", str(disclosure.pk), "--to", str(exports[1]), "--corrected")


def test_a_page_asks_as_often_with_one_correction_as_with_many(
    client: Client, django_assert_max_num_queries
) -> None:
    projects = [
        project(f"项目{n}", 5 * WAN, row=10 + n, indicators=indicators("quantity")) for n in range(30)
    ]
    disclosure = stored(table(*projects), files=[Received("表.txt", b"x")])
    correct(disclosure, value=str(WAN))
    urls = [
        f"{disclosure.get_absolute_url()}?row=12",
        disclosure.department.get_absolute_url(),
        Unit.objects.get().get_absolute_url(),
        Project.objects.get(name="项目0").get_absolute_url(),
    ]

    def asked() -> list[int]:
        counts = []
        for url in urls:
            client.get(url)  # what changed is read once into the process's memory
            with django_assert_max_num_queries(10) as queries:
                client.get(url)
            counts.append(len(queries))
        return counts

    with_one = asked()
    for number in range(1, 12):
        correct(disclosure, Place(0, number), "total", str(WAN))
    correct(disclosure, field="objective", value="另一目标")
    assert asked() == with_one


def test_a_later_revision_is_compared_as_disclosed(client: Client) -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(training(60 * WAN)))
    page = words(client, f"/compare/?disclosure={disclosure.pk}")
    assert "70.00" not in page

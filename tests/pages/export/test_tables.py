"""Files of tables and charts: every row as on the pages, in order, exact, and nothing that a spreadsheet would run."""

import csv
import json
import re
from datetime import datetime
from functools import partial
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from lxml import html

from budget.models import Disclosure, Finding, Project, Unit
from budget.pages.export.tables import neutral
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "xlsx", "json")


def _pages() -> list[str]:
    disclosure = Disclosure.objects.get(department__name="市教育局")
    return [
        "/",
        "/departments/",
        disclosure.department.get_absolute_url(),
        "/units/",
        Unit.objects.get(name="第一中学").get_absolute_url(),
        "/projects/",
        "/projects/?sort=name&source=other_funds",
        Project.objects.get(name="教师培训").get_absolute_url(),
        "/indicators/",
        "/indicators/?category=quantity&sort=-annual_target",
        "/categories/",
        "/disclosures/",
        disclosure.get_absolute_url(),
        "/findings/",
        "/findings/not-evaluated/",
        "/checks/",
    ]


def _body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    assert "attachment" in response.headers.get("Content-Disposition", ""), address
    return b"".join(response.streaming_content)


def _read(client: Client, address: str) -> list[list[object]]:
    """Header and rows of an export, in whatever format, without the workbook's total row."""
    (format_,) = next(v for k, v in parse_qs(urlsplit(address).query).items() if k.endswith("_export"))
    body = _body(client, address)
    if format_ == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(body.decode("utf-8-sig"))))
    if format_ == "json":
        whole = json.loads(body)
        names = [column["name"] for column in whole["columns"]]
        return [names, *([row[name] for name in names] for row in whole["rows"])]
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return rows[:-1] if rows[-1][0] == "所有行合计" else rows


def _plain(value: object) -> str:
    """A cell as text, alike from a page and from every format."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        value = round(value, 6)
    text = "".join(str(value).split()).removeprefix("'").replace(",", "")
    if len(text) == 25 and text[10] == "T":  # the JSON's time
        text = text.replace("T", "")[:15]
    try:
        return f"{float(text):g}"
    except ValueError:
        return "" if text == "—" else text


def _cells_on_page(tree: html.HtmlElement, block: str) -> list[list[str]]:
    rows = []
    for row in tree.xpath(f"//*[@id='{block}']//tbody/tr"):
        for hidden in ("visually-hidden", "row-note", "mark "):
            for one in row.xpath(f".//*[contains(@class, '{hidden}')]"):
                one.drop_tree()
        for badge in row.xpath("./*[contains(@class, 'name')]//*[contains(@class, 'badge-plain')]"):
            badge.drop_tree()
        rows.append([_plain(cell.text_content()) for cell in row.xpath("./td | ./th")])
    return rows


def test_every_export_of_every_table_and_chart_is_the_rows_on_its_pages_in_order(client: Client) -> None:
    factories.some_year()
    followed = set()
    for page in _pages():
        tree = html.fromstring(client.get(page).content)
        for link in tree.xpath("//p[contains(@class, 'exports')]/a"):
            address = link.get("href")
            block = link.xpath("ancestor::*[contains(@class, 'table-block')]/@id") or [
                f"{link.xpath('ancestor::section/@aria-labelledby')[0].removesuffix('-title')}-table"
            ]
            shown = _cells_on_page(tree, block[0])
            header, *rows = _read(client, urlsplit(page).path + address)
            if tree.xpath(f"//*[@id='{block[0]}']//table[contains(@class, 'as-disclosed')]"):
                # The file has sheet, kind of row and the whole period's objective in columns of their own, and
                # the numbers of a list.
                rows = [[row[0], *row[3:-2], re.sub(r"(?m)^\d+\. ", "", row[-1])] for row in rows]
            # Behind the columns of the page come those that only a file has.
            exported = [[_plain(value) for value in row[: len(shown[0])]] for row in rows]
            assert len(exported) == len(shown), address
            # A point to review has more on the page (its basis, what unfolds): its rows are told by figures.
            if tree.xpath(f"//*[@id='{block[0]}']//td[contains(@class, 'point')]"):
                amounts = [[cell for cell in row if _is_figure(cell)] for row in exported]
                assert [[c for c in row if _is_figure(c)] for row in shown] == amounts, address
            else:
                assert exported == shown, address
            assert all(header)
            followed.add((block[0], link.text))
    assert {name for name, _format in followed} >= {"table", "units-table", "problems-table", "by-type-table"}
    assert {format_ for _name, format_ in followed} == {"CSV", "XLSX", "JSON"}


def _is_figure(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_holds_all_rows_and_not_those_of_a_page(client: Client, format_: str) -> None:
    factories.large_disclosure(60)
    address = f"/projects/?sort=total&per_page=25&page=2&_export={format_}"
    _header, *rows = _read(client, address)
    assert len(rows) == 60
    assert [row[0] for row in rows] == [f"项目{number}" for number in range(60)]


def test_an_export_is_as_the_list_is_filtered(client: Client) -> None:
    factories.some_year()
    _header, *rows = _read(client, "/projects/?source=other_funds&sort=name&_export=csv")
    assert [row[0] for row in rows] == ["教师培训", "校舍维修"]


def test_money_is_exact_and_what_is_not_stated_is_empty_and_not_0(client: Client) -> None:
    odd = factories.amounts(fiscal=123_456_789_012_345, other=0)
    factories.stored(
        factories.disclosure(
            factories.unit("某局", factories.project("甲", odd), factories.project("乙", None))
        )
    )
    header, first, second = _read(client, "/projects/?_export=csv")
    at = header.index("总计（万元）")
    assert (first[at], second[at]) == ("123456789.012345", "")
    assert first[header.index("其他资金（万元）")] == "0.00"
    whole = json.loads(_body(client, "/projects/?_export=json"))
    assert [row["total"] for row in whole["rows"]] == ["123456789.012345", None]
    assert whole["totals"]["total"] == "123456789.012345"
    sheet = openpyxl.load_workbook(BytesIO(_body(client, "/projects/?_export=xlsx"))).worksheets[0]
    cell = sheet.cell(2, at + 1)
    assert (cell.value, cell.data_type, cell.number_format) == (123456789.012345, "n", "#,##0.00####")
    assert sheet.cell(3, at + 1).value is None


def test_a_workbook_has_a_frozen_header_widths_a_total_and_says_what_it_is(client: Client) -> None:
    factories.some_year()
    unit = Unit.objects.get(name="市教育局")
    book = openpyxl.load_workbook(
        BytesIO(_body(client, f"/projects/?unit={unit.pk}&sort=-total&_export=xlsx"))
    )
    sheet, about = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width > 30
    header = [cell.value for cell in sheet[1]]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[0] == "所有行合计"
    assert last[header.index("总计（万元）")] == 114
    said = {row[0]: str(row[1]) for row in about.iter_rows(values_only=True)}
    assert said["单位"] == "市教育局"
    assert said["财政年度"] == "2024"
    assert said["排序"] == "总计，降序"
    assert said["行数"] == "4"
    assert said["网址"] == f"http://testserver/projects/?unit={unit.pk}&sort=-total"
    assert said["导出时间"].startswith("20")
    assert "项目支出绩效目标表" in said["来源"]


RUN = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =1+1"]


@pytest.mark.parametrize("name", RUN)
def test_what_a_spreadsheet_would_run_is_neutralised_and_the_json_is_not(client: Client, name: str) -> None:
    factories.stored(factories.disclosure(factories.unit("某局", factories.project(name))))
    _header, row = _read(client, "/projects/?_export=csv")
    assert row[0] == f"'{name}"
    sheet = openpyxl.load_workbook(BytesIO(_body(client, "/projects/?_export=xlsx"))).worksheets[0]
    cell = sheet.cell(2, 1)
    assert (cell.value, cell.data_type) == (name, "s")
    assert cell.quotePrefix
    assert json.loads(_body(client, "/projects/?_export=json"))["rows"][0]["name"] == name


@pytest.mark.parametrize("text", ["", "经费", "1", "98%", "≥95", "a=1"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_text_with_separators_quotes_and_line_breaks_comes_back_whole(client: Client) -> None:
    target = '甲,"乙"\n丙;丁'
    indicator = factories.indicator(target=target)
    factories.stored(
        factories.disclosure(factories.unit("某局", factories.project("甲", indicators=(indicator,))))
    )
    header, row = _read(client, "/indicators/?_export=csv")
    assert row[header.index("年度指标值")] == target
    assert json.loads(_body(client, "/indicators/?_export=json"))["rows"][0]["annual_target"] == target


def test_a_format_that_there_is_not_is_not_passed_over(client: Client) -> None:
    factories.some_year()
    assert client.get("/projects/?_export=pdf").status_code == 404
    assert client.get("/?by-type-_export=exe").status_code == 404


def test_an_export_asks_the_database_as_often_with_little_as_with_much(
    client: Client, django_assert_num_queries
) -> None:
    for store in (factories.some_year, partial(factories.large_disclosure, 120)):
        store()
        client.get("/projects/")  # the process reads the facts of a year once
        for format_ in FORMATS:
            with django_assert_num_queries(5):
                _body(client, f"/projects/?_export={format_}")


def test_each_row_says_where_it_comes_from(client: Client) -> None:
    factories.some_year()
    project = Project.objects.get(name="教师培训")
    revision = project.disclosure.revisions.get(is_current=True)
    source = revision.sources.get()
    origin = {
        "from_file": source.name,
        "from_place": "",
        "from_row": project.row,
        "from_revision": revision.number,
        "from_sha256": source.file.sha256,
        "from_address": f"http://testserver{project.get_absolute_url()}",
    }

    def rows(address: str) -> list[dict[str, object]]:
        return json.loads(_body(client, address))["rows"]

    (row,) = [one for one in rows("/projects/?_export=json") if one["name"] == "教师培训"]
    assert {name: row[name] for name in origin} == origin
    of_project = rows(f"/indicators/?project={project.pk}&_export=json")
    indicator = project.indicators.get(position=2)
    anchored = f"{origin['from_address']}#indicator-{indicator.pk}"
    assert {name: of_project[1][name] for name in origin} == {**origin, "from_address": anchored}
    finding = Finding.objects.in_force().filter(project=project).first()
    (row,) = [
        one
        for one in rows(f"/findings/?project={project.pk}&_export=json")
        if one["from_address"] == f"http://testserver/findings/{finding.pk}/"
    ]
    assert (row["project"], row["unit"], row["department"]) == ("教师培训", "市教育局", "市教育局")
    assert (row["from_row"], row["from_sha256"]) == (finding.row, source.file.sha256)
    assert not re.search("第.*行", str(row["evidence"]))


def test_the_head_of_an_export_is_without_its_rows(client: Client) -> None:
    factories.some_year()
    response = client.head("/projects/?_export=csv")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Disposition"] == 'attachment; filename="projects-2024.csv"'


def test_states_of_findings_are_exported_for_auditors_alone(
    client: Client, django_user_model: type[User]
) -> None:
    factories.some_year()
    names = [column["name"] for column in json.loads(_body(client, "/findings/?_export=json"))["columns"]]
    assert "state" not in names
    auditor = django_user_model.objects.create_user("auditor")
    auditor.user_permissions.add(Permission.objects.get(codename="review_finding"))
    client.force_login(auditor)
    response = client.get("/findings/?_export=json")
    whole = json.loads(b"".join(response.streaming_content))
    assert {row["state"] for row in whole["rows"]} == {"待核查"}
    assert "private" in response["Cache-Control"]


def test_a_charts_rows_are_exported_with_the_parts_of_its_bars(client: Client) -> None:
    factories.stored(
        factories.disclosure(
            factories.unit("甲", factories.project("一", factories.amounts(fiscal=3 * WAN, other=WAN))),
            factories.unit("乙", factories.project("二", factories.amounts(fiscal=2 * WAN, other=2 * WAN))),
        )
    )
    department = Disclosure.objects.get().department
    header, *rows = _read(client, f"{department.get_absolute_url()}?by-unit-_export=csv")
    assert header == ["部分", "财政拨款（万元）", "其他资金（万元）", "金额（万元）", "占比"]
    assert sorted(rows) == [["乙", "2.00", "2.00", "4.00", "50.0%"], ["甲", "3.00", "1.00", "4.00", "50.0%"]]

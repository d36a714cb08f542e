"""Files of the tables that pages write themselves: as disclosed, reconciliation, coverage; of all their pages."""

import csv
import json
import re
from io import StringIO

import pytest
from django.test import Client
from lxml import html

from budget.disclosure.records import Amounts
from budget.models import Disclosure, Project
from tests import factories
from tests.factories import WAN, indicators, project, unit

pytestmark = pytest.mark.django_db


def _exported(client: Client, address: str) -> list[list[str]]:
    """The rows of a file, without its header."""
    body = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(body)))[1:]


def _records(client: Client, address: str) -> list[dict[str, object]]:
    return json.loads(b"".join(client.get(address).streaming_content))["rows"]


def _plain(text: str) -> str:
    """The text of a cell, alike on a page and in a file."""
    return "".join(text.split()).replace(",", "").replace("—未列示", "")


def _shown(client: Client, address: str, rows: str) -> list[list[str]]:
    """The cells of all pages of a page's table, page by page; `rows` is the path to its rows."""
    found = []
    join = "&" if "?" in address else "?"
    response = client.get(address)
    for number in range(1, response.context["pager"].paginator.num_pages + 1):
        tree = html.fromstring(client.get(f"{address}{join}page={number}").content)
        found += [[_plain(c.text_content()) for c in row.xpath("./th | ./td")] for row in tree.xpath(rows)]
    return found


def _as_shown(row: list[str]) -> list[str]:
    """A row of the table as disclosed without what the page says otherwise: sheet, kind, numbers of a list."""
    return [_plain(cell) for cell in (row[0], *row[3:-2], re.sub(r"(?m)^\d+\. ", "", row[-1]))]


def test_the_table_as_disclosed_is_exported_whole_and_in_its_order(client: Client) -> None:
    disclosure = factories.large_disclosure(230)
    address = disclosure.get_absolute_url()
    shown = _shown(client, address, "//table[contains(@class, 'as-disclosed')]/tbody/tr")
    exported = _exported(client, f"{address}?page=2&_export=csv")
    assert len(exported) == len(shown) > 230
    assert [_as_shown(row) for row in exported] == shown
    assert [row[2] for row in exported[:3]] == ["合计", "单位", "项目"]


def test_a_revision_that_is_no_longer_in_force_is_exported_as_it_was(client: Client) -> None:
    first = factories.disclosure(unit("某局", project("甲", 3 * WAN), project("乙", 4 * WAN)))
    factories.stored(first)
    disclosure = factories.stored(factories.disclosure(unit("某局", project("甲", 5 * WAN))))
    address = f"{disclosure.get_absolute_url()}?revision=1"
    shown = _shown(client, address, "//table[contains(@class, 'as-disclosed')]/tbody/tr")
    exported = _exported(client, f"{address}&_export=csv")
    assert [row[3:5] for row in exported] == [
        ["合计", "7.00"],
        ["某局", "7.00"],
        ["甲", "3.00"],
        ["乙", "4.00"],
    ]
    assert [_as_shown(row) for row in exported] == shown


def test_indicators_without_a_cell_that_holds_them_all_are_a_line_each(client: Client) -> None:
    one = project("甲", WAN, indicators=indicators("quantity", "social"))
    disclosure = factories.stored(factories.disclosure(unit("某局", one)))
    (row,) = [
        r for r in _records(client, f"{disclosure.get_absolute_url()}?_export=json") if r["kind"] == "项目"
    ]
    lines = row["indicators"].split("\n")
    assert [line.split(" · ")[0] for line in lines] == [
        f"{found.position}. {found.level1}" for found in Project.objects.get().indicators.order_by("position")
    ]


def test_reconciliation_is_exported_line_by_line_with_what_no_part_accounts_for(client: Client) -> None:
    stated = Amounts(10 * WAN, 10 * WAN, None, None)
    table = factories.disclosure(
        unit("某局", project("甲", 3 * WAN), project("乙", 4 * WAN), stated=stated),
        unit("某中心", project("丙", WAN)),
    )
    disclosure = factories.stored(table)
    address = f"{disclosure.get_absolute_url()}reconciliation/"
    shown = _shown(
        client, address, "//table[contains(@class, 'sums')]//tr[not(contains(@class, 'group'))][td]"
    )
    exported = _exported(client, f"{address}?_export=csv")
    assert [[_plain(cell) for cell in row[2:]] for row in exported] == shown
    assert list(dict.fromkeys(row[0] for row in exported)) == ["合计", "某局", "某中心"]
    of_the_office = [row[2:4] for row in exported if row[0] == "某局"]
    assert [amount for _line, amount in of_the_office] == ["10.00", "7.00", "3.00", "3.00"]


def test_rows_off_their_sources_are_exported(client: Client) -> None:
    wrong = project("甲", Amounts(10 * WAN, 7 * WAN, None, None))
    disclosure = factories.stored(factories.disclosure(unit("某局", wrong)))
    address = f"{disclosure.get_absolute_url()}reconciliation/"
    (row,) = [one for one in _records(client, f"{address}?rows-_export=json") if one["name"] == "甲"]
    assert [row[name] for name in ("stated", "computed", "difference", "unaccounted")] == [
        "10.00",
        "7.00",
        "3.00",
        "3.00",
    ]


def test_coverage_is_exported_whole_with_the_projects_that_have_an_indicator(client: Client) -> None:
    disclosure = factories.large_disclosure(120)
    address = f"{disclosure.department.get_absolute_url()}coverage/"
    shown = _shown(client, address, "//table[contains(@class, 'coverage')]/tbody/tr")
    exported = _exported(client, f"{address}?_export=csv")
    assert len(exported) == 120
    as_shown = [
        [_plain(name), _plain(total), *("✓" if cell == "1" else "未设" for cell in cells)]
        for name, _unit, total, *cells in exported
    ]
    assert as_shown == [[cell or "未设" for cell in row] for row in shown]
    whole = json.loads(b"".join(client.get(f"{address}?_export=json").streaming_content))
    for name, number in whole["totals"].items():
        assert number == sum(row[name] for row in whole["rows"]), name


def test_a_page_of_a_table_offers_it_in_every_format(client: Client) -> None:
    factories.some_year()
    disclosure = Disclosure.objects.get(department__name="市教育局")
    for page in (
        disclosure.get_absolute_url(),
        f"{disclosure.get_absolute_url()}reconciliation/",
        f"{disclosure.department.get_absolute_url()}coverage/",
    ):
        links = html.fromstring(client.get(page).content).xpath(
            "//*[@id='table']//p[@class='exports']/a/@href"
        )
        assert len(links) == 3, page
        for link in links:
            response = client.get(page + link)
            assert response.status_code == 200
            assert "attachment" in response.headers["Content-Disposition"]
            assert b"".join(response.streaming_content)

"""Funding sources without a column of their own: stored with their rows, and counted in every sum."""

from dataclasses import replace

import pytest
from django.test import Client
from lxml import html

from budget.audit.findings import NotEvaluated
from budget.disclosure.open_data import digest_of, open_data, problems_in, records_in, snapshot_of
from budget.disclosure.records import AMOUNT_FIELDS, Amounts, NamedSource
from budget.models import Disclosure, NotEvaluated as NotEvaluatedRow, Project, UnitStatement
from budget.models.filters import Filters
from budget.store.rows_reader import as_disclosed, records_of
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db

CENTRAL = NamedSource("中央补助", 80 * WAN)
LOCAL = NamedSource("地方资金", 20 * WAN)
WITH_PART = Amounts(
    total=60 * WAN,
    fiscal_appropriation=50 * WAN,
    other_sources=(
        NamedSource("其中：省级", 30 * WAN, part_of="fiscal_appropriation"),
        NamedSource("地 方资金", 10 * WAN),
    ),
)


def _stored(*projects: Amounts, stated: Amounts | None = None) -> Disclosure:
    rows = [factories.project(f"项目{place}", one) for place, one in enumerate(projects, start=1)]
    return factories.stored(factories.disclosure(factories.unit("某大学", *rows, row=5, stated=stated)))


def _named(*sources: NamedSource) -> Amounts:
    return Amounts(total=100 * WAN, other_sources=sources)


def test_records_come_back_from_rows_and_snapshot_as_they_were_read() -> None:
    disclosure = _stored(_named(CENTRAL, LOCAL), WITH_PART, _named(NamedSource("捐赠", None)))
    read = records_of(disclosure)
    assert read == as_disclosed(disclosure)
    assert [one.amounts for one in read.projects][1] == WITH_PART
    assert read.projects[2].amounts.other_sources == (NamedSource("捐赠", None),)


def test_sums_by_sql_are_those_of_the_records() -> None:
    disclosure = _stored(_named(CENTRAL, LOCAL), WITH_PART, Amounts(total=5 * WAN))
    record = records_of(disclosure)
    summed = Amounts.sum(one.amounts for one in record.projects)
    assert [(one.name, one.fen) for one in summed.other_sources] == [
        ("中央补助", 80 * WAN),
        ("地方资金", 30 * WAN),
    ]
    totals = Project.objects.totals()
    assert totals["sum_named_sources"] == summed.named_sources == 110 * WAN
    assert totals["sum_unaccounted"] == 5 * WAN
    assert UnitStatement.objects.totals() == totals


def test_projects_are_found_by_money_from_a_named_source() -> None:
    _stored(_named(CENTRAL, LOCAL), WITH_PART, Amounts(total=5 * WAN))
    found = Project.objects.narrowed(Filters(source="named_sources"))
    assert sorted(found.values_list("name", flat=True)) == ["项目1", "项目2"]
    assert Project.objects.counted_by_money()["named_sources"] == 2
    assert Project.objects.counted_by_money()["unaccounted"] == 1


def test_a_revision_without_the_sources_drops_them() -> None:
    _stored(_named(CENTRAL, LOCAL))
    _stored(Amounts(total=100 * WAN, fiscal_appropriation=100 * WAN))
    project = Project.objects.get()
    assert (project.named_sources, project.amounts.other_sources) == (None, ())
    assert UnitStatement.objects.get().sum_named_sources is None


def test_no_check_says_that_the_sources_are_not_the_total() -> None:
    disclosure = _stored(_named(CENTRAL, LOCAL), WITH_PART)
    assert not disclosure.findings.filter(check_id="AMT-01").exists()


def test_a_row_with_an_unread_source_is_not_evaluated() -> None:
    disclosure = _stored(_named(CENTRAL, NamedSource("捐赠", None)))
    assert not disclosure.findings.filter(check_id="AMT-01").exists()
    row = NotEvaluatedRow.objects.get(disclosure=disclosure, check_id="AMT-01", project__isnull=False)
    assert row.why == "source-unread"
    assert NotEvaluated("AMT-01", None, row.why).why == "source-unread"


def test_a_snapshot_and_a_dump_made_before_there_were_named_sources_read_as_without_any() -> None:
    record = factories.disclosure(factories.unit("某大学", factories.project("甲", 5 * WAN)))
    assert records_in(snapshot_of(record)) == record
    assert "other_sources" not in open_data(record, 1, [])["units"][0]["projects"][0]
    assert problems_in(snapshot_of(record)) == ()


def test_a_dump_has_each_source_with_its_amount() -> None:
    record = factories.disclosure(factories.unit("某大学", factories.project("甲", WITH_PART)))
    assert open_data(record, 1, [])["units"][0]["projects"][0]["other_sources"] == [
        {"name": "其中：省级", "amount": "30.00", "part_of": "fiscal_appropriation"},
        {"name": "地 方资金", "amount": "10.00"},
    ]
    assert records_in(snapshot_of(record)) == record
    other = replace(WITH_PART, other_sources=())
    changed = factories.disclosure(factories.unit("某大学", factories.project("甲", other)))
    assert digest_of(record) != digest_of(changed)


# ---- Pages and API.


def test_the_project_page_has_a_line_for_each_source_in_the_readers_unit(client: Client) -> None:
    _stored(_named(CENTRAL, NamedSource("捐赠", None)), WITH_PART)
    url = Project.objects.get(name="项目1").get_absolute_url()
    tree = html.fromstring(client.get(url).content)
    lines = [
        " ".join(one.text_content().split())
        for one in tree.xpath("//*[@aria-labelledby='other-sources-title']//dl/*")
    ]
    assert lines == ["中央补助", "80.00", "捐赠", "金额未能读取。"]
    client.cookies["money_unit"] = "yuan"
    assert "800,000.00" in client.get(url).content.decode()
    chart = client.get(url).context["source_chart"]
    assert [(one.label, one.value) for one in chart.segments][3:] == [
        ("中央补助", 80 * WAN),
        ("捐赠", None),
        ("未列明来源", 20 * WAN),
    ]


def test_pages_of_department_unit_and_lists_show_named_sources_as_one(client: Client) -> None:
    disclosure = _stored(_named(CENTRAL, LOCAL), WITH_PART)
    unit = disclosure.statements.get().unit
    for url in (disclosure.department.get_absolute_url(), unit.get_absolute_url()):
        page = client.get(url, {"year": 2024}).content.decode()
        assert "其他具名来源" in page
        assert "source=named_sources" in page
    assert "110.00" in client.get("/projects/", {"year": 2024, "source": "named_sources"}).content.decode()


def test_the_table_as_disclosed_and_its_file_have_the_sources(client: Client) -> None:
    disclosure = _stored(_named(CENTRAL, LOCAL))
    for query in ({}, {"revision": 1}):
        page = " ".join(
            html.fromstring(client.get(disclosure.get_absolute_url(), query).content).text_content().split()
        )
        assert "100.00 中央补助 80.00 地方资金 20.00" in page
    file = client.get(disclosure.get_absolute_url(), {"_export": "csv"})
    assert "中央补助 80.00；地方资金 20.00" in b"".join(file.streaming_content).decode("utf-8-sig")


def test_the_reconciliation_has_a_column_for_each_source(client: Client) -> None:
    stated = Amounts(total=160 * WAN, other_sources=(NamedSource("地方资金", 31 * WAN),))
    disclosure = _stored(_named(CENTRAL, LOCAL), WITH_PART, stated=stated)
    response = client.get(f"/disclosures/{disclosure.pk}/reconciliation/")
    assert response.context["columns"] == ["总计", "财政拨款", "地方资金", "中央补助"]
    (finding,) = disclosure.findings.filter(check_id="AMT-02")
    assert [(one["column"], one["text"]) for one in finding.evidence] == [
        ("地方资金", "31.00"),
        ("地方资金", "30.00"),
        ("地方资金", "1.00"),
    ]
    assert "地方资金" in client.get(f"/findings/{finding.pk}/").content.decode()


def test_the_api_has_each_source(client: Client) -> None:
    _stored(_named(CENTRAL, NamedSource("捐赠", None)), WITH_PART)
    found = client.get(f"/api/v1/projects/{Project.objects.get(name='项目1').pk}").json()["amounts"]
    assert found["named_sources"] == "80.00"
    assert found["other_sources"] == [
        {"name": "中央补助", "amount": "80.00", "part_of": ""},
        {"name": "捐赠", "amount": None, "part_of": ""},
    ]
    rows = client.get("/api/v1/units", {"year": 2024}).json()["results"]
    assert rows[0]["sums"]["named_sources"] == "90.00"
    assert (
        client.get("/api/v1/projects", {"source": "named_sources", "sort": "-named_sources"}).json()["count"]
        == 2
    )


def test_named_sources_cannot_be_corrected() -> None:
    assert "other_sources" not in AMOUNT_FIELDS

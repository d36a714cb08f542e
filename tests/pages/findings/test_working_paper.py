"""The working paper: a workbook that says what was checked and what not, and keeps reviews to auditors."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import translation

from budget.audit.findings import Quote
from budget.disclosure.records import Amounts
from budget.models import CheckSetting, Disclosure, Finding
from budget.models.filters import FindingFilters
from budget.pages.export import workbook
from budget.pages.export.workbook import Book, Fen
from budget.pages.findings.evidence import quote_words
from budget.pages.findings.working_paper.paper import About, write_working_paper
from budget.store.sources import Received
from tests import factories
from tests.support.auditors import auditor, decide, found, reader, table, training
from tests.support.paths import SAMPLE
from tests.support.year_matches import decided

SITE = "https://site.example"
Rows = list[tuple[Any, ...]]


def opened(stream: BytesIO) -> dict[str, Rows]:
    """What a spreadsheet program would show, sheet by sheet; nothing in it may be a formula."""
    book = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    for sheet in book:
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def paper(who: Any = None, language: str = "en", **narrowed: Any) -> dict[str, Rows]:
    stream = BytesIO()
    findings = Finding.objects.in_force().narrowed(FindingFilters(**narrowed))
    words = [f"{name}: {value}" for name, value in narrowed.items()]
    with translation.override(language):
        write_working_paper(
            stream, Disclosure.objects.all(), findings, who or AnonymousUser(), About(words, SITE)
        )
    return opened(stream)


def texts(rows: Rows) -> str:
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


@pytest.mark.django_db
def test_it_opens_with_what_was_checked_what_not_and_why_and_from_which_file() -> None:
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", verbosity=0)
    CheckSetting.objects.create(check_id="REL-05", is_on=False)
    call_command("check_disclosures", verbosity=0)
    book = paper()
    assert list(book) == ["What was checked", "Points to review"]
    scope = book["What was checked"]
    (of_file,) = [row for row in scope if row[6] == "guangzhou-cppcc.txt"]
    assert of_file[:4] == ("广东省广州市", "中国人民政治协商会议广东省广州市委员会办公厅", 2024, 1)
    assert (of_file[5], len(of_file[7])) == (3340, 64)
    checks = {row[0]: row for row in scope if row[0] in ("AMT-05", "REL-05", "CMP-03")}
    assert (checks["AMT-05"][3:6], checks["AMT-05"][8:]) == ((1, 0, 1), (1, 376))
    assert checks["REL-05"][3:5] == (0, 1) and checks["REL-05"][7] == "switched off for this installation"
    assert ("YOY-01", "the year before is not there") in [(row[0], row[7]) for row in scope]


@pytest.mark.django_db
def test_each_finding_stands_with_evidence_basis_and_row() -> None:
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", verbosity=0)
    rows = paper()["Points to review"]
    assert len(rows) == 1 + Finding.objects.count()
    (row,) = [row for row in rows if row[1] == "AMT-05"]
    finding = Finding.objects.get(check_id="AMT-05")
    assert (row[2], row[6], row[7], row[11]) == ("warning", "业务用房物业管理费", "", 376)
    assert (row[13], row[14], row[15]) == (finding.row, "", "guangzhou-cppcc.txt")
    assert "376.00" in row[9] and "财预〔2015〕88号" in row[10]
    (group,) = [row for row in rows if row[1] == "DUP-01"]
    assert len(group[6].split("\n")) == 2


@pytest.mark.django_db
@pytest.mark.once
def test_it_is_a_paper_to_fill_in_and_to_print() -> None:
    factories.stored(table(training()))
    stream = BytesIO()
    findings = Finding.objects.in_force().narrowed(FindingFilters(check="VAL-08"))
    with translation.override("zh-hans"):
        write_working_paper(
            stream, Disclosure.objects.all(), findings, auditor("shen"), About(["规则: VAL-08"], SITE)
        )
    scope, points = openpyxl.load_workbook(stream).worksheets[:2]
    head = {row[0].value: row[1].value for row in scope.iter_rows(max_row=8)}
    assert not (head["索引号"] or head["复核人、复核日期"] or head["结论"])
    assert (head["编制人、编制日期"], head["被审计部门"]) == ("shen", "市教育局")
    assert head["待核查事项的筛选条件"] == "规则: VAL-08"
    for sheet in (scope, points):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert points.print_title_rows == "$1:$1"
    finding = Finding.objects.get(check_id="VAL-08")
    assert [cell.value for cell in points[1]][-2:] == ["索引号", "结论"]
    assert points["N2"].value == finding.row, "a row number is a number"
    assert points["N2"].hyperlink.target.startswith(f"{SITE}/disclosures/{finding.disclosure_id}/")
    assert points["N2"].hyperlink.location == f"row-{finding.row}"
    assert points["B2"].hyperlink.target == f"{SITE}/findings/{finding.pk}/"


@pytest.mark.django_db
def test_it_speaks_the_readers_language() -> None:
    factories.stored(table(training()))
    book = paper(language="zh-hans", check="VAL-08")
    assert "年度指标值是百分比" in texts(list(book.values())[1])
    assert "check: VAL-08" in texts(list(book.values())[0])


@pytest.mark.django_db
def test_states_and_reasons_are_there_for_auditors_alone() -> None:
    factories.stored(table(training()))
    decide(found("VAL-08"), "explained", "秘密的理由", auditor("shen"))
    book = paper(auditor(), check="VAL-08")
    assert list(book) == ["What was checked", "Points to review", "Reviews"]
    (row,) = book["Points to review"][1:]
    assert row[16:19] == ("explained", "秘密的理由", "shen")
    (review,) = book["Reviews"][1:]
    assert review[4:7] == ("explained", "秘密的理由", "shen") and review[8] == 1
    for who in (AnonymousUser(), reader()):
        told = "".join(texts(rows) for rows in paper(who).values())
        assert not [word for word in ("explained", "秘密的理由", "shen", "Reason", "State") if word in told]


@pytest.mark.django_db
def test_the_history_of_a_reopened_finding_is_whole() -> None:
    factories.stored(table(training("98%")))
    decide(found("VAL-08"), "dismissed", "口径如此")
    factories.stored(table(training("97%")))
    book = paper(auditor("second"), check="VAL-08")
    assert book["Points to review"][1][16:19] == ("open", "", "the evidence changed")
    assert [row[4:7] for row in book["Reviews"][1:]] == [
        ("dismissed", "口径如此", "auditor"),
        ("open", "", "the evidence changed"),
    ]


@pytest.mark.django_db
def test_text_that_a_spreadsheet_would_run_is_kept_as_text() -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    project = replace(training(), name=evil)
    factories.stored(table(project), files=[Received("=cmd|' /C calc'!A0.txt", b"x")])
    book = paper(check="VAL-08")
    assert book["Points to review"][1][6] == evil
    assert "=cmd|' /C calc'!A0.txt" in texts(book["What was checked"])


@pytest.mark.django_db
def test_an_unstated_amount_is_an_empty_cell_and_zero_is_zero() -> None:
    first = replace(training(), amounts=Amounts())
    second = replace(training(name="另一培训"), amounts=Amounts(total=0))
    factories.stored(table(first, second))
    assert [row[11] for row in paper(check="VAL-08")["Points to review"][1:]] == [0, None]


@pytest.mark.django_db
def test_the_paper_leads_with_the_gravest_and_dearest_projects_and_keeps_each_together() -> None:
    grave = replace(training(name="零元"), amounts=Amounts(total=0))
    dear = replace(training(name="较贵"), amounts=Amounts(total=9_000_000))
    factories.stored(table(training(), dear, grave))
    rows = [(row[6], row[2]) for row in paper()["Points to review"][1:] if row[6]]
    projects = [name for name, _level in rows]
    assert list(dict.fromkeys(projects))[0] == "零元"
    assert projects.index("较贵") < projects.index("教师培训")
    assert sum(a != b for a, b in pairwise(projects)) == len(set(projects)) - 1
    levels = ["error", "warning", "notice"]
    for project in set(projects):
        ranks = [levels.index(level) for name, level in rows if name == project]
        assert ranks == sorted(ranks)


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_findings(django_assert_max_num_queries: object) -> None:
    factories.stored(table(*[training(name=f"培训{number}") for number in range(60)]))
    with django_assert_max_num_queries(20):
        paper(auditor())


def test_a_quote_names_its_column_of_money() -> None:
    quote = Quote("stated", "316.97", column="total")
    with translation.override("zh-hans"):
        assert quote_words(quote) == "表列（万元） · 总计：316.97"


def written(*cells: Any, rows: int = 1) -> dict[str, Rows]:
    stream = BytesIO()
    with Book(stream) as book:
        sheet = book.sheet("one", (10,))
        sheet.header(["heading"])
        sheet.rows([cells] * rows)
    return opened(stream)


def test_money_that_a_spreadsheet_would_round_is_written_as_text() -> None:
    assert written(Fen(10**15 + 1))["one"][1] == ("1000000000.000001",)
    assert written(Fen(123_456_789_012_345))["one"][1] == (123456789.012345,)


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    (text,) = written("长" * 40_000)["one"][1]
    assert len(text) <= 32_767 and "40000" in text


def test_a_full_sheet_goes_on_in_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3)
    assert written("x", rows=5) == {
        "one": [("heading",), ("x",), ("x",)],
        "one (2)": [("heading",), ("x",), ("x",)],
        "one (3)": [("heading",), ("x",)],
    }


@pytest.mark.django_db
def test_what_was_decided_of_projects_over_the_years_is_a_sheet() -> None:
    factories.stored(table(training(name="一期培训"), year=2023))
    factories.stored(table(training(name="二期培训")))
    assert "Projects over the years" not in paper()
    decided("二期培训", "一期培训", "confirmed", note="续建")
    (row,) = paper()["Projects over the years"][1:]
    assert (row[2:8], len(row)) == ((2023, "一期培训", 2024, "二期培训", "the same project", "续建"), 9)
    assert paper(auditor("other"))["Projects over the years"][1][9] == "auditor"
    decided("二期培训", "一期培训", "taken-back")
    assert "Projects over the years" not in paper()

"""The report of a department: the page, the PDF and the DOCX say the same."""

from io import BytesIO

import pytest
from django.test import Client
from django.utils.translation import override
from fontTools.ttLib import TTFont

from budget.models import Disclosure
from budget.pages.export.documents.docx import write_docx
from budget.pages.export.documents.pdf import write_pdf
from budget.pages.report import rows
from budget.pages.report.document import Column, Document, Link, Paragraph, Row, Section, Table
from tests import factories
from tests.actions.corrections.editing import correct
from tests.support.auditors import auditor, table, training
from tests.support.documents import pdf_characters, pdf_fonts, without_blanks, word_document, word_texts


def _file(client: Client, url: str, file_format: str) -> bytes:
    response = client.get(url, {"_export": file_format})
    assert response.status_code == 200
    assert f".{file_format}" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def _assert_in_order(texts: list[str], whole: str) -> None:
    """Each text stands in the whole after the one before it."""
    at = 0
    for text in texts:
        found = whole.find(without_blanks(text), at)
        assert found >= 0, text
        at = found + len(without_blanks(text))


def _document(*rows: Row) -> Document:
    columns = (Column("序号", 1, is_figure=True), Column("指标", 5), Column("金额", 2, is_figure=True))
    blocks = (Paragraph("三个项目占部门资金的 59 %。"), Table("绩效指标", columns, rows))
    return Document("报告", ("2024年",), (Section("a", "概况", blocks),), "页脚", "http://x/", "zh-hans")


@pytest.mark.django_db
@pytest.mark.once
def test_page_pdf_and_docx_say_the_same(client: Client) -> None:
    factories.stored(table(training(), year=2023))
    correct(factories.some_year(), field="total")
    department = Disclosure.objects.get(fiscal_year=2024, department__name="市教育局").department
    url = f"{department.get_absolute_url()}report/"
    page = client.get(url)
    texts = [text for text in page.context["document"].texts() if text]
    html = page.content.decode()
    names = [section.name for section in page.context["document"].sections]
    assert {
        "figures",
        "funding",
        "changes",
        "projects",
        "indicators",
        "points",
        "corrections",
        "sources",
    } <= {*names}
    assert all(f'id="{name}"' in html for name in names)
    assert word_texts(word_document(_file(client, url, "docx"))) == texts
    _assert_in_order(texts, "".join(pdf_characters(_file(client, url, "pdf"))))
    # The figures are those of the rows.
    disclosure = Disclosure.objects.for_department_page().get(fiscal_year=2024, department=department)
    assert f"{disclosure.sum_total / factories.WAN:,.2f}" in texts
    assert any(text.endswith("*") for text in texts), "a corrected value is marked"
    assert client.get(url, {"_export": "odt"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.once
def test_states_of_reviews_are_for_auditors(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_INDICATORS", 2)
    url = f"{factories.some_year().department.get_absolute_url()}report/"
    open_to_all = client.get(url)
    client.force_login(auditor())
    of_auditor = client.get(url)
    heads = [
        [column.label for column in block.columns]
        for page in (open_to_all, of_auditor)
        for section in page.context["document"].sections
        if section.name == "points"
        for block in section.blocks
        if isinstance(block, Table)
    ]
    assert len(heads[1]) == len(heads[0]) + 1
    assert "private" in of_auditor["Cache-Control"]
    assert "private" not in open_to_all.get("Cache-Control", "")
    # What is too much is not left out in silence.
    (indicators,) = (one for one in open_to_all.context["document"].sections if one.name == "indicators")
    assert isinstance(indicators.blocks[-1], Paragraph)
    assert "/indicators/?year=2024&department=" in indicators.blocks[-1].url


def test_a_pdf_goes_on_over_pages_and_embeds_its_fonts() -> None:
    long = "考核指标完成情况。" * 700  # more than a page
    table = [Row((Link(f"{at}. 项目", "http://x/"),), "group") for at in range(2)]
    lines = [Row((str(at), f"培训教师 {at} 人", "12,345.67")) for at in range(70)]
    document = _document(table[0], *lines, table[1], Row(("71", long, "—")))
    stream = BytesIO()
    with override("zh-hans"):
        write_pdf(document, stream)
    pages = pdf_characters(stream.getvalue())
    assert len(pages) > 3
    assert all(f"第{at}页，共{len(pages)}页" in page for at, page in enumerate(pages, start=1))
    assert all("序号指标金额" in page for page in pages[:-1]), "headings on each page"
    assert "".join(pages).count("考核指标完成情况。") >= 690, "the others are broken over pages"
    assert "1.项目71考核" in "".join(pages), "a group's heading stays with its first row"
    assert pdf_fonts(stream.getvalue())
    assert all(pdf_fonts(stream.getvalue()).values())


def test_a_docx_embeds_the_characters_it_uses() -> None:
    document = _document(Row(("1", "培训教师\n人数", "12,345.67")), Row(("", "合计", "12,345.67"), "total"))
    stream = BytesIO()
    write_docx(document, stream)
    word = word_document(stream.getvalue())
    assert word_texts(word) == [text for text in document.texts() if text]
    fonts = next(part for part in word.part.package.iter_parts() if part.partname.endswith("fontTable.xml"))
    assert b"Noto Sans SC" in fonts.blob
    for relation in fonts.rels.values():
        key = fonts.blob.split(relation.rId.encode(), 1)[1].split(b'fontKey="{', 1)[1][:36]
        mask = bytes.fromhex(key.decode().replace("-", ""))[::-1]
        blob = relation.target_part.blob
        head = bytes(byte ^ mask[at % 16] for at, byte in enumerate(blob[:32]))
        characters = TTFont(BytesIO(head + blob[32:])).getBestCmap()
        assert {ord(one) for one in "培训教师人数合计0123456789"} <= characters.keys()
        assert len(blob) < 200_000
    assert word.sections[0].page_width.mm == pytest.approx(210, abs=0.1)

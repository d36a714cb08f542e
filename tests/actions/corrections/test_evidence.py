"""Findings that rest on corrected values say so wherever they are shown, each with the disclosed value."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from lxml import html

from budget.actions.corrections import state_token_of, take_back
from budget.disclosure.corrections import Place
from budget.models import Correction, Disclosure, Finding
from budget.store import checks
from tests.actions.corrections.editing import correct, editor, row, table, training
from tests.factories import WAN, disclosure as disclosed, indicator, indicators, project, stored, unit
from tests.support.auditors import decide

pytestmark = pytest.mark.django_db


def found(check: str, **which: Any) -> Finding:
    return Finding.objects.get(check_id=check, is_active=True, **which)


def marked(finding: Finding) -> list[tuple[str, str, str, str | None, str]]:
    """Kind, field, text, disclosed text and subject of the quotes that rest on corrections."""
    return [
        (one.what, one.column, one.text, one.disclosed, one.of)
        for one in finding.quotes
        if one.disclosed is not None
    ]


def target(to: str = "98%", from_: str = "12次") -> Disclosure:
    """A project whose quantity target is corrected from a count to a percentage: VAL-08."""
    record = stored(table(training(indicators=(indicator("quantity", "调研次数", from_),))))
    correct(record, Place(0, 0, 0), "annual_target", to)
    return record


def test_a_quoted_correction_has_the_disclosed_value_beside_it() -> None:
    target()
    assert marked(found("VAL-08")) == [("annual_target", "", "98%", "12次", "")]


def test_what_no_correction_touches_is_a_plain_quotation() -> None:
    target()
    others = Finding.objects.filter(is_active=True).exclude(check_id="VAL-08")
    for one in others.exclude(projects=row()):
        assert marked(one) == []


def test_a_sum_names_the_corrected_parts_that_it_rests_on() -> None:
    """The unit's subtotal is as disclosed; what its projects add up to follows the correction."""
    disclosure = stored(table())
    correct(disclosure, Place(0, 1), "total", str(9 * WAN))
    (of_unit,) = Finding.objects.filter(check_id="AMT-02", is_active=True)
    assert marked(of_unit) == [("corrected", "total", "9.00", "5.00", "校舍维修")]


def test_a_corrected_subtotal_is_marked_itself() -> None:
    disclosure = stored(table())
    correct(disclosure, Place(0), "total", str(7 * WAN))
    (of_unit,) = Finding.objects.filter(check_id="AMT-02", is_active=True)
    assert marked(of_unit) == [("stated", "total", "7.00", "105.00", "")]


def test_a_sum_rests_on_no_indicator() -> None:
    disclosure = stored(table())
    correct(disclosure, Place(0, 0, 0), "annual_target", "97")
    correct(disclosure)
    of_project = found("AMT-01", project=row())
    assert marked(of_project) == [("stated", "fiscal_appropriation", "70.00", "80.00", "")]


def test_what_is_missing_by_a_correction_alone_names_it() -> None:
    disclosure = stored(
        table(training(indicators=indicators("quantity", "quality", "satisfaction", "social")))
    )
    assert not Finding.objects.filter(check_id="CMP-05", is_active=True).exists()
    for field, value in (
        ("level1_code", ""),
        ("level1", "产出指标"),
        ("level2_code", ""),
        ("level2", "质量指标"),
    ):
        if value != getattr(row().indicators.get(position=4), field):
            correct(disclosure, Place(0, 0, 3), field, value)
    missing = [one for one in Finding.objects.filter(is_active=True, projects=row()) if marked(one)]
    assert missing
    assert all(disclosed is not None for one in missing for _, _, _, disclosed, _ in marked(one))


def test_last_years_correction_is_marked_in_this_years_comparison() -> None:
    def year(number: int, target: str) -> Any:
        one = project("培训", 10 * WAN, row=6, indicators=(indicator("quantity", "培训人次", target),))
        return disclosed(unit("市教育局", one, row=5), year=number)

    before = stored(year(2023, "50人次"))
    stored(year(2024, "80人次"))
    assert not Finding.objects.filter(check_id="YOY-01", is_active=True).exists()
    correct(before, Place(0, 0, 0), "annual_target", "100人次")
    assert marked(found("YOY-01")) == [("last_annual_target", "", "100人次", "50人次", "")]


def test_a_correction_taken_back_takes_the_mark_with_it() -> None:
    record = target("99%", "98%")
    assert marked(found("VAL-08")) == [("annual_target", "", "99%", "98%", "")]
    correction = Correction.objects.get()
    seen = state_token_of(correction, record.revisions.get(is_current=True))
    assert seen is not None
    take_back(correction, "原表无误", editor(), seen=seen)
    assert marked(found("VAL-08")) == []


def test_the_mark_alone_opens_no_decided_finding_again() -> None:
    """Checked under the version before, a finding that was decided has no mark yet."""
    target()
    finding = found("VAL-08")
    plain = [{key: one[key] for key in ("what", "text", "column", "indicator")} for one in finding.evidence]
    Finding.objects.filter(pk=finding.pk).update(evidence=plain)
    decide(finding, "confirmed")
    checks.check(Disclosure.objects.get())
    assert found("VAL-08").review_state == "confirmed"
    assert marked(found("VAL-08"))


def _text(client: Client, url: str) -> str:
    return " ".join(html.fromstring(client.get(url).content.decode()).text_content().split())


def test_every_page_gives_the_disclosed_value_with_the_correction(client: Client) -> None:
    target()
    finding = found("VAL-08")
    page = _text(client, f"/findings/{finding.pk}/")
    assert "已更正 98% 公开值 12次" in page
    assert "依据（公开原文及更正值）" in page
    assert "已更正 98% 公开值 12次" in _text(client, "/findings/?year=2024&check=VAL-08")
    of_project = _text(client, row().get_absolute_url())
    assert "12次" in of_project and "98%" in of_project


def test_no_words_of_the_document_are_marked_as_such_that_are_not(client: Client) -> None:
    target()
    for url in (f"/findings/{found('VAL-08').pk}/", "/findings/?year=2024&check=VAL-08"):
        page = html.fromstring(client.get(url).content.decode())
        assert "98%" not in page.xpath("//mark/text()")
        assert "12次" in page.xpath("//mark/text()")


def test_the_api_gives_both_values(client: Client) -> None:
    target()
    (one,) = client.get("/api/v1/findings?check=VAL-08").json()["results"]
    (quote,) = [quote for quote in one["evidence"] if quote["disclosed"] is not None]
    assert quote == {
        "what": "annual_target",
        "text": "98%",
        "indicator": 1,
        "field": "",
        "disclosed": "12次",
        "of": "",
    }


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_exports_give_both_values(client: Client, name: str) -> None:
    target()
    response = client.get(f"/findings/?year=2024&check=VAL-08&_export={name}")
    content = b"".join(response) if response.streaming else response.content
    text = content.decode("utf-8-sig") if name == "csv" else _cells(content)
    assert "98% (已更正；公开值：12次)" in text


def _cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        str(cell) for sheet in book for line in sheet.values for cell in line if cell is not None
    )


def test_the_working_paper_gives_both_values(client: Client) -> None:
    target()
    response = client.get(f"/findings/working-paper/?year=2024&project={row().pk}")
    content = b"".join(response) if response.streaming else response.content
    assert "98% (已更正；公开值：12次)" in _cells(content)

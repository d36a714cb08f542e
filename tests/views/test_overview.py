"""The overview leads with what changed, and with where to look first."""

import pytest
from django.test import Client

from budget.models import Disclosure
from tests import factories
from tests.factories import WAN
from tests.support.passing import lasting

pytestmark = pytest.mark.django_db


def table(department: str, year: int, money: int, fiscal: int | None = None) -> None:
    """Store a table of one project. Where the source is not the total there is an error."""
    amounts = factories.amounts(fiscal=(fiscal or money) * WAN, total=money * WAN)
    one = factories.project("校舍维修", amounts, row=6, indicators=factories.indicators("quantity"))
    factories.stored(
        factories.disclosure(factories.unit(department, one, row=5), department=department, year=year)
    )


def test_like_is_compared_with_like_and_the_dearest_errors_come_first(client: Client) -> None:
    table("市教育局", 2023, 100)
    table("市教育局", 2024, 150, fiscal=149)
    table("市水务局", 2024, 700, fiscal=690)
    table("市民政局", 2023, 900)
    assert Disclosure.objects.sums_of_both(2023, 2024) == (1, 100 * WAN, 150 * WAN)
    text = lasting(client.get("/?year=2024").content.decode())
    assert "2023 与 2024 两年均公布的部门有 1 个：金额由 100.00 万元 变为 150.00 万元，增加 50.0%。" in text
    assert 'href="/changes/?year=2024&amp;before=2023"' in text
    lead = text[text.index('id="lead-first"') :]
    assert 0 < lead.index("市水务局") < lead.index("市教育局")
    assert "700.00" in lead[: lead.index("市教育局")]
    assert "市水务局占 82.4%。" in text


def test_a_year_alone_is_compared_with_none(client: Client) -> None:
    table("市教育局", 2024, 100)
    text = client.get("/?year=2024").content.decode()
    assert "两年均公布" not in text and "先看哪里" in text
    assert Disclosure.objects.sums_of_both(2023, 2024) == (0, None, None)

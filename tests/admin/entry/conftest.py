"""An editor, and a disclosure entered by hand."""

import pytest
from django.test import Client

from budget.disclosure.records import Amounts
from budget.models import Disclosure
from tests import factories
from tests.admin.entry.entering import WAN
from tests.support.people import signed_in


@pytest.fixture
def editor(collected_static: object) -> Client:
    return signed_in("editor")


@pytest.fixture
def entered() -> Disclosure:
    """A disclosure as entered by hand: 甲局 with two projects of 3 and 4 万元, 乙所 without any."""
    quantity = factories.indicator(name="栋数", target="≥3栋")
    projects = [
        factories.project(name, Amounts(total=total * WAN), indicators=(quantity,))
        for name, total in (("校舍维修", 3), ("教师培训", 4))
    ]
    record = factories.disclosure(
        factories.unit("甲局", *projects),
        factories.unit("乙所"),
        department="甲局",
        region="某市",
        layout="entered",
        row=None,
        title="绩效目标表",
    )
    return factories.stored(record)

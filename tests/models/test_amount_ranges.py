"""Every amount is in one range."""

import pytest

from budget.models import Project
from budget.models.amount_ranges import AMOUNT_RANGES
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fen", [None, -1, 0, 1, 10 * WAN - 1, 10 * WAN, 100 * WAN, 10**15])
def test_an_amount_is_in_one_range_alike_in_python_and_in_the_database(fen: int | None) -> None:
    factories.stored(factories.disclosure(factories.unit("甲局", factories.project("甲", fen))))
    taking = [key for key, one in AMOUNT_RANGES.items() if one.contains(fen)]
    holding = [
        key for key, one in AMOUNT_RANGES.items() if Project.objects.filter(one.condition("total")).exists()
    ]
    assert taking == holding
    assert len(taking) == 1

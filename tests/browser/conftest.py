"""Data of the tests in a browser."""

import pytest
from django.db import transaction

from tests import factories


@pytest.fixture
def sample(transactional_db: None) -> None:
    """The real disclosure, imported as an operator does; its rows are copied where an earlier test imported it."""
    with transaction.atomic():
        factories.real_disclosure()

"""A process killed at any point leaves what is whole, and the next one goes on."""

import pytest

from tests.support.killing import kill_and_verify
from tests.support.migrating import connected


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_what_is_whole(migrated_database_url: str) -> None:
    with connected(migrated_database_url):
        assert len(list(kill_and_verify(4, seed=1))) == 4

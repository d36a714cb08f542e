"""Acts in any order leave what is stored whole; tests/benchmarks/random_acts.py does thousands."""

import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.support.random_acts import RandomActs


@pytest.mark.django_db
def test_a_random_sequence_of_acts_leaves_what_is_stored_whole() -> None:
    settings = hypothesis.settings(
        max_examples=2,
        stateful_step_count=7,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.generate],
    )
    before = RandomActs.done
    run_state_machine_as_test(RandomActs, settings=settings)
    assert RandomActs.done - before > 4 + 2  # each begins with two tables

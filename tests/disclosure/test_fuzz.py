"""Damaged files of every format and layout: each gives records or a refusal, and nothing else."""

import time
from collections import Counter

from tests.support.fuzzing import damaged, given_for, outcome_of, seeds

# `python3 dev.py bench fuzz` reads thousands.
INPUTS = 200
# Seconds of processor time, of files of some kilobytes: what grows with the square of a damaged number.
TOO_LONG = 20.0


def test_every_seed_is_whole_so_that_damage_is_what_refuses() -> None:
    outcomes = {name: outcome_of(content, given_for(name)) for name, content in seeds().items()}
    assert outcomes == dict.fromkeys(outcomes, "records")


def test_a_damaged_file_gives_records_or_a_refusal_with_a_reason() -> None:
    outcomes: Counter[str] = Counter()
    for one in damaged(INPUTS, seed=2024):
        begun = time.process_time()
        outcome = outcome_of(one.content, one.given)
        assert not outcome.startswith("WRONG"), f"{one.name}: {outcome}"
        assert time.process_time() - begun < TOO_LONG, one.name
        outcomes[outcome] += 1
    # The damage reaches what there is to damage: neither all is refused, nor always for one reason.
    assert outcomes["records"] > INPUTS // 20
    assert len(outcomes) > 8

"""A process that does random acts is killed at random points; what it leaves is whole.

tests/store/test_killed.py kills at a few points, tests/benchmarks/kills.py at many.
"""

import os
import random
import signal
import time
import traceback
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import connections

from budget.actions.reviews import review
from budget.models import Finding
from tests.support.auditors import auditor
from tests.support.random_acts import RandomActs

# An act takes some tens of milliseconds; a killed process is within one at nearly all times.
LONGEST_SECONDS = 0.6
REVIEW_STATES = ("explained", "confirmed")


class KilledActs(RandomActs):
    """Acts that are each a transaction of their own, chosen by a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        super().__init__()
        self.auditor = User.objects.filter(username="auditor").first() or auditor()

    def _begin(self) -> None:
        """Nothing: what an act did stays."""

    def review(self, which: int, state: int) -> None:
        def act(row: Finding) -> None:
            read = {row.pk: row.version}
            review(read, REVIEW_STATES[state % 2], "查过了", self.auditor, shown=read)

        self._on(Finding.objects.filter(is_active=True), which, act)

    def one(self) -> None:
        """Do one act."""
        some = lambda: self.random.randrange(6)  # noqa: E731
        acts: list[tuple[Any, dict[str, Any]]] = [
            (self.store, {"name": some(), "year": some(), "chosen": some() + 1, "amount": some() % 3 + 1}),
            (self.correct, {"which": some(), "unit": some(), "value": some() % 3 + 4}),
            (self.review, {"which": some(), "state": some()}),
            (self.withdraw, {"which": some()}),
            (self.bring_back, {"which": some()}),
            (self.move, {"which": some(), "name": some(), "year": some()}),
            (self.undo, {"which": some()}),
            (self.merge_units, {"which": some(), "into": some()}),
            (self.name_unit, {"which": some(), "name": some()}),
        ]
        act, arguments = self.random.choices(acts, weights=[6, 2, 2, 1, 1, 1, 1, 1, 1])[0]
        act(**arguments)


def kill_and_verify(points: int, seed: int) -> Iterator[float]:
    """Kill a process at `points` random moments, verify after each, and yield the moment in seconds.

    Raises AssertionError where what is stored is not whole. At the end the acts go on where the last process was
    killed. The connections of this process are closed: the other one inherits none.
    """
    moments = random.Random(seed)
    for point in range(points):
        moment = moments.uniform(0, LONGEST_SECONDS)
        connections.close_all()
        started, ready = os.pipe()
        process = os.fork()
        if process == 0:
            _act_until_killed(seed + point, ready)
        os.close(ready)
        os.read(started, 1)
        os.close(started)
        time.sleep(moment)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status), "the acts ended by themselves: their error is printed above"
        RandomActs.verify()
        yield moment
    acts = KilledActs(seed)
    for _ in range(3):
        acts.one()
    RandomActs.verify()


def _act_until_killed(seed: int, ready: int) -> None:
    """Say that it begins, and act without end. Never returns: this is the other process."""
    try:
        acts = KilledActs(seed)
        os.write(ready, b".")
        while True:
            acts.one()
    except Exception:  # noqa: BLE001  # printed, and told by the exit code
        traceback.print_exc()
    finally:
        os._exit(1)

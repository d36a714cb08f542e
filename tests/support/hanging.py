"""A file whose reading does not end, for tests of the processes that read files."""

import time
from pathlib import Path

from budget.disclosure import pool
from budget.disclosure.limits import Limits

NAME = "hang"


def read_or_hang(task: pool.Task, limits: Limits) -> pool.Result:
    """In the process that reads: make the file that the content of NAME is the path of, and wait; read all others."""
    if task.name == NAME:
        Path(task.content.decode()).touch()
        time.sleep(600)
    return pool._read(task, limits)

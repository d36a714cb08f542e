"""Files read in processes of their own: in order, within limits, and one that dies or runs away alone."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.pool import ReadingPool, Result, Stopped, Task
from budget.disclosure.problems import Problem
from budget.disclosure.read import Given, Reading
from tests.disclosure.tables import NOTHING_GIVEN, project, wide
from tests.support import hanging

MIB = 1024 * 1024
# Seconds; on a machine however busy.
PATIENCE = 120
QUICK = wide(project("供水", "3.00"))


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Task:
    """A file whose reading does not end. `begun` of its folder is there once it has begun."""
    monkeypatch.setattr("budget.disclosure.pool._read", hanging.read_or_hang)
    return task(str(tmp_path / "begun").encode(), hanging.NAME)


def wait_for(holds: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def large_table(projects: int) -> bytes:
    """A table of thousands of projects of many indicators."""
    indicators = "".join(
        f"{number}、1-产出指标；11-数量指标；巡查次数；实施周期指标值:≥50次；年度指标值:≥50次。"
        for number in range(1, 30)
    )
    return wide(*(project(f"供水{number}", "3.00", indicators=indicators) for number in range(projects)))


def task(content: bytes = QUICK, name: str = "table.txt", given: Given = NOTHING_GIVEN) -> Task:
    return Task(content, name, given)


def read_all(tasks: list[Task | None], jobs: int = 1, limits: Limits = DEFAULT_LIMITS) -> list[Result | None]:
    with ReadingPool(jobs, limits) as pool:
        return [result for _, result in pool.read_in_order((each, each) for each in tasks)]


def reason(result: Result | None) -> str:
    """Why a file ran away."""
    assert isinstance(result, tuple)
    [problem] = result
    assert problem.code == "runaway"
    return problem.message


def workers() -> list[int]:
    return [process.pid for process in multiprocessing.active_children() if "pebble" in process.name]


def test_files_are_read_in_their_order_whichever_is_read_first() -> None:
    slow = wide(*(project(f"供水{number}", "3.00") for number in range(1000)), preamble=("单位：万元",))
    quick = wide(project("供水", "3.00"), preamble=("单位：万元",))
    tasks: list[Task | None] = [
        task(slow if number % 4 == 0 else quick, given=Given(fiscal_year=2024, department=f"{number}局"))
        for number in range(8)
    ]
    results = read_all(tasks, jobs=2)
    assert [result.reads[0].disclosure.department for result in results if isinstance(result, Reading)] == [
        f"{number}局" for number in range(8)
    ]


def test_a_refusal_comes_with_its_problems_and_a_file_that_is_not_read_with_none() -> None:
    refused, unread, whole = read_all([task(b""), None, task()])
    assert refused == (Problem("empty-file"),)
    assert unread is None
    assert isinstance(whole, Reading)


def test_a_file_that_takes_too_long_is_stopped_and_the_rest_continues(endless: Task) -> None:
    before, slow, after = read_all([task(), endless, task()], limits=Limits(seconds=4))
    assert reason(slow) == "Reading was stopped: it took more than 4 seconds."
    assert isinstance(before, Reading) and isinstance(after, Reading)


def test_a_file_that_needs_too_much_memory_is_refused_and_the_rest_continues() -> None:
    large, quick = read_all([task(large_table(8000)), task()], limits=Limits(memory_bytes=160 * MIB))
    assert reason(large) == "Reading was stopped: it needed more than 160 MiB of memory."
    assert isinstance(quick, Reading)


def test_a_process_that_is_killed_refuses_its_file_alone(endless: Task, tmp_path: Path) -> None:
    def kill() -> None:
        wait_for((tmp_path / "begun").exists)
        os.kill(workers()[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    killed, quick = read_all([endless, task()])
    killer.join()
    assert reason(killed) == "Reading was stopped: the process that read it ended with -9."
    assert isinstance(quick, Reading)


def test_processes_that_die_between_files_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    begin, begun = ReadingPool._begin, []

    def begin_and_note(of: ReadingPool, one: Task) -> Any:
        begun.append(begin(of, one))
        return begun[-1]

    monkeypatch.setattr(ReadingPool, "_begin", begin_and_note)

    def tasks() -> Iterator[tuple[int, Task]]:
        for number in range(8):
            if number == 4:
                wait_for(lambda: all(one.future.done() for one in begun))
                for pid in workers():
                    os.kill(pid, signal.SIGKILL)
            yield number, task()

    with ReadingPool(1, Limits()) as pool:
        results = list(pool.read_in_order(tasks()))
    assert [number for number, _ in results] == list(range(8))
    assert all(isinstance(result, Reading) for _, result in results)


def test_only_as_many_files_are_taken_as_keep_the_processes_busy() -> None:
    taken = []

    def tasks() -> Iterator[tuple[int, Task]]:
        for number in range(50):
            taken.append(number)
            yield number, task()

    with ReadingPool(2, Limits()) as pool:
        for number, _ in pool.read_in_order(tasks()):
            assert len(taken) - number <= 2 * 2 + 1


def test_a_wait_ends_when_the_import_is_to_stop(endless: Task, tmp_path: Path) -> None:
    begun = (tmp_path / "begun").exists
    with ReadingPool(1, Limits(), is_stopping=begun) as pool, pytest.raises(Stopped):
        list(pool.read_in_order([(1, endless)]))


def test_no_process_is_left() -> None:
    read_all([task(), task()], jobs=2)
    assert workers() == []

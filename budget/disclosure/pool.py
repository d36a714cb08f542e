"""Reads files in processes of their own, which can be stopped: a file that hangs or kills its process is
refused alone.

The processes come from a fork server without state of this process (no database connection, no thread).
Results are taken in the order of the files. Only as many files are held as occupy the processes.
"""

import logging
import multiprocessing
import os
import resource
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from budget.disclosure.limits import Limits, size_words
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import read
from budget.disclosure.reading import Given, Reading

logger = logging.getLogger(__name__)

# How often a wait for a file looks up, to see whether the import is to stop.
_LOOK_UP_SECONDS = 0.2
# A process gives way to a new one after so many files: what libraries keep to themselves is given back.
_FILES_A_PROCESS = 200
# What every process would otherwise import anew.
_PRELOADED = ["lxml.etree", "budget.disclosure.read"]
# More processes than this only wait for the database.
MOST_JOBS = 64

File = TypeVar("File")
Result = Reading | tuple[Problem, ...]


class Stopped(Exception):
    """The import is to stop before the next file."""


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of `read` for one file."""

    content: bytes
    name: str
    given: Given


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file that is being read, and by which processes."""

    task: Task
    future: ProcessFuture[Result]
    pool: ProcessPool


class ReadingPool:
    """A limited number of processes that read files within limits. They are ended on leaving the context.

    `is_stopping` is called during every wait for a file.
    """

    def __init__(self, jobs: int, limits: Limits, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._jobs = jobs
        self._limits = limits
        self._is_stopping = is_stopping
        self._pool: ProcessPool | None = None

    def __enter__(self) -> "ReadingPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read_in_order(
        self, files: Iterable[tuple[File, Task | None]]
    ) -> Iterator[tuple[File, Result | None]]:
        """Yield each file with its result: a Reading, a refusal's problems, or None where it had no task.

        Raises Stopped when the import is to stop.
        """
        coming = iter(files)
        first = list(islice(coming, self._jobs))
        self._jobs = min(self._jobs, max(1, sum(task is not None for _, task in first)))
        pending: deque[tuple[File, _Reading | None]] = deque()
        for file, task in chain(first, coming):
            pending.append((file, self._begin(task) if task else None))
            if len(pending) > 2 * self._jobs:
                yield self._take(*pending.popleft())
        while pending:
            yield self._take(*pending.popleft())

    def _take(self, file: File, begun: "_Reading | None") -> tuple[File, Result | None]:
        if self._is_stopping():
            raise Stopped
        if begun is None:
            return file, None
        try:
            return file, self._result(begun)
        except BrokenExecutor:
            logger.warning("the processes that read files broke down; %s is read again", begun.task.name)
        try:
            return file, self._result(self._begin(begun.task))
        except BrokenExecutor:
            return file, _runaway(_("the processes that read it ended"))

    def _begin(self, task: Task) -> "_Reading":
        if self._pool is not None and not self._pool.active:
            self._end()
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(_PRELOADED)
            self._pool = ProcessPool(
                max_workers=self._jobs,
                max_tasks=_FILES_A_PROCESS,
                context=context,
            )
        future = self._pool.schedule(_read, args=[task, self._limits], timeout=self._limits.seconds)
        return _Reading(task, future, self._pool)

    def _result(self, begun: "_Reading") -> Result:
        """Return the result of a file. Raises BrokenExecutor where it is lost, and Stopped."""
        while not wait([begun.future], timeout=_LOOK_UP_SECONDS).done:
            if self._is_stopping():
                raise Stopped
            if not begun.pool.active:
                raise BrokenExecutor
        try:
            return begun.future.result()
        except TimeoutError:
            return _runaway(_("it took more than {seconds} seconds"), seconds=str(self._limits.seconds))
        except ProcessExpired as error:
            return _runaway(
                _("the process that read it ended with {exit_code}"), exit_code=str(error.exitcode)
            )
        except BrokenExecutor:
            raise
        except Exception as error:
            logger.exception("reading %s failed", begun.task.name)
            return (Problem("reader-failed", details={"reason": type(error).__name__}),)

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            self._pool.join()
            self._pool = None


def usable_cores() -> int:
    """How many processes this one's share of the machine keeps busy."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return min(MOST_JOBS, len(affinity(0)) if affinity else os.cpu_count() or 1)


@contextmanager
def _memory_limit(size: int) -> Iterator[None]:
    """Have this process refuse, for a while, to grow beyond `size` bytes."""
    before, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (size if most == resource.RLIM_INFINITY else min(size, most), most)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


def _read(task: Task, limits: Limits) -> Result:
    """Read one file in this process. A refusal is returned: as an exception it would lose its problems."""
    try:
        with _memory_limit(limits.memory_bytes):
            return read(task.content, task.name, task.given, limits)
    except Refused as refused:
        return refused.problems
    except MemoryError:
        return _runaway(_("it needed more than {memory} of memory"), memory=size_words(limits.memory_bytes))


def _runaway(reason: str, **details: str) -> tuple[Problem, ...]:
    return (Problem("runaway", details={"reason": reason, **details}),)

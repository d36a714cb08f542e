"""Processes that store what files gave, on PostgreSQL: each department is the work of one at a time.

So the disclosures of a department are stored in the order of the files, as in one process. Where a process is
killed, what it was storing is rolled back and refused, and the others go on.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Condition, Thread
from types import TracebackType

from django.db import connection, connections

from budget.disclosure.layouts.preamble import without_code
from budget.disclosure.pool import Stopped
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.spool import Spool
from budget.imports.storing import Earlier, Forms, Results, Storing, Table, Unchanged, Work, outcome_of
from budget.models import DepartmentAlias
from budget.models.names import name_key

# How often a wait looks up, to see whether the import is to stop.
_LOOK_UP_SECONDS = 0.2
# Pieces of work that wait for each process: while one department is busy, others go first.
_WAITING_OF_EACH = 4


class Storers(AbstractContextManager["Storers"]):
    """Stores work as it is put, and yields its outcomes: in `Options.jobs` processes where the database takes
    several writers, else here. `is_stopping` is called during every wait.
    """

    def __init__(self, options: Options, spool: Spool, is_stopping: Callable[[], bool]) -> None:
        self._options = options
        self._spool = spool
        self._is_stopping = is_stopping
        self._names = _Names()
        self._processes: list[_Process] = []
        self._threads: list[Thread] = []
        self._shared = _Shared()

    def __enter__(self) -> "Storers":
        options = self._options
        is_alone = connection.vendor != "postgresql" or connection.in_atomic_block or options.is_watched
        if options.jobs > 1 and not is_alone:
            self._names = _Names.known()
            connections.close_all()  # a process must not use, or end, the connection of another one
            self._processes = [_Process(options, self._spool) for _ in range(options.jobs)]
            self._shared.serving = len(self._processes)
            self._threads = [Thread(target=self._shared.serve, args=[one]) for one in self._processes]
            for thread in self._threads:
                thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shared.end()
        for one, thread in zip(self._processes, self._threads, strict=True):
            if kind is not None:
                one.kill()
            thread.join()
        for one in self._processes:
            one.close()
        for one in self._processes:
            one.join()

    def put(self, work: Work) -> Iterator[Outcome]:
        """Store work, sooner or later; yield the outcomes that are there by now. Raises Stopped."""
        self._shared.put(self._names.group_of(work.department) if self._processes else "", work)
        yield from self._outcomes(len(self._processes) * _WAITING_OF_EACH)

    def drain(self) -> Iterator[Outcome]:
        """Yield the outcomes of all work that was put. Raises Stopped."""
        yield from self._outcomes(0)

    def stopped(self) -> Iterator[Outcome]:
        """Yield the outcomes of what is being stored; what waits is dropped."""
        self._shared.drop_waiting()
        while True:
            outcomes, is_idle = self._shared.take_done(0, lambda: False)
            yield from outcomes
            if is_idle:
                return

    def _outcomes(self, most: int) -> Iterator[Outcome]:
        """Yield outcomes until at most so many pieces of work are unfinished."""
        while True:
            while not self._shared.serving and (waiting := self._shared.next_waiting()) is not None:
                yield from self._store_here(*waiting)
            outcomes, is_enough = self._shared.take_done(most, self._is_stopping)
            yield from outcomes
            if is_enough:
                return

    def _store_here(self, group: str, work: Work) -> Iterator[Outcome]:
        """Store a piece of work in this process: the only one, or the last that is left."""
        if self._is_stopping():
            raise Stopped
        earlier = self._shared.earlier.setdefault(group, {})
        yield from Storing(self._options, self._spool, earlier).outcomes_of(work)


class _Names:
    """The departments that a name may mean: names that have one in common are one group.

    Names count without regions and codes: a blank region may be any, and a code may be missing.
    """

    def __init__(self) -> None:
        self._same: dict[str, str] = {}

    @classmethod
    def known(cls) -> "_Names":
        """With the other names of departments."""
        names = cls()
        for name, own in DepartmentAlias.objects.order_by("pk").values_list("name", "department__name"):
            one, other = names.group_of(name), names.group_of(own)
            if one != other:
                names._same[one] = other
        return names

    def group_of(self, name: str) -> str:
        group = name_key(without_code(name))
        while group in self._same:
            group = self._same[group]
        return group


@dataclass
class _Shared:
    """What the threads of the processes share with the import: work that waits, by groups; what is done.

    `busy`: the groups that are being stored. `earlier`: the tables of each group that the run stored.
    `serving`: how many processes are left.
    """

    serving: int = 0
    earlier: dict[str, Earlier] = field(default_factory=dict)
    _waiting: deque[tuple[str, Work]] = field(default_factory=deque)
    _busy: set[str] = field(default_factory=set)
    _done: list[Outcome] = field(default_factory=list)
    _error: BaseException | None = None
    _is_ending: bool = False
    _changed: Condition = field(default_factory=Condition)

    def put(self, group: str, work: Work) -> None:
        with self._changed:
            self._waiting.append((group, work))
            self._changed.notify_all()

    def next_waiting(self) -> tuple[str, Work] | None:
        """Remove and return the first work that waits."""
        with self._changed:
            return self._waiting.popleft() if self._waiting else None

    def drop_waiting(self) -> None:
        with self._changed:
            self._waiting.clear()

    def end(self) -> None:
        """Let the threads end."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()

    def take_done(self, most: int, is_stopping: Callable[[], bool]) -> tuple[list[Outcome], bool]:
        """Wait for outcomes, or until at most so many pieces of work are unfinished; return the outcomes, and
        whether that is so. Raises what a process raised, and Stopped.
        """
        with self._changed:
            while True:
                if self._error is not None:
                    raise self._error
                is_enough = len(self._waiting) + len(self._busy) <= most
                if self._done or is_enough or not (self.serving or self._busy):
                    done, self._done = self._done, []
                    return done, is_enough
                if is_stopping():
                    raise Stopped
                self._changed.wait(_LOOK_UP_SECONDS)

    def serve(self, process: "_Process") -> None:
        """Give a process the work that waits, until the import or the process ends. Runs in a thread."""
        while (taken := self._take()) is not None:
            group, work = taken
            earlier = self.earlier.get(group, {})
            try:
                outcomes, earlier = process.store(work, earlier)
            except BaseException as error:  # noqa: BLE001  # the import raises it
                with self._changed:
                    self._error = error
                    self._busy.discard(group)
                    self._changed.notify_all()
                return
            with self._changed:
                self.earlier[group] = earlier
                self._done += outcomes
                self._busy.discard(group)
                self.serving -= process.is_lost
                self._changed.notify_all()
            if process.is_lost:
                return

    def _take(self) -> tuple[str, Work] | None:
        """Wait for work of a group that is not busy, and take it; None at the end."""
        with self._changed:
            while not self._is_ending:
                for at, (group, work) in enumerate(self._waiting):
                    if group not in self._busy:
                        del self._waiting[at]
                        self._busy.add(group)
                        return group, work
                self._changed.wait()
        return None


class _Process:
    """A process that stores one piece of work after the other."""

    def __init__(self, options: Options, spool: Spool) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=[self._pipe, theirs, options, spool], name="storing"
        )
        self._process.start()
        theirs.close()
        self.is_lost = False

    def store(self, work: Work, earlier: Earlier) -> tuple[list[Outcome], Earlier]:
        """Have a piece of work done; return its outcomes, and the tables that the run stored of its group.

        Where the process ends meanwhile, `is_lost` is set and the work refused. Raises what the process
        raises.
        """
        if isinstance(work, Unchanged):
            return [outcome_of(work, earlier)], earlier
        try:
            self._pipe.send((work, earlier))
            done, error = self._pipe.recv()
        except (EOFError, OSError):
            self.is_lost = True
            self._process.join()
            return _refused(work, str(self._process.exitcode)), earlier
        if error is not None:
            raise error
        outcomes, stored = done
        return outcomes, stored

    def kill(self) -> None:
        """End the process at once. The database rolls back what it was storing."""
        self._process.kill()

    def close(self) -> None:
        """Let the process end. Those that were started later hold its pipe open until they end too."""
        self._pipe.close()

    def join(self) -> None:
        self._process.join()


def _serve(ours: Connection, pipe: Connection, options: Options, spool: Spool) -> None:
    """Store what comes through the pipe, until it is closed: by the import, or by its end."""
    ours.close()
    # The import ends its processes. Ctrl-C goes to all of them, and what is being stored is to be whole.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        while True:
            work, earlier = pipe.recv()
            try:
                outcomes = Storing(options, spool, earlier).outcomes_of(work)
            except Exception as error:  # noqa: BLE001  # the import raises it
                pipe.send((None, error))
                continue
            pipe.send(((outcomes, earlier), None))
    except (EOFError, OSError):
        return
    finally:
        connections.close_all()


def _refused(work: Table | Forms | Results, exit_code: str) -> list[Outcome]:
    """The outcomes of work whose process ended."""
    if isinstance(work, Table):
        work.describe()
        outcomes = [work.outcome]
    else:
        outcomes = [file.outcome for file in work.files]
    reason = _("the process that stored it ended with {exit_code}")
    for outcome in outcomes:
        outcome.refuse(Problem("not-stored", details={"reason": reason, "exit_code": exit_code}))
    return outcomes

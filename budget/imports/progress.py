"""An import as its operator sees it: how far it is, and how it is interrupted."""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.utils.translation import gettext as _, ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bar, TextColumn, TimeRemainingColumn

from budget.imports.files import Found
from budget.imports.outcomes import Outcome
from budget.imports.run import Intake, Progress

# The exit status of a program that was interrupted: 128 and the number of SIGINT.
INTERRUPTED = 130


@contextmanager
def stopping(intake: Intake) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM end the import before its next disclosure, a second one at once.

    At once means in the midst of a disclosure, of which then nothing is stored. Only the main thread hears
    signals: in another one nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if intake.is_stopping:
            raise KeyboardInterrupt
        intake.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watched(intake: Intake, files: Sequence[Found]) -> list[Outcome]:
    """Run an import and return its outcomes; a terminal is shown its progress, a file gets one line of it."""
    outcomes: list[Outcome] = []
    is_terminal = sys.stderr.isatty()
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        disable=not is_terminal,
        transient=True,
    ) as bar:
        task = bar.add_task(_("Reading files"), total=len(files), words="")

        def show(progress: Progress) -> None:
            if progress.is_reading:
                bar.update(task, completed=progress.files_read, total=progress.files)
            else:
                bar.update(
                    task,
                    description=_("Putting forms together"),
                    completed=progress.forms_stored,
                    total=progress.forms,
                )
            bar.update(task, words=_words(outcomes))

        try:
            for outcome in intake.run(files, show):
                outcomes.append(outcome)
        except KeyboardInterrupt:
            intake.is_stopped = True
    if not is_terminal:
        done = ngettext("%(count)s file", "%(count)s files", intake.progress.files_read)
        sys.stderr.write(f"{done % {'count': intake.progress.files_read}}: {_words(outcomes)}\n")
    return outcomes


def _words(outcomes: Sequence[Outcome]) -> str:
    rows = sum(one.projects + one.indicators for one in outcomes)
    refused = sum(one.status == "refused" for one in outcomes)
    return _("%(rows)s rows, %(refused)s refused") % {"rows": rows, "refused": refused}


def words_of_stop(intake: Intake, outcomes: Sequence[Outcome]) -> str:
    """What an operator is told after an interruption."""
    done = len({outcome.position for outcome in outcomes})
    return _(
        "Interrupted: %(done)s of %(files)s files are done, %(left)s are left. What is in is whole; "
        "run the command again for the rest."
    ) % {"done": done, "files": intake.progress.files, "left": intake.progress.files - done}

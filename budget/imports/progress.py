"""An import run in a terminal: its progress, and its interruption."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.utils.translation import gettext as _, ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bar, TextColumn, TimeRemainingColumn

from budget.imports.files import Found
from budget.imports.outcomes import Outcome
from budget.imports.run import ImportRun, Progress

# Exit status of an interrupted program: 128 plus the number of SIGINT.
INTERRUPTED = 130


@contextmanager
def handling_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle Ctrl-C and SIGTERM by `handler` for the length of the block.

    Only the main thread receives signals: in any other thread the block runs as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextmanager
def stop_on_signals(import_run: ImportRun) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM stop a run before its next disclosure, and a second signal interrupt it at once.

    Of a disclosure interrupted at once nothing is stored.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if import_run.is_stopping:
            raise KeyboardInterrupt
        import_run.stop()

    with handling_signals(stop):
        yield


def run_with_progress(import_run: ImportRun, files: Sequence[Found], outcomes: list[Outcome]) -> None:
    """Run an import and add its outcomes to a list, which has those so far where an error ends the run.

    Shows a bar in a terminal, and one line at the end elsewhere.
    """
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
            for outcome in import_run.run(files, show):
                outcomes.append(outcome)
        except KeyboardInterrupt:
            import_run.is_stopped = True
    if not is_terminal:
        done = ngettext("%(count)s file", "%(count)s files", import_run.progress.files_read)
        sys.stderr.write(f"{done % {'count': import_run.progress.files_read}}: {_words(outcomes)}\n")


def _words(outcomes: Sequence[Outcome]) -> str:
    rows = sum(one.projects + one.indicators for one in outcomes)
    refused = sum(one.status == "refused" for one in outcomes)
    return _("%(rows)s rows, %(refused)s refused") % {"rows": rows, "refused": refused}


def interruption_message(import_run: ImportRun, outcomes: Sequence[Outcome]) -> str:
    """Return the message for the operator after an interruption."""
    done = len({outcome.position for outcome in outcomes})
    return _(
        "Interrupted: %(done)s of %(files)s files are done, %(left)s are left. What is in is whole; "
        "run the command again for the rest."
    ) % {"done": done, "files": import_run.progress.files, "left": import_run.progress.files - done}

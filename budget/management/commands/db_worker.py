"""Work on the queue of uploads. Replaces the library's command of this name, which leaves the tasks of killed
workers unfinished.
"""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.autoreload import run_with_reloader
from django.utils.translation import gettext as _

from budget.imports.progress import handling_signals
from budget.uploads.worker import Worker
from budget.uploads.worker_slots import MOST_WORKERS, slot


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds <= 60:
        raise ArgumentTypeError(f"{text!r} is no number of seconds up to 60")
    return seconds


class Command(BaseCommand):
    help = (
        "Work on the queue, on which uploads are read and stored, until told to end (Ctrl-C, SIGTERM). "
        "Several may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="do what is in the queue, and end")
        parser.add_argument(
            "--interval",
            type=_seconds,
            default=1.0,
            metavar="SECONDS",
            help="how often to look for work (default 1)",
        )
        parser.add_argument("--with-process", type=int, metavar="PID", help="end when that process has ended")
        parser.add_argument("--reload", action="store_true", help="start anew when the code changes")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {name: options[name] for name in ("batch", "interval", "with_process")}
        if options["reload"]:
            run_with_reloader(self.work, **chosen)
        else:
            self.work(**chosen)

    def work(self, **chosen: Any) -> None:
        with slot() as taken:
            if taken is None:
                raise CommandError(_("%(number)s workers are at work already.") % {"number": MOST_WORKERS})
            worker = Worker(taken, **chosen)
            with handling_signals(worker.shutdown):
                worker.work()

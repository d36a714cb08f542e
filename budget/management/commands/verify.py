"""Verify what is stored: parse arguments, one call, progress, the differences."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _, ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from budget.disclosure.pool import usable_cores
from budget.disclosure.quoting import printable_line
from budget.store.verification.run import verify


class Command(BaseCommand):
    help = (
        "Compare files with their hash, records with files and rows, and all that derives from the rows with "
        "a computation. Exit status: 0 when nothing differs or all of it was mended, 1 otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="store what derives from the rows as computed")

    def handle(self, *args: Any, **options: Any) -> None:
        fix: bool = options["fix"]
        number = left = 0
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
            transient=True,
        ) as progress:
            task = progress.add_task(_("Verifying disclosures"))
            for one in verify(
                fix=fix,
                jobs=usable_cores(),
                limits=settings.IMPORT_LIMITS,
                report=lambda done, of: progress.update(task, completed=done, total=of),
            ):
                is_mended = fix and one.is_derived
                number, left = number + 1, left + (not is_mended)
                mended = f" ({_('mended')})" if is_mended else ""
                self.stdout.write(printable_line(f"{one.where}: {one.what}{mended}"))
        if not number:
            self.stdout.write(_("Nothing differs."))
            return
        words = ngettext(
            "%(number)s difference, %(left)s left.", "%(number)s differences, %(left)s left.", number
        )
        self.stdout.write(words % {"number": number, "left": left})
        if left:
            sys.exit(1)

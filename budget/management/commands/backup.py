"""Back the site up into one file: parse arguments, one call."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from budget.disclosure.limits import size_words
from budget.store.backup import BackupFailed, back_up


class Command(BaseCommand):
    help = (
        "Write the database and the secret key into a new file, readable by its owner alone. With "
        "BACKUP_PASSPHRASE in the environment the file is encrypted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip", help="the file to make")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = back_up(options["file"].absolute(), os.environ.get("BACKUP_PASSPHRASE", ""))
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']}: {size_words(size)}")

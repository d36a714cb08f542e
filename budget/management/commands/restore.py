"""Restore a backup into an empty database: parse arguments, one call."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from budget.store.backup import BackupFailed, restore


class Command(BaseCommand):
    help = (
        "Put a backup's database and secret key into an empty database and DATA_DIR. Call migrate and verify "
        "afterwards. An encrypted backup needs BACKUP_PASSPHRASE in the environment."
    )
    # The database is empty: no check of its tables may come first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip", help="a file that backup made")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore(options["file"], os.environ.get("BACKUP_PASSPHRASE", ""))
        except BackupFailed as error:
            raise CommandError(str(error)) from error

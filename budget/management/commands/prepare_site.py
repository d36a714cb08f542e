"""Bring database and static files up to date with the code. What is up to date is skipped."""

import hashlib
import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from budget.models import Disclosure
from budget.store.checks import check_unchecked_if_few

SAMPLES = settings.BASE_DIR / "samples"
SAMPLES_REGION = "广东省广州市"


class Command(BaseCommand):
    help = (
        "Migrate the database, collect static files, and check what was checked under other settings. With "
        "--samples import samples/ into a database without disclosures."
    )
    # The commands called here run the checks. Without anything to do none are needed.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--samples", action="store_true", help="import samples/ where there is no disclosure"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.migrate()
        self.collect_static()
        if options["samples"] and not Disclosure.objects.exists():
            self.stdout.write(_("The database holds no disclosure yet: importing samples/"))
            call_command("import_disclosures", os.path.relpath(SAMPLES), f"--region={SAMPLES_REGION}")
        if unchecked := check_unchecked_if_few():
            words = _(
                "Disclosures to check again: %(number)s. `python3 dev.py manage check_disclosures` does it."
            )
            self.stdout.write(words % {"number": unchecked})
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.stdout.write(_("No administrator yet: `python3 dev.py manage createsuperuser` makes one."))

    def migrate(self) -> None:
        """Apply the unapplied migrations."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(_("Preparing the database"))
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        """Collect the static files, unless exactly these were collected before."""
        stamp = settings.DATA_DIR / "static.sha256"
        state = static_state()
        if stamp.is_file() and stamp.read_text() == state and Path(settings.STATIC_ROOT).is_dir():
            return
        self.stdout.write(_("Collecting static files"))
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def static_state() -> str:
    """Return a digest of the name, size and modification time of every static file, and of their target."""
    files = sorted(
        (name, status.st_size, status.st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list(None)
        for status in [Path(storage.path(name)).stat()]
    )
    target = [str(settings.STATIC_ROOT), settings.STORAGES["staticfiles"]["BACKEND"]]
    return hashlib.sha256(json.dumps([target, files]).encode()).hexdigest()

"""Move a site from SQLite to PostgreSQL: parse arguments, migrate, one call."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _, ngettext

from budget.store.moving import MoveFailed, move_from


class Command(BaseCommand):
    help = (
        "Put all rows of a SQLite database into the empty PostgreSQL database that DATABASE_URL names, "
        "which is migrated first. The SQLite file is only read. Stop the site meanwhile, and call verify "
        "afterwards."
    )
    # The database is empty: no check of its tables may come first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.sqlite3", help="the SQLite database")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        try:
            moved = move_from(options["file"])
        except MoveFailed as error:
            raise CommandError(str(error)) from error
        number = sum(moved.values())
        tables = ngettext("%(number)s table", "%(number)s tables", len(moved)) % {"number": len(moved)}
        rows = ngettext("%(number)s row", "%(number)s rows", number) % {"number": number}
        self.stdout.write(_("Moved: %(rows)s of %(tables)s.") % {"rows": rows, "tables": tables})

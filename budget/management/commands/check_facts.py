"""Compare the facts that lists count by with the rows: a report, and with --rebuild facts made anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from budget.store import facts


class Command(BaseCommand):
    help = "Compare the stored facts of all disclosures with their rows; with --rebuild, write them anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="write all facts anew first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where facts differ from the rows."""
        if options["rebuild"]:
            with transaction.atomic():
                number = facts.rebuild()
            self.stdout.write(_("Facts of %(number)s disclosures written anew.") % {"number": f"{number:,}"})
        found = facts.outdated()
        if found:
            words = _(
                "The facts of %(number)s disclosures are not those of their rows; --rebuild writes them "
                "anew. Their ids: %(ids)s"
            )
            ids = ", ".join(map(str, found[:20]))
            raise CommandError(words % {"number": f"{len(found):,}", "ids": ids})
        self.stdout.write(_("All facts are those of the rows."))

"""Write the disclosures in force as open data, one JSON object a line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime

from budget.disclosure.open_data import MadeCorrection, open_data
from budget.models import Disclosure
from budget.store.rows_reader import as_disclosed
from budget.store.sources import sources_of


class Command(BaseCommand):
    help = (
        "Write every disclosure in force as it was disclosed, one JSON object a line, money as strings in "
        "万元; `corrections` holds those in force, each with the value in its place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="Y", help="this fiscal year alone")
        parser.add_argument("--department", metavar="NAME", help="this department alone")

    def handle(self, *args: Any, **options: Any) -> None:
        disclosures = Disclosure.objects.in_force().of(options["year"], options["department"])
        for disclosure in disclosures.for_dump().iterator(chunk_size=100):
            revision = disclosure.revisions.get(is_current=True)
            line = open_data(
                as_disclosed(disclosure), revision.number, sources_of(revision), _corrections(disclosure)
            )
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def _corrections(disclosure: Disclosure) -> list[MadeCorrection]:
    """Return the corrections in force, in the order in which they were made."""
    if not disclosure.correction_count:
        return []
    return [
        MadeCorrection(row.record, row.reason, localtime(row.at).isoformat(timespec="seconds"))
        for row in disclosure.corrections.in_force().order_by("pk")
    ]

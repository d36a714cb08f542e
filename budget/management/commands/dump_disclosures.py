"""Write what is in force as open data, one JSON object a line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from budget.disclosure.open_data import open_data
from budget.importing import sources_of
from budget.models import Disclosure
from budget.rows import records_of


class Command(BaseCommand):
    help = "Write every disclosure in force as one JSON object a line, money as strings in 万元."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="Y", help="this fiscal year alone")
        parser.add_argument("--department", metavar="NAME", help="this department alone")

    def handle(self, *args: Any, **options: Any) -> None:
        disclosures = Disclosure.objects.in_force().of(options["year"], options["department"])
        for disclosure in disclosures.for_dump().iterator(chunk_size=100):
            revision = disclosure.revisions.get(is_current=True)
            line = open_data(records_of(disclosure), revision.number, sources_of(revision))
            self.stdout.write(json.dumps(line, ensure_ascii=False))

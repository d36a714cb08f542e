"""Write a disclosure that came as a wide table as tab-separated text."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from budget.disclosure.open_data import records_in
from budget.disclosure.write import write_wide
from budget.models import Disclosure, Revision
from budget.rows import records_of


class Command(BaseCommand):
    help = (
        "Write a disclosure that came as a wide table as tab-separated text; "
        "importing that gives the same records."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, metavar="ID", help="the number in its address, /disclosures/ID/")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--revision", type=int, metavar="N", help="an earlier state of it")

    def handle(self, *args: Any, **options: Any) -> None:
        disclosure = Disclosure.objects.filter(pk=options["id"]).first()
        if disclosure is None:
            raise CommandError(f"There is no disclosure {options['id']}.")
        if options["revision"] is None and disclosure.is_withdrawn:
            raise CommandError(f"{disclosure} was withdrawn. Say with --revision which state to write.")
        if options["revision"] is None:
            record = records_of(disclosure)
        else:
            record = records_in(bytes(self._revision(disclosure, options["revision"]).snapshot))
        try:
            text = write_wide(record)
        except ValueError as error:
            raise CommandError(
                f"{disclosure} did not come as a wide table; its layout is called: "
                f"{disclosure.get_layout_display()}. dump_disclosures writes every layout."
            ) from error
        try:
            options["to"].write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error

    def _revision(self, disclosure: Disclosure, number: int) -> Revision:
        revision = disclosure.revisions.filter(number=number).first()
        if revision is None:
            there = ", ".join(
                map(str, disclosure.revisions.order_by("number").values_list("number", flat=True))
            )
            raise CommandError(f"{disclosure} has no revision {number}; there are: {there}.")
        return revision

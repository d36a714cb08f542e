"""Write a disclosure that came as a wide table as tab-separated text."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from budget.disclosure import records
from budget.disclosure.open_data import records_in
from budget.disclosure.write import with_corrected_cells, write_wide
from budget.models import Disclosure, Revision
from budget.store.rows_reader import as_disclosed, records_of


class Command(BaseCommand):
    help = (
        "Write a disclosure that came as a wide table as tab-separated text; "
        "importing that gives the same records."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, metavar="ID", help="the number in its address, /disclosures/ID/")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file to write")
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--revision", type=int, metavar="N", help="an earlier state of it")
        state.add_argument(
            "--corrected", action="store_true", help="with the corrections in force, else as it was disclosed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        disclosure = Disclosure.objects.filter(pk=options["id"]).first()
        if disclosure is None:
            raise CommandError(f"There is no disclosure {options['id']}.")
        if options["revision"] is None and disclosure.is_withdrawn:
            raise CommandError(f"{disclosure} was withdrawn. Say with --revision which state to write.")
        record = self._record(disclosure, options)
        if record.layout != "wide":
            raise CommandError(
                f"{disclosure} did not come as a wide table; its layout is called: "
                f"{disclosure.get_layout_display()}. dump_disclosures writes every layout."
            )
        try:
            text = write_wide(with_corrected_cells(record) if options["corrected"] else record)
        except ValueError as error:
            raise CommandError(
                f"{disclosure} cannot be written as a wide table with its corrections: {error}. "
                "dump_disclosures names them beside what is disclosed."
            ) from error
        try:
            options["to"].write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error

    def _record(self, disclosure: Disclosure, options: dict[str, Any]) -> records.Disclosure:
        if options["revision"] is not None:
            return records_in(bytes(self._revision(disclosure, options["revision"]).snapshot))
        return records_of(disclosure) if options["corrected"] else as_disclosed(disclosure)

    def _revision(self, disclosure: Disclosure, number: int) -> Revision:
        revision = disclosure.revisions.filter(number=number).first()
        if revision is None:
            numbers = ", ".join(
                map(str, disclosure.revisions.order_by("number").values_list("number", flat=True))
            )
            raise CommandError(f"{disclosure} has no revision {number}; there are: {numbers}.")
        return revision

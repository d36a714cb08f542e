"""Check disclosures again: parse arguments, one call a disclosure, progress, a report."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language, gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from budget.audit.catalogue import CHECKS
from budget.management.tables import print_table
from budget.models import Disclosure
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.models.findings import LEVEL_NAMES
from budget.store.check_report import CheckReport
from budget.store.checks import Installation, check


def _check_id(text: str) -> str:
    if text not in CHECKS:
        raise ArgumentTypeError(f"{text!r} is no check; there are: {', '.join(CHECKS)}")
    return text


class Command(BaseCommand):
    help = (
        "Check the disclosures in force and keep the findings; the same records and settings always give the"
        " same findings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="Y", help="this fiscal year alone")
        parser.add_argument(
            "--check", type=_check_id, metavar="ID", help="report this check alone (all are made and kept)"
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write what was found")

    def handle(self, *args: Any, **options: Any) -> None:
        year, path = options["year"], options["report"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"{year} is no year between {FIRST_YEAR} and {LAST_YEAR}", returncode=2)
        if path is not None and not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent} to write the report into.", returncode=2)
        report = CheckReport(options["check"])
        disclosures = Disclosure.objects.in_force().of(year, None).for_dump()
        installation = Installation.now()
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[found]}"),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
            transient=True,
        ) as progress:
            task = progress.add_task(_("Checking"), total=disclosures.count(), found="")
            for pk in list(disclosures.values_list("pk", flat=True)):
                # Fetched one by one, so that each is checked in its state of that moment.
                disclosure = Disclosure.objects.select_related("department").get(pk=pk)
                report.add(disclosure, check(disclosure, installation=installation))
                found = _("points to review: %(number)s") % {"number": report.finding_count}
                progress.update(task, advance=1, found=found)
        if path is not None:
            path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        self._print(report)

    def _print(self, report: CheckReport) -> None:
        language = get_language() or ""
        table = Table(title=_("Points to review"), title_justify="left")
        for heading in (_("Check"), _("Level"), _("What it says")):
            table.add_column(heading, overflow="fold")
        for heading in (_("Found"), _("Not evaluated"), _("Disclosures where it is off")):
            table.add_column(heading, justify="right")
        for row in report.summary():
            check_record = CHECKS[row.check]
            table.add_row(
                row.check,
                str(LEVEL_NAMES[check_record.level]),
                check_record.wording.in_language(language),
                *map(str, (row.found, row.not_evaluated, row.off)),
            )
        console = Console(file=sys.stdout)
        print_table(console, table)
        console.print(
            _("Disclosures checked: %(disclosures)s. Points to review: %(findings)s.")
            % {"disclosures": report.disclosure_count, "findings": report.finding_count},
            highlight=False,
        )

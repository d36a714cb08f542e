"""Import disclosure files: parse arguments, one call, progress, a report."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator
from django.db import Error
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from budget.disclosure.amounts import FEN_PER, wan_yuan
from budget.disclosure.pool import MOST_JOBS, usable_cores
from budget.disclosure.problems import worded, worded_place
from budget.disclosure.read import Given
from budget.disclosure.records import AMOUNT_FIELDS
from budget.imports.files import find_files
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.progress import INTERRUPTED, interruption_message, run_with_progress, stop_on_signals
from budget.imports.run import ImportRun
from budget.management.tables import print_table
from budget.models.corrections import column_of
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.store.migrated import missing_migrations
from budget.store.statistics import refresh_statistics

_STYLES = {
    "imported": "green",
    "revised": "yellow",
    "unchanged": "dim",
    "skipped": "dim",
    "refused": "bold red",
}


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise ArgumentTypeError(f"{text!r} is no year between {FIRST_YEAR} and {LAST_YEAR}")
    return int(text)


def _url(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise ArgumentTypeError(f"{text!r} is no address of a web page (https://…)") from error
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date (2024-02-29)") from error


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_JOBS):
        raise ArgumentTypeError(f"{text!r} is no number of processes between 1 and {MOST_JOBS}")
    return int(text)


def _path(text: str) -> Path:
    if not text.strip():
        raise ArgumentTypeError("a path is empty")
    return Path(text)


def _name(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("a name is empty")
    return text.strip()


def _require_writable(report: Path) -> None:
    """Raises CommandError where a file cannot be written."""
    try:
        report.open("ab").close()
    except OSError as error:
        raise CommandError(
            f"The report {report} cannot be written ({error.strerror}): name a file that can.", returncode=2
        ) from error


def _require_migrated() -> None:
    """Raises CommandError where the database does not answer or lacks migrations."""
    try:
        missing = missing_migrations()
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"The database does not answer: {reason}", returncode=2) from error
    if missing:
        raise CommandError(
            f"The database lacks the migration {missing[0]}: run “migrate” first.", returncode=2
        )


class Command(BaseCommand):
    help = (
        "Import disclosure files, or folders of them. "
        "Exit status: 0 when none was refused, 1 when some were, 2 for wrong arguments or a database that is "
        "not ready."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            type=_path,
            metavar="PATH",
            help="a file, a folder (read recursively) or a zip archive",
        )
        parser.add_argument(
            "--year", type=_year, metavar="Y", help="fiscal year of files whose title states none"
        )
        parser.add_argument("--region", type=_name, metavar="NAME", help="the region, such as 广东省广州市")
        parser.add_argument(
            "--department", type=_name, metavar="NAME", help="department of files that state none"
        )
        parser.add_argument("--money-unit", choices=list(FEN_PER), help="money unit of files that state none")
        parser.add_argument(
            "--published-url", type=_url, metavar="URL", help="where the files were published"
        )
        parser.add_argument(
            "--published-on", type=_date, metavar="DATE", help="when they were published (2024-02-29)"
        )
        parser.add_argument(
            "--jobs",
            type=_jobs,
            default=usable_cores(),
            metavar="N",
            help="read files, and on PostgreSQL store them, in N processes (default: one for each core)",
        )
        parser.add_argument("--dry-run", action="store_true", help="read and compare, store nothing")
        parser.add_argument(
            "--report", type=_path, metavar="FILE.json", help="write what became of each file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = find_files(options["paths"])
        except FileNotFoundError as error:
            raise CommandError(f"There is no file or folder {error.args[0]}.", returncode=2) from error
        report: Path | None = options["report"]
        if report is not None:
            _require_writable(report)
        _require_migrated()
        import_run = ImportRun(
            Options(
                given=Given(
                    fiscal_year=options["year"],
                    department=options["department"] or "",
                    region=options["region"] or "",
                    money_unit=options["money_unit"],
                ),
                published_url=options["published_url"] or "",
                published_on=options["published_on"],
                dry_run=options["dry_run"],
                jobs=options["jobs"],
                limits=settings.IMPORT_LIMITS,
            )
        )
        outcomes: list[Outcome] = []
        try:
            with stop_on_signals(import_run):
                run_with_progress(import_run, files, outcomes)
        finally:
            outcomes.sort(key=lambda outcome: outcome.position)
            if report is not None:
                self._write(report, outcomes)
        if any(one.status in ("imported", "revised") for one in outcomes):
            refresh_statistics()
        self._print(Console(file=sys.stdout), outcomes, options["dry_run"])
        if import_run.is_stopped:
            self.stderr.write(interruption_message(import_run, outcomes))
            sys.exit(INTERRUPTED)
        if any(one.status == "refused" for one in outcomes):
            sys.exit(1)

    def _write(self, report: Path, outcomes: list[Outcome]) -> None:
        """Write the report; where that fails say so, and let the outcomes be printed."""
        try:
            report.write_text(
                json.dumps([one.as_json() for one in outcomes], ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
        except OSError as error:
            self.stderr.write(
                _("The report %(file)s cannot be written: %(reason)s")
                % {"file": report, "reason": error.strerror or error}
            )

    def _print(self, console: Console, outcomes: list[Outcome], dry_run: bool) -> None:
        for outcome in outcomes:
            for problem in outcome.problems:
                where = [outcome.file]
                if problem.place:
                    where.append(worded_place(problem.place, _))
                if problem.row is not None:
                    where.append(_("row %(row)s") % {"row": problem.row})
                if problem.column:
                    where.append(problem.column)
                words = worded(problem, _)
                console.print(f"{' · '.join(where)}: {words}", markup=False, highlight=False, soft_wrap=True)
        table = Table(
            title=_("What became of the files (nothing was stored)")
            if dry_run
            else _("What became of the files"),
            title_justify="left",
        )
        with_kinds = any(one.kind == "results" for one in outcomes)
        kind = [_("Kind")] if with_kinds else []
        for heading in (_("File"), _("Status"), *kind, _("Department"), _("Year")):
            table.add_column(heading, overflow="fold")
        for heading in (_("Revision"), _("Units"), _("Projects"), _("Indicators"), _("Total (×10,000 yuan)")):
            table.add_column(heading, justify="right")
        for one in outcomes:
            known = one.fiscal_year is not None
            table.add_row(
                Text(one.file),
                Text(_STATUS_WORDS[one.status](), _STYLES[one.status]),
                *([_KIND_WORDS[one.kind]() if known else ""] if with_kinds else []),
                Text(one.department),
                str(one.fiscal_year or ""),
                str(one.revision or ""),
                *((str(n) for n in (one.units, one.projects, one.indicators)) if known else ("", "", "")),
                (wan_yuan(one.total) or "") if known and one.kind == "targets" else "",
            )
        print_table(console, table)
        self._print_sums(console, outcomes, dry_run)

    def _print_sums(self, console: Console, outcomes: list[Outcome], dry_run: bool) -> None:
        """Print the stated and read sums: all of a dry run, else those that differ."""
        rows = [(one.file, line) for one in outcomes for line in one.sums if dry_run or line.differs]
        if not rows:
            return
        table = Table(title=_("Stated and read sums (×10,000 yuan)"), title_justify="left")
        for heading in (_("File"), _("Column")):
            table.add_column(heading, overflow="fold")
        for heading in (_("Stated grand total"), _("Sum of the units as stated"), _("Sum of the projects")):
            table.add_column(heading, justify="right")
        table.add_column(_("Comparison"))
        for file, line in rows:
            figures = (wan_yuan(fen) or "—" for fen in (line.stated, line.units, line.projects))
            differs = f"[bold red]{_('differs')}[/]" if line.differs else ""
            table.add_row(Text(file), Text(_column(line.column)), *figures, differs)
        print_table(console, table)


def _column(name: str) -> str:
    """The words of a column of money; a source without a column is called by its own name."""
    return str(column_of("project", name).verbose_name) if name in AMOUNT_FIELDS else name


_KIND_WORDS = {
    "targets": lambda: _("targets"),
    "results": lambda: _("self-evaluations"),
}
_STATUS_WORDS = {
    "imported": lambda: _("imported"),
    "unchanged": lambda: _("unchanged"),
    "revised": lambda: _("revised"),
    "refused": lambda: _("refused"),
    "skipped": lambda: _("skipped"),
}

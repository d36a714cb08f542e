"""Write the self-evaluations in force as open data, one JSON object a line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from budget.disclosure.self_evaluation_data import open_data
from budget.models import SelfEvaluation
from budget.store.result_rows import entry_of, head_of
from budget.store.sources import sources_of


class Command(BaseCommand):
    help = (
        "Write every self-evaluation in force as it was disclosed, one JSON object a line, money as strings "
        "in 万元; `matched_project` and `matched_position` name the project and the indicator that it is of."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="Y", help="this fiscal year alone")
        parser.add_argument("--department", metavar="NAME", help="this department alone")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = SelfEvaluation.objects.of(options["year"], options["department"]).for_dump()
        for row in rows.iterator(chunk_size=100):
            self.stdout.write(json.dumps(_line(row), ensure_ascii=False))


def _line(row: SelfEvaluation) -> dict[str, Any]:
    positions = {
        one.position: one.matched_position for one in row.indicators.all() if one.matched_position is not None
    }
    revision = row.revisions.get(is_current=True)
    matched = row.project.name if row.project else None
    return open_data(head_of(row), entry_of(row), sources_of(revision), matched, positions)

"""Delete what is of no use any more: one call, the numbers."""

from typing import Any

from django.core.management.base import BaseCommand

from budget.operation.housekeeping import clear


class Command(BaseCommand):
    help = (
        "Delete sessions that ended, failed sign-ins that lock nobody any more, old results of tasks, and "
        "the files of uploads that nobody confirmed for UPLOAD_DAYS. For a timer, once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(", ".join(f"{what}: {number}" for what, number in clear().items()))

"""Assign every project its type by the current rules."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from budget.store import project_types


class Command(BaseCommand):
    help = "Place all projects by the rules for project types as they are now; types set by hand stay."

    def handle(self, *args: Any, **options: Any) -> None:
        number = project_types.place_all()
        words = ngettext(
            "%(number)s project was placed otherwise.", "%(number)s projects were placed otherwise.", number
        )
        self.stdout.write(words % {"number": f"{number:,}"})

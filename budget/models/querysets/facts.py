"""Queries over the blocks of facts."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Sum

if TYPE_CHECKING:
    from budget.models.facts import FactBlock


class FactBlockQuerySet(models.QuerySet["FactBlock"]):
    def state_of(self, year: int, block_format: str) -> tuple[int, int]:
        """What changes with every change of a year: the number of blocks and the sum of their stamps."""
        found = self.filter(fiscal_year=year, format=block_format)
        state = found.aggregate(number=Count("pk"), stamps=Sum("stamp"))
        return state["number"], state["stamps"] or 0

    def stamps_of(self, year: int, block_format: str) -> dict[int, int]:
        """The stamps of a year by disclosure."""
        found = self.filter(fiscal_year=year, format=block_format)
        return dict(found.values_list("disclosure", "stamp"))

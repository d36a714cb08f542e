"""The queries of the pages and commands, each in a method named for what it serves."""

from typing import Self

from django.db import models

from budget.models.names import name_key


class DepartmentQuerySet(models.QuerySet):
    pass


class UnitQuerySet(models.QuerySet):
    pass


class DisclosureQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Those that have a revision in force."""
        return self.filter(revisions__is_current=True)

    def of(self, year: int | None, department: str | None) -> Self:
        """Those of a year, of a department (compared by its folded name), or of both."""
        found = self
        if year is not None:
            found = found.filter(fiscal_year=year)
        if department:
            found = found.filter(department__name_folded=name_key(department))
        return found

    def for_dump(self) -> Self:
        """In the order in which they are written out."""
        return self.select_related("department").order_by(
            "fiscal_year", "department__region_folded", "department__name_folded", "pk"
        )


class ProjectQuerySet(models.QuerySet):
    pass

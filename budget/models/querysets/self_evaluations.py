"""Queries over self-evaluations, their revisions and files."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch

from budget.models.names import name_key

if TYPE_CHECKING:
    from budget.models.self_evaluations import (
        SelfEvaluation,
        SelfEvaluationRevision,
        SelfEvaluationSource,
    )


class SelfEvaluationQuerySet(models.QuerySet["SelfEvaluation"]):
    def of(self, year: int | None, department: str | None) -> Self:
        """Those of a year, of a department (by one of its names, compared folded), or of both."""
        found = self
        if year is not None:
            found = found.filter(fiscal_year=year)
        if department:
            departments = apps.get_model("budget", "Department").objects
            found = found.filter(department__in=departments.named(name_key(department)).values("pk"))
        return found

    def for_dump(self) -> Self:
        """In the order in which they are written out, each with its department, project and indicators."""
        return (
            self.select_related("department", "project")
            .prefetch_related("indicators")
            .order_by(
                "fiscal_year",
                "department__region_folded",
                "department__name_folded",
                "unit_folded",
                "name_folded",
                "ordinal",
                "pk",
            )
        )


class SelfEvaluationRevisionQuerySet(models.QuerySet["SelfEvaluationRevision"]):
    def for_page(self) -> Self:
        """All revisions, the latest first, each with its files, and without what is large in either."""
        files = apps.get_model("budget", "SelfEvaluationSource").objects.order_by("position")
        return (
            self.defer("snapshot")
            .select_related("created_by")
            .order_by("-number")
            .prefetch_related(Prefetch("sources", files.select_related("file").defer("file__content")))
        )


class SelfEvaluationSourceQuerySet(models.QuerySet["SelfEvaluationSource"]):
    def in_force(self) -> Self:
        """The files of revisions in force, in their order, without their bytes."""
        found = self.filter(revision__is_current=True)
        return found.select_related("file").defer("file__content").order_by("position")

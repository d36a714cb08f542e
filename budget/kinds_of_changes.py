"""Every kind of change that people make, as the page of changes lists them. A new kind has its line in
KINDS.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _, pgettext

from budget.addresses import address
from budget.changes import Change, Difference, Kind, Link
from budget.models import (
    CheckSetting,
    Department,
    HandSetType,
    ProjectTypeRule,
    Review,
    Revision,
    State,
    Unit,
)
from budget.traced_changes import TracedKind


class RevisionKind(Kind):
    """Revisions that somebody made: entered by hand, or brought in by them."""

    name = Revision._meta.model_name
    label = Revision._meta.verbose_name
    permission = "budget.view_revision"
    at = "created_at"
    by = "created_by"
    thing = "disclosure"

    def rows(self) -> QuerySet[Any]:
        """Without what is large in them."""
        return Revision.objects.select_related("disclosure__department").defer("snapshot")

    def changes(self, rows: Sequence[Any], reader: AbstractBaseUser) -> list[Change]:
        return [
            Change(
                at=row.created_at,
                by=row.created_by,
                action=pgettext("what somebody did", "changed")
                if row.number > 1
                else pgettext("what somebody did", "entered"),
                what=str(row),
                url=reverse("admin:budget_disclosure_change", args=[row.disclosure_id]),
                links=self._links(row),
            )
            for row in rows
        ]

    def _links(self, row: Revision) -> list[Link]:
        disclosure = row.disclosure_id
        if row.number == 1:
            url = address("disclosure", disclosure) + "?revision=1"
            return [Link(_("The revision"), url)]
        url = address("compare", disclosure=disclosure, revision=[row.number - 1, row.number])
        return [Link(_("Beside the revision before"), url)]


class ReviewKind(Kind):
    """What auditors decided on points to review."""

    name = Review._meta.model_name
    label = Review._meta.verbose_name
    permission = "budget.review_finding"
    thing = "finding"

    def rows(self) -> QuerySet[Any]:
        """Each with the state before it."""
        before = Review.objects.filter(finding=OuterRef("finding"), pk__lt=OuterRef("pk")).order_by("-pk")
        return Review.objects.select_related("finding").annotate(before=Subquery(before.values("state")[:1]))

    def changes(self, rows: Sequence[Any], reader: AbstractBaseUser) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "reviewed"),
                what=str(row.finding),
                url=address("finding", row.finding_id),
                differences=[
                    Difference(_("State"), State(row.before or State.OPEN).label, State(row.state).label)
                ],
                reason=row.reason,
            )
            for row in rows
        ]


KINDS: Final[tuple[Kind, ...]] = (
    *(TracedKind(one) for one in (Department, Unit, HandSetType, ProjectTypeRule, CheckSetting, User, Group)),
    RevisionKind(),
    ReviewKind(),
)

"""The kinds of changes on the page of changes. `KINDS` lists them all."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from budget.accounts.permissions import may_correct, may_manage_disclosures
from budget.actions.changes import Change, Difference, Kind, Link, names_of
from budget.actions.model_changes import ModelKind, money
from budget.disclosure.corrections import fen_of
from budget.links import address
from budget.models import (
    HISTORIES,
    Correction,
    CorrectionStatus,
    DisclosureEvent,
    MatchDecision,
    PairDecision,
    ResultDecision,
    Review,
    ReviewState,
    Revision,
    Upload,
)


class RevisionKind(Kind):
    """Revisions that a person entered by hand or imported."""

    name, label = names_of(Revision)
    permission = "budget.view_revision"
    at = "created_at"
    by = "created_by"
    object_column = "disclosure"

    def rows(self) -> QuerySet[Any]:
        """Without large columns, and without the revisions of acts on disclosures (`ActKind`)."""
        by_hand = Revision.objects.filter(repeats__isnull=True)
        return by_hand.select_related("disclosure__department").defer("snapshot")

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.created_at,
                by=row.created_by,
                action=pgettext("what somebody did", "changed")
                if row.number > 1
                else pgettext("what somebody did", "entered"),
                what=str(row),
                url=reverse("admin:budget_disclosure_change", args=[row.disclosure_id]),
                links=self._links(row, reader),
            )
            for row in rows
        ]

    def _links(self, row: Revision, reader: User) -> list[Link]:
        disclosure = row.disclosure_id
        if row.number == 1:
            url = address("disclosure", disclosure) + "?revision=1"
            return [Link(_("The revision"), url)]
        url = address("compare", disclosure=disclosure, revision=[row.number - 1, row.number])
        links = [Link(_("Beside the revision before"), url)]
        if may_manage_disclosures(reader):
            back = reverse("admin:budget_disclosureevent_bring_back", args=[disclosure])
            links.append(Link(_("Bring back what was before"), f"{back}?revision={row.number - 1}"))
        return links


class UploadKind(Kind):
    """Files that a person uploaded. The revisions that came of them are `RevisionKind`."""

    name, label = names_of(Upload)
    permission = "budget.view_upload"

    def rows(self) -> QuerySet[Any]:
        return Upload.objects.all()

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "uploaded"),
                what=str(row),
                url=reverse("admin:budget_upload_change", args=[row.pk]),
                differences=[
                    Difference(_("Files"), "", str(row.file_count)),
                    Difference(_("State"), "", row.get_state_display()),
                ],
                sides="after",
            )
            for row in rows
        ]


class ReviewKind(Kind):
    """Decisions of auditors on points to review."""

    name, label = names_of(Review)
    permission = "budget.review_finding"
    object_column = "finding"

    def rows(self) -> QuerySet[Any]:
        """Each with the state before it."""
        before = Review.objects.filter(finding=OuterRef("finding"), pk__lt=OuterRef("pk")).order_by("-pk")
        return Review.objects.select_related("finding").annotate(before=Subquery(before.values("state")[:1]))

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "reviewed"),
                what=str(row.finding),
                url=address("finding", row.finding_id),
                differences=[
                    Difference(
                        pgettext("review", "State"),
                        str(ReviewState(row.before or ReviewState.OPEN).label),
                        str(ReviewState(row.state).label),
                    )
                ],
                reason=row.reason,
            )
            for row in rows
        ]


class MatchDecisionKind(Kind):
    """Decisions of auditors whether projects of two years are one."""

    name, label = names_of(MatchDecision)
    permission = "budget.view_matchdecision"

    def rows(self) -> QuerySet[Any]:
        """Each with the decision before it on the same pair."""
        pair = [*MatchDecision.PAIR_COLUMNS]
        before = MatchDecision.objects.filter(
            pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in pair}
        ).order_by("-pk")
        return MatchDecision.objects.annotate(was=Subquery(before.values("decision")[:1]))

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "decided"),
                what=str(row),
                url=reverse("admin:budget_matchdecision_change", args=[row.pk]),
                differences=[
                    Difference(
                        capfirst(_("decision")),
                        str(PairDecision(row.was or PairDecision.TAKEN_BACK).label),
                        str(PairDecision(row.decision).label),
                    )
                ],
                reason=row.note,
            )
            for row in rows
        ]


class ResultDecisionKind(Kind):
    """Decisions of auditors whether a self-evaluation, or an indicator of it, is of a project."""

    name, label = names_of(ResultDecision)
    permission = "budget.view_resultdecision"

    def rows(self) -> QuerySet[Any]:
        """Each with the decision before it on the same pair."""
        before = ResultDecision.objects.filter(
            pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in ResultDecision.PAIR_COLUMNS}
        ).order_by("-pk")
        decided = ResultDecision.objects.annotate(was=Subquery(before.values("decision")[:1]))
        return decided.select_related("self_evaluation")

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        labels = ResultDecision.LABELS
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "decided"),
                what=str(row),
                url=reverse("admin:budget_resultdecision_change", args=[row.pk]),
                differences=[
                    Difference(
                        capfirst(_("decision")),
                        str(labels[PairDecision(row.was or PairDecision.TAKEN_BACK)]),
                        str(labels[PairDecision(row.decision)]),
                    )
                ],
                reason=row.note,
            )
            for row in rows
        ]


class CorrectionKind(Kind):
    """Corrections of disclosed values: the value before, disclosed or corrected, and the value since."""

    name, label = names_of(Correction)
    permission = "budget.view_correction"
    object_column = "disclosure"

    def rows(self) -> QuerySet[Any]:
        """Each with the correction that it superseded."""
        return Correction.objects.select_related("disclosure__department", "supersedes")

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=pgettext("what somebody did", "corrected"),
                what=f"{row.disclosure} · {row.subject_words}",
                url=reverse("admin:budget_correction_change", args=[row.pk]),
                differences=[
                    Difference(
                        capfirst(row.field_label),
                        _corrected_value(row, row.supersedes.corrected if row.supersedes else row.disclosed),
                        _corrected_value(row, row.corrected),
                    )
                ],
                reason=row.reason,
                links=[Link(_("Take back"), reverse("admin:budget_correction_decide", args=[row.pk]))]
                if row.standing == CorrectionStatus.IN_FORCE and may_correct(reader)
                else [],
            )
            for row in rows
        ]


class EndedCorrectionKind(Kind):
    """Corrections that a person took back."""

    name = "ended-correction"
    label = gettext_lazy("correction taken back")
    permission = "budget.view_correction"
    at = "ended_at"
    by = "ended_by"
    object_column = "disclosure"

    def rows(self) -> QuerySet[Any]:
        """Without superseded corrections: their successor is a change by itself."""
        return Correction.objects.filter(standing=CorrectionStatus.TAKEN_BACK).select_related(
            "disclosure__department"
        )

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.ended_at,
                by=row.ended_by,
                action=pgettext("what somebody did", "taken back"),
                what=f"{row.disclosure} · {row.subject_words}",
                url=reverse("admin:budget_correction_change", args=[row.pk]),
                differences=[
                    Difference(
                        capfirst(row.field_label), _corrected_value(row, row.corrected), _("as disclosed")
                    )
                ],
                reason=row.ended_because,
            )
            for row in rows
        ]


def _corrected_value(row: Correction, value: str) -> str:
    """Return the stored value of a correction in words."""
    fen = fen_of(value) if row.is_money else None
    return value if fen is None else money(fen)


class ActKind(Kind):
    """Disclosures withdrawn, brought back or moved, and their publication noted."""

    name, label = names_of(DisclosureEvent)
    permission = "budget.view_disclosureevent"
    object_column = "disclosure"

    def rows(self) -> QuerySet[Any]:
        return DisclosureEvent.objects.select_related("disclosure__department")

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        return [
            Change(
                at=row.at,
                by=row.by,
                action=row.what,
                what=str(row.disclosure),
                url=row.disclosure.get_absolute_url(),
                differences=[Difference(_("State"), row.was, row.became)],
                reason=row.reason,
                links=self._links(row, reader),
            )
            for row in rows
        ]

    def _links(self, row: DisclosureEvent, reader: User) -> list[Link]:
        if not may_manage_disclosures(reader):
            return []
        url = reverse("admin:budget_disclosureevent_manage", args=[row.disclosure_id])
        return [Link(_("Manage the disclosure"), url)]


KINDS: Final[tuple[Kind, ...]] = (
    # People last, whom few may see.
    *(ModelKind(model) for model in sorted(HISTORIES, key=lambda model: model._meta.app_label == "auth")),
    RevisionKind(),
    UploadKind(),
    ActKind(),
    CorrectionKind(),
    EndedCorrectionKind(),
    ReviewKind(),
    MatchDecisionKind(),
    ResultDecisionKind(),
)

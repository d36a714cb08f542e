"""Corrections made, decided and taken back, each in one transaction with the rows that it changes.

An act names the state that its author saw (`seen`: the token of the revision in force and the effective
value). Over another state it is refused, so that nobody corrects a figure that they have not seen.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from budget.accounts.permissions import may_correct
from budget.actions.base import ActionRefused, StaleState, authorize, require_state, state_token
from budget.disclosure import records
from budget.disclosure.corrections import CORRECTABLE, Place, Subject, SubjectIndex, value_at
from budget.models import Correction, CorrectionStatus, Disclosure, Project, Revision
from budget.models.corrections import OPEN, SUBJECT_FIELDS, Doubt, key_of
from budget.models.findings import ResolutionReason
from budget.store import revisions
from budget.store.locks import lock_disclosure
from budget.store.names import other_names_of_units
from budget.store.rows_reader import as_disclosed


class StaleValue(StaleState):
    """The value, or the revision in force, is another than the author of a correction saw."""

    words = gettext_lazy("Nothing was kept: what you corrected has changed since. Look at it as it is now.")


class StaleCorrection(StaleState):
    """The correction, or the revision in force, is another than was seen by who decides it."""

    words = gettext_lazy("Nothing was done: this correction has changed since. Look at it as it is now.")


class NotCorrectable(ActionRefused):
    """Raised for disclosures entered by hand (edit those), for withdrawn ones, and for values that are not in
    the table.
    """

    words = StaleCorrection.words
    status = StaleCorrection.status


class UnchangedValue(ActionRefused):
    """The value is the effective one already."""

    words = gettext_lazy("This value counts already.")
    field = "value"


class DisclosedValue(ActionRefused):
    """The value is the disclosed one: the correction in force is to be taken back instead."""

    words = gettext_lazy("This is the disclosed value: take the correction back instead.")
    field = "value"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be corrected: the disclosed one, the effective one, and the correction.

    `record`: the disclosure's records as disclosed. `correction`: the open one, in force or to be decided.
    """

    disclosure: Disclosure
    record: records.Disclosure
    revision: Revision
    subject: Subject
    field: str
    disclosed: str
    correction: Correction | None

    @property
    def effective(self) -> str:
        if self.correction is not None and self.correction.standing == CorrectionStatus.IN_FORCE:
            return self.correction.corrected
        return self.disclosed

    @property
    def seen(self) -> str:
        """The token of the value's state."""
        return state_token(self.revision.number, self.effective)


def state_of(disclosure: Disclosure) -> tuple[records.Disclosure, Revision]:
    """A disclosure's records as disclosed with the revision in force. Raises NotCorrectable."""
    revision = disclosure.revisions.defer("snapshot").filter(is_current=True).first()
    if revision is None or disclosure.is_entered_by_hand:
        raise NotCorrectable
    return as_disclosed(disclosure), revision


def names_of(disclosure: Disclosure, record: records.Disclosure) -> SubjectIndex:
    """The index of the subjects of a disclosure's records by their names, units' other names included."""
    return SubjectIndex(record, other_names_of_units(disclosure.department_id))


def place_of_project(record: records.Disclosure, project: Project) -> Place:
    """The place of a project in force in the records of its disclosure."""
    before = 0
    for number, unit in enumerate(record.units):
        if project.position <= before + len(unit.projects):
            return Place(number, project.position - before - 1)
        before += len(unit.projects)
    raise NotCorrectable


def value_of(disclosure: Disclosure, place: Place, field: str) -> Value:
    """The value in a place of a disclosure. Raises NotCorrectable, also where there is none to correct."""
    record, revision = state_of(disclosure)
    names = names_of(disclosure, record)
    try:
        subject = names.subject_at(place)
    except IndexError as error:
        raise NotCorrectable from error
    if field not in CORRECTABLE[subject.about]:
        raise NotCorrectable
    key = key_of(subject, field)
    open_ones = [
        one
        for one in disclosure.corrections.filter(about=subject.about, field=field, standing__in=OPEN)
        if one.key == key or names.place_of(one.subject) == place
    ]
    return Value(
        disclosure,
        record,
        revision,
        subject,
        field,
        disclosed=value_at(record, place, field),
        correction=next(iter(open_ones), None),
    )


def correct(
    disclosure: Disclosure,
    place: Place,
    field: str,
    value: str,
    reason: str,
    by: User | AnonymousUser,
    *,
    seen: str,
) -> Correction:
    """Put a value in the place of a disclosed one; an open correction of the same value is superseded.

    `value`: an amount as the decimal text of its fen, a text as it is, "" for what is not stated.
    Raises PermissionDenied, ReasonMissing, NotCorrectable, StaleState, UnchangedValue,
    DisclosedValue.
    """
    by, reason = authorize(by, may_correct, reason)
    with transaction.atomic():
        disclosure = lock_disclosure(disclosure.pk)
        now = value_of(disclosure, place, field)
        require_state(seen, now.seen, StaleValue)
        if value == now.effective:
            raise UnchangedValue
        if value == now.disclosed:
            raise DisclosedValue
        return _made(now, value, reason, by)


def reconfirm(correction: Correction, reason: str, by: User | AnonymousUser, *, seen: str) -> Correction:
    """Confirm a correction for the value that is disclosed now: a new correction supersedes it.

    Raises as `correct`; NotCorrectable where the value's place is gone, or its disclosed value equals the
    corrected one.
    """
    by, reason = authorize(by, may_correct, reason)
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        record, revision = state_of(disclosure)
        is_to_decide = correction.standing == CorrectionStatus.TO_DECIDE
        require_state(seen, state_token_of(correction, revision) if is_to_decide else None, StaleCorrection)
        place = names_of(disclosure, record).place_of(correction.subject)
        if place is None or not can_be_reconfirmed(correction):
            raise NotCorrectable
        return _made(value_of(disclosure, place, correction.field), correction.corrected, reason, by)


def take_back(correction: Correction, reason: str, by: User | AnonymousUser, *, seen: str) -> None:
    """Take back a correction in force, or let one go that is to be decided: what is disclosed counts.

    Raises PermissionDenied, ReasonMissing, NotCorrectable, StaleState.
    """
    by, reason = authorize(by, may_correct, reason)
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        record, revision = state_of(disclosure)
        require_state(seen, state_token_of(correction, revision), StaleCorrection)
        _end(correction, CorrectionStatus.TAKEN_BACK, by, reason)
        revisions.put_in_force(disclosure, record, revision, ResolutionReason.CORRECTED)


def state_token_of(correction: Correction, revision: Revision) -> str | None:
    """The token of an open correction's state: of one in force its value, of one to be decided what is
    disclosed now. None where it is no longer open.
    """
    match correction.standing:
        case CorrectionStatus.IN_FORCE:
            return state_token(revision.number, correction.corrected)
        case CorrectionStatus.TO_DECIDE:
            return state_token(revision.number, correction.disclosed_now)
        case _:
            return None


def can_be_reconfirmed(correction: Correction) -> bool:
    """Whether a correction that is to be decided can hold for what is disclosed now."""
    return correction.doubt == Doubt.CHANGED and correction.disclosed_now != correction.corrected


def _locked(correction: Correction) -> tuple[Disclosure, Correction]:
    """Lock the disclosure of a correction; return both as they are now."""
    disclosure = lock_disclosure(correction.disclosure_id)
    return disclosure, Correction.objects.get(pk=correction.pk)


def _made(now: Value, value: str, reason: str, by: User) -> Correction:
    """A new correction of a value, in the place of the open one where there is one, put in force."""
    if now.correction is not None:
        _end(now.correction, CorrectionStatus.SUPERSEDED, by)
    made = Correction.objects.create(
        disclosure=now.disclosure,
        key=key_of(now.subject, now.field),
        field=now.field,
        disclosed=now.disclosed,
        corrected=value,
        reason=reason,
        by=by,
        revision=now.revision,
        supersedes=now.correction,
        **{name: getattr(now.subject, name) for name in SUBJECT_FIELDS},
    )
    revisions.put_in_force(now.disclosure, now.record, now.revision, ResolutionReason.CORRECTED)
    made.refresh_from_db()
    return made


def _end(correction: Correction, standing: CorrectionStatus, by: User, reason: str = "") -> None:
    correction.standing, correction.doubt = standing, ""
    correction.ended_by, correction.ended_at, correction.ended_because = by, timezone.now(), reason
    correction.save(update_fields=["standing", "doubt", "ended_by", "ended_at", "ended_because"])

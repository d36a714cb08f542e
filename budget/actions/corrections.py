"""Corrections made, decided and taken back: each one act, in one transaction, of which everything follows.

An act names the state that its author saw (`seen`: the revision in force and the value that counted, in a
word that forms carry): where another one stands by then, it is refused, so that nobody corrects a figure that
they have not seen.
"""

import hashlib
import json
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from budget.accounts.permissions import may_correct
from budget.disclosure import records
from budget.disclosure.corrections import CORRECTABLE, Place, Subject, SubjectIndex, value_at
from budget.models import Correction, CorrectionStatus, Disclosure, Project, Revision
from budget.models.corrections import OPEN, SUBJECT_FIELDS, Doubt, key_of
from budget.models.findings import ResolutionReason
from budget.store import disclosures
from budget.store.names import other_names_of_units
from budget.store.rows_reader import as_disclosed


class NotCorrectable(ValueError):
    """What was entered by hand is edited, and what is not in force stands nowhere."""


class ReasonMissing(ValueError):
    """A correction, a decision or a taking back without its reason."""


class NothingChanged(ValueError):
    """The value is the one that stands already."""


class IsDisclosed(ValueError):
    """The value is the disclosed one: the correction in force is to be taken back instead."""


class ChangedSince(Exception):
    """Another state stands by now than the one that was seen."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be corrected, as it stands: what is disclosed, what counts, and by what correction.

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
        return _seen(self.revision, self.effective)


def state_of(disclosure: Disclosure) -> tuple[records.Disclosure, Revision]:
    """A disclosure's records as disclosed with the revision in force. Raises NotCorrectable."""
    revision = disclosure.revisions.defer("snapshot").filter(is_current=True).first()
    if revision is None or disclosure.is_entered_by_hand:
        raise NotCorrectable
    return as_disclosed(disclosure), revision


def names_of(disclosure: Disclosure, record: records.Disclosure) -> SubjectIndex:
    """Where the names of a disclosure's records stand, its units' other names known."""
    return SubjectIndex(record, other_names_of_units(disclosure.department_id))


def place_of_project(record: records.Disclosure, project: Project) -> Place:
    """Where a project in force stands in the records of its disclosure."""
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
    Raises PermissionDenied, ReasonMissing, NotCorrectable, ChangedSince, NothingChanged, IsDisclosed.
    """
    by, reason = _checked(by, reason)
    with transaction.atomic():
        disclosure = disclosures.locked(disclosure)
        now = value_of(disclosure, place, field)
        if now.seen != seen:
            raise ChangedSince
        if value == now.effective:
            raise NothingChanged
        if value == now.disclosed:
            raise IsDisclosed
        return _made(now, value, reason, by)


def keep_upon_what_is_disclosed(
    correction: Correction, reason: str, by: User | AnonymousUser, *, seen: str
) -> Correction:
    """Decide that a correction holds for the value that is disclosed now: a new correction supersedes it.

    Raises as `correct`; NotCorrectable where the value's place can no
    longer be told, or it says by itself what the correction said.
    """
    by, reason = _checked(by, reason)
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        record, revision = state_of(disclosure)
        if correction.standing != CorrectionStatus.TO_DECIDE or seen_of(correction, revision) != seen:
            raise ChangedSince
        place = names_of(disclosure, record).place_of(correction.subject)
        if place is None or not can_be_kept(correction):
            raise NotCorrectable
        return _made(value_of(disclosure, place, correction.field), correction.corrected, reason, by)


def take_back(correction: Correction, reason: str, by: User | AnonymousUser, *, seen: str) -> None:
    """Take back a correction in force, or let one go that is to be decided: what is disclosed counts.

    Raises PermissionDenied, ReasonMissing, NotCorrectable, ChangedSince.
    """
    by, reason = _checked(by, reason)
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        record, revision = state_of(disclosure)
        if seen_of(correction, revision) != seen:
            raise ChangedSince
        _end(correction, CorrectionStatus.TAKEN_BACK, by, reason)
        disclosures.put_in_force(disclosure, record, revision, ResolutionReason.CORRECTED)


def seen_of(correction: Correction, revision: Revision) -> str | None:
    """What a form about an open correction was made upon: of one in force its value, of one to be decided
    what is disclosed now. None where it is no longer open.
    """
    match correction.standing:
        case CorrectionStatus.IN_FORCE:
            return _seen(revision, correction.corrected)
        case CorrectionStatus.TO_DECIDE:
            return _seen(revision, correction.disclosed_now)
        case _:
            return None


def _seen(revision: Revision, value: str) -> str:
    digest = hashlib.sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()
    return f"{revision.number}:{digest}"


def can_be_kept(correction: Correction) -> bool:
    """Whether a correction that is to be decided can hold for what is disclosed now."""
    return correction.doubt == Doubt.CHANGED and correction.disclosed_now != correction.corrected


def _checked(by: User | AnonymousUser, reason: str) -> tuple[User, str]:
    """The user, who has the permission, and the reason without blanks around it.

    Raises PermissionDenied, ReasonMissing.
    """
    if not may_correct(by):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing
    return by, reason.strip()


def _locked(correction: Correction) -> tuple[Disclosure, Correction]:
    """A correction as it stands, with its disclosure, for this transaction alone."""
    disclosure = disclosures.locked(correction.disclosure)
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
    disclosures.put_in_force(now.disclosure, now.record, now.revision, ResolutionReason.CORRECTED)
    made.refresh_from_db()
    return made


def _end(correction: Correction, standing: CorrectionStatus, by: User, reason: str = "") -> None:
    correction.standing, correction.doubt = standing, ""
    correction.ended_by, correction.ended_at, correction.ended_because = by, timezone.now(), reason
    correction.save(update_fields=["standing", "doubt", "ended_by", "ended_at", "ended_because"])

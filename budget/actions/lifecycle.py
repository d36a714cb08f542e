"""A disclosure's life in the hands of people: withdrawn, an earlier revision brought back, moved, its
publication noted. Each act has its reason, and can be taken back while nothing later stands on it.

Each is one transaction under the locks of an import; what a disclosure says is written by
budget.store.disclosures alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_manage_disclosures
from budget.disclosure import records
from budget.disclosure.open_data import digest_of, records_in
from budget.disclosure.problems import Refused, worded
from budget.models import Department, Disclosure, DisclosureEvent, EventKind, Revision, Source
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.models.lifecycle import Place
from budget.models.names import name_key
from budget.store import checks, disclosures, names, rekey_disclosure


class NotDone(Exception):
    """An act that is refused; the message says why, in the reader's language. Nothing was changed."""


def seen_of(disclosure: Disclosure) -> int:
    """What tells the state of a disclosure from another: the number of its revision in force, 0 where it is
    withdrawn.
    """
    number = disclosure.revisions.filter(is_current=True).values_list("number", flat=True).first()
    return number or 0


def withdraw(disclosure: Disclosure, *, reason: str, by: User, seen: int | None = None) -> DisclosureEvent:
    """Take a disclosure out of force: no page, list or sum has it any longer but its own, which says so.

    `seen`: what `seen_of` said when the person looked at it, None for any state. Raises PermissionDenied, and
    NotDone where there is no reason, it is withdrawn already, or another state stands by now.
    """
    with transaction.atomic():
        reason = _allowed(by, reason)
        disclosure = _locked(disclosure)
        before = _in_force(disclosure)
        _refuse_unseen(before, seen)
        _withdraw(disclosure, timezone.now())
        return _note(disclosure, EventKind.WITHDRAWN, reason, by, before, _place_of(disclosure))


def bring_back(revision: Revision, *, reason: str, by: User, seen: int | None = None) -> DisclosureEvent:
    """Put an earlier revision in force again, as a new one with its records, files and problems; where the
    disclosure stands now. A withdrawn disclosure is there again with it.

    Raises PermissionDenied, and NotDone where there is no reason, what is in force says the same, another
    disclosure has taken the place of a withdrawn one, or (`seen` as in `withdraw`) another state stands by
    now.
    """
    with transaction.atomic():
        reason = _allowed(by, reason)
        disclosure = _locked(revision.disclosure)
        before = _place_of(disclosure)
        _refuse_unseen(before, seen)
        if before.revision is None:
            _refuse_taken(disclosure.department, disclosure.fiscal_year)
        revision = disclosure.revisions.get(pk=revision.pk)
        record = _moved_here(records_in(bytes(revision.snapshot)), disclosure)
        if disclosure.revisions.filter(is_current=True, digest=digest_of(record)).exists():
            raise NotDone(_("The revision in force says exactly the same."))
        disclosure.withdrawn_at = None
        made = disclosures.repeat(_of(disclosure, revision), record, by)
        return _note(disclosure, EventKind.BROUGHT_BACK, reason, by, before, _place_of(disclosure, made))


def move(
    disclosure: Disclosure,
    *,
    department: str,
    region: str,
    fiscal_year: int,
    reason: str,
    by: User,
    seen: int | None = None,
) -> DisclosureEvent:
    """Move a disclosure to another department, region or year; a department of that name is made where it is
    new. The addresses of the disclosure and its projects stay, reviews and types set by hand go with them.

    Raises PermissionDenied, and NotDone where there is no reason, the year or the department is none, it
    stands there already, another disclosure stands there, it is withdrawn, or (`seen` as in `withdraw`)
    another state stands by now.
    """
    with transaction.atomic():
        reason = _allowed(by, reason)
        if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
            raise NotDone(
                _("The fiscal year must be one from %(first)s to %(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        target = _department(department.strip(), region.strip(), fiscal_year)
        disclosure = _locked(disclosure, target)
        before = _in_force(disclosure)
        _refuse_unseen(before, seen)
        if (disclosure.department_id, disclosure.fiscal_year) == (target.pk, fiscal_year):
            raise NotDone(_("The disclosure is of this department and year already."))
        _refuse_taken(target, fiscal_year)
        current = disclosure.revisions.get(is_current=True)
        record = replace(records_in(bytes(current.snapshot)), region=target.region, fiscal_year=fiscal_year)
        if target.name_folded != disclosure.department.name_folded and not names.is_called(
            target, record.department
        ):
            record = replace(record, department=department.strip())
        rekey_disclosure.rekey(disclosure, target, fiscal_year)
        made = disclosures.repeat(_of(disclosure, current), record, by)
        checks.check_following(before.department, before.fiscal_year)
        return _note(disclosure, EventKind.MOVED, reason, by, before, _place_of(disclosure, made))


def note_publication(source: Source, *, url: str, on: date | None, reason: str, by: User) -> DisclosureEvent:
    """Note where and when a file was published, for every revision of the disclosure that came from it.

    Raises PermissionDenied, and NotDone where there is no reason or the note says what is noted already.
    """
    with transaction.atomic():
        reason = _allowed(by, reason)
        disclosure = _locked(source.revision.disclosure)
        rows = _sources(disclosure, source.file_id)
        before = _published(rows)
        for row in rows:
            row.published_url, row.published_on = url, on
        if _published(rows) == before:
            raise NotDone(_("This is noted already."))
        Source.objects.bulk_update(rows, ["published_url", "published_on"])
        return _note(disclosure, EventKind.PUBLISHED, reason, by, before, _published(rows))


def undo(event: DisclosureEvent, *, reason: str, by: User) -> DisclosureEvent:
    """Take an act back: everything is as it was before it.

    Raises PermissionDenied, and NotDone where there is no reason, it was taken back already, takes itself
    something back, or something later stands on it.
    """
    with transaction.atomic():
        reason = _allowed(by, reason)
        if event.undoes_id is not None:
            raise NotDone(_("What was taken back is not taken back again: do it once more."))
        if event.kind == EventKind.PUBLISHED:
            return _undo_publication(event, reason, by)
        before = Place.read(event.before)
        home = Department.objects.filter(pk=before.department).first()
        if home is None:
            raise NotDone(_("The department that it was of is there no longer. Move the disclosure instead."))
        disclosure = _locked(event.disclosure, home)
        _refuse_later(disclosure, event)
        now = _place_of(disclosure)
        if before.revision is not None and (now.revision is None or before.is_elsewhere(now)):
            _refuse_taken(home, before.fiscal_year)
        if before.is_elsewhere(now):
            rekey_disclosure.rekey(disclosure, home, before.fiscal_year)
        if before.revision is None:
            _withdraw(disclosure, datetime.fromisoformat(before.withdrawn_at))
        else:
            disclosure.withdrawn_at = None
            disclosures.return_to(_of(disclosure, disclosure.revisions.get(number=before.revision)))
        if before.is_elsewhere(now):
            checks.check_following(now.department, now.fiscal_year)
        kind = EventKind(event.kind)
        return _note(disclosure, kind, reason, by, now, _place_of(disclosure), undoes=event)


# ---- What may be done.


def _allowed(by: User, reason: str) -> str:
    """The reason without blanks around it. Raises PermissionDenied, and NotDone without one."""
    if not may_manage_disclosures(by):
        raise PermissionDenied
    if not reason.strip():
        raise NotDone(_("Give the reason."))
    return reason.strip()


def _locked(disclosure: Disclosure, *also: Department) -> Disclosure:
    """The disclosure as it stands now, locked as imports lock it: its department, and others that are
    touched, in the order of their keys, then itself.
    """
    home = Disclosure.objects.values_list("department", flat=True).get(pk=disclosure.pk)
    keys = {home, *(department.pk for department in also)}
    list(Department.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    found = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if found.department_id != home:
        raise NotDone(_("The disclosure was moved meanwhile. Look at it again."))
    return found


def _in_force(disclosure: Disclosure) -> Place:
    """Where it stands. Raises NotDone where it is withdrawn."""
    place = _place_of(disclosure)
    if place.revision is None:
        raise NotDone(_("The disclosure is withdrawn. Bring it back first."))
    return place


def _refuse_unseen(now: Place, seen: int | None) -> None:
    """Raise NotDone where another state stands than the one that was seen."""
    if seen is not None and seen != (now.revision or 0):
        words = _("Meanwhile something else came about: %(now)s. Look at the disclosure first.")
        raise NotDone(words % {"now": now})


def _refuse_taken(department: Department, fiscal_year: int) -> None:
    there = Disclosure.objects.in_force().filter(department=department, fiscal_year=fiscal_year).first()
    if there is not None:
        raise NotDone(
            _("Another disclosure of %(department)s, %(year)s, is in force: %(address)s. Withdraw it first.")
            % {"department": department, "year": fiscal_year, "address": there.get_absolute_url()}
        )


def _refuse_later(disclosure: Disclosure, event: DisclosureEvent) -> None:
    """Raise NotDone where an act was taken back already, or what it made is not how things stand."""
    _refuse_taken_back(event)
    later = disclosure.events.standing().about_place().filter(pk__gt=event.pk).first()
    if later is not None:
        raise NotDone(
            _("Something was done with the disclosure since: %(act)s, on %(date)s. Take that back first.")
            % {"act": later.what, "date": timezone.localdate(later.at).isoformat()}
        )
    now = _place_of(disclosure)
    if now.revision != Place.read(event.after).revision:
        raise NotDone(
            _("Since then revision %(number)s came into force, which stands upon this.")
            % {"number": now.revision}
        )


def _refuse_taken_back(event: DisclosureEvent) -> None:
    if DisclosureEvent.objects.filter(undoes=event).exists():
        raise NotDone(_("This was taken back already."))


def _department(name: str, region: str, fiscal_year: int) -> Department:
    """The department of a name and region, made where it is new. Raises NotDone for what is none."""
    if not name_key(name):
        raise NotDone(_("Give the department's name."))
    record = records.Disclosure(name, region, fiscal_year, "entered")
    try:
        disclosures.refuse_what_cannot_be_stored([record])
        return disclosures.department_of(record)
    except Refused as refused:
        problem = refused.problems[0]
        if problem.code == "ambiguous-region":
            words = _("Departments of this name are known in: %(regions)s. Give the region.")
            raise NotDone(words % problem.details) from refused
        raise NotDone(worded(problem, _)) from refused


# ---- What is done.


def _withdraw(disclosure: Disclosure, at: datetime) -> None:
    disclosure.withdrawn_at = at
    disclosure.save(update_fields=["withdrawn_at", "changed_at"])
    disclosures.take_out_of_force(disclosure)


def _moved_here(record: records.Disclosure, disclosure: Disclosure) -> records.Disclosure:
    """An earlier revision's records where the disclosure stands now; the department's name as disclosed stays
    where it is this department's.
    """
    department = disclosure.department
    is_named = names.is_called(department, record.department)
    return replace(
        record,
        department=record.department if is_named else disclosure.department_name or department.name,
        region=department.region,
        fiscal_year=disclosure.fiscal_year,
    )


def _of(disclosure: Disclosure, revision: Revision) -> Revision:
    """The revision, leading to this very object: what is changed of it is not yet in the database."""
    revision.disclosure = disclosure
    return revision


def _undo_publication(event: DisclosureEvent, reason: str, by: User) -> DisclosureEvent:
    disclosure = _locked(event.disclosure)
    _refuse_taken_back(event)
    later = disclosure.events.standing().filter(
        kind=EventKind.PUBLISHED, pk__gt=event.pk, after__file=event.after["file"]
    )
    if later.exists():
        raise NotDone(_("Another note of this file's publication was made since. Take that back first."))
    rows = _sources(disclosure, event.after["file"])
    now = _published(rows)
    notes: dict[int, tuple[str, str | None]] = {pk: (url, on) for pk, url, on in event.before["sources"]}
    # A revision that took the file over since has the note from the last one before it.
    last = notes[max(notes)]
    for row in rows:
        url, on = notes.get(row.pk, last)
        row.published_url = url
        row.published_on = date.fromisoformat(on) if on else None
    Source.objects.bulk_update(rows, ["published_url", "published_on"])
    return _note(disclosure, EventKind.PUBLISHED, reason, by, now, _published(rows), undoes=event)


def _sources(disclosure: Disclosure, file: int) -> list[Source]:
    """The rows of a file (its key) in all revisions, the earliest first."""
    found = Source.objects.filter(revision__disclosure=disclosure, file=file)
    return list(found.order_by("revision__number", "pk"))


# ---- What is written down.


def _place_of(disclosure: Disclosure, revision: Revision | None = None) -> Place:
    """Where a disclosure stands, with the revision in force, which may be given."""
    current = revision or disclosure.revisions.defer("snapshot").filter(is_current=True).first()
    return Place(
        department=disclosure.department_id,
        department_name=disclosure.department_name or disclosure.department.name,
        region=disclosure.department.region,
        fiscal_year=disclosure.fiscal_year,
        revision=current.number if current else None,
        withdrawn_at=disclosure.withdrawn_at.isoformat() if disclosure.withdrawn_at else "",
    )


def _published(rows: Sequence[Source]) -> dict[str, Any]:
    """What is noted of a file, whose rows these are, the latest last."""
    notes = [
        [row.pk, row.published_url, row.published_on.isoformat() if row.published_on else ""] for row in rows
    ]
    return {"file": rows[-1].file_id, "name": rows[-1].name, "sources": notes}


def _note(
    disclosure: Disclosure,
    kind: EventKind,
    reason: str,
    by: User,
    before: Place | dict[str, Any],
    after: Place | dict[str, Any],
    undoes: DisclosureEvent | None = None,
) -> DisclosureEvent:
    return DisclosureEvent.objects.create(
        disclosure=disclosure,
        kind=kind,
        reason=reason,
        by=by,
        before=before.as_json() if isinstance(before, Place) else before,
        after=after.as_json() if isinstance(after, Place) else after,
        undoes=undoes,
    )

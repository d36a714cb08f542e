"""Departments and years that a disclosure left by a person's hand: an import does not bring it back there.

What was withdrawn, or moved elsewhere because it came under a wrong year or department, is known by its
records and its files. Other records from other files are another table, and stand on their own.
"""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from budget.disclosure.problems import Problem, Refused
from budget.models import Department, Disclosure, DisclosureEvent, EventKind


def refuse_what_left(
    department: Department, fiscal_year: int, digest: str, files: Collection[str]
) -> tuple[Problem, ...]:
    """Raise Refused where records (by their digest) or a file (by its SHA-256) are known from a disclosure
    that left this place; else return what is to be told of the place.
    """
    moved = DisclosureEvent.objects.standing().filter(
        kind=EventKind.MOVED, before__department=department.pk, before__fiscal_year=fiscal_year
    )
    here = Q(department=department, fiscal_year=fiscal_year)
    left = Disclosure.objects.filter(
        (Q(pk__in=moved.order_by().values("disclosure")) & ~here) | (here & Q(withdrawn_at__isnull=False))
    )
    known = Q(revisions__digest=digest) | Q(revisions__sources__file__sha256__in=files)
    there = list(left.select_related("department").order_by("-withdrawn_at", "-pk"))
    if not there:
        return ()
    same = left.filter(known).select_related("department").order_by("-pk").first()
    if same is not None:
        raise Refused(Problem("withdrawn" if same.is_withdrawn else "moved-away", details=_details(same)))
    withdrawn = [one for one in there if one.is_withdrawn]
    return tuple(Problem("after-withdrawn", details=_details(one)) for one in withdrawn)


def _details(disclosure: Disclosure) -> dict[str, str]:
    department = disclosure.department
    named = {
        "department": " ".join(filter(None, (department.region, department.name))),
        "year": str(disclosure.fiscal_year),
        "id": str(disclosure.pk),
    }
    if disclosure.withdrawn_at is None:
        return named
    return named | {"date": timezone.localdate(disclosure.withdrawn_at).isoformat()}

"""Departments and years from which a person withdrew or moved a disclosure: imports do not restore it there.

A withdrawn or moved disclosure is recognised by its records and its files. Other records from other files are
another table, and are imported.
"""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from budget.disclosure.problems import Problem, Refused
from budget.models import Department, Disclosure, DisclosureEvent, EventKind


def refuse_withdrawn_or_moved(
    department: Department, fiscal_year: int, digest: str, files: Collection[str]
) -> tuple[Problem, ...]:
    """Raise Refused where records (by their digest) or a file (by its SHA-256) are those of a disclosure that
    was withdrawn or moved from this place; else return notices about withdrawn ones.
    """
    moved = DisclosureEvent.objects.standing().filter(
        kind=EventKind.MOVED, before__department=department.pk, before__fiscal_year=fiscal_year
    )
    here = Q(department=department, fiscal_year=fiscal_year)
    withdrawn_here = here & Q(withdrawn_at__isnull=False)
    moved_away = list(moved.order_by().values_list("disclosure", flat=True))
    if not moved_away and not Disclosure.objects.filter(withdrawn_here).exists():
        return ()
    gone = Disclosure.objects.filter((Q(pk__in=moved_away) & ~here) | withdrawn_here)
    known = Q(revisions__digest=digest) | Q(revisions__sources__file__sha256__in=files)
    earlier = list(gone.select_related("department").order_by("-withdrawn_at", "-pk"))
    same = gone.filter(known).select_related("department").order_by("-pk").first()
    if same is not None:
        raise Refused(Problem("withdrawn" if same.is_withdrawn else "moved-away", details=_details(same)))
    withdrawn = [one for one in earlier if one.is_withdrawn]
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

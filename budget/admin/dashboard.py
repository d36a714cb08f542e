"""The first page of the administration: the latest disclosures, and counts of pending work."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_correct
from budget.admin.base import MOST_COUNTED
from budget.audit.catalogue import LEVELS
from budget.models import (
    Correction,
    CorrectionStatus,
    Disclosure,
    Finding,
    FindingFigures,
    Problem,
    ReviewState,
    Revision,
    Upload,
)
from budget.models.filters import FindingFilters
from budget.models.findings import LEVEL_NAMES
from budget.models.querysets.findings import may_review

Reader = User | AnonymousUser

_LATEST: Final = 10
# States of uploads that a worker works on, or that wait for a person.
_UPLOADS_SHOWN: Final = (
    Upload.State.READING,
    Upload.State.PREVIEWED,
    Upload.State.STORING,
    Upload.State.OUTDATED,
    Upload.State.FAILED,
)


@dataclass(frozen=True, slots=True)
class PendingCount:
    """A number of pending rows, and the address of their list. `is_cut`: there are more than `number`."""

    words: str
    number: int
    url: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """A revision in force, and the number of problems of its disclosure."""

    revision: Revision
    problems: int


@dataclass(frozen=True, slots=True)
class Group:
    """Counts of one subject, under a heading."""

    heading: str
    rows: list[PendingCount]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page shows in addition to the lists of models. `links` are words and addresses."""

    latest: list[Latest]
    groups: list[Group]
    links: list[tuple[str, str]]


def dashboard_for(user: Reader) -> Dashboard:
    """Return the dashboard of a user who may enter the administration."""
    made = [group(user) for group in _GROUPS]
    return Dashboard(_latest(), [group for group in made if group is not None], _links(user))


def _latest() -> list[Latest]:
    revisions = (
        Revision.objects.filter(is_current=True)
        .select_related("disclosure__department", "created_by")
        .defer("snapshot")
        .order_by("-pk")[:_LATEST]
    )
    found = list(revisions)
    problems = Problem.objects.filter(disclosure__in=[one.disclosure_id for one in found])
    counts = dict(problems.order_by().values_list("disclosure").annotate(number=Count("pk")))
    return [Latest(one, counts.get(one.disclosure_id, 0)) for one in found]


def _points(user: Reader) -> Group | None:
    """Count the findings of the latest year by level: for auditors the open ones, for others all."""
    year = next(iter(Disclosure.objects.years()), None)
    if year is None:
        return None
    numbers: Counter[str] = Counter()
    figures = FindingFigures.objects.of_year(year).narrowed(FindingFilters())
    for (_check, level), number in figures.by_check_and_level().items():
        numbers[level] += number
    state = ""
    if may_review(user):
        state = f"&state={ReviewState.OPEN}"
        decided = Finding.objects.for_reader(user).in_force().filter(disclosure__fiscal_year=year).decided()
        for (_check, level, _state), number in decided.by_check_level_and_state().items():
            numbers[level] -= number
        heading = _("Open points to review of %(year)s") % {"year": year}
    else:
        heading = _("Points to review of %(year)s") % {"year": year}
    address = reverse("budget:findings")
    rows = [
        PendingCount(str(LEVEL_NAMES[level]), numbers[level], f"{address}?year={year}&level={level}{state}")
        for level in LEVELS
    ]
    return Group(heading, rows)


def _problems(user: Reader) -> Group:
    """Count the problems of all disclosures in force by level, up to MOST_COUNTED."""
    address = reverse("admin:budget_problem_changelist")
    return Group(
        _("Problems in reading"),
        [
            _counted(str(LEVEL_NAMES[level]), Problem.objects.filter(level=level), f"{address}?level={level}")
            for level in ("warning", "notice")
        ],
    )


def _corrections(user: Reader) -> Group | None:
    """Count the corrections that a later revision put in doubt."""
    if not may_correct(user):
        return None
    undecided = Correction.objects.filter(standing=CorrectionStatus.TO_DECIDE)
    address = reverse("admin:budget_correction_changelist")
    row = _counted(_("to decide"), undecided, f"{address}?standing__exact={CorrectionStatus.TO_DECIDE}")
    return Group(_("Corrections"), [row])


def _uploads(user: Reader) -> Group | None:
    """Count the uploads in each state of _UPLOADS_SHOWN."""
    if not user.has_perm("budget.view_upload"):
        return None
    numbers = dict(
        Upload.objects.filter(state__in=_UPLOADS_SHOWN)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    address = reverse("admin:budget_upload_changelist")
    rows = [
        PendingCount(str(state.label), numbers.get(state, 0), f"{address}?state__exact={state}")
        for state in _UPLOADS_SHOWN
    ]
    return Group(_("Uploads"), rows)


def _counted(words: str, rows: QuerySet, url: str) -> PendingCount:
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    return PendingCount(words, min(number, MOST_COUNTED), url, is_cut=number > MOST_COUNTED)


# Each returns None for a user whom its subject does not concern.
_GROUPS: Final[tuple[Callable[[Reader], Group | None], ...]] = (
    _points,
    _problems,
    _corrections,
    _uploads,
)


def _links(user: Reader) -> list[tuple[str, str]]:
    """Return words and addresses of frequent tasks that the user has the permission for."""
    wanted = [
        ("budget.add_upload", _("Upload files"), "admin:budget_upload_add"),
        ("budget.add_disclosure", _("Enter a disclosure"), "admin:budget_disclosure_add"),
        ("budget.add_department", _("Add a department"), "admin:budget_department_add"),
        ("budget.view_disclosure", _("All disclosures"), "admin:budget_disclosure_changelist"),
    ]
    return [(words, reverse(name)) for permission, words, name in wanted if user.has_perm(permission)]

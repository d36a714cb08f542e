"""The administration's first page: the latest disclosures, and what waits to be looked at."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_correct
from budget.admin.base import MOST_COUNTED
from budget.audit.catalogue import LEVELS
from budget.models import Correction, Disclosure, Finding, FindingFigures, Problem, Revision, State, Upload
from budget.models.corrections import Standing
from budget.models.finding_querysets import may_review
from budget.models.findings import LEVEL_NAMES

User = AbstractBaseUser | AnonymousUser

# Disclosures that are shown.
_LATEST: Final = 10
# What is under way, and what waits for somebody.
_UPLOADS_SHOWN: Final = (
    Upload.State.READING,
    Upload.State.PREVIEWED,
    Upload.State.STORING,
    Upload.State.OUTDATED,
    Upload.State.FAILED,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number of things that wait, with the list of them. `is_cut`: they are more than the number."""

    words: str
    number: int
    url: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """A revision that lately came into force, and how many problems its table has."""

    revision: Revision
    problems: int


@dataclass(frozen=True, slots=True)
class Group:
    """What waits of one kind, under a heading."""

    heading: str
    rows: list[Waiting]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the page shows beside the lists of the administration. `links` are words and addresses."""

    latest: list[Latest]
    groups: list[Group]
    links: list[tuple[str, str]]


def dashboard_for(user: User) -> Dashboard:
    """The page for somebody who may enter the administration."""
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


def _points(user: User) -> Group | None:
    """The points to review of the latest year by level: for auditors the open ones, for others all."""
    year = next(iter(Disclosure.objects.years()), None)
    if year is None:
        return None
    numbers: Counter[str] = Counter()
    for (_check, level), number in FindingFigures.objects.narrowed(year).by_check_and_level().items():
        numbers[level] += number
    state = ""
    if may_review(user):
        state = f"&state={State.OPEN}"
        decided = Finding.objects.for_reader(user).in_force().filter(disclosure__fiscal_year=year).decided()
        for (_check, level, _state), number in decided.by_check_level_and_state().items():
            numbers[level] -= number
        heading = _("Open points to review of %(year)s") % {"year": year}
    else:
        heading = _("Points to review of %(year)s") % {"year": year}
    address = reverse("budget:findings")
    rows = [
        Waiting(str(LEVEL_NAMES[level]), numbers[level], f"{address}?year={year}&level={level}{state}")
        for level in LEVELS
    ]
    return Group(heading, rows)


def _problems(user: User) -> Group:
    """The problems of all tables in force by level, counted as far as anybody pages through them."""
    address = reverse("admin:budget_problem_changelist")
    return Group(
        _("Problems in reading"),
        [
            _counted(str(LEVEL_NAMES[level]), Problem.objects.filter(level=level), f"{address}?level={level}")
            for level in ("warning", "notice")
        ],
    )


def _corrections(user: User) -> Group | None:
    """The corrections that a later table put in doubt."""
    if not may_correct(user):
        return None
    waiting = Correction.objects.filter(standing=Standing.TO_DECIDE)
    address = reverse("admin:budget_correction_changelist")
    row = _counted(_("to decide"), waiting, f"{address}?standing__exact={Standing.TO_DECIDE}")
    return Group(_("Corrections"), [row])


def _uploads(user: User) -> Group | None:
    """The uploads that are worked on, and those that wait for somebody to confirm them or look again."""
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
        Waiting(str(state.label), numbers.get(state, 0), f"{address}?state__exact={state}")
        for state in _UPLOADS_SHOWN
    ]
    return Group(_("Uploads"), rows)


def _counted(words: str, rows: QuerySet, url: str) -> Waiting:
    number = rows.order_by()[: MOST_COUNTED + 1].count()
    return Waiting(words, min(number, MOST_COUNTED), url, is_cut=number > MOST_COUNTED)


# What waits, each for whom it concerns: None where it concerns the reader not.
_GROUPS: Final[tuple[Callable[[User], Group | None], ...]] = (
    _points,
    _problems,
    _corrections,
    _uploads,
)


def _links(user: User) -> list[tuple[str, str]]:
    """What one comes here to do."""
    wanted = [
        ("budget.add_upload", _("Upload files"), "admin:budget_upload_add"),
        ("budget.add_disclosure", _("Enter a disclosure"), "admin:budget_disclosure_add"),
        ("budget.add_department", _("Add a department"), "admin:budget_department_add"),
        ("budget.view_disclosure", _("All disclosures"), "admin:budget_disclosure_changelist"),
    ]
    return [(words, reverse(name)) for permission, words, name in wanted if user.has_perm(permission)]

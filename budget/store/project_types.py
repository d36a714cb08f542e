"""Project types of the projects in force: by the rules, and manual ones (HandSetType)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from budget.models import Disclosure, HandSetType, Project, ProjectTypeRule, history
from budget.project_types.rules import Rule, place
from budget.store import rollups
from budget.store.batches import BATCH, batches
from budget.store.keys import ProjectKey

# The most projects that one request classifies again when a rule changes: some seconds' work.
MOST_AT_ONCE = 200_000

_COLUMNS = (
    *("pk", "disclosure_id", *ProjectKey._fields),
    *("name", "objective", "project_type", "type_rule_id"),
)


class Placed(NamedTuple):
    """A project's type, and the id of the rule that gave it: None for a manual type, and where none fits."""

    project_type: str
    rule: int | None


@dataclass(frozen=True, slots=True)
class Placing:
    """The rules and the manual types that classify some projects."""

    rules: list[Rule]
    set_types: dict[ProjectKey, str]

    @classmethod
    def by(cls, hand_set: QuerySet[HandSetType]) -> Self:
        """Classify by the stored rules and these manual types."""
        rules = [row.record for row in ProjectTypeRule.objects.all()]
        return cls(rules, {ProjectKey.of(row): row.project_type for row in hand_set})

    @classmethod
    def of(cls, disclosure: Disclosure) -> Self:
        """Classify projects of a disclosure."""
        department, year = disclosure.department_id, disclosure.fiscal_year
        return cls.by(HandSetType.objects.filter(unit__department=department, fiscal_year=year))

    def of_project(self, key: ProjectKey, name: str, objective: str) -> Placed:
        """The type of a project by its manual type, else by the rules."""
        by_hand = self.set_types.get(key)
        if by_hand is not None:
            return Placed(by_hand, None)
        found = place(name, objective, self.rules)
        return Placed(found.project_type, found.rule.key if found.rule else None)


def place_disclosure(disclosure: Disclosure) -> None:
    """Classify the projects of a disclosure whose rows changed, in the caller's transaction.

    The caller refreshes the sums by type (`rollups.refresh`).
    """
    _place(disclosure.projects.all(), Placing.of(disclosure))


def place_all() -> int:
    """Classify every project again, in one transaction; return how many changed their type or their rule."""
    with transaction.atomic():
        changed = _place(Project.objects.all(), Placing.by(HandSetType.objects.all()))
        rollups.refresh_types(set(changed.values()))
    return len(changed)


def place_all_if_few() -> int | None:
    """Do `place_all` where at most MOST_AT_ONCE projects are there; else do nothing and return None."""
    return place_all() if Project.objects.count() <= MOST_AT_ONCE else None


def set_by_hand(projects: QuerySet[Project], project_type: str, by: User | None) -> int:
    """Give projects a manual type, for this and every later revision; return how many they are."""
    with transaction.atomic():
        found = list(projects)
        for some in batches(found):
            _write_by_hand(some, project_type, by)
        _place_again(found)
    return len(found)


def _write_by_hand(projects: Sequence[Project], project_type: str, by: User | None) -> None:
    there = _set_by_hand_of(projects)
    new = [
        HandSetType(**ProjectKey.of(project).columns, name=project.name)
        for project in projects
        if ProjectKey.of(project) not in there
    ]
    changed = [row for row in there.values() if row.project_type != project_type]
    history.snapshot(changed, by=by)
    for row in (*new, *changed):
        row.project_type, row.set_by, row.set_at = project_type, by, timezone.now()
    HandSetType.objects.bulk_create(new)
    HandSetType.objects.bulk_update(changed, ["project_type", "set_by", "set_at"])
    # Bulk writes send no signals.
    history.record(new, history.MADE, by=by)
    history.record(changed, history.CHANGED, by=by)


def leave_to_rules(projects: QuerySet[Project]) -> int:
    """Delete the manual types of projects; return how many there were."""
    with transaction.atomic():
        found = list(projects)
        taken_back = 0
        for some in batches(found):
            rows = _set_by_hand_of(some).values()
            taken_back += HandSetType.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
        _place_again(found)
    return taken_back


def set_again(row: HandSetType) -> None:
    """Save a manual type that was edited, and classify its project where one is in force."""
    with transaction.atomic():
        row.save()
        _place_again(Project.objects.filter(**ProjectKey.of(row).columns))


def _set_by_hand_of(projects: Sequence[Project]) -> dict[ProjectKey, HandSetType]:
    """The manual types of projects, by their keys."""
    wanted = {ProjectKey.of(project): project for project in projects}
    units = {project.unit_id for project in projects}
    rows = HandSetType.objects.filter(unit__in=units, fiscal_year__in={p.fiscal_year for p in projects})
    return {key: row for row in rows if (key := ProjectKey.of(row)) in wanted}


def _place_again(projects: Iterable[Project]) -> None:
    for disclosure in Disclosure.objects.filter(pk__in={project.disclosure_id for project in projects}):
        place_disclosure(disclosure)
        rollups.refresh_types({disclosure.pk})


def _place(projects: QuerySet[Project], placing: Placing) -> dict[int, int]:
    """Write type and rule of the projects whose type or rule changed; return the ids of their disclosures by
    their own.
    """
    changed: dict[int, int] = {}
    last = 0
    while batch := list(
        projects.filter(pk__gt=last).order_by("pk").values_list(*_COLUMNS, named=True)[:BATCH]
    ):
        last = batch[-1].pk
        moved: dict[Placed, list[int]] = defaultdict(list)
        for row in batch:
            placed = placing.of_project(ProjectKey.of(row), row.name, row.objective)
            if placed != (row.project_type, row.type_rule_id):
                moved[placed].append(row.pk)
                changed[row.pk] = row.disclosure_id
        for placed, keys in moved.items():
            Project.objects.filter(pk__in=keys).update(
                project_type=placed.project_type, type_rule_id=placed.rule
            )
    return changed

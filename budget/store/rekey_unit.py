"""What stands under one unit brought under another, every id kept: for two that become one, or one that
becomes two.

A project's key names its unit, and so does what hangs on that key; the ordinals of namesakes are counted
anew in the order of the table, as an import counts them.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from budget.models import Disclosure, Finding, HandSetType, Project, RetiredProject, Unit, UnitStatement
from budget.models.names import name_key
from budget.store.batches import BATCH, batches
from budget.store.keys import ProjectKey, number_projects

# Out of the way of every ordinal while keys change places: both databases hold each row to its key at once.
_ASIDE = 10_000


# Projects that may be namesakes.
_Group = tuple[int, str]


def move(unit: Unit, to: Unit, name: str | None = None) -> set[int]:
    """Bring all that stands under a unit under another one, in a transaction of the caller's, who has locked
    their department; with `name` only what is stated under that name.

    Returns the keys of the disclosures whose rows are concerned.
    """
    return _Moving(unit, to, name).run()


class _Moving:
    def __init__(self, unit: Unit, to: Unit, name: str | None) -> None:
        self.unit = unit
        self.to = to
        self.name = None if name is None else name_key(name)
        # The keys that are given, by the disclosure of which they are, and what became of each.
        self.taken: dict[int, set[ProjectKey]] = defaultdict(set)
        self.now: dict[ProjectKey, ProjectKey] = {}

    def run(self) -> set[int]:
        statements = [one for one in UnitStatement.objects.filter(unit=self.unit) if self._is_meant(one.name)]
        moved = {statement.pk for statement in statements}
        disclosures = {statement.disclosure_id for statement in statements}
        # In the order of their keys, so that two writers wait for each other and never both.
        list(Disclosure.objects.filter(pk__in=disclosures).select_for_update().order_by("pk"))
        for statement in statements:
            statement.unit = self.to
        UnitStatement.objects.bulk_update(statements, ["unit"], batch_size=BATCH)
        projects = self._projects()
        retired = self._retired()
        gone = {one.pk for one in retired if one.unit_id == self.unit.pk and self._is_meant(one.unit_name)}
        groups = {(one.fiscal_year, one.name_folded) for one in projects if one.statement_id in moved}
        groups |= {(one.fiscal_year, one.name_folded) for one in retired if one.pk in gone}
        if self.name is None:
            groups |= set(self._hand_set().values_list("fiscal_year", "name_folded"))
        self._place_projects(projects, moved, groups)
        self._place_retired(retired, gone, groups)
        self._place_hand_set()
        self._move_findings()
        return disclosures

    def _is_meant(self, name: str) -> bool:
        return self.name is None or name_key(name) == self.name

    def _both(self) -> list[Unit]:
        return [self.unit, self.to]

    def _projects(self) -> list[Project]:
        """Those of both units, in the order of their tables."""
        found = Project.objects.filter(unit__in=self._both())
        in_order = found.order_by("fiscal_year", "statement__position", "position", "pk")
        return list(in_order.only("unit", "fiscal_year", "name_folded", "ordinal", "statement", "disclosure"))

    def _retired(self) -> list[RetiredProject]:
        """Those of both units; each is said to be of the unit under whose name it stood."""
        RetiredProject.objects.filter(unit=self.unit, unit_name="").update(unit_name=self.unit.name)
        return list(RetiredProject.objects.filter(unit__in=self._both()).order_by("ordinal", "pk"))

    def _hand_set(self) -> Any:
        return HandSetType.objects.filter(unit=self.unit).order_by("pk")

    def _place_projects(self, projects: Iterable[Project], moved: set[int], groups: set[_Group]) -> None:
        concerned = [one for one in projects if (one.fiscal_year, one.name_folded) in groups]
        keys = number_projects(
            (self.to.pk if one.statement_id in moved else one.unit_id, one.fiscal_year, one.name_folded)
            for one in concerned
        )
        changed = [project for project, key in zip(concerned, keys, strict=True) if self._take(project, key)]
        _write(Project, changed)

    def _place_retired(self, retired: Iterable[RetiredProject], gone: set[int], groups: set[_Group]) -> None:
        """After the projects in force, whose keys they must not have; with those their ordinals count from
        one without a gap, as the next revision that has them will count.
        """
        changed = []
        for one in retired:
            if (one.fiscal_year, one.name_folded) not in groups:
                continue
            unit = self.to.pk if one.pk in gone else one.unit_id
            first = ProjectKey(unit, one.fiscal_year, one.name_folded, 1)
            if self._take(one, first.next_free(self.taken[one.disclosure_id])):
                changed.append(one)
        _write(RetiredProject, changed)

    def _place_hand_set(self) -> None:
        """The types set by hand follow their projects; where all is moved, those without one come last."""
        changed = []
        taken: set[ProjectKey] = set()
        rows = HandSetType.objects.filter(unit__in=self._both()).order_by("pk")
        by_turn = sorted(
            rows, key=lambda row: (ProjectKey.of(row) not in self.now, row.unit_id == self.unit.pk)
        )
        for one in by_turn:
            key = ProjectKey.of(one)
            now = self.now.get(key, key)
            if self.name is None and now.unit_id == self.unit.pk:
                now = now._replace(unit_id=self.to.pk)
            now = now.next_free(taken)
            taken.add(now)
            if now != key:
                one.unit_id, one.ordinal = now.unit_id, now.ordinal
                changed.append(one)
        _write(HandSetType, changed)

    def _move_findings(self) -> None:
        findings = Finding.objects.filter(unit=self.unit)
        names = findings.order_by().values_list("unit_name", flat=True).distinct()
        for name in [name for name in names if self._is_meant(name)]:
            findings.filter(unit_name=name).update(unit=self.to)

    def _take(self, row: Project | RetiredProject, key: ProjectKey) -> bool:
        """Give a row its key; return whether it had another one."""
        before = ProjectKey.of(row)
        self.taken[row.disclosure_id].add(key)
        self.now.setdefault(before, key)
        row.unit_id, row.ordinal = key.unit_id, key.ordinal
        return key != before


def _write(model: Any, rows: list[Any]) -> None:
    """Write unit and ordinal, in two steps, since one row's new key may be another's old one."""
    for keys in batches(row.pk for row in rows):
        model.objects.filter(pk__in=keys).update(ordinal=F("ordinal") + _ASIDE)
    model.objects.bulk_update(rows, ["unit", "ordinal"], batch_size=BATCH)

"""Re-key the rows of one unit to another, when two units become one or one becomes two.

Every row keeps its id. A project's key names its unit, so its manual type, its findings and the decisions on
it and another year's are re-keyed with it. Namesakes are numbered anew in the order of the table, as an
import numbers them.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from budget.models import Finding, HandSetType, Project, RetiredProject, Unit, UnitStatement
from budget.models.names import name_key
from budget.store.batches import BATCH, batches
from budget.store.keys import MATCH_SIDES, ProjectKey, number_projects
from budget.store.locks import lock_disclosures

# Above every ordinal: keys pass through it while they change places, because both databases check each row.
_ASIDE = 10_000

# Fiscal year and folded name: projects that may be namesakes.
_Group = tuple[int, str]


def move(unit: Unit, to: Unit, name: str | None = None) -> set[int]:
    """Re-key all rows of a unit to another one; with `name` only those that are stated under that name.

    The caller holds the transaction and has locked the department. Returns the ids of the disclosures whose
    rows changed.
    """
    return _Rekeying(unit, to, name).run()


class _Rekeying:
    """One move. `taken` are the keys given so far, by disclosure; `new_keys` are the keys by the old ones."""

    def __init__(self, unit: Unit, to: Unit, name: str | None) -> None:
        self.unit = unit
        self.to = to
        self._units = [unit, to]
        self.name = None if name is None else name_key(name)
        self.taken: dict[int, set[ProjectKey]] = defaultdict(set)
        self.new_keys: dict[ProjectKey, ProjectKey] = {}

    def run(self) -> set[int]:
        statements = [one for one in UnitStatement.objects.filter(unit=self.unit) if self._concerns(one.name)]
        moved = {statement.pk for statement in statements}
        disclosures = {statement.disclosure_id for statement in statements}
        lock_disclosures(disclosures)
        for statement in statements:
            statement.unit = self.to
        UnitStatement.objects.bulk_update(statements, ["unit"], batch_size=BATCH)
        projects = self._projects()
        retired = self._retired()
        gone = {one.pk for one in retired if one.unit_id == self.unit.pk and self._concerns(one.unit_name)}
        groups = {(one.fiscal_year, one.name_folded) for one in projects if one.statement_id in moved}
        groups |= {(one.fiscal_year, one.name_folded) for one in retired if one.pk in gone}
        if self.name is None:
            groups |= set(self._manual_types().values_list("fiscal_year", "name_folded"))
            groups |= self._groups_decided()
        self._rekey_projects(projects, moved, groups)
        self._rekey_retired(retired, gone, groups)
        self._rekey_manual_types()
        self._rekey_match_decisions()
        self._rekey_findings()
        return disclosures

    def _concerns(self, name: str) -> bool:
        return self.name is None or name_key(name) == self.name

    def _projects(self) -> list[Project]:
        """The projects of both units, in the order of their tables."""
        found = Project.objects.filter(unit__in=self._units)
        in_order = found.order_by("fiscal_year", "statement__position", "position", "pk")
        return list(in_order.only("unit", "fiscal_year", "name_folded", "ordinal", "statement", "disclosure"))

    def _retired(self) -> list[RetiredProject]:
        """The retired projects of both units; each is first given the name of its unit where it has none."""
        RetiredProject.objects.filter(unit=self.unit, unit_name="").update(unit_name=self.unit.name)
        return list(RetiredProject.objects.filter(unit__in=self._units).order_by("ordinal", "pk"))

    def _manual_types(self) -> Any:
        return HandSetType.objects.filter(unit=self.unit).order_by("pk")

    def _rekey_projects(self, projects: Iterable[Project], moved: set[int], groups: set[_Group]) -> None:
        concerned = [one for one in projects if (one.fiscal_year, one.name_folded) in groups]
        keys = number_projects(
            (self.to.pk if one.statement_id in moved else one.unit_id, one.fiscal_year, one.name_folded)
            for one in concerned
        )
        changed = [one for one, key in zip(concerned, keys, strict=True) if self._give_key(one, key)]
        _write(Project, changed)

    def _rekey_retired(self, retired: Iterable[RetiredProject], gone: set[int], groups: set[_Group]) -> None:
        """Give retired projects the keys that no project in force has.

        Together with those their ordinals run from 1 without a gap, as the next revision that has them will
        number them.
        """
        changed = []
        for one in retired:
            if (one.fiscal_year, one.name_folded) not in groups:
                continue
            unit = self.to.pk if one.pk in gone else one.unit_id
            first = ProjectKey(unit, one.fiscal_year, one.name_folded, 1)
            if self._give_key(one, first.next_free(self.taken[one.disclosure_id])):
                changed.append(one)
        _write(RetiredProject, changed)

    def _rekey_manual_types(self) -> None:
        """Give manual types the new keys of their projects; those without a project come last."""
        changed = []
        taken: set[ProjectKey] = set()
        rows = HandSetType.objects.filter(unit__in=self._units).order_by("pk")
        in_turn = sorted(
            rows, key=lambda row: (ProjectKey.of(row) not in self.new_keys, row.unit_id == self.unit.pk)
        )
        for one in in_turn:
            before = ProjectKey.of(one)
            key = self.new_keys.get(before, before)
            if self.name is None and key.unit_id == self.unit.pk:
                key = key._replace(unit_id=self.to.pk)
            key = key.next_free(taken)
            taken.add(key)
            if key != before:
                one.unit_id, one.ordinal = key.unit_id, key.ordinal
                changed.append(one)
        _write(HandSetType, changed)

    def _groups_decided(self) -> set[_Group]:
        """The groups of the unit's projects that decisions on matches name."""
        return {
            (key.fiscal_year, key.name_folded)
            for side in MATCH_SIDES
            for row in side.rows(**{side.unit: self.unit})
            for key in [side.key_of(row)]
        }

    def _rekey_match_decisions(self) -> None:
        """Give decisions on matches the new keys of their projects."""
        for side in MATCH_SIDES:
            for row in side.rows(**{f"{side.unit}__in": self._units}):
                before = side.key_of(row)
                key = self.new_keys.get(before, before)
                if self.name is None and key.unit_id == self.unit.pk:
                    key = key._replace(unit_id=self.to.pk)
                if key != before:
                    side.rows(pk=row.pk).update(**side.columns(key))

    def _rekey_findings(self) -> None:
        findings = Finding.objects.filter(unit=self.unit)
        names = findings.order_by().values_list("unit_name", flat=True).distinct()
        for name in [name for name in names if self._concerns(name)]:
            findings.filter(unit_name=name).update(unit=self.to)

    def _give_key(self, row: Project | RetiredProject, key: ProjectKey) -> bool:
        """Give a row its key; return whether it had another one."""
        before = ProjectKey.of(row)
        self.taken[row.disclosure_id].add(key)
        self.new_keys.setdefault(before, key)
        row.unit_id, row.ordinal = key.unit_id, key.ordinal
        return key != before


def _write(model: Any, rows: list[Any]) -> None:
    """Write unit and ordinal in two steps, because one row's new key may be another's old one."""
    for keys in batches(row.pk for row in rows):
        model.objects.filter(pk__in=keys).update(ordinal=F("ordinal") + _ASIDE)
    model.objects.bulk_update(rows, ["unit", "ordinal"], batch_size=BATCH)

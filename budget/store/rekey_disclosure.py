"""Re-key a disclosure's rows, with their findings, manual types and decisions, when it moves to another
department or year.

Every row keeps its id, and every project its address.
"""

from budget.models import (
    Department,
    Disclosure,
    Finding,
    HandSetType,
    Project,
    RetiredProject,
    Unit,
)
from budget.models.names import name_key
from budget.store import search_index
from budget.store.batches import BATCH
from budget.store.keys import MATCH_SIDES, ProjectKey, number_projects
from budget.store.rows_writer import units_for


def rekey(disclosure: Disclosure, department: Department, fiscal_year: int) -> None:
    """Move a disclosure to a department and year where none is in force.

    The caller holds the transaction and the locks, and then puts the records in force in the new place.
    A manual type goes before one that the new place has for the same key, which is of a withdrawn disclosure.
    """
    keys = _Rekeying(disclosure, department, fiscal_year)
    keys.rekey_projects()
    keys.rekey_retired_projects()
    keys.rekey_manual_types()
    keys.rekey_match_decisions()
    keys.rekey_findings()
    search_index.clear(disclosure)
    disclosure.department, disclosure.fiscal_year = department, fiscal_year
    disclosure.save(update_fields=["department", "fiscal_year", "changed_at"])


class _Rekeying:
    """One move; the units of the new department are found, or made, by the names that are disclosed."""

    def __init__(self, disclosure: Disclosure, department: Department, fiscal_year: int) -> None:
        self.disclosure = disclosure
        self.year_before, self.fiscal_year = disclosure.fiscal_year, fiscal_year
        statements = list(disclosure.statements.order_by("-position"))
        self.retired = list(disclosure.retired_projects.order_by("ordinal", "project_id"))
        old_units = {unit.pk: unit for unit in _units_of(disclosure)}
        for one in self.retired:
            one.unit_name = one.unit_name or old_units[one.unit_id].name
        of_findings = Finding.objects.filter(disclosure=disclosure, unit__isnull=False).order_by()
        # The name under which the disclosure states a unit, which may be another one than the unit's own.
        stated_names = {pk: unit.name for pk, unit in old_units.items()}
        stated_names |= dict(of_findings.exclude(unit_name="").values_list("unit", "unit_name").distinct())
        stated_names |= {one.unit_id: one.unit_name for one in self.retired}
        stated_names |= {one.unit_id: one.name for one in statements}
        names = [*(one.name for one in statements), *(one.unit_name for one in self.retired)]
        self.new_units = units_for(department, [*names, *stated_names.values()])
        self.unit_of_old = {pk: self._unit(name) for pk, name in stated_names.items()}
        self.unit_of_statement = {one.pk: self._unit(one.name) for one in statements}
        self.new_keys: dict[ProjectKey, ProjectKey] = {}

    def _unit(self, name: str) -> Unit:
        return self.new_units[name_key(name)]

    def rekey_projects(self) -> None:
        """Number namesakes anew, in the order of the table: two units may have become one."""
        in_order = self.disclosure.projects.order_by("statement__position", "position", "pk")
        projects = list(in_order.only("statement_id", *ProjectKey._fields))
        keys = number_projects(
            (self.unit_of_statement[one.statement_id].pk, self.fiscal_year, one.name_folded)
            for one in projects
        )
        for project, key in zip(projects, keys, strict=True):
            self.new_keys[ProjectKey.of(project)] = key
            _set_key(project, key)
        Project.objects.bulk_update(projects, ["unit", "fiscal_year", "ordinal"], batch_size=BATCH)

    def rekey_retired_projects(self) -> None:
        taken: set[ProjectKey] = set()
        for row in self.retired:
            key = ProjectKey.of(row)._replace(
                unit_id=self._unit(row.unit_name).pk, fiscal_year=self.fiscal_year
            )
            key = key.next_free(taken)
            taken.add(key)
            _set_key(row, key)
        columns = ["unit", "unit_name", "fiscal_year", "ordinal"]
        RetiredProject.objects.bulk_update(self.retired, columns, batch_size=BATCH)

    def rekey_manual_types(self) -> None:
        rows = list(HandSetType.objects.filter(unit__in=self.unit_of_old, fiscal_year=self.year_before))
        for row in rows:
            before = ProjectKey.of(row)
            unit = self.unit_of_old[before.unit_id].pk
            moved = before._replace(unit_id=unit, fiscal_year=self.fiscal_year)
            key = self.new_keys.get(before, moved)
            HandSetType.objects.filter(**key.columns).delete()
            HandSetType.objects.filter(pk=row.pk).update(**key.columns)

    def rekey_match_decisions(self) -> None:
        """Give decisions on matches the new keys; of a pair of years the disclosure may be either."""
        for side in MATCH_SIDES:
            rows = side.rows(**{f"{side.unit}__in": self.unit_of_old, side.fiscal_year: self.year_before})
            for row in rows:
                before = side.key_of(row)
                unit = self.unit_of_old[before.unit_id].pk
                moved = before._replace(unit_id=unit, fiscal_year=self.fiscal_year)
                key = self.new_keys.get(before, moved)
                side.rows(pk=row.pk).update(**side.columns(key))

    def rekey_findings(self) -> None:
        """Give findings their new units; those in force are then written anew with their projects."""
        for old, unit in self.unit_of_old.items():
            Finding.objects.filter(disclosure=self.disclosure, unit=old).update(unit=unit)


def _units_of(disclosure: Disclosure) -> list[Unit]:
    """The units that a statement, a retired project or a finding of a disclosure refers to."""
    of_findings = Finding.objects.filter(disclosure=disclosure, unit__isnull=False)
    found = {
        *disclosure.statements.values_list("unit", flat=True),
        *disclosure.retired_projects.values_list("unit", flat=True),
        *of_findings.order_by().values_list("unit", flat=True).distinct(),
    }
    return list(Unit.objects.filter(pk__in=found).order_by("pk"))


def _set_key(row: Project | RetiredProject, key: ProjectKey) -> None:
    row.unit_id, row.fiscal_year, row.ordinal = key.unit_id, key.fiscal_year, key.ordinal

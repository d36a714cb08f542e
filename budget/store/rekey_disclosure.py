"""A disclosure's rows, and what people hung on them, under the keys of another department or year.

A project's key is its unit, fiscal year, folded name and ordinal. Its id, and with it its address, stays.
"""

from budget.models import Department, Disclosure, Finding, HandSetType, Project, RetiredProject, Unit
from budget.models.names import name_key
from budget.store import search_index
from budget.store.batches import BATCH
from budget.store.keys import ProjectKey, number_projects
from budget.store.rows_writer import units_for


def rekey(disclosure: Disclosure, department: Department, fiscal_year: int) -> None:
    """Take a disclosure, with its rows in force, to another department or year where none is in force, in the
    transaction of a caller who then puts its records in force there.

    Types set by hand and the addresses of dropped projects go with it. A type that was set there before, for
    a project of the same key of a withdrawn disclosure, gives way.
    """
    moving = _Moving(disclosure, department, fiscal_year)
    moving.take_projects()
    moving.take_retired()
    moving.take_hand_set_types()
    moving.take_findings()
    search_index.clear(disclosure)
    disclosure.department, disclosure.fiscal_year = department, fiscal_year
    disclosure.save(update_fields=["department", "fiscal_year", "changed_at"])


class _Moving:
    def __init__(self, disclosure: Disclosure, department: Department, fiscal_year: int) -> None:
        self.disclosure = disclosure
        self.year_before, self.fiscal_year = disclosure.fiscal_year, fiscal_year
        statements = list(disclosure.statements.order_by("-position"))
        self.retired = list(disclosure.retired_projects.order_by("ordinal", "project_id"))
        old_units = {unit.pk: unit for unit in _units_of(disclosure)}
        # By the names as disclosed, as putting the records in force finds units; else by the unit's own.
        for one in self.retired:
            one.unit_name = one.unit_name or old_units[one.unit_id].name
        of_findings = Finding.objects.filter(disclosure=disclosure, unit__isnull=False).order_by()
        # Under which name the disclosure knows a unit, which may be another one than its own.
        called = {pk: unit.name for pk, unit in old_units.items()}
        called |= dict(of_findings.exclude(unit_name="").values_list("unit", "unit_name").distinct())
        called |= {one.unit_id: one.unit_name for one in self.retired}
        called |= {one.unit_id: one.name for one in statements}
        stated = [*(one.name for one in statements), *(one.unit_name for one in self.retired)]
        self.named = units_for(department, [*stated, *called.values()])
        self.units = {pk: self._unit(name) for pk, name in called.items()}
        self.unit_of_statement = {one.pk: self._unit(one.name) for one in statements}
        self.new_keys: dict[ProjectKey, ProjectKey] = {}

    def _unit(self, name: str) -> Unit:
        return self.named[name_key(name)]

    def take_projects(self) -> None:
        """Ordinals are counted anew, in the order of the table: two units may have become one."""
        in_order = self.disclosure.projects.order_by("statement__position", "position", "pk")
        projects = list(in_order.only("statement_id", *ProjectKey._fields))
        keys = number_projects(
            (self.unit_of_statement[one.statement_id].pk, self.fiscal_year, one.name_folded)
            for one in projects
        )
        for project, key in zip(projects, keys, strict=True):
            self.new_keys[ProjectKey.of(project)] = key
            _give(project, key)
        Project.objects.bulk_update(projects, ["unit", "fiscal_year", "ordinal"], batch_size=BATCH)

    def take_retired(self) -> None:
        taken: set[ProjectKey] = set()
        for row in self.retired:
            key = self._moved(ProjectKey.of(row))._replace(unit_id=self._unit(row.unit_name).pk)
            key = key.next_free(taken)
            taken.add(key)
            _give(row, key)
        columns = ["unit", "unit_name", "fiscal_year", "ordinal"]
        RetiredProject.objects.bulk_update(self.retired, columns, batch_size=BATCH)

    def take_hand_set_types(self) -> None:
        rows = list(HandSetType.objects.filter(unit__in=self.units, fiscal_year=self.year_before))
        for row in rows:
            key = self.new_keys.get(ProjectKey.of(row)) or self._moved(ProjectKey.of(row))
            HandSetType.objects.filter(**key.columns).delete()
            HandSetType.objects.filter(pk=row.pk).update(**key.columns)

    def take_findings(self) -> None:
        """Those in force are written anew with their projects; those that ended keep to their unit."""
        for old, unit in self.units.items():
            Finding.objects.filter(disclosure=self.disclosure, unit=old).update(unit=unit)

    def _moved(self, key: ProjectKey) -> ProjectKey:
        return key._replace(unit_id=self.units[key.unit_id].pk, fiscal_year=self.fiscal_year)


def _units_of(disclosure: Disclosure) -> list[Unit]:
    """The units that anything of a disclosure hangs on."""
    of_findings = Finding.objects.filter(disclosure=disclosure, unit__isnull=False)
    found = {
        *disclosure.statements.values_list("unit", flat=True),
        *disclosure.retired_projects.values_list("unit", flat=True),
        *of_findings.order_by().values_list("unit", flat=True).distinct(),
    }
    return list(Unit.objects.filter(pk__in=found).order_by("pk"))


def _give(row: Project | RetiredProject, key: ProjectKey) -> None:
    row.unit_id, row.fiscal_year, row.ordinal = key.unit_id, key.fiscal_year, key.ordinal

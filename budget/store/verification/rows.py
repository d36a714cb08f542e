"""The rows of a disclosure compared with its records, and all that derives from them with a computation.

What derives is computed by the functions that imports use, in a transaction that is rolled back.
"""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from budget.disclosure import open_data, records
from budget.models import (
    Department,
    DepartmentAlias,
    Disclosure,
    Project,
    Revision,
    Unit,
    UnitAlias,
)
from budget.models.hierarchy import body_of
from budget.models.names import name_key
from budget.store import checks, corrections, project_types, revisions, rollups, search_index
from budget.store.batches import BATCH
from budget.store.locks import lock_disclosure
from budget.store.rows_reader import as_disclosed, records_of
from budget.store.rows_writer import count
from budget.store.verification.differences import UNREADABLE, Difference, compared, state_of
from indicators.models import READ_COLUMNS, Indicator
from indicators.sorting import sort_key


def verify_disclosure(key: int, *, fix: bool = False) -> list[Difference]:
    """Return what differs of one disclosure. With `fix` what can be made anew is stored as computed."""
    with transaction.atomic():
        disclosure = lock_disclosure(key)
        where = str(disclosure)
        found = _snapshots(disclosure, where)
        if disclosure.is_withdrawn:
            found += _rows_of_withdrawn(disclosure, where, fix=fix)
            return found
        try:
            found += _rows(disclosure, where, fix=fix)
        except UNREADABLE:
            return found  # said of its revision; without it nothing can be computed
        before = state_of(disclosure)
        rebuild(disclosure)
        found += compared(where, before, state_of(disclosure))
        transaction.set_rollback(not fix)
        return found


def rebuild(disclosure: Disclosure) -> None:
    """Compute all that derives from a disclosure's rows in force, in the caller's transaction."""
    _rebuild_columns(disclosure)
    if not disclosure.is_entered_by_hand:
        corrections.store(corrections.applied(disclosure, as_disclosed(disclosure)))
    project_types.place_disclosure(disclosure)
    rollups.refresh(disclosure)
    search_index.refresh(disclosure)
    checks.check(disclosure)


def _rebuild_columns(disclosure: Disclosure) -> None:
    """Compute the counts of a disclosure, and the columns of its rows that are read from their texts."""
    count(disclosure, records_of(disclosure), disclosure.statements.values("unit").distinct().count())
    disclosure.save(update_fields=["unit_count", "project_count", "indicator_count"])
    projects = []
    for project in disclosure.projects.prefetch_related("indicators"):
        project.rename(project.name)
        indicators = project.indicators.all()
        project.indicator_count = len(indicators)
        project.is_confidential = records.Project(
            name=project.name,
            row=project.row,
            objective=project.objective,
            indicators=tuple(records.Indicator(one.position, name=one.name) for one in indicators),
        ).is_confidential
        projects.append(project)
    columns = ["name_folded", "name_sort", "indicator_count", "is_confidential"]
    Project.objects.bulk_update(projects, columns, batch_size=BATCH)
    changed = []
    for indicator in Indicator.objects.filter(project__disclosure=disclosure).iterator(chunk_size=BATCH):
        before = indicator.reading, indicator.category, indicator.name_sort
        indicator.interpret()
        if before != (indicator.reading, indicator.category, indicator.name_sort):
            changed.append(indicator)
    Indicator.objects.bulk_update(changed, [*READ_COLUMNS, "category", "name_sort"], batch_size=BATCH // 4)


def _snapshots(disclosure: Disclosure, where: str) -> list[Difference]:
    """Compare the records of every revision with their digest."""
    found = []
    for revision in disclosure.revisions.iterator(chunk_size=10):
        try:
            is_whole = open_data.digest_of(open_data.records_in(bytes(revision.snapshot))) == revision.digest
        except UNREADABLE:
            is_whole = False
        if not is_whole:
            words = _("The records of revision %(number)s are not those of their digest.")
            found.append(Difference(where, words % {"number": revision.number}, is_derived=False))
    return found


def _rows(disclosure: Disclosure, where: str, *, fix: bool) -> list[Difference]:
    """Compare the rows in force with the records of the revision in force, corrections applied.

    Raises one of UNREADABLE where that revision holds no records.
    """
    try:
        disclosed = as_disclosed(disclosure)
    except Revision.DoesNotExist:
        words = _("It is in force and has no revision in force.")
        return [Difference(where, words, is_derived=False)]
    state = corrections.applied(disclosure, disclosed)
    expected, rows = _normal(state.corrected), _normal(records_of(disclosure))
    if expected == rows:
        return []
    if fix:
        current = disclosure.revisions.get(is_current=True)
        revisions.put_in_force(disclosure, disclosed, current)
        disclosure.refresh_from_db()
    words = _("The rows in force are not the records of the revision in force: %(units)s")
    units = "、".join(
        dict.fromkeys(
            unit.name
            for unit in {*expected.units, *rows.units}
            if unit not in expected.units or unit not in rows.units
        )
    )
    return [Difference(where, words % {"units": units or _("the grand total")})]


def _normal(record: records.Disclosure) -> records.Disclosure:
    """A record as it is compared: a department's name that is not stated is its own."""
    return replace(record, department=name_key(record.department))


def _rows_of_withdrawn(disclosure: Disclosure, where: str, *, fix: bool) -> list[Difference]:
    """A withdrawn disclosure has no rows, and nothing that derives from rows."""
    left = [
        table
        for relation in ("statements", "projects", "search_texts", "tallies", "finding_figures")
        for table in [getattr(disclosure, relation)]
        if table.exists()
    ]
    if not left:
        return []
    tables = "、".join(str(table.model._meta.verbose_name_plural) for table in left)
    if fix:
        for table in reversed(left):
            table.all().delete()
    words = _("It is withdrawn and has rows still: %(tables)s")
    return [Difference(where, words % {"tables": tables})]


def verify_names(*, fix: bool = False) -> list[Difference]:
    """Compare the keys of departments, units and their other names with their names, and the departments'
    kinds.
    """
    found = []
    for model in (Department, Unit, DepartmentAlias, UnitAlias):
        for pk, name, folded, sort in model._base_manager.values_list(
            "pk", "name", "name_folded", "name_sort"
        ).iterator():
            if (folded, sort) != (name_key(name), sort_key(name)):
                found.append(Difference(name, _("The keys of this name are not those that it gives.")))
                if fix:
                    model._base_manager.filter(pk=pk).update(
                        name_folded=name_key(name), name_sort=sort_key(name)
                    )
    for department in Department.objects.only("name", "region", "body").iterator():
        if department.body != (body := body_of(department)):
            found.append(Difference(department.name, _("Its kind is not the one that its name gives.")))
            if fix:
                Department.objects.filter(pk=department.pk).update(body=body)
    return found

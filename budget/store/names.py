"""Departments and units by their names: by the own name first, else by another name.

The own name goes first because the table of the department or unit itself holds it.
"""

from collections.abc import Collection

from budget.disclosure import records
from budget.disclosure.layouts.preamble import without_code
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.self_evaluations import SelfEvaluations
from budget.models import Department, DepartmentAlias, Unit, UnitAlias
from budget.models.names import can_be_stored, name_key
from indicators.folding import fold

# The key of a disclosure: region and department, both folded, and the fiscal year.
Key = tuple[str, str, int]


def department_named(region: str, name: str) -> Department | None:
    """The department that a region and a name mean, None where none is known.

    A blank region means a department only where no department of that name has a region: two towns' 教育局
    are never taken for each other. Raises Refused where it could be one of several (`ambiguous-region`).
    """
    if not can_be_stored(region + name):
        return None  # no database takes it in a query
    named = name_key(name)
    owners = Department.objects.filter(name_folded=named).order_by("pk")
    bodies = [(one.region, one) for one in owners]
    aliases = DepartmentAlias.objects.filter(name_folded=named).order_by("pk")
    bodies += [(alias.region, alias.department) for alias in aliases.select_related("department")]
    for of_region, body in bodies:
        if name_key(of_region) == name_key(region):
            return body
    if bodies and not region:
        regions = "、".join(dict.fromkeys(of_region for of_region, _ in bodies))
        raise Refused(Problem("ambiguous-region", text=name, details={"regions": regions}))
    return None


def named_but_for_code(record: records.Disclosure | SelfEvaluations) -> Department | None:
    """The department of a region whose name is a record's but for a code (`[052]财政局`), None for none or
    several.

    Tables of targets are told apart by their names with their codes: theirs is only a department that was
    made for self-evaluations alone.
    """
    name = without_code(record.department)
    if not can_be_stored(record.region + name):
        return None
    bare = fold(name)
    same = Department.objects.filter(region_folded=name_key(record.region), name_folded__contains=bare[:100])
    found = [one for one in same.order_by("pk") if fold(without_code(one.name)) == bare]
    if isinstance(record, records.Disclosure):
        found = [one for one in found if one.self_evaluations.exists() and not one.disclosures.exists()]
    return found[0] if len(found) == 1 else None


def has_name(department: Department, name: str) -> bool:
    """Whether a name is one of a department's, its own or another."""
    named = name_key(name)
    return named == department.name_folded or department.aliases.filter(name_folded=named).exists()


def key_of(record: records.Disclosure | SelfEvaluations) -> Key:
    """The key of a record's disclosure, the same under every name of its department."""
    try:
        department = department_named(record.region, record.department) or named_but_for_code(record)
    except Refused:  # storing the record raises it again
        department = None
    if department is None:
        return name_key(record.region), name_key(record.department), record.fiscal_year
    return department.region_folded, department.name_folded, record.fiscal_year


def units_named(department: Department, names: Collection[str]) -> dict[str, Unit]:
    """A department's units by those of these names (as `name_key` gives them) that are known."""
    aliases = UnitAlias.objects.filter(department=department, name_folded__in=names).select_related("unit")
    found = {alias.name_folded: alias.unit for alias in aliases}
    return found | {unit.name_folded: unit for unit in department.units.filter(name_folded__in=names)}


def other_names_under(key: Key) -> dict[str, str]:
    """`other_names_of_units` of the department of a disclosure's key; empty for a new department."""
    region, name, _year = key
    department = Department.objects.filter(region_folded=region, name_folded=name).first()
    return other_names_of_units(department.pk) if department else {}


def own_names_of_units(department: int) -> dict[str, str]:
    """The own names of a department's units by their other names, which are folded; `department` is an id."""
    aliases = UnitAlias.objects.filter(department=department).order_by("pk")
    return {fold(name): own for name, own in aliases.values_list("name", "unit__name")}


def other_names_of_units(department: int) -> dict[str, str]:
    """`own_names_of_units` with the own names folded too, as checks and forms take them."""
    return {name: fold(own) for name, own in own_names_of_units(department).items()}

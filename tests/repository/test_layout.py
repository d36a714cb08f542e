"""The layout of the packages: every module has its floor, and imports run downwards alone.

The table of floors stands in CONTRIBUTING.md and is read from there.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT

LAYERED = ("budget", "indicators")
# Beside the floors: what else in the repository may import what.
BESIDE = {
    "devtools": {"devtools"},
    "dev": {"devtools"},
    "manage": set[str](),
    "tests": {"tests", "budget", "indicators", "devtools", "dev"},
}
# Modules of `indicators` that are pure: what a target says is told without the database.
PURE_INDICATORS = (
    "taxonomy",
    "grammar",
    "targets",
    "figures",
    "contexts",
    "no_figures",
    "units",
    "wordings",
    "kinds",
    "cells",
    "numerals",
    "folding",
    "results",
)
# Within one folder: readers make grids and know no layout, layouts know no reader.
APART = {
    "budget.disclosure.readers": "budget.disclosure.layouts",
    "budget.disclosure.layouts": "budget.disclosure.readers",
}
# Of how a file was read, checks know only what the records themselves are made of.
OF_DISCLOSURE_FOR_AUDIT = {"records", "self_evaluations", "problems", "amounts", "namesakes"}


@dataclass(frozen=True)
class Place:
    """A row of the table: a folder or module by dotted name, its floor, what it may import."""

    name: str
    floor: int
    may_import: frozenset[str]
    knows_django: bool


def places() -> dict[str, Place]:
    """Return the table of floors by dotted name."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = {}
    for row in re.findall(r"^\| (\d+) \| `([^`]+)` \|.*\| ([^|]+) \| (yes|no) \|$", text, flags=re.MULTILINE):
        floor, path, allowed, django = row
        name = path.rstrip("/").removesuffix(".py").replace("/", ".")
        names = re.findall(r"`([^`]+)`", allowed)
        may_import = frozenset(one if one == "indicators" else f"budget.{one}" for one in names)
        found[name] = Place(name, int(floor), may_import, django == "yes")
    return found


PLACES = places()


def place_of(module: str) -> Place | None:
    """Return the place that a module of the layered packages lies in, None where the table has none."""
    return PLACES.get(".".join(module.split(".")[: 1 if module.startswith("indicators") else 2]))


def files() -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the file of each module of the repository."""
    for top in (*LAYERED, "devtools", "tests"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path
    for path in sorted(ROOT.glob("*.py")):
        yield path.stem, path


def last_name(node: ast.expr) -> str:
    """Return `c` of the expression `a.b.c`, and "" of one that is no name."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def imports(source: str, module: str, *, package: bool = False, for_types: bool = True) -> set[str]:
    """Return all that a module imports, by absolute name, wherever the import stands.

    `from a import b` may mean the module a.b or a name in a: both are given. Without `for_types`, imports
    under `if TYPE_CHECKING:` are left out.
    """
    found = set()
    tree = ast.parse(source)
    never_run: set[ast.AST] = set()
    if not for_types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING":
                never_run.update(inner for statement in node.body for inner in ast.walk(statement))
    for node in ast.walk(tree):
        if node in never_run:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: None if package and node.level == 1 else -(node.level - package)]
            base = ".".join([*(above if node.level else []), *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and last_name(node.func) == "import_module":
            found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return found


def under(name: str, place: str) -> bool:
    """Whether `name` is the module `place` or stands under it."""
    return name == place or name.startswith(f"{place}.")


def refused_imports(source: str, module: str, *, package: bool = False) -> list[str]:
    """Return what the layout does not allow of a module's imports, a line each."""
    top = module.partition(".")[0]
    names = sorted(imports(source, module, package=package))
    if top not in LAYERED:
        ours = {*LAYERED, *BESIDE}
        return [
            f"{module} imports {name}"
            for name in names
            if name.partition(".")[0] in ours - BESIDE[top] and name.partition(".")[0] != top
        ]
    here = place_of(module)
    if here is None:
        return [] if module == "budget" else [f"{module} lies in no folder of the table"]
    is_pure = not here.knows_django or module in {f"indicators.{name}" for name in PURE_INDICATORS}
    refused = []
    for name in names:
        first = name.partition(".")[0]
        if is_pure and first in ("django", "django_tables2"):
            refused.append(f"{module} imports {name}, and is to know no Django")
        elif is_pure and name == "indicators.models":
            refused.append(f"{module} imports {name}, and is to know no database")
        elif first in BESIDE:
            refused.append(f"{module} imports {name}")
        elif first in LAYERED and not _is_allowed(here, module, name):
            refused.append(f"{module} imports {name}, which the table does not allow")
    return refused


def _is_allowed(here: Place, module: str, name: str) -> bool:
    if name == "budget":  # the base of `from budget import …`, whose names are looked at one by one
        return True
    there = place_of(name)
    if there is None or (there != here and there.name not in here.may_import):
        return False
    if here.name == "budget.audit" and there.name == "budget.disclosure":
        return name == there.name or name.split(".")[2] in OF_DISCLOSURE_FOR_AUDIT
    return not any(under(module, one) and under(name, other) for one, other in APART.items())


def graph() -> dict[str, set[str]]:
    """Return module -> the modules of the layered packages that it imports when it runs."""
    known = {name: path for name, path in files() if name.partition(".")[0] in LAYERED}
    return {
        name: imports(
            path.read_text(encoding="utf-8"), name, package=path.name == "__init__.py", for_types=False
        )
        & set(known) - {"budget", name}
        for name, path in known.items()
    }


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of one circle, in order; nothing where there is none."""
    done: set[str] = set()
    path: list[str] = []

    def visit(module: str) -> list[str]:
        if module in path:
            return path[path.index(module) :]
        if module in done:
            return []
        path.append(module)
        for other in sorted(edges.get(module, ())):
            if found := visit(other):
                return found
        done.add(path.pop())
        return []

    for module in sorted(edges):
        if found := visit(module):
            return found
    return []


def test_every_import_is_one_that_the_table_allows():
    refused = [
        line
        for module, path in files()
        for line in refused_imports(
            path.read_text(encoding="utf-8"), module, package=path.name == "__init__.py"
        )
    ]
    assert not refused, "\n".join(refused)


def test_the_table_names_folders_that_are_there_and_only_lower_floors():
    modules = {module for module, _ in files()}
    assert len(PLACES) > 20
    assert {name for name in PLACES if name not in modules} == set()
    for place in PLACES.values():
        assert place.may_import <= set(PLACES), place
        assert all(PLACES[other].floor < place.floor for other in place.may_import), place


def test_no_modules_import_each_other_in_a_circle():
    assert circle(graph()) == []


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_an_import_for_types_alone_makes_no_circle():
    source = "if TYPE_CHECKING:\n    from budget.models import Project\nelse:\n    import os"
    assert imports(source, "budget.store.keys", for_types=False) == {"os"}
    assert "budget.models" in imports(source, "budget.store.keys")


def test_at_most_ten_modules_lie_flat_in_budget():
    assert len(list((ROOT / "budget").glob("*.py"))) <= 10


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("indicators.models", "import budget.models"),
        ("indicators.models", "from budget.models import Project"),
        ("indicators.charts", "def late():\n    from budget import pages"),
        ("indicators.charts", "import importlib\nimportlib.import_module('budget.pages.charts')"),
        ("budget.disclosure.wide", "from django.conf import settings"),
        ("budget.disclosure.read", "from budget.models import Disclosure"),
        ("budget.disclosure.read", "from ..models import Disclosure"),
        ("budget.disclosure.read", "from .. import models"),
        ("budget.disclosure.readers.text", "from budget.disclosure.layouts import wide"),
        ("budget.disclosure.readers.text", "from ..layouts.wide import read"),
        ("budget.disclosure.layouts.wide", "import budget.disclosure.readers.text"),
        ("budget.audit.amounts", "from django.db import models"),
        ("budget.audit.amounts", "from budget.disclosure.read import read"),
        ("budget.audit.amounts", "from budget import models"),
        ("indicators.grammar", "from indicators.models import Indicator"),
        ("budget.store.disclosures", "from tests.factories import project"),
        ("budget.store.disclosures", "from budget.pages import tables"),
        ("budget.pages.tables.base", "from budget.actions.lifecycle import withdraw"),
        ("budget.models.projects", "from budget.views.projects import project"),
        ("budget.stray", "import os"),
        ("devtools.site", "from budget import settings"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str):
    assert refused_imports(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("budget.models", "from indicators.models import Indicator"),
        ("budget.audit.amounts", "from budget.disclosure.records import Project"),
        ("budget.audit.amounts", "from budget.disclosure import records"),
        ("budget.disclosure.layouts.wide", "from indicators import grammar"),
        ("budget.disclosure.layouts.wide", "from ..records import Project\nfrom .header import match"),
        ("tests.factories", "from budget.models import Project"),
        ("budget.views.projects", "from django.shortcuts import render"),
    ],
)
def test_a_right_import_is_let_pass(module: str, source: str):
    assert refused_imports(source, module) == []


def test_a_package_names_its_own_modules_relatively():
    assert imports("from . import read", "budget.disclosure", package=True) == {
        "budget.disclosure",
        "budget.disclosure.read",
    }
    assert imports("from .. import models", "budget.disclosure", package=True) == {"budget", "budget.models"}
    assert imports("from ..grid import Grid", "budget.disclosure.readers.text") == {
        "budget.disclosure.grid",
        "budget.disclosure.grid.Grid",
    }

"""Imports run one way, as the house is planned: a wrong arrow fails here, wherever in a module it stands."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

# Module, with all under it -> the only modules of the house it may import. The longest name that fits counts.
MAY_IMPORT = {
    "indicators": ("indicators",),
    "budget": ("budget", "indicators"),
    # A file becomes records: nothing of the site is known here.
    "budget.disclosure": ("budget.disclosure", "indicators"),
    # Records become findings: of how a file was read, only what the records themselves are made of is known.
    "budget.audit": (
        "budget.audit",
        "budget.disclosure.records",
        "budget.disclosure.problems",
        "budget.disclosure.amounts",
        "indicators",
    ),
    "devtools": ("devtools",),
    "dev": ("devtools",),
    "manage": (),
    "tests": ("tests", "budget", "indicators", "devtools", "dev"),
}

# Pure: a path or records in, records or findings out.
WITHOUT_DJANGO = (
    "budget.disclosure",
    "budget.audit",
    "budget.project_types",
    "budget.search",
    "indicators.taxonomy",
    "indicators.grammar",
    "indicators.targets",
    "dev",
)

# Within what MAY_IMPORT allows: readers make grids and know no layout; layouts know no reader.
NEVER = {
    "budget.disclosure.readers": ("budget.disclosure.layouts",),
    "budget.disclosure.layouts": ("budget.disclosure.readers",),
    # The pure ground floor of the ground floor: what a target says is told without the database.
    "indicators.taxonomy": ("indicators.models",),
    "indicators.grammar": ("indicators.models",),
    "indicators.targets": ("indicators.models",),
    # What the site stores and computes does not know how it is shown.
    "budget.models": ("budget.views", "budget.pages.tables", "budget.admin", "budget.store.disclosures"),
    "budget.store.disclosures": ("budget.views", "budget.pages.tables", "budget.admin"),
}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of each module of the house."""
    for top in ("budget", "indicators", "devtools", "tests"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path
    for path in sorted(ROOT.glob("*.py")):
        yield path.stem, path


def imports(source: str, module: str, *, package: bool) -> set[str]:
    """Return all that a module imports, by absolute name, wherever the import stands.

    `from a import b` may mean the module a.b or a name in a: both are given.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: None if package and node.level == 1 else -(node.level - package)]
            base = ".".join([*(above if node.level else []), *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "import_module":
            found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return found


def under(name: str, place: str) -> bool:
    """Whether `name` is the module `place` or stands under it."""
    return name == place or name.startswith(f"{place}.")


def wrong_arrows(source: str, module: str, *, package: bool = False) -> list[str]:
    """Return what is wrong with a module's imports, a line each."""
    rule = max((place for place in MAY_IMPORT if under(module, place)), key=len)
    wrong = []
    for name in sorted(imports(source, module, package=package)):
        if name.partition(".")[0] in ("django", "django_tables2") and any(
            under(module, p) for p in WITHOUT_DJANGO
        ):
            wrong.append(f"{module} imports {name}, and knows no Django")
        if name.partition(".")[0] not in {place.partition(".")[0] for place in MAY_IMPORT}:
            continue
        allowed = any(under(name, place) or under(place, name) for place in MAY_IMPORT[rule])
        never = any(under(name, place) for m, places in NEVER.items() if under(module, m) for place in places)
        if never or not allowed:
            wrong.append(f"{module} imports {name}, against the plan of the house")
    return wrong


def test_every_import_runs_the_planned_way():
    wrong = [
        line
        for module, path in modules()
        for line in wrong_arrows(path.read_text(encoding="utf-8"), module, package=path.name == "__init__.py")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_rule_is_about_a_module_that_is_there():
    names = {module for module, _ in modules()}
    assert {place for place in (*MAY_IMPORT, *WITHOUT_DJANGO, *NEVER) if place not in names} == set()


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("indicators.models", "import budget"),
        ("indicators.models", "from budget.models import Project"),
        ("indicators.charts", "def late():\n    from budget import charts"),
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
        ("budget.models.projects", "from budget.views.projects import project"),
        ("devtools.site", "from budget import settings"),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str):
    assert wrong_arrows(source, module)


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
def test_a_right_arrow_is_let_pass(module: str, source: str):
    assert wrong_arrows(source, module) == []


def test_a_package_names_its_own_modules_relatively():
    assert imports("from . import read", "budget.disclosure", package=True) == {
        "budget.disclosure",
        "budget.disclosure.read",
    }
    assert imports("from .. import models", "budget.disclosure", package=True) == {"budget", "budget.models"}
    assert imports("from ..grid import Grid", "budget.disclosure.readers.text", package=False) == {
        "budget.disclosure.grid",
        "budget.disclosure.grid.Grid",
    }

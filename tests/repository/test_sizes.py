"""Sizes of modules and functions: none is longer than one reads in one go.

Ruff limits the branches of a function (C901) and its parameters (PLR0913); pyproject.toml lists the exceptions.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 60

MODULES = sorted(
    path
    for place in ("budget", "indicators", "devtools", "tests")
    for path in (ROOT / place).rglob("*.py")
    # Django writes migrations, and they are not changed afterwards.
    if "migrations" not in path.parts
)


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """Yield the name and the number of lines of each function that is too long."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield node.name, lines


def too_long(path: Path) -> list[str]:
    """Return what is too long in a module: the module itself, and its functions by name."""
    source = path.read_text(encoding="utf-8")
    lines = len(source.splitlines())
    module = [f"{lines} lines"] if lines > MOST_LINES_OF_A_MODULE else []
    return module + [f"{name}: {count} lines" for name, count in long_functions(source)]


def test_modules_and_functions_are_short() -> None:
    found = {path.relative_to(ROOT).as_posix(): too_long(path) for path in MODULES}

    assert {path: long for path, long in found.items() if long} == {}


def test_a_long_module_and_a_long_function_are_found(tmp_path: Path) -> None:
    body = "    pass\n" * MOST_LINES_OF_A_FUNCTION
    long = tmp_path / "long.py"
    long.write_text(f"def long():\n{body}" + "x = 1\n" * (MOST_LINES_OF_A_MODULE - MOST_LINES_OF_A_FUNCTION))

    assert too_long(long) == ["401 lines", "long: 61 lines"]

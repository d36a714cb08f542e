"""What stands in the repository: pinned by hash, of no one machine, and with papers that name what exists."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.core.management import get_commands

from devtools.commands import COMMANDS
from devtools.suite import BENCHMARKS
from tests.support.paths import ROOT

PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/**/*.md")])
# Made by the commands, so that no checkout has them from the start.
MADE = ("test-output/", "var/", ".venv/", ".tools/", "node_modules/")

# Written apart, so that this file does not hold them.
ADDRESSES = [
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "npm" + "mirror",
    "pypi." + "org/simple",
    "files.python" + "hosted",
]
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:" + "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers"]) + r")/\w"
)


def kept() -> Iterator[Path]:
    """Yield the files of the checkout that git keeps: all but its own, and what .gitignore leaves out."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for folder, folders, names in os.walk(ROOT):
        place = Path(folder)
        folders[:] = [name for name in folders if name != ".git" and not _ignored(place / name, patterns)]
        # In a worktree beside the first one, .git is a file.
        yield from (place / name for name in names if name != ".git" and not _ignored(place / name, patterns))


def _ignored(path: Path, patterns: list[str]) -> bool:
    """Whether one of the patterns, in the forms that our .gitignore has (`/place`, `/place/`, `*.ending`), leaves `path` out."""
    name, place = path.name, f"/{path.relative_to(ROOT).as_posix()}"
    return any(place == p.rstrip("/") if p[0] == "/" else fnmatch(name, p.rstrip("/")) for p in patterns)


def test_no_file_names_a_package_registry_or_a_place_on_one_machine():
    found = []
    for path in kept():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        words = [word for word in ADDRESSES if word in text] + MACHINE_PATHS.findall(text)
        if words:
            found.append((path.relative_to(ROOT).as_posix(), words))
    assert found == []


def test_what_the_commands_make_is_never_committed():
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    # `/place` ignores a link too, `/place/` a folder alone.
    assert {f"/{place}".rstrip("/") for place in MADE} <= {pattern.rstrip("/") for pattern in patterns}


def pins(path: Path) -> dict[str, str]:
    """Return name -> the line that pins it, of a file of hashes; one without a hash is an error."""
    found = {}
    for requirement in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8")):
        line = requirement.splitlines()[0].rstrip(" \\")
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==[\w.]+", line)
        assert match, f"{path.name} pins nothing by: {line}"
        assert "--hash=sha256:" in requirement, f"{path.name} has no hash for {line}"
        found[_folded(match[1])] = line
    return found


def asked(path: Path) -> Iterator[str]:
    """Yield the names that a .in file asks for, those of the files it takes in among them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from asked(path.parent / line[3:].strip())
        elif line and not line.startswith("#"):
            yield _folded(re.match(r"[A-Za-z0-9._-]+", line)[0])


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.in")), ids=lambda path: path.name)
def test_every_package_asked_for_has_its_reason_and_is_pinned_by_hash(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] not in "#-"]
    assert [line for line in lines if "# " not in line] == []
    assert set(asked(path)) <= set(pins(path.with_suffix(".txt")))


def test_the_site_and_its_tests_pin_the_same_versions():
    site, tests = (versions(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt"))
    assert {name: tests.get(name) for name in site} == site


def versions(path: Path) -> dict[str, str]:
    """What a .txt file pins, without the Pythons that need it: tests may need on all what the site needs on some."""
    return {name: pin.partition(";")[0].strip() for name, pin in pins(path).items()}


def code_of(paper: Path) -> Iterator[str]:
    """Yield what a paper sets in code: the spans between backticks, and the lines of its blocks."""
    text = paper.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    for block in blocks:
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def missing_files(paper: Path) -> list[str]:
    """Return the files and links that a paper names and that are not there.

    A file is a word of code with a slash in it or an ending of ours; the site's addresses begin with a slash.
    """
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", paper.read_text(encoding="utf-8"))
    names = [name for name in links if "://" not in name and not name.startswith("mailto:")]
    for code in code_of(paper):
        for word in re.split(r"[\s,;()]+", code):
            looks = re.fullmatch(r"\.?[\w*-][\w./*-]*", word) and not word.startswith("-")
            if looks and re.search(r"[a-z]/|\.(py|md|txt|in|toml|json|html|css|js|po)$", word):
                names.append(word.partition("::")[0])
    return [
        name
        for name in names
        if not name.startswith(MADE) and not any(list(base.glob(name)) for base in (ROOT, paper.parent))
    ]


def unknown_commands(paper: Path) -> list[str]:
    """Return the commands that a paper names and that neither dev.py nor manage.py has."""
    text = "\n".join(code_of(paper))
    unknown = [name for name in re.findall(r"dev\.py ([a-z]\w*)", text) if name not in COMMANDS]
    manage = re.findall(r"(?:dev\.py manage|manage\.py) ([a-z]\w*)", text)
    unknown += [name for name in manage if name not in get_commands()]
    benchmarks = {path.stem for path in BENCHMARKS.glob("*.py")}
    return unknown + [
        name for name in re.findall(r"dev\.py bench ([a-z]\w*)", text) if name not in benchmarks
    ]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_paper_names_only_files_and_commands_that_exist(paper):
    assert missing_files(paper) == []
    assert unknown_commands(paper) == []


def test_a_paper_that_names_what_is_not_there_is_found(tmp_path):
    paper = tmp_path / "PAPER.md"
    paper.write_text(
        "See `budget/nowhere.py`, [the plan](plan.md), `python3 dev.py fly`, `budget/urls.py`, `/units/`.\n"
        "```\npython3 dev.py manage flee --fast\npython3 dev.py run --port 8000\n./manage.py migrate\n```\n",
        encoding="utf-8",
    )
    assert missing_files(paper) == ["plan.md", "budget/nowhere.py"]
    assert unknown_commands(paper) == ["fly", "flee"]

"""Of the packages of npm, the site serves the files it names, and nothing else."""

import json
import re

from budget.pages.assets import VENDOR_FILES, VendorFinder
from budget.pages.export.documents.fonts import PACKAGE
from tests.support.paths import ROOT


def test_only_the_named_files_of_npm_are_served(collected_static):
    served = {
        path.relative_to(collected_static).as_posix() for path in (collected_static / "vendor").rglob("*")
    }
    plain = {name for name in served if not re.search(r"\.[0-9a-f]{12}\.\w+$", name)}
    assert plain == set(VENDOR_FILES)


def test_no_served_file_names_a_source_map_that_is_not_there(collected_static):
    for name in VENDOR_FILES:
        assert "sourceMappingURL" not in (collected_static / name).read_text(encoding="utf-8")


def test_a_served_file_is_otherwise_the_package_s_own(collected_static):
    for name, source in VENDOR_FILES.items():
        original = (ROOT / "node_modules" / source).read_bytes()
        served = (collected_static / name).read_bytes()
        assert original.startswith(served)
        assert len(original) - len(served) < 100


def test_nothing_else_of_node_modules_is_found():
    finder = VendorFinder()
    assert finder.find("vendor/chart.js") == str(ROOT / "node_modules" / VENDOR_FILES["vendor/chart.js"])
    assert finder.find("vendor/../package.json") == []
    assert finder.find("package.json", find_all=True) == []


def test_every_package_that_is_served_or_embedded_is_pinned_exactly():
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {
        "/".join(source.split("/")[: 2 if source[0] == "@" else 1]) for source in VENDOR_FILES.values()
    }
    assert packages | {PACKAGE} == set(pinned)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())

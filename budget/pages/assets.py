"""Third-party files of the pages, out of node_modules: only those named here are served, under vendor/."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

# Served name -> file in node_modules. These are classic scripts: a module that imports by a bare name (as
# Chart.js's do) needs an import map, which is an inline script, and the site's policy forbids those.
VENDOR_FILES = {
    "vendor/chart.js": "chart.js/dist/chart.umd.min.js",
    "vendor/chartjs-chart-treemap.js": "chartjs-chart-treemap/dist/chartjs-chart-treemap.min.js",
    "vendor/tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.js": "@tabler/core/dist/js/tabler.min.js",
}

# The maps are not served (3 MB that no reader needs), and a comment that names a missing file would stop
# collectstatic.
SOURCE_MAP_COMMENT = re.compile(rb"(?://|/\*)# sourceMappingURL=[^\s*]+(?:\s*\*/)?\s*\Z")


class VendorStorage(FileSystemStorage):
    """Reads the files of VENDOR_FILES by the name they are served under, without their source map comment."""

    def path(self, name: str) -> str:
        return str(Path(self.location) / VENDOR_FILES[name])

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        content = Path(self.path(name)).read_bytes()
        return ContentFile(SOURCE_MAP_COMMENT.sub(b"", content), name=name)


class VendorFinder(BaseFinder):
    """Finds what VENDOR_FILES names and nothing else of node_modules."""

    def __init__(self, app_names: list[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = VendorStorage(location=settings.BASE_DIR / "node_modules")

    def find(  # type: ignore[override]  # where nothing is found, a list, as of Django's own finders
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | list[str]:
        """Return the file served as `path`, or an empty list; with `find_all` a list of one or none."""
        if path not in VENDOR_FILES or not self.storage.exists(path):
            return []
        return [self.storage.path(path)] if find_all else self.storage.path(path)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, VendorStorage]]:
        """Yield (served name, storage); raise ImproperlyConfigured where a package is not installed."""
        for name in VENDOR_FILES:
            if not self.storage.exists(name):
                raise ImproperlyConfigured(
                    f"{self.storage.path(name)} is missing: run `npm ci`, or `python3 dev.py run`"
                )
            yield name, self.storage

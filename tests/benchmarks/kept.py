"""Measures a kept page against empty views: `python3 dev.py bench kept [--rounds N]`.

Stores one generated table. The list of projects is asked for until it is kept, then taken from the store of
pages: from the memory of the process, and from a Valkey where there is one. Beside it are answered, in turn, an
empty view behind the site's own middleware, an empty view behind the middleware that Django gives a new
project, and a browser's question whether its page is still the one. Prints microseconds of the processor and by
the clock, medians of the rounds, and their ratios.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import ModuleType
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402  # after django.setup()
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from budget import env  # noqa: E402
from tests.benchmarks.data.country import Databases, imported  # noqa: E402
from tests.benchmarks.data.tables import tables  # noqa: E402
from tests.benchmarks.pages import plain_files  # noqa: E402
from tests.support import valkey  # noqa: E402

PAGE = "/projects/"
REQUESTS = 200  # of each kind in a round
# What `django-admin startproject` writes into MIDDLEWARE.
NEW_PROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
AGENT = {"HTTP_ACCEPT_ENCODING": "gzip", "HTTP_ACCEPT_LANGUAGE": "zh-CN", "HTTP_HOST": "testserver"}


def _empty_urls() -> ModuleType:
    """Addresses with an empty view alone."""
    module = ModuleType("empty_urls")

    def empty(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"")

    module.urlpatterns = [path("projects/", empty)]
    return module


def _asking(**headers: str) -> Callable[[WSGIHandler], tuple[int, dict[str, str], int]]:
    """Return what asks an application for the page as a server does: status, headers, bytes."""
    environ = RequestFactory().get(PAGE, **AGENT, **headers).environ

    def ask(application: WSGIHandler) -> tuple[int, dict[str, str], int]:
        answered: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            answered.update(status=int(status[:3]), headers=dict(headers))

        response = application(dict(environ), start)
        length = sum(len(part) for part in response)
        response.close()  # type: ignore[attr-defined]  # Django's responses have it
        return answered["status"], answered["headers"], length

    return ask


Kind = tuple[str, dict[str, Any], Callable[[WSGIHandler], Any]]


def _stores(**others: dict[str, object]) -> dict[str, Any]:
    """Return the setting of the stores that the environment gives, or of others."""
    return {"CACHES": {"default": settings.CACHES["default"], **env.page_stores(), **others}}


@contextmanager
def _kinds() -> Iterator[list[Kind]]:
    """Yield each kind of answer: its name, its settings, and what asks for it."""
    plain = _asking()
    local = _stores()
    with override_settings(**local):
        status, headers, length = plain(WSGIHandler())
        if status != 200 or not length:
            raise SystemExit(f"{PAGE} answers {status}")
    urls = _empty_urls()
    kinds: list[Kind] = [
        ("an empty view, the site's middleware", {"ROOT_URLCONF": urls}, plain),
        (
            "an empty view, a new project's middleware",
            {"ROOT_URLCONF": urls, "MIDDLEWARE": NEW_PROJECT},
            plain,
        ),
        ("a kept page, memory of the process", local, plain),
        ("not modified (304)", local, _asking(HTTP_IF_NONE_MATCH=headers["ETag"])),
    ]
    if (program := valkey.program()) is None:
        yield kinds
        return
    server = valkey.ValkeyServer(program)
    server.start()
    try:
        os.environ["CACHE_URL"] = server.url
        yield [
            *kinds,
            ("a kept page, Valkey behind the memory", _stores(), plain),
            (
                "a kept page, Valkey alone",
                _stores(pages={"BACKEND": "django.core.cache.backends.dummy.DummyCache"}),
                plain,
            ),
        ]
    finally:
        del os.environ["CACHE_URL"]
        server.remove()


def measure(kinds: list[Kind], rounds: int) -> dict[str, tuple[float, float]]:
    """Return the seconds of the processor and by the clock of one answer of each kind."""
    cpu: dict[str, list[float]] = {name: [] for name, _settings, _ask in kinds}
    clock: dict[str, list[float]] = {name: [] for name in cpu}
    for _ in range(rounds):
        for name, changed, ask in kinds:
            with override_settings(**changed):
                application = WSGIHandler()
                for _warm in range(5):
                    ask(application)
                start, start_cpu = perf_counter(), process_time()
                for _request in range(REQUESTS):
                    ask(application)
                cpu[name].append((process_time() - start_cpu) / REQUESTS)
                clock[name].append((perf_counter() - start) / REQUESTS)
    return {name: (median(cpu[name]), median(clock[name])) for name in cpu}


def main() -> int:
    """Print the table; return 1 where a kept page costs more than 1.5 times an empty view of this site."""
    parser = argparse.ArgumentParser(prog="dev.py bench kept")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    connection.settings_dict["CONN_MAX_AGE"] = (
        None  # as an installation with PostgreSQL keeps its connections
    )
    with tempfile.TemporaryDirectory() as scratch, plain_files():
        databases = Databases(Path(scratch))
        databases.create("kept", lambda: imported(tables(1)))
        with _kinds() as kinds:
            found = measure(kinds, options.rounds)
        connection.close()
    table = Table("answer", "µs of the processor", "µs", "÷ empty view of the site", "÷ of a new project")
    names = list(found)
    for name, (cpu, clock) in found.items():
        ratios = [f"{cpu / found[names[place]][0]:.2f}" for place in (0, 1)]
        table.add_row(name, f"{cpu * 1e6:,.0f}", f"{clock * 1e6:,.0f}", *ratios)
    Console().print(table)
    return int(found[names[2]][0] > 1.5 * found[names[0]][0])


if __name__ == "__main__":
    sys.exit(main())

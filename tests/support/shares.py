"""Which process of the whole test run runs which test, and how long each kind takes."""

import json
import re
import time
import zlib
from pathlib import Path

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "database_url"}
# Tests with these are about the browser, or about manage.py as a process.
ONCE_FIXTURES = {"browser", "live_server", "manage"}

# The kinds of tests, in the order in which a process runs them.
ONCE, DATABASE, OTHER = "browser and processes", "database", "others"
KINDS = (ONCE, DATABASE, OTHER)
# Database tests of these folders and files run with one database, which is named. They act and read through
# QuerySets; tests/repository/test_both_databases.py compares what both databases answer. A test that is marked
# `both`, and those of all other folders, run with each.
ONE_DATABASE = {
    **dict.fromkeys(("actions", "admin", "imports", "store/test_checks.py"), "postgresql"),
    **dict.fromkeys(("accounts", "api", "management", "pages", "uploads", "views"), "sqlite"),
    # What is compared is computed in Python; tests of acts on both databases end with the same comparison.
    **dict.fromkeys(("store/test_verification.py", "store/test_result_verification.py"), "sqlite"),
}
# In other folders, tests that ask for pages run with SQLite alone.
PAGE_FIXTURES = {"client", "admin_client"}

# Folders whose tests need no database. In a run of the whole suite they are collected by the process of one share
# alone: the import of their modules and the making of thousands of tests takes seconds.
COLLECTED_BY = dict.fromkeys(("audit", "browser", "disclosure", "indicators", "project_types"), "once")
# Other processes than that of its database collect a file of ONE_DATABASE where its text has one of these words: its
# tests are then marked for them, or use what makes a test run once.
FOR_OTHERS = re.compile(r"mark\.(both|once)\b|\b(manage|browser|live_server|new_page\w*)\b")

# So long a process waits for the database that another one migrates, on a machine however busy.
MIGRATING_SECONDS = 300

# The kind of tests that a share (TEST_SHARE) runs alone, before those that all shares divide among them.
OWN_KIND = {"sqlite": DATABASE, "postgresql": DATABASE, "once": ONCE}


def kind(item: pytest.Item) -> str:
    """Return the kind of a test, by its marks and fixtures."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("once") is not None or ONCE_FIXTURES & fixtures:
        return ONCE
    if item.get_closest_marker("django_db") is not None or DATABASE_FIXTURES & fixtures:
        return DATABASE
    return OTHER


def one_database(place: str) -> str | None:
    """Return the database with which tests of a file run that are not marked. `place`: its path in tests/."""
    return ONE_DATABASE.get(place.partition("/")[0]) or ONE_DATABASE.get(place)


def databases(item: pytest.Item) -> set[str]:
    """Return the databases with which a database test runs."""
    if item.get_closest_marker("both") is None:
        if one := one_database(item.nodeid.partition("::")[0].removeprefix("tests/")):
            return {one}
        if PAGE_FIXTURES & set(getattr(item, "fixturenames", ())):
            return {"sqlite"}
    return {"sqlite", "postgresql"}


def requested(item: pytest.Item) -> set[str]:
    """Return the fixtures that the test and its fixtures request by name, those of pytest-django apart."""
    if not isinstance(item, pytest.Function):
        return set()
    info = item._fixtureinfo
    names = set(info.argnames)
    for name, definitions in info.name2fixturedefs.items():
        if not name.startswith("_"):
            names.update(definitions[-1].argnames)
    return names


def migrated_template(claims: Path) -> str:
    """Return the name of the database that another process has migrated, once it has; "" for the first that asks.

    Also "" where the other process takes too long, or has failed.
    """
    try:
        (claims / "migrating.claim").touch(exist_ok=False)
    except FileExistsError:
        published = claims / "migrated.postgresql"
        until = time.monotonic() + MIGRATING_SECONDS
        while time.monotonic() < until:
            if published.is_file():
                return published.read_text(encoding="utf-8")
            time.sleep(0.1)
    return ""


def publish_template(claims: Path, name: str) -> None:
    """Tell other processes the name of a migrated database to which nobody connects."""
    part = claims / f"{name}.part"
    part.write_text(name, encoding="utf-8")
    part.replace(claims / "migrated.postgresql")


class Share:
    """In each process: the tests that it runs.

    Files of the kind OTHER are claimed by making an empty file in `claims`, so that all processes end at
    about the same time. `claims` also gets the seconds of each kind, in a file named for the share.
    """

    def __init__(self, claims: Path, share: str) -> None:
        self.claims, self.share = claims, share
        self.mine: dict[str, bool] = {}
        self.kinds: dict[str, str] = {}
        self.started = 0.0
        self.seconds = dict.fromkeys(KINDS, 0.0)

    def pytest_ignore_collect(self, collection_path: Path, config: pytest.Config) -> bool | None:
        """Leave to another share what it alone runs, where the whole suite runs."""
        if config.args != config.getini("testpaths") or not collection_path.is_relative_to(
            self.tests(config)
        ):
            return None
        place = collection_path.relative_to(self.tests(config)).as_posix()
        if COLLECTED_BY.get(place, self.share) != self.share:
            return True
        if not collection_path.name.startswith("test_") or one_database(place) in (None, self.share):
            return None
        return None if FOR_OTHERS.search(collection_path.read_text(encoding="utf-8")) else True

    @staticmethod
    def tests(config: pytest.Config) -> Path:
        """Return the folder of the tests."""
        return config.rootpath / "tests"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what other processes alone run, and order the rest by kind; raise UsageError where none runs it."""
        self.kinds = {item.nodeid: kind(item) for item in items}
        for name, of in self.kinds.items():
            if of == DATABASE and name.split("/")[1] in COLLECTED_BY:
                raise pytest.UsageError(f"{name} uses a database: mark it once, or move it to another folder")
        self.refuse_what_nobody_collects(config, items)
        config.hook.pytest_deselected(items=[item for item in items if not self.runs(item)])
        items[:] = [item for item in items if self.runs(item)]
        items.sort(key=lambda item: KINDS.index(self.kinds[item.nodeid]))

    def refuse_what_nobody_collects(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Raise UsageError for a test of another share in a file that only this one collects."""
        for item in items:
            place = item.path.relative_to(self.tests(config)).as_posix()
            if one_database(place) != self.share or FOR_OTHERS.search(item.path.read_text(encoding="utf-8")):
                continue
            of = self.kinds[item.nodeid]
            if of == ONCE or (of == DATABASE and databases(item) != {self.share}):
                raise pytest.UsageError(
                    f"{item.nodeid} is not for {self.share} alone: see FOR_OTHERS in shares.py"
                )

    def runs(self, item: pytest.Item) -> bool:
        """Return whether this process runs the test, or may claim its file."""
        of = self.kinds[item.nodeid]
        if of == DATABASE == OWN_KIND[self.share]:
            return self.share in databases(item)
        return of in (OWN_KIND[self.share], OTHER)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Skip a test of a file that another process has claimed: True means done."""
        self.started = time.monotonic()
        if self.kinds[item.nodeid] != OTHER or self.claimed(item.nodeid.partition("::")[0]):
            return None
        # What the next test does not share with this one is torn down, as after every test.
        item.session._setupstate.teardown_exact(nextitem)
        return True

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Count the seconds of the test's kind."""
        self.seconds[self.kinds[nodeid]] += time.monotonic() - self.started

    def claimed(self, path: str) -> bool:
        """Return whether this process runs the file's tests of the kind OTHER."""
        if path not in self.mine:
            try:
                (self.claims / f"{zlib.crc32(path.encode()):08x}.claim").touch(exist_ok=False)
            except FileExistsError:
                self.mine[path] = False
            else:
                self.mine[path] = True
        return self.mine[path]

    def pytest_sessionfinish(self) -> None:
        """Write the seconds of each kind."""
        (self.claims / f"{self.share}.json").write_text(json.dumps(self.seconds), encoding="utf-8")


class Total:
    """In the process that starts the others: the suite is what all of them have collected together.

    pytest-xdist takes the collection that came last for the whole.
    """

    def __init__(self) -> None:
        self.tests: set[str] = set()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.tests.update(ids)

    def pytest_runtest_logstart(self) -> None:
        self.session.testscollected = len(self.tests)

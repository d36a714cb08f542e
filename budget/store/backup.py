"""The whole site as one file: the database and the secret key; and a site made of it in an empty place.

The file is a zip archive: `manifest.json` (what it is of), `database` (a SQLite file, or pg_dump's custom
format) and `secret-key`. Whoever has it has everything: it is made readable by its owner alone. With a
passphrase that archive is encrypted (budget.store.encryption).
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from budget.store import encryption
from budget.store.encryption import WrongPassphrase

_DATABASE, _KEY, _MANIFEST = "database", "secret-key", "manifest.json"
# Raised when the form of the file changes.
_VERSION: Final = 1


class BackupFailed(Exception):
    """A backup cannot be made or restored; the message says why, and what to do."""


def back_up(target: Path, passphrase: str = "") -> int:
    """Write a backup to a new file, encrypted where there is a passphrase; return its size in bytes.

    The site may be in use meanwhile. Raises BackupFailed where the file is there already, or a program fails.
    """
    if target.exists():
        raise BackupFailed(f"{target} is there already: name a new file.")
    manifest = {
        "version": _VERSION,
        "vendor": connection.vendor,
        "made_at": timezone.now().isoformat(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }
    draft = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            database = Path(folder) / _DATABASE
            _dump(database)
            plain = Path(folder) / "plain" if passphrase else draft
            with _private(plain) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
                archive.writestr(_KEY, settings.SECRET_KEY)
                archive.write(database, _DATABASE)
            if passphrase:
                with plain.open("rb") as content, _private(draft) as stream:
                    encryption.encrypt(content, stream, passphrase)
        draft.rename(target)
    except OSError as error:
        raise BackupFailed(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _private(path: Path) -> IO[bytes]:
    """Open a new file for writing that its owner alone can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def restore(source: Path, passphrase: str = "") -> None:
    """Put the database and the secret key of a backup in the place of an empty database.

    Raises BackupFailed where the file is no whole backup, of the other kind of database or of a newer version
    of the site, where the passphrase does not open it, or where the database has tables already.
    """
    try:
        with (
            tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder,
            zipfile.ZipFile(_opened(source, Path(folder), passphrase)) as archive,
        ):
            _require_usable(json.loads(archive.read(_MANIFEST)))
            if (broken := archive.testzip()) is not None:
                raise BackupFailed(f"{source} is damaged: its part {broken}.")
            if connection.introspection.table_names():
                raise BackupFailed(
                    "The database has tables already: name an empty one in DATABASE_URL or DATA_DIR."
                )
            database = Path(folder) / _DATABASE
            with archive.open(_DATABASE) as content, _private(database) as stream:
                shutil.copyfileobj(content, stream)
            _load(database)
            _write_key(archive.read(_KEY).decode("ascii"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BackupFailed(f"{source} cannot be restored: {error}") from error


def _opened(source: Path, folder: Path, passphrase: str) -> Path:
    """Return the plain archive of a backup: itself, or what the passphrase makes of it in a folder."""
    if not encryption.is_encrypted(source):
        return source
    if not passphrase:
        raise BackupFailed(f"{source} is encrypted: give its passphrase in BACKUP_PASSPHRASE.")
    plain = folder / "plain"
    try:
        with _private(plain) as stream:
            encryption.decrypt(source, stream, passphrase)
    except WrongPassphrase as error:
        raise BackupFailed(f"{source} is not opened by this passphrase, or is damaged.") from error
    return plain


def _require_usable(manifest: Mapping[str, Any]) -> None:
    if manifest["version"] != _VERSION:
        raise BackupFailed(f"The backup is of version {manifest['version']}, which this site cannot read.")
    if manifest["vendor"] != connection.vendor:
        raise BackupFailed(
            f"The backup is of {manifest['vendor']}, and DATABASE_URL names {connection.vendor}."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    unknown = [name for name in newer if name.partition(".")[0] in ("budget", "indicators")]
    if unknown:
        raise BackupFailed(
            f"The backup is of a newer version of the site ({unknown[-1]}): update the site first."
        )


def _dump(target: Path) -> None:
    """Copy the database, as it is at one moment, to a file."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name)) as database, closing(sqlite3.connect(target)) as copy:
            database.backup(copy)
        return
    with _postgresql() as environment:
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], environment)


def _load(database: Path) -> None:
    """Make the database of a file."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database)) as copy:
            [[state]] = copy.execute("PRAGMA integrity_check").fetchall()
        if state != "ok":
            raise BackupFailed(f"The database of the backup is damaged: {state}")
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        for ending in ("", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.move(database, target)
        return
    with _postgresql() as environment:
        name = str(connection.settings_dict["NAME"])
        command = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}"]
        _run([*command, str(database)], environment)


@contextmanager
def _postgresql() -> Iterator[dict[str, str]]:
    """Yield the environment in which PostgreSQL's programs reach the database."""
    values = connection.settings_dict
    given = {
        "PGDATABASE": values["NAME"],
        "PGHOST": values["HOST"] or values.get("OPTIONS", {}).get("host", ""),
        "PGPORT": values["PORT"],
        "PGUSER": values["USER"],
        "PGPASSWORD": values["PASSWORD"],
    }
    yield {**os.environ, **{name: str(value) for name, value in given.items() if value}}


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupFailed(f"{command[0]} is not there: install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{command[0]} failed: {error.stderr.strip()}") from error


def _write_key(key: str) -> None:
    """Put the backup's secret key into DATA_DIR, unless the environment gives one."""
    if os.environ.get("SECRET_KEY", "").strip():
        return
    path = Path(settings.DATA_DIR) / "secret-key"
    draft = path.with_name(".secret-key.restored")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key + "\n")
    draft.rename(path)

"""What the settings read from the environment: each reader returns a checked value or says what is wrong."""

import os
import secrets
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# How long a writer waits for another on SQLite before it gives up: longer than a large import holds it.
SQLITE_BUSY_SECONDS = 30

_POSTGRESQL = ("postgresql://", "postgres://")

# Pages of former versions are never asked for again: they go after a day.
PAGE_SECONDS = 24 * 3600


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for NAME=1, False for 0; empty or unset, the default. Raise ImproperlyConfigured for
    anything else.
    """
    value = os.environ.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name}={value!r} is neither 1 (on) nor 0 (off)")
    return value == "1" if value else default


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of an environment variable, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def choice(name: str, values: Sequence[str], default: str) -> str:
    """Return NAME, one of `values`; unset or empty, the default. Raise ImproperlyConfigured for another."""
    value = os.environ.get(name, "").strip() or default
    if value not in values:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(values)}")
    return value


def whole_number(name: str, default: int, *, unit: int = 1, least: int = 1) -> int:
    """Return NAME, a whole number from `least` up, times `unit`; unset or empty, `default` as it is."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(f"{name}={value!r} is no whole number from {least} up")
    return int(value) * unit


def data_dir(default: Path) -> Path:
    """Return the directory of all that is stored (DATA_DIR), made if it is not there, its owner's alone.

    Raise ImproperlyConfigured for a relative path: each working directory would have its own database.
    """
    directory = Path(os.environ.get("DATA_DIR") or default).expanduser()
    if not directory.is_absolute():
        raise ImproperlyConfigured(f"DATA_DIR={str(directory)!r} must be an absolute path")
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if directory.stat().st_mode & 0o077:
            directory.chmod(0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR {directory} cannot be made or kept from others ({error.strerror}): "
            "name a directory of your own"
        ) from error
    return directory


def version(project: Path) -> str:
    """Return the site's version, which stands in pyproject.toml."""
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def directory(name: str) -> str:
    """Return NAME, a directory that is there; unset or empty, "". Raise ImproperlyConfigured for another."""
    value = os.environ.get(name, "").strip()
    if value and not os.path.isdir(value):
        raise ImproperlyConfigured(f"{name}={value!r} is no directory: make it first")
    return value


def report_errors(dsn: str, release: str) -> None:
    """Report errors of the log to an address of Sentry's kind, without the values of variables and forms,
    which may be secrets. Raise ImproperlyConfigured for an address that is none.
    """
    import sentry_sdk  # takes time to load, and few installations use it
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn,
            release=release,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
        )
    except BadDsn as error:
        raise ImproperlyConfigured(f"SENTRY_DSN is no address: {error}") from error


def secret_key(directory: Path) -> str:
    """Return SECRET_KEY, else the key in `directory`/secret-key, made for its owner alone if needed."""
    if key := os.environ.get("SECRET_KEY", "").strip():
        return key
    path = directory / "secret-key"
    if not path.exists():
        _make_secret_key(path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise ImproperlyConfigured(
            f"{path} can be read by others (mode {mode:o}): chmod 600 it, or delete it for a new one"
        )
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"{path} holds no whole secret key: delete it, and the next start makes a new one"
        )
    return key


def _make_secret_key(path: Path) -> None:
    """Write a new key to `path` with mode 0600; where another process was first, its key stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64) + "\n")
        try:
            # A link appears whole or not at all: a second process never reads half a key.
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def database(default_sqlite: Path) -> dict[str, object]:
    """Return Django's settings for DATABASE_URL, by default the SQLite file `default_sqlite`.

    Raise ImproperlyConfigured where the address names neither SQLite nor PostgreSQL.
    """
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default_sqlite}"
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme!r}: it must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME"
        )
    settings: dict[str, object] = dict(dj_database_url.parse(url))
    if not settings["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: it must end in /NAME")
    if scheme == "sqlite":
        settings["OPTIONS"] = {
            "timeout": SQLITE_BUSY_SECONDS,
            # A transaction that reads first cannot wait for the write lock half-way: take it at the start.
            "transaction_mode": "IMMEDIATE",
            # Readers and the one writer do not block each other; a power cut loses the last commit at most.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def replicas() -> dict[str, dict[str, object]]:
    """Return Django's settings for the replicas of DATABASE_REPLICA_URLS, by name: replica_1, replica_2, …

    Raise ImproperlyConfigured where an address, or DATABASE_URL, does not name PostgreSQL.
    """
    urls = os.environ.get("DATABASE_REPLICA_URLS", "").split()
    if urls and not os.environ.get("DATABASE_URL", "").strip().startswith(_POSTGRESQL):
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URLS without a DATABASE_URL of the primary on PostgreSQL"
        )
    found: dict[str, dict[str, object]] = {}
    for number, url in enumerate(urls, 1):
        if not url.startswith(_POSTGRESQL):
            raise ImproperlyConfigured(
                f"DATABASE_REPLICA_URLS: address {number} must be postgresql://USER:PASSWORD@HOST:PORT/NAME, "
                "with blanks between addresses"
            )
        settings: dict[str, Any] = dict(dj_database_url.parse(url))
        settings["CONN_MAX_AGE"] = 60
        # Seconds and milliseconds after which one that does not answer is left out: not minutes.
        waiting = {"connect_timeout": 2, "tcp_user_timeout": 5_000}
        settings["OPTIONS"] = {
            **waiting,
            "options": "-c default_transaction_read_only=on",
            **settings["OPTIONS"],
        }
        found[f"replica_{number}"] = settings
    return found


# Schemes of CACHE_URL, with those by which redis-py knows them: Valkey speaks as Redis does.
_STORES = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss", "unix": "unix"}


def page_stores() -> dict[str, dict[str, object]]:
    """Return Django's settings of the stores of pages: each process's memory, and the server of CACHE_URL.

    Raise ImproperlyConfigured where the address names no Redis or Valkey.
    """
    memory: dict[str, object] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        # Some 12 KB each.
        "OPTIONS": {"MAX_ENTRIES": 1_000},
        "TIMEOUT": PAGE_SECONDS,
    }
    url = os.environ.get("CACHE_URL", "").strip()
    return {"pages": memory, "shared_pages": _shared_store(url)} if url else {"pages": memory}


def _shared_store(url: str) -> dict[str, object]:
    scheme, _colon, place = url.partition("://")
    address = urlsplit(url)
    if scheme not in _STORES or not (address.path if scheme == "unix" else address.hostname):
        raise ImproperlyConfigured(
            f"CACHE_URL begins with {scheme!r}: it must be redis://HOST:PORT/NUMBER, rediss:// (TLS), "
            "valkey://, valkeys:// or unix:///PATH"
        )
    return {
        "BACKEND": "budget.pages.redis_pages.RedisPages",
        # A list: Django takes a comma, which a password may have, for the end of an address.
        "LOCATION": [f"{_STORES[scheme]}://{place}"],
        "KEY_PREFIX": "budget-pages",
        "TIMEOUT": PAGE_SECONDS,
    }


def rate_limits_cache() -> dict[str, object]:
    """Return Django's settings of the counts of requests by address: the memory of each process."""
    return {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rate-limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider, and what this site is to it.

    `role_values`: role -> the value of the claim `roles_claim` that gives it, where that is not its name.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str
    scopes: str
    roles_claim: str
    role_values: Mapping[str, str] = field(hash=False)


def openid_provider(roles: Collection[str]) -> Provider | None:
    """Return the provider of OIDC_ISSUER and its companions; None where none is set.

    Raise ImproperlyConfigured where a part is missing or of no use; `roles` are the roles there are.
    """
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    issuer, client_id, client_secret = (os.environ.get(name, "").strip() for name in names)
    given = [name for name in os.environ if name.startswith("OIDC_") and os.environ[name].strip()]
    if not given:
        return None
    if missing := [name for name in names if name not in given]:
        raise ImproperlyConfigured(f"{', '.join(sorted(given))} without {', '.join(missing)}")
    address = urlsplit(issuer)
    is_here = address.scheme == "http" and address.hostname in ("127.0.0.1", "::1")
    if not is_here and not (address.scheme == "https" and address.hostname):
        raise ImproperlyConfigured(f"OIDC_ISSUER={issuer!r} must be https://: what it says is believed")
    if "OIDC_ROLES" in given and "OIDC_ROLES_CLAIM" not in given:
        raise ImproperlyConfigured("OIDC_ROLES without OIDC_ROLES_CLAIM: it names no claim to look in")
    scopes = os.environ.get("OIDC_SCOPES", "").strip() or "openid profile"
    if "openid" not in scopes.split():
        raise ImproperlyConfigured(f"OIDC_SCOPES={scopes!r} lacks openid")
    return Provider(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        label=os.environ.get("OIDC_LABEL", "").strip(),
        scopes=scopes,
        roles_claim=os.environ.get("OIDC_ROLES_CLAIM", "").strip(),
        role_values=_role_values(roles),
    )


def _role_values(roles: Collection[str]) -> dict[str, str]:
    """What OIDC_ROLES says: role=value, with commas."""
    values = {}
    for word in words("OIDC_ROLES"):
        role, equals, value = (part.strip() for part in word.partition("="))
        if role not in roles or not equals or not value:
            raise ImproperlyConfigured(
                f"OIDC_ROLES: {word!r} is not one of {', '.join(roles)}, = and the claim's value"
            )
        values[role] = value
    return values

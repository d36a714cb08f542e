"""The site's settings for tests: a directory of this process alone, and the database of TEST_DATABASE.

TEST_DATABASE is `sqlite` (default) or `postgresql`; `python3 dev.py test` runs the database tests on both.
TEST_DATABASE_URL names a database that is there, for a program that a test starts. TEST_POSTGRES names the directory
of a server that runs, which several processes use.
"""

import atexit
import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tests.support.postgresql import PostgresServer

# Removed when the process ends; the environment is set first, since budget.settings reads it.
SCRATCH = tempfile.TemporaryDirectory(prefix="budget-tests-")
OF_INSTALLATIONS = (
    *("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS", "DEBUG", "PROXIES"),
    *("REQUIRE_LOGIN", "SECOND_FACTOR", "SESSION_HOURS", "SESSION_ENDS_WITH_BROWSER"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_LABEL", "OIDC_SCOPES"),
    *("OIDC_ROLES_CLAIM", "OIDC_ROLES", "UPLOAD_MIB", "UPLOAD_FILES", "UPLOAD_DAYS"),
    *("LOG_LEVEL", "LOG_FORMAT", "SENTRY_DSN", "CACHE_URL", "DATABASE_REPLICA_URLS"),
    *("EXPORTS_AT_ONCE", "RATE_LIMITS"),
)
for name in OF_INSTALLATIONS:
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = SCRATCH.name

TEST_DATABASE = os.environ.get("TEST_DATABASE") or "sqlite"
POSTGRES_SERVER: PostgresServer | None = None  # started by the first test that needs a database
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
elif TEST_DATABASE == "postgresql":
    POSTGRES_SERVER = PostgresServer(os.environ.get("TEST_POSTGRES"))
    atexit.register(POSTGRES_SERVER.stop)
    os.environ["DATABASE_URL"] = POSTGRES_SERVER.url("postgres")
elif TEST_DATABASE != "sqlite":
    raise ImproperlyConfigured(f"TEST_DATABASE={TEST_DATABASE!r} is neither sqlite nor postgresql")

from budget.settings import *  # noqa: E402, F403
from budget.settings import CACHES, DATABASES, LOGGING, STATICFILES_FINDERS, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in an installation: Django's default for tests, a database in memory, is shared by all
    # threads and knows neither waiting nor WAL.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(SCRATCH.name) / "tests.sqlite3")}
    # The data are thrown away: nothing need survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

# Pages of the tests carry the hashed names of production, so that a missing file is found out; only the
# compression is left out. The live server finds the collected files.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = [*STATICFILES_FINDERS, "tests.support.static.CollectedFilesFinder"]

# WhiteNoise lists the static files when a client is made, and each test makes one.
WHITENOISE_AUTOREFRESH = True

# Passwords of test users need not withstand an attack.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Each page is made: a kept one has no context to look into. Tests of the store of pages turn it on.
CACHES = {**CACHES, "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# A line for each of some thousand answers costs time and hides what a failed test has to say.
LOGGING["loggers"]["budget.access"] = {"level": "WARNING"}

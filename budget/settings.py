"""The one settings file. An installation is set up by its environment; a value of no use stops the start.

DATA_DIR              all that is stored: database, secret key, static files (default: var/ in the checkout)
DATABASE_URL          postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH
                      (default: DATA_DIR/budget.sqlite3)
DATABASE_REPLICA_URLS postgresql://…, with blanks between them: streaming replicas of the database from which
                      pages are read (default: none); budget/pages/replicas.py says which pages
CACHE_URL             redis://HOST:PORT/NUMBER (rediss:// with TLS; valkey://, valkeys://) or unix:///PATH
                      of a Redis or Valkey in which web processes with the same SECRET_KEY share pages
                      (default: each has its own)
SECRET_KEY            default: made on the first start and kept in DATA_DIR/secret-key
ALLOWED_HOSTS         names the site is reached by, with commas (default: this machine only)
CSRF_TRUSTED_ORIGINS  https://NAME, with commas, where a proxy changes the host or the scheme
HTTPS=1               behind a proxy that speaks HTTPS and sets X-Forwarded-Proto: secure cookies, HSTS
PROXIES=N             how many proxies stand before the site and each add to X-Forwarded-For whom they heard
                      (default 0: the header is not believed); who fails to sign in is counted by that address
REQUIRE_LOGIN=1       everybody must sign in to read (default: only auditors and staff need to)
SESSION_HOURS         how long a sign-in lasts (default 12); SESSION_ENDS_WITH_BROWSER=1: no longer than that
SECOND_FACTOR=1       who signs in with a password gives a code of an app on their telephone too
OIDC_ISSUER           https://NAME of an OpenID Connect provider to sign in by, with OIDC_CLIENT_ID and
                      OIDC_CLIENT_SECRET; the address to come back to is /openid/callback/
OIDC_LABEL            what the provider is called on the page to sign in
OIDC_SCOPES           default: openid profile
OIDC_ROLES_CLAIM      the claim that gives roles, at every sign-in; OIDC_ROLES: auditor=VALUE,editor=VALUE,
                      administrator=VALUE (default: their own names)
DEBUG=1               for working on the code, never in an installation
LOG_LEVEL             DEBUG, INFO (default), WARNING or ERROR
LOG_FORMAT            text (default), or json: an object a line
PROMETHEUS_MULTIPROC_DIR  a directory in which web processes leave figures for `manage.py serve_metrics`
                      (default: none are kept); it is emptied before each start
SENTRY_DSN            an address of Sentry's kind to which errors are reported (default: none)
IMPORT_…              what importing a file or an archive may cost: FILE_MIB, SECONDS, MEMORY_MIB,
                      ARCHIVE_MIB, ARCHIVE_EXPANDED_MIB, ARCHIVE_FILES
                      (defaults, and their reasons, in budget/disclosure/limits.py)
EXPORTS_AT_ONCE       how many files of tables and working papers are made at a time
                      (default: half the processors)
RATE_LIMITS=0         do not limit what one address asks for in a minute (budget/pages/rate_limits.py)
UPLOAD_MIB            all files that are uploaded at once (default 256; more is imported by the command)
UPLOAD_FILES          how many files are uploaded at once (default 500; more go into an archive)
UPLOAD_DAYS           how long an upload waits to be confirmed before its files are deleted (default 7)
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from budget import env
from budget.accounts.roles import ROLES
from budget.disclosure.limits import DEFAULT_LIMITS, MIB, Limits

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir(BASE_DIR / "var")

VERSION = env.version(BASE_DIR / "pyproject.toml")
SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = env.flag("DEBUG")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ",".join(LOOPBACK))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "budget",
    "indicators",
    "django_tables2",
    "csp",
    "budget.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "budget.pages.access_log.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "budget.views.health.ProbeMiddleware",
    "budget.pages.readable.ReadableRequestMiddleware",
    "budget.pages.page_cache.PageCacheMiddleware",
    "budget.pages.page_cache.PageCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "budget.pages.language.LanguageMiddleware",
    "budget.money.MoneyUnitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "budget.accounts.access.SignInRequiredMiddleware",
    "budget.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "budget.pages.rate_limits.RateLimitMiddleware",
    "budget.accounts.sessions.RightsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "budget.api.head.HeadMiddleware",
    "budget.pages.replicas.ReplicaMiddleware",
]

ROOT_URLCONF = "budget.urls"
WSGI_APPLICATION = "budget.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.database(DATA_DIR / "budget.sqlite3"), **env.replicas()}
DATABASE_ROUTERS = ["budget.pages.replicas.ReplicaRouter"]
# Pages of readers who are not signed in, until data change (budget.pages.page_cache).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    **env.page_stores(),
    "rate_limits": env.rate_limits_cache(),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in. Failed attempts are counted by name and address together: one person's mistakes, or somebody else's
# guesses at their name, lock nobody out elsewhere.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The lock ends when the page says so, whatever is tried meanwhile.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "budget.accounts.throttling.client_address"
AXES_LOCKOUT_CALLABLE = "budget.accounts.throttling.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # a user's last sign-in stands with the user; no table grows without end
AXES_SENSITIVE_PARAMETERS: list[
    str
] = []  # the log says for which name a sign-in failed; passwords it never holds
AXES_ENABLE_ADMIN = False  # budget.admin.accounts shows them, in the reader's language
AXES_VERBOSE = False
PROXIES = env.whole_number("PROXIES", 0, least=0)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # Length is what makes a password hard to guess.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "budget:overview"
LOGOUT_REDIRECT_URL = "budget:overview"
REQUIRE_LOGIN = env.flag("REQUIRE_LOGIN")

# A working day: who comes back the next morning signs in again. Not prolonged by use: reading writes nothing.
SESSION_COOKIE_AGE = env.whole_number("SESSION_HOURS", 12 * 3600, unit=3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = env.flag("SESSION_ENDS_WITH_BROWSER")

SECOND_FACTOR = env.flag("SECOND_FACTOR")
OTP_TOTP_ISSUER = "项目支出绩效目标"  # what the app on the telephone calls this site

OPENID = env.openid_provider(ROLES)

# Language and time: the disclosures' readers are in China.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Static files: hashed and compressed by collectstatic, served by whitenoise.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "budget.pages.assets.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What a page may load and do: its own files, nothing inline, so that disclosed text never becomes a script.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the stylesheet's own icons are data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# `manage.py check --deploy`: whether subdomains speak HTTPS is for their owner to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if set(ALLOWED_HOSTS) <= set(LOOPBACK):  # nobody else reaches the site, and nothing passes a network
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

if env.flag("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(health|ready)z$"]  # asked by the machine itself, without the proxy
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Files to import come from anybody: what one may cost is checked before it is spent.
IMPORT_LIMITS = Limits(
    file_bytes=env.whole_number("IMPORT_FILE_MIB", DEFAULT_LIMITS.file_bytes, unit=MIB),
    seconds=env.whole_number("IMPORT_SECONDS", DEFAULT_LIMITS.seconds),
    memory_bytes=env.whole_number("IMPORT_MEMORY_MIB", DEFAULT_LIMITS.memory_bytes, unit=MIB),
    archive_bytes=env.whole_number("IMPORT_ARCHIVE_MIB", DEFAULT_LIMITS.archive_bytes, unit=MIB),
    archive_expanded_bytes=env.whole_number(
        "IMPORT_ARCHIVE_EXPANDED_MIB", DEFAULT_LIMITS.archive_expanded_bytes, unit=MIB
    ),
    archive_members=env.whole_number("IMPORT_ARCHIVE_FILES", DEFAULT_LIMITS.archive_members),
)

# Files that readers ask for and that cost seconds (budget.pages.costly): the other processors are for pages.
EXPORTS_AT_ONCE = env.whole_number("EXPORTS_AT_ONCE", max(1, (os.cpu_count() or 1) // 2))

RATE_LIMITS = env.flag("RATE_LIMITS", default=True)

# Uploads: what is sent in one go. Its size is looked at before anything of it is read.
UPLOAD_BYTES = env.whole_number("UPLOAD_MIB", 256 * MIB, unit=MIB)
UPLOAD_DAYS = env.whole_number("UPLOAD_DAYS", 7)
DATA_UPLOAD_MAX_NUMBER_FILES = env.whole_number("UPLOAD_FILES", 500)
# Only the page for uploads takes files: elsewhere one would fill the disk before anybody looked at it.
FILE_UPLOAD_HANDLERS = ["budget.admin.uploads.handlers.NoFiles"]

# Work outside the request, in the order in which it came; `manage.py db_worker` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", ("text", "json"), default="text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "budget.logs.WithRequest"}},
    "formatters": {
        "text": {
            "()": "budget.logs.PrintableFormatter",
            "format": "{asctime} {levelname} {name}: {message} {request_id}",
            "style": "{",
        },
        "json": {"()": "budget.logs.JsonLineFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handler writes to the console only under DEBUG; here everything goes to stderr once.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "axes": {"level": "WARNING"},  # failures and locks, not every step of counting them
        "django_tasks": {"level": "WARNING"},  # what failed, not every task's start and end
        "django_tasks_db": {"level": "WARNING"},
    },
}

METRICS_DIR = env.directory("PROMETHEUS_MULTIPROC_DIR")
if dsn := os.environ.get("SENTRY_DSN", "").strip():
    env.report_errors(dsn, VERSION)

"""The one settings file. An installation is set up by its environment; a value of no use stops the start.

DATA_DIR              all that is stored: database, secret key, static files (default: var/ in the checkout)
DATABASE_URL          postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH
                      (default: DATA_DIR/budget.sqlite3)
SECRET_KEY            default: made on the first start and kept in DATA_DIR/secret-key
ALLOWED_HOSTS         names the site is reached by, with commas (default: this machine only)
CSRF_TRUSTED_ORIGINS  https://NAME, with commas, where a proxy changes the host or the scheme
HTTPS=1               behind a proxy that speaks HTTPS and sets X-Forwarded-Proto: secure cookies, HSTS
DEBUG=1               for working on the code, never in an installation
LOG_LEVEL             DEBUG, INFO (default), WARNING or ERROR
IMPORT_…              what importing a file or an archive may cost: FILE_MIB, SECONDS, MEMORY_MIB,
                      ARCHIVE_MIB, ARCHIVE_EXPANDED_MIB, ARCHIVE_FILES
                      (defaults, and their reasons, in budget/disclosure/limits.py)
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from budget import environment
from budget.disclosure.limits import DEFAULT_LIMITS, MIB, Limits

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir(BASE_DIR / "var")

SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "budget",
    "indicators",
    "django_tables2",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "budget.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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

DATABASES = {"default": environment.database(DATA_DIR / "budget.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "budget:overview"
LOGOUT_REDIRECT_URL = "budget:overview"

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
    "budget.assets.VendorFinder",
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

if environment.flag("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, without the proxy
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Files to import come from anybody: what one may cost is checked before it is spent.
IMPORT_LIMITS = Limits(
    file_bytes=environment.whole_number("IMPORT_FILE_MIB", DEFAULT_LIMITS.file_bytes, unit=MIB),
    seconds=environment.whole_number("IMPORT_SECONDS", DEFAULT_LIMITS.seconds),
    memory_bytes=environment.whole_number("IMPORT_MEMORY_MIB", DEFAULT_LIMITS.memory_bytes, unit=MIB),
    archive_bytes=environment.whole_number("IMPORT_ARCHIVE_MIB", DEFAULT_LIMITS.archive_bytes, unit=MIB),
    archive_expanded_bytes=environment.whole_number(
        "IMPORT_ARCHIVE_EXPANDED_MIB", DEFAULT_LIMITS.archive_expanded_bytes, unit=MIB
    ),
    archive_members=environment.whole_number("IMPORT_ARCHIVE_FILES", DEFAULT_LIMITS.archive_members),
)

LOG_LEVEL = os.environ.get("LOG_LEVEL") or "INFO"
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured(f"LOG_LEVEL={LOG_LEVEL!r} is none of DEBUG, INFO, WARNING, ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handler writes to the console only under DEBUG; here everything goes to stderr once.
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}

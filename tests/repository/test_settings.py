"""An installation is set up by its environment, and told in words what cannot be used."""

import gzip
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from budget import env
from budget.pages.language import language_for
from tests.settings import OF_INSTALLATIONS
from tests.support.paths import ROOT

OPENID = {"OIDC_ISSUER": "https://issuer.example", "OIDC_CLIENT_ID": "site", "OIDC_CLIENT_SECRET": "x"}


@pytest.fixture
def settings_of(tmp_path):
    """Reads settings in a process of their own, as an installation does; returns the finished process."""

    def read(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
        program = f"from django.conf import settings; print({expression})"
        names = {*OF_INSTALLATIONS, "DATA_DIR", "TEST_DATABASE"}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        given = {"DJANGO_SETTINGS_MODULE": "budget.settings", "DATA_DIR": str(tmp_path / "data"), **variables}
        return subprocess.run(
            [sys.executable, "-c", program],
            env=kept | given,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return read


def test_the_first_start_makes_a_key_that_its_owner_alone_reads_and_the_next_keeps_it(settings_of, tmp_path):
    first = settings_of("settings.SECRET_KEY").stdout.strip()
    assert len(first) >= 50
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert settings_of("settings.SECRET_KEY").stdout.strip() == first


def test_starts_at_the_same_time_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(lambda _: env.secret_key(tmp_path), range(64)))
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize(
    ("mode", "content"), [(0o644, "k" * 64), (0o640, "k" * 64), (0o600, "short"), (0o600, "")]
)
def test_a_key_that_others_can_read_or_that_is_not_whole_is_refused(tmp_path, mode, content):
    path = tmp_path / "secret-key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="secret-key"):
        env.secret_key(tmp_path)


def test_the_data_directory_is_its_owners_alone_also_where_it_was_there_before(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    tmp_path.chmod(0o755)
    assert env.data_dir(tmp_path / "var") == tmp_path
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"DEBUG": "yes"}, "neither 1 (on) nor 0 (off)"),
        ({"HTTPS": "true"}, "neither 1 (on) nor 0 (off)"),
        ({"DATABASE_URL": "mysql://localhost/budget"}, "must be sqlite:///PATH or postgresql://"),
        ({"DATABASE_URL": "postgresql://localhost"}, "names no database"),
        ({"CACHE_URL": "memcached://localhost"}, "CACHE_URL begins with 'memcached'"),
        ({"CACHE_URL": "redis:///0"}, "it must be redis://HOST:PORT/NUMBER"),
        ({"DATABASE_REPLICA_URLS": "postgresql://replica/budget"}, "without a DATABASE_URL of the primary"),
        (
            {"DATABASE_URL": "postgresql://primary/budget", "DATABASE_REPLICA_URLS": "sqlite:///x"},
            "address 1 must be postgresql://",
        ),
        ({"DATA_DIR": "/proc/none/data"}, "cannot be made"),
        ({"DATA_DIR": "data"}, "must be an absolute path"),
        ({"LOG_FORMAT": "xml"}, "none of text, json"),
        ({"PROMETHEUS_MULTIPROC_DIR": "/nowhere"}, "is no directory"),
        ({"SENTRY_DSN": "nonsense"}, "is no address"),
        ({"LOG_LEVEL": "loud"}, "none of DEBUG, INFO, WARNING, ERROR"),
        ({"PROXIES": "-1"}, "no whole number from 0 up"),
        ({"SESSION_HOURS": "0"}, "no whole number from 1 up"),
        ({"IMPORT_FILE_MIB": "64 MiB"}, "IMPORT_FILE_MIB='64 MiB' is no whole number from 1 up"),
        ({"REQUIRE_LOGIN": "yes"}, "neither 1 (on) nor 0 (off)"),
        ({"OIDC_ISSUER": "https://issuer.example"}, "without OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        ({"OIDC_LABEL": "x"}, "without OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        (OPENID | {"OIDC_ISSUER": "http://issuer.example"}, "must be https://"),
        (OPENID | {"OIDC_ISSUER": "ftp://127.0.0.1"}, "must be https://"),
        (OPENID | {"OIDC_SCOPES": "profile"}, "lacks openid"),
        (OPENID | {"OIDC_ROLES": "auditor=a"}, "without OIDC_ROLES_CLAIM"),
        (
            OPENID | {"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLES": "owner=a"},
            "'owner=a' is not one of auditor,",
        ),
        (
            OPENID | {"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLES": "auditor"},
            "'auditor' is not one of auditor,",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start_and_says_why(settings_of, variables, words):
    outcome = settings_of("settings.DEBUG", **variables)
    assert outcome.returncode != 0
    assert words in outcome.stderr.splitlines()[-1]


def test_an_error_of_the_log_is_reported_to_the_address_given_without_what_variables_held(settings_of):
    received = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        program = "(lambda password: logging.getLogger('x').error('broken', stack_info=True))('never told')"
        outcome = settings_of(
            f"(settings.VERSION, logging := __import__('logging'), {program}, __import__('sentry_sdk').flush(20))",
            SENTRY_DSN=f"http://key@127.0.0.1:{server.server_port}/1",
        )
        server.shutdown()
    assert outcome.returncode == 0, outcome.stderr
    assert b"broken" in b"".join(received) and b"never told" not in b"".join(received)


def test_sign_in_is_as_an_internal_site_needs_it_and_as_the_installation_says(settings_of):
    shown = "settings.SESSION_COOKIE_AGE, settings.SESSION_EXPIRE_AT_BROWSER_CLOSE, settings.REQUIRE_LOGIN"
    shown += ", settings.SECOND_FACTOR, settings.PROXIES, settings.OPENID"
    assert settings_of(shown).stdout.strip() == "43200 False False False 0 None"
    variables = {"SESSION_HOURS": "1", "SESSION_ENDS_WITH_BROWSER": "1", "REQUIRE_LOGIN": "1"}
    outcome = settings_of(shown, **variables, SECOND_FACTOR="1", PROXIES="2")
    assert outcome.stdout.strip() == "3600 True True True 2 None"
    roles = {"OIDC_ROLES_CLAIM": "groups", "OIDC_ROLES": "auditor=audit, editor = money"}
    outcome = settings_of("settings.OPENID.role_values, settings.OPENID.scopes", **OPENID, **roles)
    assert outcome.stdout.strip() == "{'auditor': 'audit', 'editor': 'money'} openid profile"


def test_an_installation_is_closed_until_it_is_opened(settings_of):
    outcome = settings_of("settings.DEBUG, settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE")
    assert outcome.stdout.strip() == "False ['localhost', '127.0.0.1', '[::1]'] False"
    outcome = settings_of(
        "settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE",
        HTTPS="1",
        ALLOWED_HOSTS="a.cn, b.cn",
    )
    assert outcome.stdout.strip() == "['a.cn', 'b.cn'] True True"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("de-DE,de;q=0.9,en;q=0.8", "zh-hans"),
        ("de", "zh-hans"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh;q=0.5,en;q=0.9", "en"),
        ("*", "zh-hans"),
        (";;,q=", "zh-hans"),
    ],
)
def test_chinese_is_spoken_unless_english_is_asked_for_first(accept, language):
    assert language_for(RequestFactory().get("/", headers={"accept-language": accept})) == language


@pytest.mark.parametrize(
    ("cookie", "language"), [("en", "en"), ("zh-hans", "zh-hans"), ("fr", "en"), ("", "en")]
)
def test_the_language_that_a_reader_chose_stays(cookie, language):
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    request.COOKIES["django_language"] = cookie
    assert language_for(request) == language


def test_every_answer_carries_the_policy_and_is_told_to_load_nothing_from_elsewhere(client, db):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_command_with_a_setting_of_no_use_ends_with_two_and_no_trace(tmp_path):
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "import_disclosures", "x"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "budget.settings", "DATA_DIR": "data"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 2
    assert outcome.stderr == "DATA_DIR='data' must be an absolute path\n"

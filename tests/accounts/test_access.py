"""Access: the status that every address of the site answers to each role.

A new address fails here until it has its line in PAGES, or, where the administration made it, in MODELS or
ADMIN_PAGES.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker, Settings

from budget.accounts.roles import (
    ACCOUNTS,
    AUDITOR,
    EDITOR,
    ENTERED,
    READ_ONLY,
    READ_ONLY_FOR_ADMINISTRATORS,
    REVIEWED,
    SETTINGS,
    UPLOADED,
)
from tests.support.people import EVERYBODY, READER, signed_in
from tests.support.shared_data import shared
from tests.support.whole_site import whole_site

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Answers:
    """The status for each role. `of` names the model whose row the address is about, by its `pk`."""

    anonymous: int
    reader: int
    auditor: int
    editor: int
    administrator: int
    of: str = ""
    method: str = "get"
    # Open without a sign-in, even where the installation requires one.
    is_open: bool = False


def everybody(status: int = 200, of: str = "", **options: object) -> Answers:
    """Return the same status for all."""
    return Answers(status, status, status, status, status, of, **options)


# The site's addresses but the administration's, by their names. An address with other arguments than `pk` has
# them in ARGUMENTS.
PAGES = {
    "budget:overview": everybody(),
    "budget:departments": everybody(),
    "budget:department": everybody(of="budget.Department"),
    "budget:peers": everybody(of="budget.Department"),
    "budget:report": everybody(of="budget.Department"),
    "budget:department-coverage": everybody(of="budget.Department"),
    "budget:units": everybody(),
    "budget:unit": everybody(of="budget.Unit"),
    "budget:unit-coverage": everybody(of="budget.Unit"),
    "budget:projects": everybody(),
    "budget:project": everybody(of="budget.Project"),
    "budget:project-last-year": everybody(of="budget.Project"),
    "budget:indicators": everybody(),
    "budget:categories": everybody(),
    "budget:disclosures": everybody(),
    "budget:disclosure": everybody(of="budget.Disclosure"),
    "budget:reconciliation": everybody(of="budget.Disclosure"),
    "budget:file": everybody(of="budget.Source"),
    "budget:findings": everybody(),
    "budget:finding": everybody(of="budget.Finding"),
    "budget:resolved": everybody(),
    "budget:changes": everybody(),
    "budget:compare": everybody(),
    "budget:results": everybody(),
    "budget:result": everybody(of="budget.SelfEvaluation"),
    "budget:result-match": everybody(of="budget.SelfEvaluation"),
    "budget:result-file": everybody(of="budget.SelfEvaluationSource"),
    "budget:search": everybody(),
    "budget:suggest": everybody(),
    "budget:review": Answers(302, 403, 400, 403, 400, method="post"),
    "budget:working-paper": everybody(),
    "budget:checks": everybody(),
    "budget:help": everybody(),
    "budget:not-evaluated": everybody(),
    "api:api-root": everybody(404),  # what the other addresses of the API begin with
    "api-docs": everybody(),
    "api:openapi-json": everybody(),
    "api:years": everybody(),
    "api:departments": everybody(),
    "api:units": everybody(),
    "api:projects": everybody(),
    "api:project": everybody(of="budget.Project"),
    "api:indicators": everybody(),
    "api:disclosures": everybody(),
    "api:disclosure": everybody(of="budget.Disclosure"),
    "api:findings": everybody(),
    "api:results": everybody(),
    "api:result": everybody(of="budget.SelfEvaluation"),
    "healthz": everybody(is_open=True),
    "readyz": everybody(503, is_open=True),  # no worker runs
    "login": everybody(is_open=True),
    "logout": everybody(302, method="post", is_open=True),
    "set_language": everybody(302, method="post", is_open=True),
    "set_money_unit": everybody(302, method="post", is_open=True),
    "account": Answers(302, 200, 200, 200, 200),
    # Off unless the installation has them: tests/accounts/test_second_factor.py, tests/accounts/test_openid.py.
    "second-factor": everybody(404, is_open=True),
    "openid-start": everybody(404, is_open=True),
    "openid-callback": everybody(404, is_open=True),
}
ARGUMENTS: dict[str, dict[str, object]] = {}

# The administration's own addresses. A user who may not enter is redirected to its sign-in, which says so.
ADMIN_PAGES = {
    "admin:index": Answers(302, 302, 302, 200, 200),
    "admin:login": Answers(302, 403, 403, 302, 302, is_open=True),
    "admin:logout": everybody(302, method="post"),
    "admin:password_change": everybody(302),  # to the site's own page
    "admin:password_change_done": Answers(302, 302, 302, 200, 200),
    "admin:autocomplete": Answers(302, 302, 302, 403, 403),  # no field to complete is given
    "admin:jsi18n": Answers(302, 302, 302, 200, 200),
    "admin:view_on_site": Answers(302, 302, 302, 404, 404),  # no model has it
    "admin:app_list": Answers(302, 302, 302, 200, 200),
    "admin:auth_user_password_change": Answers(302, 302, 302, 403, 200, of="auth.User"),
    "admin:budget_correction_correctable": Answers(302, 302, 302, 200, 200, of="budget.Disclosure"),
    # No value to correct is given.
    "admin:budget_correction_correct": Answers(302, 302, 302, 404, 404, of="budget.Disclosure"),
    "admin:budget_correction_decide": Answers(302, 302, 302, 200, 200, of="budget.Correction"),
    **{
        f"admin:budget_disclosureevent_{act}": Answers(302, 302, 302, 200, 200, of="budget.Disclosure")
        for act in ("manage", "withdraw", "bring_back", "move", "publication")
    },
    "admin:budget_disclosureevent_take_back": Answers(302, 302, 302, 200, 200, of="budget.DisclosureEvent"),
    "admin:budget_upload_progress": Answers(302, 302, 302, 200, 200, of="budget.Upload"),
    "admin:budget_upload_disclosure": Answers(302, 302, 302, 200, 200, of="budget.Upload"),
    # Somebody else's.
    "admin:budget_upload_confirm": Answers(302, 302, 302, 403, 403, of="budget.Upload", method="post"),
    "admin:budget_upload_cancel": Answers(302, 302, 302, 403, 403, of="budget.Upload", method="post"),
    "admin:budget_upload_again": Answers(302, 302, 302, 403, 403, of="budget.Upload", method="post"),
    "admin:": Answers(302, 302, 302, 404, 404),  # what is no address
    "admin:changes": Answers(302, 302, 302, 200, 200),
    # Whoever may change a row may restore an earlier state of it.
    **{
        f"admin:budget_historical{name.lower()}_back": Answers(
            302, 302, 302, editor, 200, of=f"budget.Historical{name}"
        )
        for name, editor in (
            *(("Department", 200), ("DepartmentAlias", 200), ("Unit", 200), ("UnitAlias", 200)),
            *(("HandSetType", 200),),
            *(("CheckSetting", 403), ("ProjectTypeRule", 403), ("User", 403), ("Group", 403)),
        )
    },
}
ADMIN_ARGUMENTS: dict[str, dict[str, object]] = {
    "admin:view_on_site": {"content_type_id": 0, "object_id": 0},
    "admin:app_list": {"app_label": "budget"},
    "admin:": {"url": "nowhere/"},
}

# The statuses for editors and administrators at the five addresses of a model in the administration.
ACTIONS = ("changelist", "add", "change", "delete", "history")
LOOK = (200, 403, 200, 403, 200)
ALL = (200, 200, 200, 200, 200)
ADDING_ALONE = (200, 200, 200, 403, 200)
NO_ADDING = (200, 403, 200, 200, 200)
NOTHING = (403, 403, 403, 403, 403)
MODELS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "budget.Department": (ALL, ALL),
    "budget.Unit": (ALL, ALL),
    # Added and deleted with the department or unit that they name.
    "budget.DepartmentAlias": (LOOK, LOOK),
    "budget.UnitAlias": (LOOK, LOOK),
    # What was imported is not deleted; a disclosure entered by hand keeps its address too.
    "budget.Disclosure": ((200, 200, 200, 403, 200), (200, 200, 200, 403, 200)),
    "budget.UnitStatement": (LOOK, LOOK),
    "budget.Project": ((200, 200, 200, 403, 200), (200, 200, 200, 403, 200)),
    "budget.HandSetType": (LOOK, LOOK),
    "indicators.Indicator": (LOOK, LOOK),
    "budget.Upload": (ADDING_ALONE, ADDING_ALONE),
    "budget.CheckSetting": (LOOK, ALL),
    "budget.ProjectTypeRule": (LOOK, ALL),
    **{
        f"budget.{name}": (LOOK, LOOK)
        for name in (
            *(
                "CategoryFigures",
                "Checked",
                "Correction",
                "DisclosureEvent",
                "FactBlock",
                "Finding",
                "NotEvaluated",
            ),
            *("Problem", "RetiredProject"),
            *("SelfEvaluation", "SelfEvaluationRevision", "SelfEvaluationSource", "ResultIndicator"),
            *("Revision", "SearchText", "Source", "StoredFile", "Tally", "TypeFigures", "FindingFigures"),
            *("HistoricalDepartment", "HistoricalUnit", "HistoricalHandSetType"),
            *("HistoricalDepartmentAlias", "HistoricalUnitAlias"),
            *("HistoricalCheckSetting", "HistoricalProjectTypeRule"),
            *("UploadedDisclosure", "UploadedFile", "UploadedPart", "UploadOutcome"),
        )
    },
    "budget.HistoricalUser": (NOTHING, LOOK),
    "budget.HistoricalGroup": (NOTHING, LOOK),
    "budget.Review": (NOTHING, LOOK),
    "budget.MatchDecision": (NOTHING, LOOK),
    "budget.ResultDecision": (NOTHING, LOOK),
    "budget.ExternalIdentity": (NOTHING, LOOK),
    "budget.FailedSignIn": (NOTHING, NO_ADDING),
    "budget.SecondFactor": (NOTHING, NO_ADDING),
    "auth.User": (NOTHING, ALL),
    "auth.Group": (NOTHING, (200, 200, 200, 403, 200)),
}


def model_answers() -> dict[str, Answers]:
    """Return MODELS as a table of addresses."""
    return {
        f"admin:{label.lower().replace('.', '_')}_{action}": Answers(
            302, 302, 302, editor, administrator, of="" if action in ("changelist", "add") else label
        )
        for label, answers in MODELS.items()
        for action, editor, administrator in zip(ACTIONS, *answers, strict=True)
    }


def table_of_answers() -> dict[str, Answers]:
    return PAGES | ADMIN_PAGES | model_answers()


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address under a resolver, by its name with its namespaces."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        elif not is_old_change_address(pattern, space):
            yield f"{space}{pattern.name or ''}", pattern


def is_old_change_address(pattern: URLPattern, space: str) -> bool:
    """Whether it is the administration's redirect from /admin/…/1/, which leads to the address of today."""
    return space == "admin:" and pattern.name is None and str(pattern.pattern) == "<path:object_id>/"


@pytest.fixture(scope="module")
def site(
    collected_static: object, django_db_setup: object, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A site with at least one row of every model."""
    with shared(django_db_blocker, whole_site):
        yield


def row_of(label: str) -> Model:
    rows = apps.get_model(label)._base_manager.order_by("pk")
    if label == "auth.User":
        rows = rows.filter(username="somebody")
    if label.startswith("budget.Historical"):
        rows = rows.filter(history_user__isnull=False)
    row = rows.first()
    assert row is not None, f"the site of this test has no row of {label}"
    return row


def path_of(name: str, pattern: URLPattern, of: str) -> str:
    arguments = ARGUMENTS | ADMIN_ARGUMENTS
    if name in arguments:
        if name == "admin:":
            return "/admin/nowhere/"
        return reverse(name, kwargs=arguments[name])
    if name == "admin:budget_upload_disclosure":
        return reverse(name, args=[row_of(of).pk, 1])
    return reverse(name, args=[row_of(of).pk] if of else [])


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    there = {name for name, _pattern in addresses(get_resolver())}
    assert there - set(table_of_answers()) == set(), "give them their lines in tests/accounts/test_access.py"
    assert set(table_of_answers()) - there == set(), "take these lines out of tests/accounts/test_access.py"


def test_every_model_of_the_site_is_in_a_group_of_the_roles() -> None:
    named = {*ENTERED, *SETTINGS, *READ_ONLY, *REVIEWED, *UPLOADED, *READ_ONLY_FOR_ADMINISTRATORS, *ACCOUNTS}
    models = {model._meta.label_lower for model in admin.site._registry}
    assert models - named == set(), "say in budget/accounts/roles.py who may do what with them"
    assert named - models == set()


def addresses_with_lines() -> Iterator[tuple[str, URLPattern, Answers]]:
    """Yield every address with its line. The test above finds those without."""
    lines = table_of_answers()
    for name, pattern in addresses(get_resolver()):
        if name in lines:
            yield name, pattern, lines[name]


def answer_of(client: Client, name: str, pattern: URLPattern, line: Answers) -> HttpResponse:
    answer = getattr(client, line.method)(path_of(name, pattern, line.of))
    answer.getvalue()  # a download is closed by reading it to its end
    return answer


# Where the table has one answer for all, it is nobody in particular who is answered: administrators and those who
# are not signed in ask for each of these addresses, the other roles for one in three, each for others.
THIRDS = {READER: 0, AUDITOR: 1, EDITOR: 2}


def is_asked(role: str, number: int, line: Answers) -> bool:
    """Whether the role asks for the address of this number."""
    answers = {getattr(line, one) for one in EVERYBODY}
    return role not in THIRDS or len(answers) > 1 or number % 3 == THIRDS[role]


# Pages that tests/admin/test_words.py reads whole, of the same site.
READ_WHOLE = ("_changelist", "_add", "_change")


@contextmanager
def rendered(name: str, role: str) -> Iterator[None]:
    """Render pages for administrators and those who are not signed in alone: the status stands before the page does."""
    if role in ("anonymous", "administrator") and not name.endswith(READ_WHOLE):
        yield
    else:
        with mock.patch.object(Template, "render", return_value=""):
            yield


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_address_answers_each_role_as_the_table_says(site: None, role: str) -> None:
    wrong = {}
    client = signed_in(role)
    for number, (name, pattern, line) in enumerate(addresses_with_lines()):
        if not is_asked(role, number, line):
            continue
        asking = signed_in(role) if name.endswith("logout") else client  # the one client stays signed in
        with rendered(name, role):
            status = answer_of(asking, name, pattern, line).status_code
        if status != getattr(line, role):
            wrong[name] = f"{status}, not {getattr(line, role)}"
    assert wrong == {}


def test_where_a_sign_in_is_required_everything_else_leads_to_it(site: None, settings: Settings) -> None:
    settings.REQUIRE_LOGIN = True
    client = Client()
    redirects, statuses = {}, {}
    for name, pattern, line in addresses_with_lines():
        answer = answer_of(client, name, pattern, line)
        if line.is_open:
            statuses[name] = answer.status_code
        else:
            redirects[name] = answer.headers.get("Location", "").partition("?")[0]
        if name.startswith("api:"):
            assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/json"), name
            assert answer.json() == {"detail": "Sign in first."} and answer.headers["WWW-Authenticate"]
            del redirects[name]
    assert statuses == {name: table_of_answers()[name].anonymous for name in statuses}
    assert {
        name: where for name, where in redirects.items() if where not in ("/login/", "/admin/login/")
    } == {}

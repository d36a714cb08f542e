"""The site's addresses."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from budget.accounts.access import from_own_pages
from budget.api.docs import api_docs
from budget.api.endpoints import api
from budget.views.account import SignIn, account, openid_callback, openid_start, second_factor
from budget.views.changes import changes
from budget.views.checks import checks
from budget.views.compare import compare_page
from budget.views.coverage import department_coverage, unit_coverage
from budget.views.departments import department, departments
from budget.views.disclosures import disclosure, disclosures
from budget.views.files import file
from budget.views.findings import finding, findings, not_evaluated, resolved
from budget.views.health import healthz, readyz
from budget.views.help import help_page
from budget.views.indicators import categories, indicators
from budget.views.money_unit import set_money_unit
from budget.views.overview import overview
from budget.views.peers import peers
from budget.views.projects import project, projects
from budget.views.reconciliation import reconciliation
from budget.views.reports import report
from budget.views.results import result, result_file, result_match, results
from budget.views.reviews import review_findings
from budget.views.search import search, suggest
from budget.views.units import unit, units
from budget.views.working_papers import working_paper
from budget.views.year_matches import last_year

handler500 = "budget.views.errors.server_error"

pages = [
    path("", overview, name="overview"),
    path("departments/", departments, name="departments"),
    path("departments/<int:pk>/", department, name="department"),
    path("departments/<int:pk>/peers/", peers, name="peers"),
    path("departments/<int:pk>/report/", report, name="report"),
    path("departments/<int:pk>/coverage/", department_coverage, name="department-coverage"),
    path("units/", units, name="units"),
    path("units/<int:pk>/", unit, name="unit"),
    path("units/<int:pk>/coverage/", unit_coverage, name="unit-coverage"),
    path("projects/", projects, name="projects"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/last-year/", last_year, name="project-last-year"),
    path("indicators/", indicators, name="indicators"),
    path("categories/", categories, name="categories"),
    path("changes/", changes, name="changes"),
    path("compare/", compare_page, name="compare"),
    path("disclosures/", disclosures, name="disclosures"),
    path("disclosures/<int:pk>/", disclosure, name="disclosure"),
    path("disclosures/<int:pk>/reconciliation/", reconciliation, name="reconciliation"),
    path("results/", results, name="results"),
    path("results/<int:pk>/", result, name="result"),
    path("results/<int:pk>/match/", result_match, name="result-match"),
    path("results/files/<int:pk>/", result_file, name="result-file"),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("files/<int:pk>/", file, name="file"),
    path("findings/", findings, name="findings"),
    path("findings/<int:pk>/", finding, name="finding"),
    path("findings/working-paper/", working_paper, name="working-paper"),
    path("findings/resolved/", resolved, name="resolved"),
    path("findings/review/", review_findings, name="review"),
    path("checks/", checks, name="checks"),
    path("help/", help_page, name="help"),
    path("checks/not-evaluated/", not_evaluated, name="not-evaluated"),
]

urlpatterns = [
    path("", include((pages, "budget"))),
    path("api/v1/docs", api_docs, name="api-docs"),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("i18n/setlang/", from_own_pages(login_not_required(set_language)), name="set_language"),
    path("money-unit/", set_money_unit, name="set_money_unit"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path("second-factor/", second_factor, name="second-factor"),
    path("openid/", openid_start, name="openid-start"),
    path("openid/callback/", openid_callback, name="openid-callback"),
    path("account/", account, name="account"),
    path("admin/", admin.site.urls),
]

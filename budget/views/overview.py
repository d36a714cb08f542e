"""The first page: a year's money and counts."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.models import Disclosure, SelfEvaluation
from budget.models.filters import Filters
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.facts import facts_of
from budget.pages.formats import Fact, money_fact
from budget.pages.overview_page import lead
from budget.pages.remembered import remembered
from budget.pages.responses import page_or_file
from budget.pages.results.figures import of_results
from budget.pages.years import all_years, chosen_year, nothing_to_show, year_links


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, [])
    disclosures = Disclosure.objects.of_year(year)
    figures = remembered(("figures of a year", year), disclosures.figures)
    largest = remembered(
        ("largest disclosures", year), lambda: list(disclosures.largest(chart_builders.LARGEST))
    )
    facts = facts_of(year)
    of_year = SelfEvaluation.objects.filter(fiscal_year=year)
    results = remembered(("results of a year", year), of_year.figures)
    totals, categories, types = facts.totals(Filters()), facts.categories(), facts.types()

    def charts() -> list[Chart]:
        return [
            chart_builders.by_type(types, totals["sum_total"], year),
            chart_builders.by_source(totals, chart_builders.projects_with(year)),
            chart_builders.by_part(
                "by-department",
                _("Money by department"),
                [
                    chart_builders.Part(
                        row.department.name, address("department", row.department_id, year=year), row
                    )
                    for row in largest
                ],
                chart_builders.Whole(
                    figures["departments"],
                    totals,
                    chart_builders.others_of("departments", chart_builders.LARGEST, year=year),
                ),
            ),
            chart_builders.by_category(chart_builders.indicator_counts(categories), year),
        ]

    context = {
        "title": _("What departments promise for their money, %(year)s") % {"year": year},
        "year": str(year),
        "years": year_links(request, years),
        "facts": _facts(figures, totals["sum_total"], year),
        "lead": partial(lead, year, years, figures),
        "corrections": (figures["corrections"], address("disclosures", year=year)),
        "charts": charts,
        **of_results(results, address("results", year=year)),
    }
    return page_or_file(request, "budget/overview.html", context)


def _facts(figures: dict[str, int], total: int | None, year: int) -> list[Fact]:
    return [
        money_fact(
            _("Total of all projects"),
            total,
            address("projects", year=year),
        ),
        Fact(_("Departments"), f"{figures['departments']:,}", url=address("departments", year=year)),
        Fact(_("Units"), f"{figures['units']:,}", url=address("units", year=year)),
        Fact(_("Projects"), f"{figures['projects']:,}", url=address("projects", year=year)),
        Fact(_("Indicators"), f"{figures['indicators']:,}", url=address("indicators", year=year)),
    ]

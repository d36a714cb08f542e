"""The figures of many self-evaluations: execution, targets met, scores, by category and as a chart."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _, gettext_lazy

from budget.pages.charts import Chart, Segment
from budget.pages.formats import Fact, money_fact, percent, share
from budget.pages.tables.base import SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn, NumberColumn
from indicators import taxonomy
from indicators.columns import category_label


def facts_of(figures: Mapping[str, Any], url: str = "") -> list[Fact]:
    """The large figures of what `SelfEvaluationQuerySet.figures` sums; `url` leads to its list."""
    told = figures["met"] + figures["missed"]
    average = figures["average"]
    return [
        Fact(_("Self-evaluations"), f"{figures['number']:,}", url=url),
        money_fact(_("Executed"), figures["executed_sum"]),
        Fact(_("Execution"), percent(share(figures["spent"], figures["planned"]))),
        Fact(
            _("Targets met"),
            percent(share(figures["met"], told)),
            note=_("of %(told)s that can be told; %(unknown)s cannot")
            % {"told": f"{told:,}", "unknown": f"{figures['unknown']:,}"},
        ),
        Fact(
            _("Average score"),
            None if average is None else f"{float(average):.2f}",
            note=_("of %(number)s that state a number") % {"number": f"{figures['scored']:,}"},
        ),
    ]


def planned_and_executed(figures: Mapping[str, Any]) -> Chart:
    """Initial and adjusted budgets beside what was executed; shares are of the adjusted budgets."""
    executed = percent(share(figures["spent"], figures["planned"]))
    return Chart(
        id="planned-and-executed",
        title=_("Planned and executed"),
        kind="bars",
        unit="money",
        segments=(
            Segment(_("Initial budget"), figures["initial"]),
            Segment(_("Adjusted budget"), figures["adjusted"]),
            Segment(_("Executed"), figures["executed_sum"]),
        ),
        whole=figures["adjusted"],
        own_answer=_("%(share)s of the budgets was executed.") % {"share": executed} if executed else "",
        note=_("What self-evaluations state in sum. Shares are of the adjusted budgets."),
    )


def of_results(figures: Mapping[str, Any] | None, url: str) -> dict[str, Any]:
    """What the page of a year, department or unit shows of self-evaluations; nothing where there are none."""
    if not figures or not figures["number"]:
        return {}
    return {
        "result_facts": facts_of(figures, url),
        "result_chart": planned_and_executed(figures),
        "results_url": url,
    }


class YearResultTable(SiteTable):
    """Results over the years: rows are dicts with the columns' names and `url`."""

    of_year = NumberColumn(gettext_lazy("Fiscal year"), linkify=lambda record: record["url"])
    number = CountColumn(gettext_lazy("Self-evaluations"))
    adjusted = AmountColumn(gettext_lazy("Adjusted budget"))
    executed = AmountColumn(gettext_lazy("Executed"))
    execution = FigureColumn(gettext_lazy("Execution"), orderable=False)
    met = FigureColumn(gettext_lazy("Share met of those that can be told"), orderable=False)
    average = FigureColumn(gettext_lazy("Average score"), orderable=False)

    class Meta(SiteTable.Meta):
        pass


def year_table(
    years: Iterable[Mapping[str, Any]], url: Callable[[int], str], year: int
) -> YearResultTable | None:
    """The table of `SelfEvaluationQuerySet.figures_by_year`; None where there is one year alone. `url` gives
    the list of a year.
    """
    rows: list[dict[str, Any]] = [
        {
            "of_year": row["fiscal_year"],
            "url": url(row["fiscal_year"]),
            "number": row["number"],
            "adjusted": row["adjusted"],
            "executed": row["executed_sum"],
            "execution": percent(share(row["spent"], row["planned"])),
            "met": percent(share(row["met"], row["met"] + row["missed"])),
            "average": None if row["average"] is None else f"{float(row['average']):.2f}",
        }
        for row in years
    ]
    if len(rows) < 2:
        return None
    return YearResultTable(rows, year=year, caption=_("Results over the years"), prefix="years-")


class CategoryResultTable(SiteTable):
    """Targets met by category: rows are dicts with the columns' names."""

    category = tables.Column(gettext_lazy("Indicator category"), orderable=False)
    number = CountColumn(gettext_lazy("Indicators"))
    met = CountColumn(gettext_lazy("Met"))
    missed = CountColumn(gettext_lazy("Missed"))
    unknown = CountColumn(gettext_lazy("Cannot be told"))
    share = FigureColumn(gettext_lazy("Share met of those that can be told"), orderable=False)

    class Meta(SiteTable.Meta):
        pass


def category_table(counts: Iterable[Mapping[str, Any]], year: int) -> CategoryResultTable:
    """The table of what `ResultIndicatorQuerySet.by_category` counts."""
    found = {row["category"]: row for row in counts}
    order = [key for key in (*taxonomy.CATEGORY_BY_KEY, "") if key in found]
    rows = [
        {
            "category": category_label(key),
            **{name: found[key][name] for name in ("number", "met", "missed", "unknown")},
            "share": percent(share(found[key]["met"], found[key]["met"] + found[key]["missed"])),
        }
        for key in order
    ]
    return CategoryResultTable(rows, year=year, caption=_("Targets met by category"), prefix="categories-")

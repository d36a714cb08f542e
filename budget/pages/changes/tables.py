"""The tables of what changed: departments, kinds of change, projects, and targets that were lowered."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from budget.disclosure.records import sum_stated
from budget.links import address
from budget.models.project_types import type_label
from budget.pages.changes.lines import CHANGES, ChangedProject
from budget.pages.formats import growth, money_with_unit
from budget.pages.tables.base import Provenance, SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn, NameColumn, NumberColumn
from budget.pages.year_matches import STATUS_WORDS
from indicators.columns import category_label

CHANGE_WORDS: Mapping[str, Promise] = {
    "more": pgettext_lazy("project over years", "more money"),
    "less": pgettext_lazy("project over years", "less money"),
    "same": pgettext_lazy("project over years", "same amount"),
    "unstated": pgettext_lazy("project over years", "a total is not stated"),
    "added": pgettext_lazy("project over years", "new"),
    "gone": pgettext_lazy("project over years", "gone"),
}


class GrowthColumn(FigureColumn):
    """The change of a row's amount in percent; it has the amounts `money_before` and `money_now`."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Change"), accessor="money_now", orderable=False, empty_values=())

    def render(self, record: Any) -> str:
        if isinstance(record, dict):
            return growth(record["money_before"], record["money_now"]) or str(self.default)
        return growth(record.money_before, record.money_now) or str(self.default)


class ChangesTable(SiteTable):
    """A table with the amounts of two years, the later of which is `year`."""

    exported = {"growth": (("money_before", "money_now"), growth)}

    before = AmountColumn("", accessor="money_before")
    now = AmountColumn("", accessor="money_now")
    difference = AmountColumn(gettext_lazy("Difference"), order_by="size")
    growth = GrowthColumn()

    class Meta(SiteTable.Meta):
        order_by = "-difference"
        sequence: tuple[str, ...] = ("before", "now", "difference", "growth", "...")

    def __init__(self, rows: Any, *, year: int, before: int, **options: Any) -> None:
        self.year_before = before
        super().__init__(rows, year=year, **options)
        self.columns["before"].column.verbose_name = str(before)
        self.columns["now"].column.verbose_name = str(year)


def totals_of_years(before: int | None, now: int | None) -> dict[str, int | None]:
    """The foot of a ChangesTable."""
    return {
        "before": before,
        "now": now,
        "difference": None if before is None or now is None else now - before,
    }


class ChangedDepartmentTable(ChangesTable):
    """Departments: rows are those of `DepartmentQuerySet.over_years`. A name leads to this page, narrowed."""

    name = NameColumn(
        pgettext_lazy("column", "Department"),
        order_by="name_sort",
        linkify=lambda record, table: address(
            "changes", year=table.year, before=table.year_before, department=record.pk
        ),
    )
    region = tables.Column(gettext_lazy("Region"))

    class Meta(ChangesTable.Meta):
        sequence = ("name", *ChangesTable.Meta.sequence)


class KindOfChangeTable(ChangesTable):
    """The projects by what became of them: rows of `kind_rows`."""

    change = tables.Column(
        gettext_lazy("What became of it"),
        order_by="place",
        attrs={"td": {"class": "name"}},
        linkify=lambda record: record["url"],
    )
    projects = CountColumn(gettext_lazy("Projects"))

    class Meta(ChangesTable.Meta):
        order_by = "change"
        sequence = ("change", "projects", *ChangesTable.Meta.sequence)


def kind_rows(projects: Sequence[ChangedProject], urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of KindOfChangeTable: those kinds that occur. `urls` leads to the projects of each kind."""
    rows = []
    for place, change in enumerate(CHANGES):
        of_kind = [one for one in projects if one.change == change]
        if of_kind:
            rows.append(
                {
                    "place": place,
                    "change": str(CHANGE_WORDS[change]),
                    "url": urls[change],
                    "projects": len(of_kind),
                    **_amounts(*sums_of(of_kind)),
                }
            )
    return rows


def sums_of(projects: Sequence[ChangedProject]) -> tuple[int | None, int | None]:
    """The sums in fen of the earlier and of the later year; 0 where no project is in the year."""
    sums = []
    for which in (0, -1):
        rows = [row for one in projects if (row := one.line.rows[which]) is not None]
        sums.append(sum_stated(row.total for row in rows) if rows else 0)
    return sums[0], sums[1]


def _amounts(before: int | None, now: int | None) -> dict[str, int | None]:
    difference = None if before is None or now is None else now - before
    return {
        "money_before": before,
        "money_now": now,
        "difference": difference,
        "size": None if difference is None else abs(difference),
    }


class ChangedProjectTable(ChangesTable):
    """Projects: rows of `project_rows`. Where a row comes from is this year's, of a gone one the other."""

    provenance = Provenance("disclosure", "project", "key", ("row",), "place", "file")
    only_exported = {
        "type": (pgettext_lazy("column", "Project type"), (("type",), lambda text: text)),
        "before_row": (gettext_lazy("Row of the year before"), (("before_row",), lambda row: row)),
        "before_address": (gettext_lazy("Page of the year before"), (("before_address",), lambda text: text)),
    }

    project = NameColumn(
        pgettext_lazy("column", "Project"), order_by="order", linkify=lambda record: record["url"]
    )
    department = NameColumn(pgettext_lazy("column", "Department"), order_by="department_order")
    unit = NameColumn(pgettext_lazy("column", "Unit"))
    change = tables.Column(gettext_lazy("What became of it"), order_by="rank")
    matched = tables.Column(
        gettext_lazy("Project of the year before"),
        attrs={"td": {"class": "name"}},
        linkify=lambda record: record["matched_url"] or None,
    )
    lowered = CountColumn(gettext_lazy("Targets lowered"))

    class Meta(ChangesTable.Meta):
        sequence = (
            *("project", "before", "now", "difference", "growth"),
            *("change", "lowered", "matched", "department", "unit"),
        )


def project_rows(projects: Sequence[ChangedProject]) -> list[dict[str, Any]]:
    """The rows of ChangedProjectTable."""
    return [
        {
            **_place_of(one, order),
            "type": type_label(one.line.shown.project_type),
            **_amounts(
                one.before.total if one.before is not None else None,
                one.now.total if one.now is not None else None,
            ),
            # A year without the project counts as 0 in the difference.
            "difference": one.line.difference,
            "size": None if one.line.difference is None else abs(one.line.difference),
            "change": str(CHANGE_WORDS[one.change]),
            "rank": CHANGES.index(one.change),
            "matched": _matched(one),
            "matched_url": _matched_url(one),
            "lowered": one.line.count("lowered"),
            "before_row": one.before.origin["row"] if one.before is not None else None,
            "before_address": one.before.url if one.before is not None else "",
        }
        for order, one in enumerate(projects)
    ]


def _place_of(one: ChangedProject, order: int) -> dict[str, Any]:
    """What rows of projects and of targets have of their project."""
    shown = one.line.shown
    return {
        "order": order,
        "project": shown.name,
        "url": shown.url,
        "key": shown.pk,
        "department": one.department.name,
        "department_order": (one.department.name_sort, one.department.pk),
        "unit": shown.unit,
        **shown.origin,
    }


def _matched(one: ChangedProject) -> str:
    """Which project of the year before it is, and why; of a new one, which ones it may be."""
    match one.basis:
        case "":
            return "\n".join(_possible(pair.before.name, pair.before.total) for pair in one.possible)
        case "name":
            return str(STATUS_WORDS["name"])
        case "order":
            return _("the same name, in the order of the table")
        case _:
            before = one.before.name if one.before is not None else ""
            return _("%(project)s: %(why)s") % {"project": before, "why": STATUS_WORDS[one.basis]}


def _possible(name: str, total: int | None) -> str:
    amount = _("total not stated") if total is None else money_with_unit(total)
    return _("possibly %(project)s (%(amount)s)") % {"project": name, "amount": amount}


def _matched_url(one: ChangedProject) -> str:
    """The page of the decisions on the project, where there is something to decide or decided."""
    if one.now is None or one.now.pk is None or not (one.possible or one.basis in ("year", "confirmed")):
        return ""
    return address("project-last-year", one.now.pk)


class LoweredTargetTable(SiteTable):
    """Annual targets that are lower than the year before: rows of `target_rows`, as disclosed."""

    provenance = Provenance("disclosure", "project", "key", ("row",), "place", "file")

    project = NameColumn(
        pgettext_lazy("column", "Project"), order_by="order", linkify=lambda record: record["url"]
    )
    department = NameColumn(pgettext_lazy("column", "Department"), order_by="department_order")
    unit = NameColumn(pgettext_lazy("column", "Unit"))
    indicator = tables.Column(pgettext_lazy("column", "Indicator"), attrs={"td": {"class": "prose"}})
    category = tables.Column(pgettext_lazy("column", "Category"))
    before = NumberColumn("")
    now = NumberColumn("")
    money = AmountColumn(gettext_lazy("Total of the project"))

    class Meta(SiteTable.Meta):
        order_by = "-money"
        sequence = ("indicator", "before", "now", "project", "money", "category", "department", "unit")

    def __init__(self, rows: Any, *, year: int, before: int, **options: Any) -> None:
        super().__init__(rows, year=year, **options)
        self.columns["before"].column.verbose_name = _("Target, %(year)s") % {"year": before}
        self.columns["now"].column.verbose_name = _("Target, %(year)s") % {"year": year}


def target_rows(projects: Sequence[ChangedProject]) -> list[dict[str, Any]]:
    """The rows of LoweredTargetTable."""
    return [
        {
            **_place_of(one, order),
            "indicator": target.name,
            "category": category_label(target.category),
            "before": target.before,
            "now": target.now,
            "money": one.line.shown.total,
        }
        for order, one in enumerate(projects)
        for target in one.line.targets
        if target.change == "lowered"
    ]

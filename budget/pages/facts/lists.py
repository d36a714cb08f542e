"""Counts, sums and orders of lists of a year's projects, indicators, units and disclosures under filters.

They are what queries of the rows give (`narrowed` of the QuerySets). The filters are all but the
region; of `q` the rows that answer it are given. Results are remembered for the state of the data that they
were computed of.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, TypeVar

import numpy as np

from budget.models.amount_ranges import BOUNDS
from budget.models.facts import CODES, MONEY_COLUMNS, UNSTATED, VALUES
from budget.models.filters import Filters
from budget.models.querysets.amounts import UNACCOUNTED
from budget.money import WAN
from budget.pages.facts.codes import by_code, distinct, ranks_of_codes
from budget.pages.facts.names import NameOrder
from budget.pages.facts.year import Array, Mask, YearFacts
from indicators.filters import COLUMNS

T = TypeVar("T")
Place = Literal["department", "unit"]
What = Literal["projects", "indicators", "units", "disclosures"]
Of = Literal["projects", "units", "disclosures"]
Owner = Literal["units", "disclosures"]
_BITS = ("source", "level")
# Results of one state of the data.
_MOST_REMEMBERED = 500
# Answers of one version of the data.
_MOST_ANSWERS = 100


class ListFacts:
    """The facts of a year, as lists count them."""

    def __init__(self, facts: YearFacts, stamps: Mapping[int, int], names: Mapping[str, NameOrder]) -> None:
        self.facts = facts
        self._stamps = stamps
        self._names = names
        self._remembered: dict[Any, Any] = {}
        self._answers: dict[Any, Any] = {}

    def answer(self, key: Any, compute: Callable[[], T]) -> T:
        """The result of queries beside the facts, remembered by its key for one version of the data."""
        answers = self._answers  # those of another version are others, which another thread may begin
        if key not in answers:
            if len(answers) >= _MOST_ANSWERS:
                answers.clear()
            answers[key] = compute()
        found: T = answers[key]
        return found

    def forget_answers(self) -> None:
        """Forget what was remembered by `answer`: the data have another version."""
        self._answers = {}

    def _once(self, key: Any, compute: Callable[[], T]) -> T:
        """The result of `compute`, remembered by a key that no other computation has."""
        if key in self._remembered:
            remembered: T = self._remembered[key]
            return remembered
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        result = self._remembered[key] = compute()
        return result

    # ---- Masks.

    def projects(self, filters: Filters) -> Mask:
        """The projects under filters: with an indicator under all filters on indicators."""
        return self._once(("projects", filters.without("q")), partial(self._projects, filters))

    def _projects(self, filters: Filters) -> Mask:
        facts = self.facts
        mask = np.ones(len(facts.projects), dtype=np.bool_)
        for name in ("type", "amount", "quantified"):
            if value := getattr(filters, name):
                mask &= facts.column(name) == CODES[name][value]
        for name in _BITS:
            if value := getattr(filters, name):
                mask &= (facts.column(name) & (1 << CODES[name][value])) != 0
        if filters.department is not None:
            mask &= (facts.departments == filters.department)[facts.disclosure]
        if filters.unit is not None:
            mask &= facts.column("unit") == filters.unit
        if filters.project is not None:
            mask &= facts.column("id") == filters.project
        if filters.columns:
            having = np.zeros(len(mask), dtype=np.bool_)
            having[facts.project[self.indicators_alone(filters)]] = True
            mask &= having
        return mask

    def indicators_alone(self, filters: Filters) -> Mask:
        """The indicators under the filters on indicators alone."""
        facts = self.facts
        mask = np.ones(len(facts.project), dtype=np.bool_)
        for name, column in COLUMNS.items():
            if column in filters.columns:
                mask &= facts.column(name) == CODES[name][filters.columns[column]]
        return mask

    def indicators(self, filters: Filters) -> Mask:
        """The indicators under filters, those on projects applied to their projects."""
        mask = self.indicators_alone(filters)
        of_projects = filters.without("q", *COLUMNS)
        return mask & self.projects(of_projects)[self.facts.project] if of_projects.chosen else mask

    # ---- Projects, or the units or disclosures that have them.

    def counts(self, of: Of, name: str, filters: Filters, found: Mask | None = None) -> dict[str, int]:
        """The number of projects, units or disclosures by value of a filter, under the other filters.

        `found`: the projects that answer `q`.
        """
        others = filters.without(name)
        compute = partial(self._counts, of, name, others, found)
        return compute() if found is not None else self._once((of, name, others), compute)

    def _counts(self, of: Of, name: str, others: Filters, found: Mask | None) -> dict[str, int]:
        facts = self.facts
        if name in COLUMNS:
            mask = self.projects(others.without(*COLUMNS))
            mask = mask if found is None else mask & found
            of_these = self.indicators_alone(others) & mask[facts.project]
            rows, codes = facts.project[of_these], facts.column(name)[of_these]
            return distinct(name, self._owners(of, rows), codes)
        mask = self.projects(others)
        rows = np.flatnonzero(mask if found is None else mask & found)
        codes = facts.column(name)[rows]
        if name not in _BITS:
            if of == "projects":
                return by_code(name, np.bincount(codes, minlength=len(VALUES[name])))
            return distinct(name, self._owners(of, rows), codes)
        owners = self._owners(of, rows)
        return {
            value: int(np.count_nonzero(np.bincount(owners[(codes & (1 << code)) != 0])))
            if of != "projects"
            else int(np.count_nonzero(codes & (1 << code)))
            for code, value in enumerate(VALUES[name])
        }

    def _owners(self, of: Of, rows: Array) -> Array:
        """The places of projects, or of their units or disclosures."""
        return rows if of == "projects" else self.places(of)[rows]

    def totals(self, filters: Filters, found: Mask | None = None) -> dict[str, Any]:
        """What `ProjectQuerySet.totals` gives of these projects."""
        compute = partial(self._totals, filters, found)
        return compute() if found is not None else self._once(("totals", filters), compute)

    def totals_of(self, what: Owner, mask: Mask) -> dict[str, Any]:
        """The same of all projects of these units or disclosures."""
        return self._sums(np.flatnonzero(mask[self.places(what)]))

    def types(self) -> dict[str, dict[str, Any]]:
        """What `TypeFiguresQuerySet.by_type` gives of the year."""
        return self._once("types", self._types)

    def _types(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for code, value in enumerate(VALUES["type"]):
            rows = np.flatnonzero(self.facts.column("type") == code)
            if len(rows):
                found[value] = {"projects": len(rows), "money": self._sums(rows)["sum_total"]}
        return found

    def categories(self) -> dict[str, dict[str, Any]]:
        """What `CategoryFiguresQuerySet.by_category` gives of the year."""
        return self._once("categories", self._categories)

    def _categories(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for code, value in enumerate(VALUES["category"]):
            of_category = self.facts.project[self.facts.column("category") == code]
            rows = np.unique(of_category)
            if len(rows):
                money = self._sums(rows)["sum_total"]
                found[value] = {"indicators": len(of_category), "projects": len(rows), "money": money}
        return found

    def _totals(self, filters: Filters, found: Mask | None) -> dict[str, Any]:
        mask = self.projects(filters)
        return self._sums(np.flatnonzero(mask if found is None else mask & found))

    def _sums(self, rows: Array) -> dict[str, Any]:
        """What `ProjectQuerySet.totals` gives of the projects at these places."""
        money = self.facts.column("money")[rows]
        is_stated = money != UNSTATED
        filled = np.where(is_stated, money, 0)
        sums: dict[str, Any] = {
            f"sum_{name}": int(filled[:, place].sum()) if is_stated[:, place].any() else None
            for place, name in enumerate(MONEY_COLUMNS)
        }
        difference = int(filled[:, 0].sum() - filled[:, 1:].sum()) if len(rows) else None
        return {
            "number": len(rows),
            "sum_indicators": int(self.facts.column("indicators")[rows].sum()),
            f"sum_{UNACCOUNTED}": difference,
            **sums,
        }

    def by_place(self, place: Place, filters: Filters, found: Mask | None = None) -> dict[int, int]:
        """The number of projects by department or unit."""
        mask = self.projects(filters)
        return self._of_places(place, (mask if found is None else mask & found).astype(np.int64))

    # ---- Indicators.

    def counts_of_indicators(self, name: str, filters: Filters, found: Mask | None = None) -> dict[str, int]:
        """The number of indicators by value of a filter, under the other filters."""
        others = filters.without(name)
        compute = partial(self._counts_of_indicators, name, others, found)
        return compute() if found is not None else self._once(("indicators", name, others), compute)

    def _counts_of_indicators(self, name: str, others: Filters, found: Mask | None) -> dict[str, int]:
        facts = self.facts
        mask = self.indicators(others)
        mask = mask if found is None else mask & found
        if name in COLUMNS:
            return by_code(name, np.bincount(facts.column(name)[mask], minlength=len(VALUES[name])))
        numbers = self._numbers(mask)
        codes = facts.column(name)
        if name in _BITS:
            return {
                value: int(numbers[(codes & (1 << code)) != 0].sum())
                for code, value in enumerate(VALUES[name])
            }
        return by_code(name, np.bincount(codes, weights=numbers, minlength=len(VALUES[name])))

    def _numbers(self, mask: Mask) -> Array:
        """How many of these indicators each project has."""
        return np.bincount(self.facts.project[mask], minlength=len(self.facts.projects))

    def number_of_indicators(self, filters: Filters, found: Mask | None = None) -> int:
        mask = self.indicators(filters)
        return int(np.count_nonzero(mask if found is None else mask & found))

    def indicators_by_place(
        self, place: Place, filters: Filters, found: Mask | None = None
    ) -> dict[int, int]:
        """The number of indicators by department or unit."""
        mask = self.indicators(filters)
        return self._of_places(place, self._numbers(mask if found is None else mask & found))

    def _of_places(self, place: Place, numbers: Array) -> dict[int, int]:
        """Numbers of each project, added up by department or unit."""
        facts = self.facts
        owners, keys = (
            (facts.disclosure, facts.departments) if place == "department" else (facts.unit, facts.units)
        )
        counted = np.bincount(owners, weights=numbers, minlength=len(keys)).astype(np.int64)
        places = np.flatnonzero(counted)
        return dict(zip(keys[places].tolist(), counted[places].tolist(), strict=True))

    # ---- Orders.

    def page(
        self, what: What, order: str, mask: Mask, wanted: slice, ranks: Array | None = None
    ) -> list[int] | None:
        """The keys of a page of these rows in an order of their table, None where facts do not give it.

        `order` is a column of the table, behind `-` in descending order; rows of one value are in the order
        of their keys, and those without a value last. `ranks`: the numbers of all rows to sort by, where the
        column is none of the facts.
        """
        name = order.lstrip("-")
        values = ranks
        if values is None:
            values = self._once((what, "order", name), partial(self._order, what, name))
        if values is None:
            return None
        rows = np.flatnonzero(mask)
        start, stop = wanted.start or 0, min(wanted.stop or len(rows), len(rows))
        if start >= stop:
            return []
        is_descending = order.startswith("-")
        keys = self.keys(what)[rows]
        numbers = values[rows]
        if is_descending:
            is_stated = numbers != UNSTATED
            numbers, keys = np.where(is_stated, -numbers, np.iinfo(np.int64).max), -keys
        else:
            numbers = np.where(numbers == UNSTATED, np.iinfo(np.int64).max, numbers)
        # Only what can be on the page or before it is sorted.
        last = np.partition(numbers, stop - 1)[stop - 1]
        firsts = np.flatnonzero(numbers <= last)
        found = keys[firsts][np.lexsort((keys[firsts], numbers[firsts]))][start:stop]
        return [abs(key) for key in found.tolist()]

    def keys(self, what: What) -> Array:
        """The keys of all rows of a list."""
        facts = self.facts
        match what:
            case "projects":
                return facts.column("id")
            case "indicators":
                return facts.indicator_keys
            case "units":
                return facts.units
            case _:
                return facts.disclosures

    def places(self, what: Owner) -> Array:
        """The place of each project's unit or disclosure among all."""
        return self.facts.unit if what == "units" else self.facts.disclosure

    def owners(self, what: Owner, filters: Filters) -> Mask:
        """The units or disclosures with a project under filters; without filters all."""
        if not filters.chosen:
            return np.ones(len(self.keys(what)), dtype=np.bool_)
        mask = np.zeros(len(self.keys(what)), dtype=np.bool_)
        mask[self.places(what)[self.projects(filters)]] = True
        return mask

    def in_range(self, what: Owner, value: str) -> Mask:
        """The units or disclosures with a sum in a range, a key of AMOUNT_RANGES."""
        found: Mask = self._ranges_of(what) == CODES["amount"][value]
        return found

    def counts_by_amount(self, what: Owner, mask: Mask) -> dict[str, int]:
        """How many of these units or disclosures have a sum in each range."""
        codes = self._ranges_of(what)[mask]
        return by_code("amount", np.bincount(codes, minlength=len(VALUES["amount"])))

    def _ranges_of(self, what: Owner) -> Array:
        return self._once((what, "amount"), partial(self._compute_ranges, what))

    def sums(self, what: Owner) -> Array:
        """The sum of each unit or disclosure, UNSTATED where no project states an amount."""
        sums = self._once((what, "order", "total"), partial(self._order, what, "total"))
        if sums is None:
            raise ValueError(f"there are no sums of {what}")
        return sums

    def _compute_ranges(self, what: Owner) -> Array:
        sums = self.sums(what)
        # As AmountRange.contains: "0 or less" has the code 0, and the ranges above it those after.
        codes = 1 + np.searchsorted([bound * WAN.fen for bound in BOUNDS], sums, side="right")
        codes[sums <= 0] = CODES["amount"]["0"]
        codes[sums == UNSTATED] = CODES["amount"]["none"]
        return codes

    def _order(self, what: What, name: str) -> Array | None:
        """The number of each row that a column of its table sorts by."""
        facts = self.facts
        if name == "name" and what in self._names:
            return self._names[what].ranks(facts, self._stamps)
        if what == "indicators":
            return self._order_of_indicators(name)
        if name in MONEY_COLUMNS:
            of_projects = facts.column("money")[:, MONEY_COLUMNS.index(name)]
        elif name == "indicators":
            of_projects = facts.column("indicators").astype(np.int64)
        elif name == "type" and what == "projects":
            return facts.column("type").astype(np.int64)
        else:
            return None
        if what == "projects":
            return of_projects
        owners = self.places(what)
        sums = np.zeros(len(self.keys(what)), dtype=np.int64)
        is_stated = of_projects != UNSTATED
        np.add.at(sums, owners[is_stated], of_projects[is_stated])
        if name == "indicators":
            return sums
        without = np.ones(len(sums), dtype=np.bool_)
        without[owners[is_stated]] = False
        return np.where(without, UNSTATED, sums)

    def _order_of_indicators(self, name: str) -> Array | None:
        facts = self.facts
        if name in ("category", "kind"):
            return ranks_of_codes(name)[facts.column(name)]
        if name == "project":
            ranks_of_projects = self._once(
                ("projects", "order", "name"), partial(self._order, "projects", "name")
            )
            if ranks_of_projects is None:
                return None
            # Each project has a place of its own: equal names are in the order of the projects' keys.
            places = np.empty(len(ranks_of_projects), dtype=np.int64)
            places[np.lexsort((facts.column("id"), ranks_of_projects))] = np.arange(len(places))
            return places[facts.project]
        return None

    def ranks(self, what: Literal["projects", "indicators"], place: Place, by_key: dict[int, int]) -> Array:
        """The rank of each project's or indicator's department or unit, by the ranks of those."""
        facts = self.facts
        owners, keys = (
            (facts.disclosure, facts.departments) if place == "department" else (facts.unit, facts.units)
        )
        of_owners = np.array([by_key[key] for key in keys.tolist()], dtype=np.int64)
        of_projects = of_owners[owners] if len(of_owners) else np.zeros(len(owners), dtype=np.int64)
        return of_projects if what == "projects" else of_projects[facts.project]

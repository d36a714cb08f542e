"""The blocks of facts of the years that this process was asked for, read again where they changed."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from django.db import connection

from budget.models import Disclosure, FactBlock, UnitStatement
from budget.models.facts import FORMAT
from budget.pages.facts.lists import ListFacts
from budget.pages.facts.names import NameOrder
from budget.pages.facts.year import YearFacts
from budget.store import data_version
from budget.store.facts import Block, blocks_of

# A year of a million indicators takes some 60 MB.
_MOST_YEARS: Final = 3
# One query names so many disclosures.
_BATCH: Final = 500


class _Year:
    """A year's blocks by disclosure with their stamps, and the arrays made of them."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.state: tuple[int, int] | None = None
        self.stamps: dict[int, int] = {}
        self.blocks: dict[int, Block] = {}
        self.names = {"projects": NameOrder("projects"), "indicators": NameOrder("indicators")}
        self.lists = ListFacts(YearFacts({}, {}, {}), {}, self.names)

    def read(self, year: int, state: tuple[int, int]) -> None:
        """Read the blocks that are new or changed, and make the arrays anew."""
        stamps = FactBlock.objects.stamps_of(year, FORMAT)
        changed = [key for key, stamp in stamps.items() if self.stamps.get(key) != stamp]
        blocks = {key: block for key, block in self.blocks.items() if key in stamps}
        for start in range(0, len(changed), _BATCH):
            rows = FactBlock.objects.filter(disclosure__in=changed[start : start + _BATCH], format=FORMAT)
            for key, projects, indicators in rows.values_list("disclosure", "projects", "indicators"):
                blocks[key] = (bytes(projects), bytes(indicators))
        departments = dict(Disclosure.objects.of_year(year).values_list("pk", "department"))
        # What an earlier version of the site stored is counted from its rows until it is written anew.
        missing = sorted(departments.keys() - blocks.keys())
        for start in range(0, len(missing), _BATCH):
            blocks |= blocks_of(missing[start : start + _BATCH])
        in_force = {key: block for key, block in blocks.items() if key in departments}
        without_projects = UnitStatement.objects.without_projects(year)
        self.lists = ListFacts(YearFacts(in_force, departments, without_projects), stamps, self.names)
        self.stamps, self.blocks, self.state = stamps, blocks, state


_years: OrderedDict[tuple[str, int], _Year] = OrderedDict()
_lock = Lock()


def facts_of(year: int) -> ListFacts:
    """Return the facts of a year as the database has them now.

    One row tells whether any data changed since the last call, a query then whether the year did; a change is
    read at once.
    """
    version = data_version.of_request()
    with _lock:
        key = (str(connection.settings_dict["NAME"]), year)
        known = _years.pop(key, None) or _Year()
        _years[key] = known
        if known.version != version:
            state = FactBlock.objects.state_of(year, FORMAT)
            if known.state != state:
                known.read(year, state)
            known.lists.forget_answers()
            known.version = version
        while len(_years) > _MOST_YEARS:
            _years.popitem(last=False)
        return known.lists

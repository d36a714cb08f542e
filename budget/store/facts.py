"""The facts of a disclosure for filters and counts (`budget.models.facts`), written whenever its rows change.

This is where figures of a whole year come from: pages add up the blocks of its disclosures. `rebuild` makes
all of them anew, `outdated` tells which are not what the rows give.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from budget.disclosure.records import SOURCE_COLUMNS
from budget.models import Disclosure, FactBlock, Finding, Project
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.facts import CODES, FORMAT, MONEY_COLUMNS, UNSTATED, indicator_array, project_array
from budget.models.quality import SHARE_RANGES
from budget.store.batches import batches
from indicators.filters import COLUMNS
from indicators.models import Indicator

# A sum of a hundred million of them is within 64 bits.
_STAMP_BITS = 36
_PROJECT_COLUMNS = ("pk", "disclosure", "unit", "project_type", "quantified_share", *MONEY_COLUMNS)
_INDICATOR_COLUMNS = ("pk", "project__disclosure", "project", *COLUMNS.values())

# The bytes of a block: projects, indicators.
Block = tuple[bytes, bytes]


def refresh(disclosures: Collection[int]) -> None:
    """Write the facts of disclosures (by id) anew from their rows, in the caller's transaction. Those that
    are not in force have none.
    """
    for some in batches(sorted(disclosures)):
        years = dict(Disclosure.objects.in_force().filter(pk__in=some).values_list("pk", "fiscal_year"))
        FactBlock.objects.filter(disclosure__in=set(some) - years.keys()).delete()
        FactBlock.objects.bulk_create(
            [
                FactBlock(
                    disclosure_id=disclosure,
                    fiscal_year=years[disclosure],
                    stamp=secrets.randbits(_STAMP_BITS),
                    format=FORMAT,
                    projects=projects,
                    indicators=indicators,
                )
                for disclosure, (projects, indicators) in blocks_of(years.keys()).items()
            ],
            update_conflicts=True,
            unique_fields=["disclosure"],
            update_fields=["fiscal_year", "stamp", "format", "projects", "indicators"],
        )


def rebuild() -> int:
    """Write the facts of all disclosures in force anew; return how many there are."""
    keys = list(Disclosure.objects.in_force().values_list("pk", flat=True))
    refresh(keys)
    FactBlock.objects.filter(disclosure__withdrawn_at__isnull=False).delete()
    return len(keys)


def outdated() -> list[int]:
    """The disclosures whose stored facts are not what their rows give."""
    stored = {
        block.disclosure_id: (
            block.fiscal_year,
            block.format,
            *map(_stored, (block.projects, block.indicators)),
        )
        for block in FactBlock.objects.iterator()
    }
    found = set(stored)
    for some in batches(Disclosure.objects.in_force().values_list("pk", "fiscal_year").iterator()):
        blocks = blocks_of([pk for pk, _year in some])
        for pk, year in some:
            if stored.get(pk) == (year, FORMAT, *blocks[pk]):
                found.discard(pk)
            else:
                found.add(pk)
    return sorted(found)


def _stored(value: bytes | memoryview | str) -> bytes | str:
    """A stored array. SQLite keeps text in a column of bytes, should somebody put it there."""
    return value if isinstance(value, str) else bytes(value)


def blocks_of(disclosures: Iterable[int]) -> dict[int, Block]:
    """The facts of disclosures in force (by id), from their rows: projects and indicators in the order of
    their keys.
    """
    keys = list(disclosures)
    projects: dict[int, list[tuple[Any, ...]]] = {key: [] for key in keys}
    indicators: dict[int, list[tuple[Any, ...]]] = {key: [] for key in keys}
    numbers: dict[int, int] = defaultdict(int)
    places: dict[int, int] = {}
    levels = _levels_of(keys)
    found = Project.objects.filter(disclosure__in=keys).order_by("pk")
    rows = list(found.values_list(*_PROJECT_COLUMNS))
    counted: dict[int, int] = defaultdict(int)
    for pk, disclosure, *_others in rows:
        places[pk] = counted[disclosure]
        counted[disclosure] += 1
    of_these = Indicator.objects.filter(project__disclosure__in=keys).order_by("pk")
    for pk, disclosure, project, *values in of_these.values_list(*_INDICATOR_COLUMNS):
        codes = (CODES[name][value] for name, value in zip(COLUMNS, values, strict=True))
        indicators[disclosure].append((pk, places[project], *codes))
        numbers[project] += 1
    for pk, disclosure, unit, project_type, permille, *money in rows:
        codes_of = (
            CODES["type"][project_type],
            next(code for code, one in enumerate(AMOUNT_RANGES.values()) if one.contains(money[0])),
            _sources_of(money),
            levels.get(pk, 0),
            next(code for code, one in enumerate(SHARE_RANGES.values()) if one.contains(permille)),
        )
        stated = tuple(UNSTATED if fen is None else fen for fen in money)
        projects[disclosure].append((pk, unit, *codes_of, numbers[pk], stated))
    return {key: (project_array(projects[key]), indicator_array(indicators[key])) for key in keys}


def _sources_of(money: list[int | None]) -> int:
    """The bits of the sources with money, and of money that no source accounts for."""
    total, *sources = money
    bits = sum(1 << CODES["source"][name] for name, fen in zip(SOURCE_COLUMNS, sources, strict=True) if fen)
    if (total or 0) != sum(fen or 0 for fen in sources):
        bits |= 1 << CODES["source"]["unaccounted"]
    return bits


def _levels_of(disclosures: list[int]) -> dict[int, int]:
    """The bits of the levels of the findings in force that name a project, by project."""
    named = Finding.projects.through.objects.filter(
        project__disclosure__in=disclosures, finding__is_active=True
    )
    bits: dict[int, int] = defaultdict(int)
    for project, level in named.order_by().values_list("project", "finding__level").distinct():
        bits[project] |= 1 << CODES["level"][level]
    return bits

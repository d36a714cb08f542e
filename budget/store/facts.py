"""The facts of a disclosure for filters and counts (`budget.models.facts`), written whenever its rows change.

This is where figures of a whole year come from: pages add up the blocks of its disclosures. The levels of
findings are those that `budget.store.quality` has counted. `rebuild` makes all of them anew, `outdated` tells
which are not what the rows give.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from budget.disclosure.records import SOURCE_COLUMNS
from budget.models import Disclosure, FactBlock, Project
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.facts import CODES, FORMAT, MONEY_COLUMNS, UNSTATED, indicator_array, project_array
from budget.models.quality import LEVEL_COLUMNS, SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.store.batches import batches
from indicators.filters import COLUMNS
from indicators.models import Indicator

# A sum of a hundred million of them is within 64 bits.
_STAMP_BITS = 36
_PROJECT_COLUMNS = (
    *("pk", "disclosure", "unit", "project_type", "quantified_share"),
    *LEVEL_COLUMNS.values(),
    *MONEY_COLUMNS,
)
_INDICATOR_COLUMNS = ("pk", "project", *COLUMNS.values())
_LEVEL_BITS = tuple(1 << CODES["level"][level] for level in LEVEL_COLUMNS)
_SOURCE_BITS = tuple(1 << CODES["source"][name] for name in SOURCE_COLUMNS)
_UNACCOUNTED_BIT = 1 << CODES["source"][UNACCOUNTED]

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
    # Of each project: its disclosure's indicators, its place in the disclosure, and how many it has.
    belongs: dict[int, tuple[list[tuple[Any, ...]], int]] = {}
    numbers: dict[int, int] = defaultdict(int)
    rows = list(Project.objects.filter(disclosure__in=keys).order_by("pk").values_list(*_PROJECT_COLUMNS))
    counted: dict[int, int] = defaultdict(int)
    for pk, disclosure, *_others in rows:
        belongs[pk] = indicators[disclosure], counted[disclosure]
        counted[disclosure] += 1
    of_these = Indicator.objects.filter(project__disclosure__in=keys).order_by("pk")
    for pk, project, *values in of_these.values_list(*_INDICATOR_COLUMNS):
        of_disclosure, place = belongs[project]
        of_disclosure.append((pk, place, *values))
        numbers[project] += 1
    for pk, disclosure, unit, project_type, permille, *others in rows:
        findings, money = others[: len(LEVEL_COLUMNS)], others[len(LEVEL_COLUMNS) :]
        codes_of = (
            CODES["type"][project_type],
            next(code for code, one in enumerate(AMOUNT_RANGES.values()) if one.contains(money[0])),
            _sources_of(money),
            sum(bit for bit, number in zip(_LEVEL_BITS, findings, strict=True) if number),
            next(code for code, one in enumerate(SHARE_RANGES.values()) if one.contains(permille)),
        )
        stated = tuple(UNSTATED if fen is None else fen for fen in money)
        projects[disclosure].append((pk, unit, *codes_of, numbers[pk], stated))
    return {key: (project_array(projects[key]), indicator_array(indicators[key])) for key in keys}


def _sources_of(money: list[int | None]) -> int:
    """The bits of the sources with money, and of money that no source accounts for."""
    total, *sources = money
    bits = sum(bit for bit, fen in zip(_SOURCE_BITS, sources, strict=True) if fen)
    if (total or 0) != sum(fen or 0 for fen in sources):
        bits |= _UNACCOUNTED_BIT
    return bits

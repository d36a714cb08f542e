"""Refusals of records that the databases do not store, or not alike."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from budget.disclosure import records
from budget.disclosure.amounts import LARGEST_FEN, wan_yuan
from budget.disclosure.problems import Problem, Refused
from budget.models import Department
from budget.models.names import can_be_stored, name_key
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS

# Projects of one unit and name are numbered by small integers, which pass through twice this number while
# units are merged (budget.store.rekey_unit).
MOST_NAMESAKES: Final = 9_999
# A text that is no text is quoted up to this length.
_QUOTED = 100
# Columns by the names that tables give them.
_COLUMNS: Final = {
    "total": "总计",
    "fiscal_appropriation": "财政拨款",
    "special_account": "财政专户拨款",
    "other_funds": "其他资金",
    "carried_over": "上年结转",
}
_OTHER_SOURCES = "其他来源"
_PROJECT_TEXTS: Final = attrgetter(*PROJECT_FIELDS)
_INDICATOR_TEXTS: Final = attrgetter(*INDICATOR_FIELDS)


def refuse_unstorable(disclosures: Sequence[records.Disclosure], problems: Sequence[Problem] = ()) -> None:
    """Raise Refused for a problem of the level error, and for what a database would not store.

    PostgreSQL takes no text longer than its column; SQLite would.
    """
    if errors := [problem for problem in problems if problem.level == "error"]:
        raise Refused(*errors)
    refuse_unstorable_texts(disclosures)
    refuse_large_sums(disclosures)
    refuse_many_namesakes(disclosures)
    longest = Department._meta.get_field("region").max_length or 0
    for record in disclosures:
        if len(record.region) > longest:
            details = {"limit": str(longest)}
            raise Refused(Problem("region-too-long", text=record.region, details=details))


def refuse_unstorable_texts(disclosures: Iterable[records.Disclosure]) -> None:
    """Raise Refused where a text holds what PostgreSQL takes in no column (`no-storable-text`)."""
    for record in disclosures:
        texts = list(_texts_of(record))
        if can_be_stored("\n".join(texts)):
            continue
        for text in texts:
            if not can_be_stored(text):
                raise Refused(Problem("no-storable-text", text=text[:_QUOTED]))


def refuse_large_sums(disclosures: Iterable[records.Disclosure]) -> None:
    """Raise Refused where the amounts of a column, of the projects or as the units state them, add up to more
    than LARGEST_FEN, whatever their signs (`sum-out-of-range`).

    Pages add up disclosures in 64 bits, and the money that no source accounts for, which is at most the total
    and its five kinds of sources together: more than 1,500 tables at the limit fit.
    """
    for record in disclosures:
        for rows in (record.projects, record.units):
            for column, fen in _absolute_sums([row.amounts for row in rows]):
                if fen > LARGEST_FEN:
                    details = {"column_name": column, "limit": wan_yuan(LARGEST_FEN) or ""}
                    raise Refused(Problem("sum-out-of-range", details=details))


def refuse_many_namesakes(disclosures: Iterable[records.Disclosure]) -> None:
    """Raise Refused where a unit has more than MOST_NAMESAKES projects of one name (`too-many-namesakes`)."""
    for record in disclosures:
        if len(record.projects) <= MOST_NAMESAKES:
            continue
        counts = Counter(
            (name_key(unit.name), name_key(project.name))
            for unit in record.units
            for project in unit.projects
        )
        (_unit, name), number = counts.most_common(1)[0]
        if number > MOST_NAMESAKES:
            raise Refused(Problem("too-many-namesakes", text=name, details={"limit": str(MOST_NAMESAKES)}))


def _absolute_sums(rows: Sequence[records.Amounts]) -> Iterator[tuple[str, int]]:
    """Yield each column with the sum of its amounts without their signs, in fen."""
    for column, name in _COLUMNS.items():
        yield name, sum(abs(getattr(row, column) or 0) for row in rows)
    yield _OTHER_SOURCES, sum(abs(one.fen or 0) for row in rows for one in row.other_sources)


def _texts_of(record: records.Disclosure) -> Iterator[str]:
    """Every text of a disclosure."""
    yield from (record.department, record.region, record.title, record.place)
    yield from _names_of_sources(record.amounts)
    for unit in record.units:
        yield from (unit.name, unit.place, *_names_of_sources(unit.amounts))
        for project in unit.projects:
            yield from _names_of_sources(project.amounts)
            yield from map(str, _PROJECT_TEXTS(project))
            for indicator in project.indicators:
                yield from map(str, _INDICATOR_TEXTS(indicator))


def _names_of_sources(amounts: records.Amounts) -> Iterator[str]:
    return (one.name for one in amounts.other_sources)

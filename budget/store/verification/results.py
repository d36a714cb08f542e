"""Self-evaluations compared with their revisions, and all that derives from them with a computation."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from budget.disclosure import self_evaluation_data
from budget.models import SelfEvaluation
from budget.store import results
from budget.store.locks import lock_departments
from budget.store.result_rows import (
    as_disclosed,
    category_of,
    columns_of,
    entry_of,
    write_indicators,
)
from budget.store.verification.differences import UNREADABLE, Difference

# What matching gives, and what is read from the score, the money and the names.
_DERIVED: Final = (
    *("project_id", "unit_id", "match_basis", "met_count", "missed_count", "unknown_count"),
    *("score_number", "execution", "indicator_count", "name_folded", "name_sort", "unit_folded"),
)
_DERIVED_OF_INDICATOR: Final = ("category", "matched_position", "match_basis", "outcome")


def verify_results(*, fix: bool = False) -> Iterator[Difference]:
    """Yield what differs of self-evaluations, by department and year. With `fix` what can be made anew is
    stored as computed.
    """
    places = SelfEvaluation.objects.order_by("department", "fiscal_year")
    for department, year in list(places.values_list("department", "fiscal_year").distinct()):
        with transaction.atomic():
            lock_departments(department)
            found = _verify(department, year, fix=fix)
            transaction.set_rollback(not fix)
        yield from found


def _verify(department: int, year: int, *, fix: bool) -> list[Difference]:
    found: list[Difference] = []
    rows = list(_rows(department, year))
    for row in rows:
        found += _snapshots(row)
        found += _row(row)
    before = {row.pk: _state(row) for row in _rows(department, year)}
    results.refresh(department, year)
    for row in _rows(department, year):
        if _state(row) != before[row.pk]:
            words = _("What is computed of a self-evaluation is not what is stored.")
            found.append(Difference(_where(row), words))
    return found


def _rows(department: int, year: int) -> Iterator[SelfEvaluation]:
    rows = SelfEvaluation.objects.filter(department=department, fiscal_year=year).order_by("pk")
    return iter(rows.select_related("department").prefetch_related("indicators"))


def _where(row: SelfEvaluation) -> str:
    return f"{row.department} {row.fiscal_year} · {row.name}"


def _snapshots(row: SelfEvaluation) -> list[Difference]:
    """Compare the records of every revision with their digest."""
    found = []
    for revision in row.revisions.iterator(chunk_size=10):
        try:
            is_whole = self_evaluation_data.digest_of(as_disclosed(revision)) == revision.digest
        except UNREADABLE:
            is_whole = False
        if not is_whole:
            words = _("The records of revision %(number)s are not those of their digest.")
            found.append(Difference(_where(row), words % {"number": revision.number}, is_derived=False))
    return found


def _row(row: SelfEvaluation) -> list[Difference]:
    """Compare a row and its indicators with the revision in force, and write them anew where they differ."""
    current = row.revisions.filter(is_current=True).first()
    if current is None:
        return [Difference(_where(row), _("It has no revision in force."), is_derived=False)]
    snapshot = bytes(current.snapshot)
    try:
        entry = as_disclosed(current)
        record = self_evaluation_data.records_in(snapshot)
        problems = self_evaluation_data.problems_in(snapshot)
    except UNREADABLE:
        return []  # said of its revision
    columns = columns_of(record, entry, problems)
    stale = [name for name, value in columns.items() if getattr(row, name) != value]
    keys = (row.name_folded, row.name_sort)
    row.rename(entry.name)
    is_same = entry_of(row) == entry and not stale and keys == (row.name_folded, row.name_sort)
    categories = {one.position: one.category for one in row.indicators.all()}
    if is_same and categories == {one.position: category_of(one) for one in row.indicators.all()}:
        return []
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    write_indicators({row.pk: entry})
    return [Difference(_where(row), _("Its rows are not the records of the revision in force."))]


def _state(row: SelfEvaluation) -> Any:
    own = tuple(getattr(row, name) for name in _DERIVED)
    indicators = sorted(
        (one.position, *(getattr(one, name) for name in _DERIVED_OF_INDICATOR))
        for one in row.indicators.all()
    )
    return own, indicators

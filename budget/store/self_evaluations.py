"""Self-evaluations stored: the import's way into the database.

Each self-evaluation is a row that lasts, with revisions of its own: equal records attach their file and
change nothing else; other records become a new revision, whose rows replace those in force.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure.problems import Problem as ProblemRecord
from budget.disclosure.self_evaluation_data import (
    digest_of,
    money_from_fen,
    money_in_fen,
    problems_of_entries,
    records_in,
    snapshot_of,
)
from budget.disclosure.self_evaluations import (
    ActualIndicator,
    MoneyRow,
    SelfEvaluation as Entry,
    SelfEvaluations,
    number_of,
)
from budget.models import (
    Department,
    ResultIndicator,
    SelfEvaluation,
    SelfEvaluationRevision,
)
from budget.models.names import name_key
from budget.store import bulk, names, result_matches
from budget.store.batches import batches
from budget.store.departments import locked_department_of
from budget.store.result_refusals import refuse_unstorable_results
from budget.store.sources import Received, attach
from indicators import taxonomy

Status = Literal["imported", "unchanged", "revised"]
# Folded names of unit (its own name for another one) and project, and the ordinal among namesakes.
Key = tuple[str, str, int]

# The columns of an indicator that a record gives have the names of the record's fields.
INDICATOR_FIELDS: Final = tuple(ActualIndicator.__dataclass_fields__)
_INDICATOR_COLUMNS: Final = ("self_evaluation_id", *INDICATOR_FIELDS, "category")
_TEXTS: Final = ("code", "place", "objective", "actual_objective", "score", "total_points", "conclusion")
# A score with more digits is no score: the column holds eight before the point and four behind it.
_LARGEST_SCORE, _DECIMALS_OF_SCORE = Decimal(10**8), 4
# An execution above this is a mistake of units; the column would hold it, a table has no room for it.
_LARGEST_EXECUTION: Final = 10**12


class StoredResult(NamedTuple):
    """A stored self-evaluation. `before` is the digest of the revision in force until then, "" for none."""

    status: Status
    evaluation: SelfEvaluation
    revision: SelfEvaluationRevision
    before: str


def store(
    record: SelfEvaluations,
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
    match: bool = True,
) -> list[StoredResult]:
    """Store the self-evaluations of one department and year that a file holds, in one transaction, in their
    order, and match them with projects. Others of the department and year stay as they are.

    Without `match` the caller, who stores several files, matches them (`budget.store.result_matches`).
    Raises Refused where the department could be one of several (`ambiguous-region`), a problem is of the
    level error, or a database cannot hold a text or an amount.
    """
    refuse_unstorable_results(record, problems)
    received = list(files)
    with transaction.atomic():
        department = locked_department_of(record)
        writer = _Writer(department, record, received, by)
        of_entries = problems_of_entries(record.entries, problems)
        stored = [writer.store(*one) for one in zip(record.entries, of_entries, strict=True)]
        writer.write_indicators()
        if match:
            result_matches.refresh(department.pk, record.fiscal_year)
        return stored


def move(department: Department, to: Department, name: str | None = None) -> None:
    """Make a department's self-evaluations another one's; with `name` only those that state this name.

    The caller holds the transaction and the locks, and matches both departments afterwards. One whose key
    the other department has already becomes a namesake.
    """
    for row in SelfEvaluation.objects.filter(department=department).order_by("pk"):
        if name is not None and name_key(row.department_name) != name_key(name):
            continue
        same = SelfEvaluation.objects.filter(
            department=to,
            fiscal_year=row.fiscal_year,
            unit_folded=row.unit_folded,
            name_folded=row.name_folded,
        )
        taken = set(same.values_list("ordinal", flat=True))
        while row.ordinal in taken:
            row.ordinal += 1
        row.department = to
        row.save(update_fields=["department", "ordinal"])


class _Writer:
    """Stores the entries of one record. `changed` are those whose indicators are still to be written."""

    def __init__(
        self,
        department: Department,
        record: SelfEvaluations,
        files: Sequence[Received],
        by: User | None,
    ) -> None:
        self.department, self.record, self.files, self.by = department, record, files, by
        self._other_names = names.other_names_of_units(department.pk)
        self._existing = dict(self._known())
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._changed: dict[int, Entry] = {}

    def _known(self) -> Iterator[tuple[Key, SelfEvaluation]]:
        """The self-evaluations of the department and year by key, those under a unit's own name last."""
        rows = SelfEvaluation.objects.filter(
            department=self.department, fiscal_year=self.record.fiscal_year
        ).order_by("pk")
        for row in sorted(rows, key=lambda row: row.unit_folded not in self._other_names):
            unit = result_matches.unit_key(row.unit_name, self._other_names)
            yield (unit, row.name_folded, row.ordinal), row

    def store(self, entry: Entry, problems: Sequence[ProblemRecord]) -> StoredResult:
        group = (result_matches.unit_key(entry.unit, self._other_names), name_key(entry.name))
        self._numbers[group] += 1
        key = (*group, self._numbers[group])
        row = self._existing.get(key)
        digest = digest_of(entry)
        current = row.revisions.filter(is_current=True).defer("snapshot").first() if row else None
        if row is not None and current is not None and current.digest == digest:
            attach(current, self.files, self.by)
            return StoredResult("unchanged", row, current, digest)
        row = row or SelfEvaluation(
            department=self.department, fiscal_year=self.record.fiscal_year, ordinal=key[2]
        )
        self._write(row, entry, problems)
        revision = self._new_revision(row, entry, problems, digest)
        attach(revision, self.files, self.by)
        self._existing[key] = row
        return StoredResult(
            "revised" if current else "imported", row, revision, current.digest if current else ""
        )

    def _write(self, row: SelfEvaluation, entry: Entry, problems: Sequence[ProblemRecord]) -> None:
        for name, value in columns_of(self.record, entry, problems).items():
            setattr(row, name, value)
        row.save()
        self._changed[row.pk] = entry

    def _new_revision(
        self, row: SelfEvaluation, entry: Entry, problems: Sequence[ProblemRecord], digest: str
    ) -> SelfEvaluationRevision:
        last = row.revisions.order_by("-number").values_list("number", flat=True).first() or 0
        if last:
            row.revisions.filter(is_current=True).update(is_current=False)
        return SelfEvaluationRevision.objects.create(
            self_evaluation=row,
            number=last + 1,
            digest=digest,
            snapshot=snapshot_of(replace(self.record, entries=(entry,)), problems),
            created_by=self.by,
        )

    def write_indicators(self) -> None:
        """Replace the indicators of all that changed."""
        write_indicators(self._changed)


def write_indicators(entries: dict[int, Entry]) -> None:
    """Replace the indicators of self-evaluations, which are given by id."""
    for keys in batches(entries):
        ResultIndicator.objects.filter(self_evaluation__in=keys).delete()
    rows = (
        (key, *(getattr(one, name) for name in INDICATOR_FIELDS), category_of(one))
        for key, entry in entries.items()
        for one in entry.indicators
    )
    bulk.insert(ResultIndicator, _INDICATOR_COLUMNS, rows)


def columns_of(record: SelfEvaluations, entry: Entry, problems: Sequence[ProblemRecord]) -> dict[str, Any]:
    """The columns of a self-evaluation that an entry of a record gives, without those of its match."""
    money = entry.budget
    score = number_of(entry.score)
    return {
        "name": entry.name,
        "unit_name": entry.unit,
        "unit_folded": name_key(entry.unit),
        "department_name": record.department,
        "title": record.title,
        "money_unit": record.money_unit,
        "row": entry.row,
        **{name: getattr(entry, name) for name in _TEXTS},
        "budget_label": money.label,
        "budget_row": money.row,
        "initial_budget": money.initial,
        "adjusted_budget": money.adjusted,
        "executed": money.executed,
        "rate": money.rate,
        "budget_points": money.points,
        "budget_score": money.score,
        "sources": [money_in_fen(one) for one in entry.sources],
        "problems": [_plain(problem) for problem in problems],
        "score_number": score if score is not None and _fits(score) else None,
        "execution": execution_of(money),
        "indicator_count": len(entry.indicators),
    }


def execution_of(money: MoneyRow) -> int | None:
    """The executed share of the adjusted budget, else of the initial one, in hundredths of a percent, rounded
    half up; None where it cannot be told.
    """
    budget = money.adjusted if money.adjusted is not None else money.initial
    if money.executed is None or not budget or budget < 0:
        return None
    share = (2 * money.executed * 10_000 + budget) // (2 * budget)
    return share if abs(share) < _LARGEST_EXECUTION else None


def head_of(row: SelfEvaluation) -> SelfEvaluations:
    """The head of the table that a self-evaluation in force came from, without entries."""
    return SelfEvaluations(
        department=row.department_name or row.department.name,
        region=row.department.region,
        fiscal_year=row.fiscal_year,
        title=row.title,
        money_unit=row.money_unit,
        place=row.place,
    )


def entry_of(row: SelfEvaluation) -> Entry:
    """The record of a self-evaluation in force, made of its rows."""
    budget = MoneyRow(
        row.budget_label,
        row.initial_budget,
        row.adjusted_budget,
        row.executed,
        row.budget_points,
        row.rate,
        row.budget_score,
        row.budget_row,
    )
    return Entry(
        name=row.name,
        unit=row.unit_name,
        row=row.row,
        budget=budget,
        sources=tuple(map(money_from_fen, row.sources)),
        indicators=tuple(map(indicator_record, row.indicators.all())),
        **{name: getattr(row, name) for name in _TEXTS},
    )


def indicator_record(row: ResultIndicator) -> ActualIndicator:
    return ActualIndicator(**{name: getattr(row, name) for name in INDICATOR_FIELDS})


def as_disclosed(revision: SelfEvaluationRevision) -> Entry:
    """The record that a revision holds."""
    return records_in(bytes(revision.snapshot)).entries[0]


def category_of(one: ActualIndicator | ResultIndicator) -> str:
    """The key of an indicator's category, "" where its labels leave it open."""
    category = taxonomy.category_of("", one.level1, "", one.level2)
    return category.key if category else ""


def _fits(score: Decimal) -> bool:
    exponent = score.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _DECIMALS_OF_SCORE and abs(score) < _LARGEST_SCORE


def _plain(problem: ProblemRecord) -> dict[str, Any]:
    return asdict(problem) | {"details": dict(problem.details)}

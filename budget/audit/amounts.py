"""AMT: do the sums hold, and is the money behind a project in proportion?

An amount that is not stated is nothing in a sum, and a sum that is not stated cannot be wrong. All money is
in fen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from budget.audit.answers import Answer, Hit, ProjectRule, WholeRule
from budget.audit.findings import Finding, NotEvaluated, ProjectRef, Quote, QuoteKind, digest_of, key_of
from budget.audit.subjects import ProjectSubject, Subject
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.records import AMOUNT_FIELDS, Amounts
from indicators.folding import fold

SOURCES = AMOUNT_FIELDS[1:]


@dataclass(frozen=True, slots=True)
class _Difference:
    """A column whose stated figure is not what it should be."""

    column: str
    stated: int
    computed: int

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return (
            _money("stated", self.stated, self.column),
            _money("computed", self.computed, self.column),
            _money("difference", self.stated - self.computed, self.column),
        )


def _money(what: QuoteKind, fen: int, column: str = "") -> Quote:
    return Quote(what, wan_yuan(fen) or "", column)


def total_is_not_its_sources(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-01, of projects, units and the grand total.

    A row is passed over where it states no source or no total (AMT-04 speaks of a project's missing total).
    """
    rows = list(_stated_rows(subject))
    if not any(_sources(row.amounts) for row in rows):
        yield NotEvaluated("AMT-01", None, "no-source-stated")
        return
    for row in rows:
        total, sources = row.amounts.total, _sources(row.amounts)
        if total is None:
            continue
        if not sources:
            yield NotEvaluated("AMT-01", row.project, "row-states-no-source", {"row": row.name})
            continue
        if total != sum(sources.values()):
            of_sources = tuple(_money("stated", fen, column) for column, fen in sources.items())
            difference = _Difference("total", total, sum(sources.values()))
            yield row.finding(subject, "AMT-01", (*difference.quotes, *of_sources))


def subtotal_is_not_its_projects(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-02, in every column that the unit's row states."""
    for row, projects in zip(_unit_rows(subject), subject.projects_of_units, strict=True):
        if row.amounts == Amounts():
            yield NotEvaluated("AMT-02", None, "no-subtotal-stated", {"unit": row.unit})
            continue
        wrong = _differences(row.amounts, [project.record.amounts for project in projects])
        if wrong:
            yield row.finding(subject, "AMT-02", tuple(quote for one in wrong for quote in one.quotes))


def grand_total_is_not_its_units(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-03, in every column that the grand total states.

    What a unit does not state is counted from its projects: many layouts have no row for a unit.
    """
    disclosure = subject.disclosure
    if disclosure.amounts == Amounts():
        yield NotEvaluated("AMT-03", None, "no-grand-total-stated")
        return
    units = [
        _filled(unit.amounts, [project.record.amounts for project in projects])
        for unit, projects in zip(disclosure.units, subject.projects_of_units, strict=True)
    ]
    wrong = _differences(disclosure.amounts, units)
    if wrong:
        grand_total = _Row("", None, None, disclosure.row, disclosure.amounts)
        yield grand_total.finding(subject, "AMT-03", tuple(quote for one in wrong for quote in one.quotes))


def no_money(project: ProjectSubject, subject: Subject) -> Answer:
    """AMT-04."""
    total = project.record.amounts.total
    if total is not None and total > 0:
        return None
    return Hit((Quote("amount", wan_yuan(total) or ""),))


def much_money_few_indicators(project: ProjectSubject, subject: Subject) -> Answer:
    """AMT-05: lets a project without any indicator pass (CMP-02 speaks of it)."""
    thresholds = subject.policy.thresholds
    count, total, all_money = len(project.indicators), project.record.amounts.total, subject.money
    if not 0 < count < thresholds.enough_indicators or total is None or total <= 0 or all_money <= 0:
        return None
    if total * 100 < all_money * thresholds.large_share_percent:
        return None
    tenths = (total * 1000 + all_money // 2) // all_money
    share = f"{tenths // 10}.{tenths % 10}%"
    evidence = (_money("amount", total), Quote("share", share), Quote("indicator_count", str(count)))
    return Hit(evidence, project.indicators)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with amounts: a project's, a unit's (with its folded name and ordinal), or the grand total's."""

    unit: str
    unit_key: tuple[str, int] | None
    project: ProjectRef | None
    row: int | None
    amounts: Amounts

    @property
    def about(self) -> tuple[tuple[str | int, ...], ...]:
        """What tells the row from others; nothing does for the grand total's."""
        if self.project:
            return (self.project.key,)
        return (self.unit_key,) if self.unit_key else ()

    @property
    def name(self) -> str:
        return self.project.name if self.project else self.unit or "合计"

    def finding(self, subject: Subject, check: str, evidence: tuple[Quote, ...]) -> Finding:
        projects = (self.project,) if self.project else ()
        return Finding(
            check=check,
            level=subject.policy.level(check),
            unit=self.unit,
            project=self.project,
            projects=projects,
            indicator=None,
            indicators=(),
            row=self.row,
            rows=() if self.row is None else (self.row,),
            evidence=evidence,
            key=key_of(check, digest_of(*self.about)),
        )


def _stated_rows(subject: Subject) -> Iterator[_Row]:
    yield _Row("", None, None, subject.disclosure.row, subject.disclosure.amounts)
    for unit, projects in zip(_unit_rows(subject), subject.projects_of_units, strict=True):
        yield unit
        for project in projects:
            yield _Row(project.ref.unit, None, project.ref, project.record.row, project.record.amounts)


def _unit_rows(subject: Subject) -> Iterator[_Row]:
    seen: dict[str, int] = {}
    for unit in subject.disclosure.units:
        folded = fold(unit.name)
        seen[folded] = seen.get(folded, 0) + 1
        yield _Row(unit.name, (folded, seen[folded]), None, unit.row, unit.amounts)


def _sources(amounts: Amounts) -> dict[str, int]:
    return {column: fen for column in SOURCES if (fen := getattr(amounts, column)) is not None}


def _differences(stated: Amounts, parts: list[Amounts]) -> list[_Difference]:
    """The columns that are stated and are not the sum of the parts."""
    found = []
    for column in AMOUNT_FIELDS:
        fen = getattr(stated, column)
        computed = sum(getattr(part, column) or 0 for part in parts)
        if fen is not None and fen != computed:
            found.append(_Difference(column, fen, computed))
    return found


def _filled(stated: Amounts, projects: list[Amounts]) -> Amounts:
    """A unit's amounts, each column that it does not state as its projects' sum (None where no project
    states it).
    """
    filled = {}
    for column in AMOUNT_FIELDS:
        fen = getattr(stated, column)
        parts = [part for amounts in projects if (part := getattr(amounts, column)) is not None]
        filled[column] = fen if fen is not None or not parts else sum(parts)
    return Amounts(**filled)


WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    "AMT-01": total_is_not_its_sources,
    "AMT-02": subtotal_is_not_its_projects,
    "AMT-03": grand_total_is_not_its_units,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"AMT-04": no_money, "AMT-05": much_money_few_indicators}

"""AMT: do the sums hold, and is the money behind a project in proportion?

AMT-01 to AMT-03 are the sums of `budget/audit/reconciliation.py` that differ, as the reconciliation page
shows them. All money is in fen.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from budget.audit.answers import Answer, Hit, ProjectRule, WholeRule
from budget.audit.findings import Finding, NotEvaluated, ProjectRef, Quote, QuoteKind, digest_of, key_of
from budget.audit.reconciliation import Figure, Sum
from budget.audit.subjects import ProjectSubject, Subject
from budget.disclosure.amounts import wan_yuan

# The name of the grand total's row in a reason.
_GRAND_TOTAL: Final = "合计"


def total_is_not_its_sources(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-01, of projects, units and the grand total.

    Sources without a column of their own count by their names. A row of which a source could not be read is
    not evaluated. Lets a row without a total pass: AMT-04 reports a project's missing total.
    """
    found = subject.reconciliation
    if not found.states_sources:
        yield NotEvaluated("AMT-01", None, "no-source-stated")
        return
    for one in found.sources:
        if not one.is_compared:
            details = {"row": one.name or _GRAND_TOTAL}
            why = "source-unread" if one.amounts.has_unread_source else "row-states-no-source"
            yield NotEvaluated("AMT-01", _project_of(subject, one), why, details)
        elif not one.agrees:
            sources = tuple(_money("stated", fen, column) for column, fen in one.amounts.sources.items())
            yield _finding(subject, "AMT-01", one, (*_quotes(one.differing), *sources))


def subtotal_is_not_its_projects(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-02, in every column that the unit's row states."""
    for one in subject.reconciliation.units:
        if not one.is_compared:
            yield NotEvaluated("AMT-02", None, "no-subtotal-stated", {"unit": one.name})
        elif not one.agrees:
            yield _finding(subject, "AMT-02", one, _quotes(one.differing))


def grand_total_is_not_its_units(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """AMT-03, in every column that the grand total states.

    What a unit does not state is counted from its projects: many layouts have no row for a unit.
    """
    one = subject.reconciliation.grand_total
    if not one.is_compared:
        yield NotEvaluated("AMT-03", None, "no-grand-total-stated")
    elif not one.agrees:
        yield _finding(subject, "AMT-03", one, _quotes(one.differing))


def no_money(project: ProjectSubject, subject: Subject) -> Answer:
    """AMT-04."""
    total = project.record.amounts.total
    if total is not None and total > 0:
        return None
    return Hit((Quote("amount", wan_yuan(total) or ""),))


def much_money_few_indicators(project: ProjectSubject, subject: Subject) -> Answer:
    """AMT-05, which names no indicator. Lets a project without any indicator pass: CMP-02 reports it."""
    thresholds = subject.policy.thresholds
    count, total, all_money = len(project.indicators), project.record.amounts.total, subject.money
    if not 0 < count < thresholds.enough_indicators or total is None or total <= 0 or all_money <= 0:
        return None
    if total * 100 < all_money * thresholds.large_share_percent:
        return None
    tenths = (total * 1000 + all_money // 2) // all_money
    share = f"{tenths // 10}.{tenths % 10}%"
    evidence = (_money("amount", total), Quote("share", share), Quote("indicator_count", str(count)))
    return Hit(evidence)


def _money(what: QuoteKind, fen: int | None, column: str = "") -> Quote:
    return Quote(what, wan_yuan(fen) or "", column)


def _quotes(figures: Iterable[Figure]) -> tuple[Quote, ...]:
    """The evidence of columns that differ: stated, computed and the difference of each."""
    return tuple(
        quote
        for figure in figures
        for quote in (
            _money("stated", figure.stated, figure.column),
            _money("computed", figure.computed, figure.column),
            _money("difference", figure.difference, figure.column),
        )
    )


def _project_of(subject: Subject, one: Sum) -> ProjectRef | None:
    """The project whose row a sum is of, None for a unit's and the grand total's."""
    return None if one.project is None else subject.projects[one.project].ref


def _finding(subject: Subject, check: str, one: Sum, evidence: tuple[Quote, ...]) -> Finding:
    """The finding on a sum, located at its row."""
    project = _project_of(subject, one)
    # The grand total has no name: its key is that of the check alone.
    about: tuple[tuple[str | int, ...], ...] = ()
    if project is not None:
        about = (project.key,)
    elif one.unit is not None:
        about = (subject.unit_keys[one.unit],)
    return Finding(
        check=check,
        level=subject.policy.level(check),
        unit="" if one.unit is None else subject.disclosure.units[one.unit].name,
        project=project,
        projects=() if project is None else (project,),
        indicator=None,
        indicators=(),
        row=one.row,
        rows=() if one.row is None else (one.row,),
        evidence=evidence,
        key=key_of(check, digest_of(*about)),
    )


WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    "AMT-01": total_is_not_its_sources,
    "AMT-02": subtotal_is_not_its_projects,
    "AMT-03": grand_total_is_not_its_units,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"AMT-04": no_money, "AMT-05": much_money_few_indicators}

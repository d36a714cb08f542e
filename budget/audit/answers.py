"""The answers of rules, and their conversion into findings.

A check says the same of a project once: its finding lists the indicators that it is about.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from budget.audit.findings import Finding, NotEvaluated, Quote, digest_of, key_of
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject


class Hit(NamedTuple):
    """There is a point to review on a project: its evidence and the indicators that it names.

    `is_lesser`: it is of the check's lesser level.
    """

    evidence: tuple[Quote, ...]
    indicators: tuple[IndicatorSubject, ...] = ()
    is_lesser: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A project rule's answer that it cannot be evaluated, and why (a key of findings.WHY, with details)."""

    why: str
    details: Mapping[str, str] = field(default_factory=dict)


# The answer of a project rule; None: nothing to review.
Answer = Hit | Unknown | None
# The answer of a rule of one indicator: whether there is a point to review, or one of the lesser level.
IndicatorAnswer = bool | Literal["lesser"]

# A rule over the whole disclosure makes its findings itself.
WholeRule = Callable[[Subject], Iterator[Finding | NotEvaluated]]
ProjectRule = Callable[[ProjectSubject, Subject], Answer]
IndicatorRule = Callable[[IndicatorText], IndicatorAnswer]


def finding_of(subject: Subject, check: str, project: ProjectSubject, hit: Hit) -> Finding:
    """A finding on one project. Its key is the project's: it outlasts a change of the indicators it names."""
    ref, records = project.ref, [one.record for one in hit.indicators]
    positions = tuple([record.position for record in records])
    rows = tuple(dict.fromkeys([record.row for record in records if record.row is not None]))
    is_on_one = len(positions) == 1
    return Finding(
        check=check,
        level=subject.policy.level(check, lesser=hit.is_lesser),
        unit=ref.unit,
        project=ref,
        projects=project.refs,
        indicator=positions[0] if is_on_one else None,
        indicators=positions,
        row=rows[0] if is_on_one and rows else project.record.row,
        # An indicator without a row of its own has the project's.
        rows=rows or project.rows,
        evidence=hit.evidence,
        key=key_of(check, ref.digest),
    )


def listing(indicators: Sequence[IndicatorSubject], *before: Quote, is_lesser: bool = False) -> Hit:
    """A hit on indicators, quoted with their targets; `before` is evidence that precedes them."""
    quotes = [quote for indicator in indicators for quote in indicator.quotes]
    return Hit((*before, *quotes), tuple(indicators), is_lesser)


def group_finding(
    subject: Subject, check: str, projects: Sequence[ProjectSubject], evidence: tuple[Quote, ...]
) -> Finding:
    """Return a finding on several projects, given in the order of the table. It is placed on the last one's
    row and names all.
    """
    last = projects[-1]
    return Finding(
        check=check,
        level=subject.policy.level(check),
        unit=last.ref.unit,
        project=last.ref,
        projects=tuple(project.ref for project in projects),
        indicator=None,
        indicators=(),
        row=last.record.row,
        rows=tuple(project.record.row for project in projects if project.record.row is not None),
        evidence=evidence,
        key=key_of(check, digest_of(*[project.ref.key for project in projects])),
    )

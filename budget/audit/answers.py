"""The answers of rules, and their conversion into findings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from budget.audit.findings import Finding, NotEvaluated, Quote, digest_of, key_of
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject


@dataclass(frozen=True, slots=True)
class Hit:
    """A project rule's answer: there is a point to review, with its evidence and the indicators it names."""

    evidence: tuple[Quote, ...]
    indicators: tuple[IndicatorSubject, ...] = ()


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


def finding_of(
    subject: Subject,
    check: str,
    project: ProjectSubject,
    evidence: tuple[Quote, ...],
    indicators: Sequence[IndicatorSubject] = (),
) -> Finding:
    """A finding on one project; `indicators` are those that it names."""
    rows: tuple[int, ...] = ()
    named = ""
    if indicators:
        rows = tuple(dict.fromkeys([one.record.row for one in indicators if one.record.row is not None]))
        named = digest_of(*[one.key for one in indicators])
    return Finding(
        check=check,
        level=subject.policy.level(check),
        unit=project.ref.unit,
        project=project.ref,
        projects=project.refs,
        indicator=None,
        indicators=tuple([one.record.position for one in indicators]),
        row=project.record.row,
        # An indicator without a row of its own has the project's.
        rows=rows or project.rows,
        evidence=evidence,
        key=key_of(check, project.ref.digest, named),
    )


def indicator_finding(
    subject: Subject,
    check: str,
    project: ProjectSubject,
    indicator: IndicatorSubject,
    evidence: tuple[Quote, ...],
    *,
    is_lesser: bool = False,
) -> Finding:
    """A finding on one indicator."""
    own_row = indicator.record.row
    return Finding(
        check=check,
        level=subject.policy.level(check, lesser=is_lesser),
        unit=project.ref.unit,
        project=project.ref,
        projects=project.refs,
        indicator=indicator.record.position,
        indicators=(indicator.record.position,),
        row=project.record.row if own_row is None else own_row,
        rows=project.rows if own_row is None else (own_row,),
        evidence=evidence,
        key=key_of(check, project.ref.digest, indicator.digest),
    )


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

"""RES: a project's self-evaluation beside the targets that were disclosed for it, and what rules read of
both.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, Protocol

from budget.audit.findings import (
    Finding,
    NotEvaluated,
    ProjectRef,
    Quote,
    QuoteKind,
    digest_of,
    key_of,
)
from budget.audit.policy import Policy
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.records import Indicator
from budget.disclosure.self_evaluations import ActualIndicator, SelfEvaluation, number_of
from indicators.cells import joined
from indicators.folding import fold
from indicators.results import Outcome, Result, read_result


class Pair(NamedTuple):
    """An indicator as disclosed with its targets, and as the self-evaluation has it; None where one side has
    no counterpart.
    """

    disclosed: Indicator | None
    actual: ActualIndicator | None


class Restated(Protocol):
    """What is read of an indicator of a self-evaluation: a record, or its row."""

    @property
    def target(self) -> str: ...

    @property
    def actual(self) -> str: ...

    @property
    def comparator(self) -> str: ...

    @property
    def unit_of_measure(self) -> str: ...

    @property
    def direction(self) -> str: ...


class Disclosed(Protocol):
    """What is read of an indicator as disclosed: a record, or its row."""

    @property
    def annual_target(self) -> str: ...

    @property
    def comparator(self) -> str: ...

    @property
    def unit_of_measure(self) -> str: ...

    @property
    def direction(self) -> str: ...


def result_of(restated: Restated, disclosed: Disclosed | None) -> Result:
    """The reading of an actual value: of the annual target as disclosed, else of the target as restated. The
    target of a whole period is none that a year's value could meet.

    Pages, lists and checks have it from here alone.
    """
    if disclosed is not None and disclosed.annual_target:
        return read_result(
            disclosed.annual_target,
            restated.actual,
            disclosed.comparator,
            disclosed.unit_of_measure,
            disclosed.direction or restated.direction,
        )
    return read_result(
        restated.target,
        restated.actual,
        restated.comparator,
        restated.unit_of_measure,
        restated.direction,
    )


def target_of(disclosed: Disclosed) -> str:
    """An annual target as disclosed, with its comparator and unit."""
    return joined(disclosed.annual_target, disclosed.comparator, disclosed.unit_of_measure)


@dataclass(frozen=True)
class ResultIndicator:
    """An indicator of a self-evaluation with the reading of its target and actual value, its points and score
    as numbers, and the indicator as disclosed.
    """

    record: ActualIndicator
    disclosed: Indicator | None = None

    @cached_property
    def result(self) -> Result:
        return result_of(self.record, self.disclosed)

    @property
    def outcome(self) -> Outcome:
        return self.result.outcome

    @cached_property
    def points(self) -> Decimal | None:
        return number_of(self.record.points)

    @cached_property
    def score(self) -> Decimal | None:
        return number_of(self.record.score)

    @cached_property
    def target(self) -> str:
        """The target as restated, with its comparator and unit."""
        return joined(self.record.target, self.record.comparator, self.record.unit_of_measure)

    @cached_property
    def disclosed_target(self) -> str:
        """The annual target as disclosed, with its comparator and unit; "" where there is none."""
        return target_of(self.disclosed) if self.disclosed else ""

    def quotes(self, *more: QuoteKind) -> tuple[Quote, ...]:
        """The indicator's name, target and actual value, and more of its texts, as evidence. A target that
        was disclosed otherwise, of which the actual value is read, is quoted as well.
        """
        one = self.record
        is_other = fold(self.disclosed_target) != fold(self.target)
        texts: dict[QuoteKind, str] = {
            "name": one.name,
            "annual_target": self.disclosed_target if is_other else "",
            "restated_target": self.target,
            "actual": one.actual,
            "points": one.points,
            "score": one.score,
            "reason": one.reason,
        }
        wanted: tuple[QuoteKind, ...] = ("name", "annual_target", "restated_target", "actual", *more)
        return tuple(Quote(what, texts[what], indicator=one.position) for what in wanted if texts[what])


@dataclass(frozen=True)
class ResultSubject:
    """A self-evaluation under check. `has_targets`: the project that it is of is disclosed, so that `pairs`
    say which indicators have a counterpart.
    """

    evaluation: SelfEvaluation
    pairs: Sequence[Pair] = ()
    has_targets: bool = False
    policy: Policy = field(default_factory=Policy)
    ordinal: int = 1

    @cached_property
    def indicators(self) -> tuple[ResultIndicator, ...]:
        disclosed = {pair.actual.position: pair.disclosed for pair in self.pairs if pair.actual is not None}
        return tuple(ResultIndicator(one, disclosed.get(one.position)) for one in self.evaluation.indicators)

    @property
    def dropped(self) -> list[Indicator]:
        """The disclosed indicators that the self-evaluation does not have."""
        return [pair.disclosed for pair in self.pairs if pair.disclosed is not None and pair.actual is None]

    @property
    def ref(self) -> ProjectRef:
        one = self.evaluation
        return ProjectRef(one.unit, one.name, self.ordinal, one.row, one.budget.adjusted)

    @property
    def adjusted(self) -> int | None:
        """The budget that was to be executed, in fen: the adjusted one, else the initial one."""
        budget = self.evaluation.budget
        return budget.initial if budget.adjusted is None else budget.adjusted

    @property
    def budget_quote(self) -> Quote:
        """The budget that was to be executed as evidence, under the name that it is stated under."""
        what: QuoteKind = "initial" if self.evaluation.budget.adjusted is None else "adjusted"
        return money(what, self.adjusted)


class ResultHit(NamedTuple):
    """There is a point to review on a self-evaluation: its evidence, and the indicators that it names."""

    evidence: tuple[Quote, ...]
    indicators: tuple[ResultIndicator, ...] = ()


class NotTold(NamedTuple):
    """A rule's answer that it cannot be evaluated, and why (a key of findings.WHY)."""

    why: str


ResultAnswer = ResultHit | NotTold | None
ResultRule = Callable[[ResultSubject], ResultAnswer]


def listing(indicators: Sequence[ResultIndicator], *more: QuoteKind) -> ResultHit | None:
    """A hit on indicators, quoted with their targets and actual values; None without any."""
    if not indicators:
        return None
    return ResultHit(tuple(quote for one in indicators for quote in one.quotes(*more)), tuple(indicators))


def money(what: QuoteKind, fen: int | None) -> Quote:
    """An amount as evidence, in 万元."""
    return Quote(what, wan_yuan(fen) or "")


def answers(
    subject: ResultSubject, rules: Mapping[str, ResultRule] = MappingProxyType({})
) -> Iterator[Finding | NotEvaluated]:
    """Yield the findings of rules on a self-evaluation, and what they could not evaluate.

    A finding's positions and rows are those of the self-evaluation. Its key is made of the names of unit and
    project, and outlasts a revision.
    """
    ref = subject.ref
    for check, rule in rules.items():
        if not subject.policy.is_on(check):
            continue
        answer = rule(subject)
        if isinstance(answer, NotTold):
            yield NotEvaluated(check, ref, answer.why)
        elif answer is not None:
            yield _finding(subject, check, answer, ref)


def _finding(subject: ResultSubject, check: str, hit: ResultHit, ref: ProjectRef) -> Finding:
    records = [one.record for one in hit.indicators]
    positions = tuple(one.position for one in records)
    rows = tuple(dict.fromkeys(one.row for one in records if one.row is not None))
    own = () if subject.evaluation.row is None else (subject.evaluation.row,)
    return Finding(
        check=check,
        level=subject.policy.level(check),
        unit=ref.unit,
        project=ref,
        projects=(ref,),
        indicator=positions[0] if len(positions) == 1 else None,
        indicators=positions,
        row=rows[0] if len(positions) == 1 and rows else subject.evaluation.row,
        rows=rows or own,
        evidence=hit.evidence,
        key=key_of(check, digest_of(ref.key)),
    )

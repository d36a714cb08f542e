"""The entry point of the checks of self-evaluations: one with its pairs and a policy becomes findings."""

from collections.abc import Mapping, Sequence
from typing import Final

from budget.audit import result_arithmetic, result_targets
from budget.audit.catalogue import ORDER
from budget.audit.findings import Finding, NotEvaluated
from budget.audit.policy import Policy
from budget.audit.results import Pair, ResultRule, ResultSubject, answers
from budget.disclosure.self_evaluations import SelfEvaluation

RESULT_RULES: Final[Mapping[str, ResultRule]] = {**result_arithmetic.RULES, **result_targets.RULES}


def audit_result(
    evaluation: SelfEvaluation,
    pairs: Sequence[Pair],
    policy: Policy,
    *,
    has_targets: bool,
    ordinal: int = 1,
) -> tuple[list[Finding], list[NotEvaluated]]:
    """Check one self-evaluation beside the targets that were disclosed, in the catalogue's order.

    `pairs` hold the indicators that have counterparts, and those of either side that have none.
    `has_targets`: the project that it is of is disclosed. `ordinal` is its number among self-evaluations of
    one unit and name. Findings name unit and project as the self-evaluation does.
    """
    subject = ResultSubject(evaluation, tuple(pairs), has_targets, policy, ordinal)
    found = list(answers(subject, RESULT_RULES))
    found.sort(key=lambda one: ORDER[one.check])
    return (
        [one for one in found if isinstance(one, Finding)],
        [one for one in found if isinstance(one, NotEvaluated)],
    )

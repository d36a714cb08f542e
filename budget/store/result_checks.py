"""A self-evaluation in force checked under the installation's settings. Its points are computed when they are
asked for: they follow each change of either side.
"""

from collections.abc import Iterable

from budget.audit.findings import Finding, NotEvaluated
from budget.audit.result_run import audit_result
from budget.audit.results import Pair
from budget.models import SelfEvaluation
from budget.store.checks import Installation
from budget.store.rows_reader import indicator_record
from budget.store.self_evaluations import entry_of, indicator_record as result_record
from indicators.models import Indicator


def check_result(
    row: SelfEvaluation, targets: Iterable[Indicator]
) -> tuple[list[Finding], list[NotEvaluated]]:
    """The points to review of a self-evaluation beside its project's indicators (`targets`), and what could
    not be evaluated.
    """
    by_position = {one.position: one for one in targets}
    results = sorted(row.indicators.all(), key=lambda one: one.position)
    pairs = [
        Pair(indicator_record(target) if target else None, result_record(one))
        for one in results
        for target in [by_position.get(one.matched_position or 0)]
    ]
    matched = {one.matched_position for one in results}
    dropped = [one for position, one in by_position.items() if position not in matched]
    pairs += [Pair(indicator_record(one), None) for one in dropped]
    return audit_result(
        entry_of(row),
        pairs,
        Installation.now().policy_for(row.department),
        has_targets=row.project_id is not None,
        ordinal=row.ordinal,
    )

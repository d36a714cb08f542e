"""The points to review of a self-evaluation: those stored, which are reviewed, or as the checks give them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import get_language

from budget.models import Finding, NotEvaluated, SelfEvaluation
from budget.models.querysets.findings import may_review
from budget.pages.findings.evidence import Evidence, evidence_of
from budget.store.checks import Installation
from budget.store.findings_writer import as_json
from budget.store.result_findings import check_row
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class ResultPoint:
    """A point to review of a self-evaluation; `finding` is not stored where nothing is to be reviewed."""

    finding: Finding
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class ResultPoints:
    """All of a self-evaluation; `not_evaluated` are checks with the reason in words.

    `is_stored`: a disclosure of the department and year is in force, so that they are stored and reviewed.
    """

    points: tuple[ResultPoint, ...]
    not_evaluated: tuple[tuple[str, str], ...]
    is_stored: bool = True


def points_of(
    row: SelfEvaluation, targets: Iterable[Indicator], reader: User | AnonymousUser
) -> ResultPoints:
    """The points of a self-evaluation (of `for_page`), as its reader may see them; `targets` are its
    project's.
    """
    if not row.has_disclosure:
        return _computed(row, targets)
    found = Finding.objects.for_reader(reader).in_force().filter(self_evaluation=row).for_table()
    if may_review(reader):
        found = found.with_reviews()
    return stored_points(found, row.not_evaluated.order_by("position"))


def stored_points(found: Iterable[Finding], not_evaluated: Iterable[NotEvaluated]) -> ResultPoints:
    """The points of stored findings of a self-evaluation, the gravest first."""
    in_order = sorted(found, key=lambda one: (one.level_rank, one.position))
    return ResultPoints(
        tuple(ResultPoint(one, evidence_of(one)) for one in in_order),
        tuple((one.check_id, one.words) for one in not_evaluated),
    )


def _computed(row: SelfEvaluation, targets: Iterable[Indicator]) -> ResultPoints:
    """The points as the checks give them now."""
    checked = check_row(row, targets, Installation.now().policy_for(row.department))
    findings: Sequence[Finding] = [
        Finding(check_id=one.check, level=one.level, evidence=[as_json(quote) for quote in one.evidence])
        for one in checked.found
    ]
    language = get_language() or ""
    return ResultPoints(
        tuple(ResultPoint(one, evidence_of(one)) for one in findings),
        tuple((one.check, one.words(language)) for one in checked.not_evaluated),
        is_stored=False,
    )

"""The points to review of a self-evaluation, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from budget.audit.catalogue import CHECKS
from budget.audit.findings import LABELS, Finding
from budget.links import address
from budget.models import SelfEvaluation
from budget.pages.findings.formats import basis, wording
from budget.store.result_checks import check_result
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class ResultPoint:
    """A point to review: its check in words, with the evidence it rests on as labels and texts."""

    check: str
    level: str
    wording: str
    basis: str
    evidence: tuple[tuple[str, str], ...]
    rows: tuple[int, ...]

    @property
    def url(self) -> str:
        return address("checks", anchor=self.check)


@dataclass(frozen=True, slots=True)
class ResultPoints:
    """All of a self-evaluation; `not_evaluated` are checks with the reason in words."""

    points: tuple[ResultPoint, ...]
    not_evaluated: tuple[tuple[str, str], ...]


def points_of(row: SelfEvaluation, targets: Iterable[Indicator]) -> ResultPoints:
    """The points of a self-evaluation beside its project's indicators."""
    found, open_ = check_result(row, targets)
    language = get_language() or ""
    return ResultPoints(
        tuple(_point(one, language) for one in found),
        tuple((one.check, one.words(language)) for one in open_),
    )


def _point(one: Finding, language: str) -> ResultPoint:
    check = CHECKS[one.check]
    evidence = tuple((LABELS[quote.what].in_language(language), quote.text) for quote in one.evidence)
    return ResultPoint(one.check, one.level, wording(check), basis(check), evidence, one.rows)

"""Whether a self-evaluation is of a project, and an indicator of it the result of one of the project's:
confirmed, rejected or taken back by an auditor.

Each act is a row of its own, and the last one of a pair counts. The department and year are matched again at
once.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from budget.accounts.permissions import may_decide_matches
from budget.actions.base import ActionRefused, StaleState, require_state
from budget.models import PairDecision, Project, ResultDecision, SelfEvaluation
from budget.models.names import can_be_stored, name_key
from budget.store import result_matches, results
from budget.store.locks import lock_departments
from budget.store.result_matches import state_of


class StaleMatch(StaleState):
    """The two sides or the decisions are others than the auditor saw, or one side is no longer there."""

    words = gettext_lazy("Nothing was kept: this has changed since you read it. Look at it as it is now.")


class MatchedToAnother(ActionRefused):
    """One of the two is confirmed as belonging to a third one."""

    words = gettext_lazy(
        "Nothing was kept: one of the two is confirmed as belonging to another already. Take that back first."
    )
    status = 409


class UnstorableNote(ActionRefused):
    """A note holds a character that is none."""

    words = gettext_lazy("Nothing was kept: the note holds a character that is none.")
    status = 400


@dataclass(frozen=True, slots=True)
class Decided:
    """What an auditor decides. `seen` is the token of the state that was shown (`state_of`). `result` and
    `indicator` are positions of the self-evaluation's and the project's indicators, None in a decision on the
    two themselves.
    """

    decision: str
    seen: str
    note: str = ""
    result: int | None = None
    indicator: int | None = None


def decide(
    evaluation: SelfEvaluation, project: Project, decided: Decided, by: User | AnonymousUser
) -> ResultDecision:
    """Keep a decision on a self-evaluation and a project of its department and year, or on an indicator of
    each, and match them again.

    Raises PermissionDenied, ValueError for an unknown decision or for two that are not of one department and
    year, UnstorableNote, StaleMatch, MatchedToAnother.
    """
    if not may_decide_matches(by):
        raise PermissionDenied
    chosen = PairDecision(decided.decision)
    if not can_be_stored(decided.note):
        raise UnstorableNote
    department, year = evaluation.department_id, evaluation.fiscal_year
    if (project.unit.department_id, project.fiscal_year) != (department, year):
        raise ValueError("the self-evaluation and the project are not of one department and year")
    with transaction.atomic():
        lock_departments(department)
        evaluation, project = _as_they_are(evaluation, project)
        require_state(decided.seen, state_of(evaluation, project), StaleMatch)
        row = ResultDecision(
            self_evaluation=evaluation,
            unit_id=project.unit_id,
            fiscal_year=year,
            name=project.name,
            name_folded=project.name_folded,
            ordinal=project.ordinal,
            decision=chosen,
            note=decided.note.strip(),
            by=by,
        )
        _name_indicators(row, evaluation, project, decided)
        _refuse_needless(row)
        row.save()
        results.refresh(department, year)
        return row


def _as_they_are(evaluation: SelfEvaluation, project: Project) -> tuple[SelfEvaluation, Project]:
    """Both as they are in force now, in the same department and year. Raises StaleMatch."""
    here = {"pk": evaluation.pk, "department": evaluation.department_id}
    ours = SelfEvaluation.objects.filter(**here, fiscal_year=evaluation.fiscal_year).first()
    theirs = Project.objects.select_related("unit").filter(
        pk=project.pk,
        unit__department=evaluation.department_id,
        fiscal_year=evaluation.fiscal_year,
    )
    target = theirs.first()
    if ours is None or target is None:
        raise StaleMatch
    return ours, target


def _name_indicators(
    row: ResultDecision, evaluation: SelfEvaluation, project: Project, decided: Decided
) -> None:
    """Name the indicators that a decision is about. Raises StaleMatch where one is no longer there."""
    if decided.result is None or decided.indicator is None:
        return
    names = {one.position: one.name for one in evaluation.indicators.all()}
    ours = result_matches.result_candidates(evaluation).get(decided.result)
    theirs = result_matches.target_candidates(project).get(decided.indicator)
    if ours is None or theirs is None:
        raise StaleMatch
    row.result_name = names[decided.result]
    row.result_folded, row.result_ordinal = name_key(row.result_name), ours.key[2]
    row.indicator_name = project.indicators.get(position=decided.indicator).name
    row.indicator_folded, row.indicator_ordinal = name_key(row.indicator_name), theirs.key[2]


def _refuse_needless(row: ResultDecision) -> None:
    """Raise StaleMatch where a decision changes nothing, MatchedToAnother where it contradicts another."""
    pair = {name: getattr(row, name) for name in ResultDecision.PAIR_COLUMNS}
    last = ResultDecision.objects.filter(**pair).order_by("-pk").first()
    if row.decision == (last.decision if last else PairDecision.TAKEN_BACK):
        raise StaleMatch
    if row.decision != PairDecision.CONFIRMED:
        return
    sides = (
        ("self_evaluation", "result_folded", "result_ordinal"),
        ("unit", "fiscal_year", "name_folded", "ordinal", "indicator_folded", "indicator_ordinal"),
    )
    for side in sides:
        about = ResultDecision.objects.filter(**{name: pair[name] for name in side})
        if row.result_ordinal:
            about = about.filter(
                self_evaluation=row.self_evaluation, unit=row.unit_id, name_folded=row.name_folded
            )
            about = about.filter(ordinal=row.ordinal, result_ordinal__gt=0)
        else:
            about = about.filter(result_ordinal=0)
        latest: dict[tuple[object, ...], str] = {}
        columns = [f"{name}_id" if name in ("self_evaluation", "unit") else name for name in pair]
        for one in about.order_by("pk"):
            latest[tuple(getattr(one, name) for name in columns)] = one.decision
        own = tuple(getattr(row, name) for name in columns)
        if any(key != own and decision == PairDecision.CONFIRMED for key, decision in latest.items()):
            raise MatchedToAnother

"""What an auditor decides of a self-evaluation: which project it is of, which indicators belong together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from budget.audit.result_matches import Matches, Reason
from budget.audit.year_matches import Pair
from budget.models import PairDecision, Project, SelfEvaluation
from budget.store.result_matches import (
    Sides,
    result_candidates,
    state_of,
    target_candidates,
)

REASON_WORDS: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("the names are the same"),
    "alike": gettext_lazy("the names are alike"),
    "amount": gettext_lazy("an amount is the same"),
    "objective": gettext_lazy("the objectives are the same"),
    "target": gettext_lazy("the targets are the same"),
}
_BUTTONS: Final[Mapping[PairDecision, Promise]] = {
    PairDecision.CONFIRMED: gettext_lazy("They belong together"),
    PairDecision.REJECTED: gettext_lazy("They do not"),
    PairDecision.TAKEN_BACK: gettext_lazy("Take the decision back"),
}


@dataclass(frozen=True, slots=True)
class MatchPair:
    """Two that belong together, may do so, or were said not to.

    `result` and `indicator` are positions in a pair of indicators, None in one of project and
    self-evaluation. `seen` is the token of the state that is shown.
    """

    project: Project
    ours: str
    theirs: str
    status: str
    reasons: tuple[Reason, ...]
    seen: str
    result: int | None = None
    indicator: int | None = None

    @property
    def words(self) -> str:
        return {
            "matched": _("belong together"),
            "confirmed": _("confirmed: they belong together"),
            "suggested": _("may belong together"),
            "rejected": _("rejected: they do not belong together"),
        }[self.status]

    @property
    def reason_words(self) -> list[str]:
        return [_reason_words(reason) for reason in self.reasons]

    @property
    def choices(self) -> list[tuple[str, Promise]]:
        """What can be decided of it: the value and the button's words."""
        of_status = {
            "matched": [PairDecision.REJECTED],
            "confirmed": [PairDecision.TAKEN_BACK],
            "suggested": [PairDecision.CONFIRMED, PairDecision.REJECTED],
            "rejected": [PairDecision.TAKEN_BACK],
        }[self.status]
        return [(choice.value, _BUTTONS[choice]) for choice in of_status]

    @property
    def number(self) -> str:
        """Tells the pair from others of the page."""
        return f"{self.project.pk}-{self.result or 0}-{self.indicator or 0}"


def _reason_words(reason: Reason) -> str:
    if reason.kind == "indicators":
        return _("%(same)s of %(all)s indicators are the same") % {"same": reason.same, "all": reason.all}
    return str(REASON_WORDS[reason.kind])


@dataclass(frozen=True, slots=True)
class MatchView:
    """The pairs of a self-evaluation with projects, and of its indicators with those of its project."""

    projects: Sequence[MatchPair]
    indicators: Sequence[MatchPair]


def match_view(row: SelfEvaluation) -> MatchView:
    """All pairs of a self-evaluation: what is matched first, then what may be, then what was rejected."""
    sides = Sides.of(row.department_id, row.fiscal_year)
    key = next(key for key, one in sides.results.items() if one.pk == row.pk)
    row = sides.results[key]
    matched = sides.match()
    pairs = [
        MatchPair(
            sides.targets[target],
            row.name,
            sides.targets[target].name,
            status,
            reasons,
            state_of(row, sides.targets[target]),
        )
        for target, status, reasons in _of(key, matched, sides.latest.projects)
        if target in sides.targets
    ]
    match = matched.found.get(key)
    indicators = _indicator_pairs(sides, row, sides.targets[match.target]) if match else []
    return MatchView(pairs, indicators)


def _of(
    key: tuple[str, str, int], matched: Matches, latest: Mapping[Pair, PairDecision]
) -> Iterator[tuple[tuple[str, str, int], str, tuple[Reason, ...]]]:
    """Yield what a result is paired with, the status of the pair, and the reasons of a suggestion."""
    match = matched.found.get(key)
    if match is not None:
        yield match.target, "confirmed" if match.basis == "confirmed" else "matched", ()
    for one in matched.suggestions:
        if one.result == key:
            yield one.target, "suggested", one.reasons
    for (result, target), decision in latest.items():
        if result == key and decision == PairDecision.REJECTED:
            yield target, "rejected", ()


def _indicator_pairs(sides: Sides, row: SelfEvaluation, project: Project) -> list[MatchPair]:
    matched = sides.match_indicators_of(row, project)
    latest = sides.latest.indicators.get(row.pk, {})
    theirs = {one.key: position for position, one in target_candidates(project).items()}
    our_names = {one.position: one.name for one in row.indicators.all()}
    their_names = {one.position: one.name for one in project.indicators.all()}
    seen = state_of(row, project)
    return [
        MatchPair(
            project,
            our_names[position],
            their_names[theirs[target]],
            status,
            reasons,
            seen,
            position,
            theirs[target],
        )
        for position, one in result_candidates(row).items()
        for target, status, reasons in _of(one.key, matched, latest)
        if target in theirs
    ]

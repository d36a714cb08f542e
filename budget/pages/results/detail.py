"""One self-evaluation beside its project: money, objective, each target with what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _, pgettext

from budget.audit.results import result_of
from budget.disclosure.self_evaluations import MoneyRow
from budget.models import Project, ResultIndicator, SelfEvaluation, SelfEvaluationSource
from budget.models.self_evaluations import BASES, OUTCOMES
from budget.pages.formats import Fact, money_fact, percent
from indicators.cells import joined
from indicators.columns import category_label
from indicators.models import Indicator
from indicators.results import Outcome

_BASIS_WORDS = dict(BASES)
_OUTCOME_WORDS = dict(OUTCOMES)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A target and its result in one row; one of the two is None where it has no counterpart.

    `by` is in words how far the actual value is above or below the target, "" where that cannot be told.
    """

    target: Indicator | None
    result: ResultIndicator | None
    outcome: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        """The name as the targets disclose it, else as the self-evaluation does."""
        return self.target.name if self.target else self.result.name if self.result else ""

    @property
    def other_name(self) -> str:
        """The self-evaluation's name of it where that is another one."""
        if self.target is None or self.result is None or self.target.name == self.result.name:
            return ""
        return self.result.name

    @property
    def disclosed(self) -> str:
        """The annual target as disclosed, with comparator and unit."""
        one = self.target
        if one is None:
            return ""
        return joined(one.annual_target or one.period_target, one.comparator, one.unit_of_measure)

    @property
    def restated(self) -> str:
        one = self.result
        return joined(one.target, one.comparator, one.unit_of_measure) if one else ""

    @property
    def is_restated_alike(self) -> bool:
        return self.target is not None and self.disclosed == self.restated

    @property
    def words(self) -> str:
        """The outcome in the reader's language."""
        return str(_OUTCOME_WORDS[self.outcome]) if self.outcome else ""

    @property
    def tone(self) -> str:
        """The class of the outcome's badge."""
        return {Outcome.MISSED.value: "badge-warning"}.get(self.outcome, "")

    @property
    def basis_words(self) -> str:
        """Why the two are matched, where that is more than the same name."""
        basis = self.result.match_basis if self.result and self.target else ""
        return str(_BASIS_WORDS[basis]) if basis not in ("", "name") else ""

    @property
    def category(self) -> str:
        key = self.target.category if self.target else self.result.category if self.result else ""
        return category_label(key) if key else ""


@dataclass(frozen=True, slots=True)
class ResultView:
    """A self-evaluation for `_result.html`. `source` is its file in force, None for none."""

    row: SelfEvaluation
    lines: Sequence[ResultLine]
    source: SelfEvaluationSource | None
    has_project: bool

    @property
    def money(self) -> list[MoneyRow]:
        """The year's money as a whole, and by source."""
        row = self.row
        whole = MoneyRow(
            row.budget_label or _("The year’s money"),
            row.initial_budget,
            row.adjusted_budget,
            row.executed,
            row.budget_points,
            row.rate,
            row.budget_score,
            row.budget_row,
        )
        return [whole, *(MoneyRow(**one) for one in row.sources)]

    @property
    def basis_words(self) -> str:
        return str(_BASIS_WORDS[self.row.match_basis]) if self.row.match_basis else ""

    @property
    def facts(self) -> list[Fact]:
        """The large figures of its page."""
        row = self.row
        told = row.met_count + row.missed_count
        return [
            money_fact(_("Adjusted budget"), row.adjusted_budget),
            money_fact(_("Executed"), row.executed),
            Fact(
                _("Execution"),
                execution_words(row.execution),
                note=_("as disclosed: %(rate)s") % {"rate": row.rate} if row.rate else "",
            ),
            Fact(
                _("Targets met"),
                f"{row.met_count:,}",
                note=_("of %(told)s that can be told; %(unknown)s cannot")
                % {"told": f"{told:,}", "unknown": f"{row.unknown_count:,}"},
            ),
            Fact(pgettext("of a self-evaluation", "Score"), row.score or None),
        ]


def execution_words(execution: int | None) -> str | None:
    """An execution rate in hundredths of a percent as text: 9000 -> 90.0%."""
    return None if execution is None else percent(Fraction(execution, 10_000))


def lines_of(
    results: Iterable[ResultIndicator], targets: Iterable[Indicator], *, with_targets: bool = True
) -> list[ResultLine]:
    """Targets with their results in the order of the targets, then the results without one."""
    by_position = {one.matched_position: one for one in results if one.matched_position is not None}
    ours = list(targets)
    lines = [_line(one, by_position.get(one.position)) for one in ours] if with_targets else []
    known = {one.position for one in ours}
    rest = [one for one in results if one.matched_position not in known]
    return [*lines, *(_line(None, one) for one in rest)]


def _line(target: Indicator | None, result: ResultIndicator | None) -> ResultLine:
    if result is None:
        return ResultLine(target, None)
    return ResultLine(target, result, result.outcome, _by(result_of(result, target).by))


def _by(share: Fraction | None) -> str:
    """How far an actual value is above or below its target, in words."""
    if not share:
        return ""
    text = percent(abs(share)) or ""
    return f"+{text}" if share > 0 else f"−{text}"


def view_of(row: SelfEvaluation, project: Project | None, targets: Sequence[Indicator] = ()) -> ResultView:
    """The view of a self-evaluation; `targets` are the project's indicators where it has one."""
    results = sorted(row.indicators.all(), key=lambda one: one.position)
    source = SelfEvaluationSource.objects.in_force().filter(revision__self_evaluation=row).first()
    return ResultView(row, lines_of(results, targets), source, project is not None)


def view_of_project(project: Project, targets: Sequence[Indicator]) -> ResultView | None:
    """The view of a project's self-evaluation, None where there is none."""
    row = getattr(project, "self_evaluation", None)
    return view_of(row, project, targets) if row is not None else None

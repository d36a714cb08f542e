"""A project as a working paper: each indicator with its findings and last year's target."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AnonymousUser, User

from budget.models import Correction, Finding, NotEvaluated, Project
from budget.models.querysets.findings import may_review
from budget.pages.findings.evidence import Evidence, evidence_beside_indicators, evidence_of
from budget.pages.findings.year_on_year import TargetPair, pairs_of_targets
from budget.pages.formats import percent, share
from budget.pages.remembered import remembered
from budget.pages.results.points import ResultPoints, stored_points
from budget.pages.year_matches import YearPair, YearProject, pairs_of_project
from indicators.filters import UNCLASSIFIED
from indicators.folding import fold
from indicators.models import Indicator
from indicators.readings import IndicatorView

Reader = User | AnonymousUser


class PaperIndicator(IndicatorView):
    """An indicator with its findings, last year's of the same name (None: it had none), and its
    corrections in force: of each target, and of all else.

    `findings`: those that are about it alone (True) or name it among others (False), the gravest first.
    `citation`: its line of `budget.pages.citations`.
    """

    citation = ""

    def __init__(
        self, indicator: Indicator, paper: "ProjectPaper", corrections: Sequence[Correction] = ()
    ) -> None:
        super().__init__(indicator)
        targets = {one.field: one for one in corrections if one.field in ("period_target", "annual_target")}
        self.period_correction = targets.get("period_target")
        self.annual_correction = targets.get("annual_target")
        self.corrections = [one for one in corrections if one.field not in targets]
        position = indicator.position
        self.category = indicator.category or UNCLASSIFIED
        self.findings = [
            (one, one.indicator == position)
            for one in paper.findings
            if one.indicator == position or (one.indicator is None and position in paper.indicators_of(one))
        ]
        pair = paper.pairs.get(indicator.pk)
        self.before = IndicatorView(pair.before) if pair and pair.before else None
        self.is_as_before = bool(pair and pair.is_same_target)


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's project (`match.before`) compared with this one: money in fen, growth in percent (None:
    unknown), whether the objective is the same, and the indicators that only last year had.
    """

    match: YearPair
    difference: int | None
    growth: str | None
    is_same_objective: bool
    gone: list[IndicatorView]


@dataclass(frozen=True, slots=True)
class ProjectFinding:
    """A finding that is not about one indicator alone, as the project's page shows it.

    `indicators` are those that it names, by number, key and name. Their rows show what they state, once for
    all findings: `evidence` is what no row shows.
    """

    finding: Finding
    evidence: list[Evidence]
    indicators: list[tuple[int, int, str]]


@dataclass(frozen=True)
class ProjectPaper:
    """A project's findings and comparison with last year; `of_result` are those of its self-evaluation.

    `matches` are last year's project, or those that may be it; a single one is compared, as `last_year`.
    `rejected` are those that an auditor said it is not.
    """

    project: Project
    findings: list[Finding]
    not_evaluated: list[NotEvaluated]
    matches: list[YearPair]
    rejected: list[YearPair]
    last_year: LastYear | None
    of_result: ResultPoints
    indicators: Sequence[Indicator] = ()
    pairs: dict[int, TargetPair] = field(default_factory=dict)

    @cached_property
    def of_project(self) -> list[ProjectFinding]:
        """The findings that are not about one indicator alone, the gravest first."""
        return [self._shown(one) for one in self.findings if one.indicator is None]

    def _shown(self, finding: Finding) -> ProjectFinding:
        named = [one for one in self.indicators if one.position in self.indicators_of(finding)]
        evidence = evidence_beside_indicators(finding) if named else evidence_of(finding)
        return ProjectFinding(finding, evidence, [(one.position, one.pk, one.name) for one in named])

    @property
    def has_findings(self) -> bool:
        """Whether there is anything to review, in the targets or in the self-evaluation."""
        return bool(self.findings or self.of_result.points)

    @property
    def of_indicators(self) -> int:
        return len(self.findings) - len(self.of_project)

    def indicators_of(self, finding: Finding) -> Sequence[int]:
        """The positions of this project's indicators that a finding names; a group names its last one's."""
        return finding.indicators if finding.project_id == self.project.pk else ()


def paper_of(
    project: Project, indicators: Sequence[Indicator], same: Sequence[Project], reader: Reader
) -> ProjectPaper:
    """The paper of a project, as its reader may see it. `same`: `Project.objects.same_project(project)`."""
    found = Finding.objects.for_reader(reader).for_project_page(project.pk)
    if may_review(reader):
        found = found.with_reviews()
    found_years = pairs_of_project(project, indicators, same)
    matches = [pair for pair in found_years if pair.status != "rejected"]
    last_year, pairs = None, {}
    if len(matches) == 1:
        before = _indicators_of(matches[0].before)
        found_pairs = pairs_of_targets(before, indicators)
        pairs = {pair.now.pk: pair for pair in found_pairs if pair.now}
        gone = [IndicatorView(pair.before) for pair in found_pairs if pair.before and not pair.now]
        last_year = _compared(project, matches[0], gone)
    findings = sorted(found, key=lambda finding: (finding.level_rank, finding.position))
    not_evaluated = list(NotEvaluated.objects.filter(project=project).order_by("position"))
    return ProjectPaper(
        project=project,
        findings=[one for one in findings if one.self_evaluation_id is None],
        not_evaluated=[one for one in not_evaluated if one.self_evaluation_id is None],
        of_result=stored_points(
            (one for one in findings if one.self_evaluation_id is not None),
            (one for one in not_evaluated if one.self_evaluation_id is not None),
        ),
        matches=matches,
        rejected=[pair for pair in found_years if pair.status == "rejected"],
        last_year=last_year,
        indicators=indicators,
        pairs=pairs,
    )


def _indicators_of(project: YearProject) -> Sequence[Indicator]:
    if project.indicators is not None:
        return project.indicators
    rows = Indicator.objects.filter(project=project.pk)
    return remembered(("indicators of a project", project.pk), lambda: list(rows.for_project_page()))


def _compared(project: Project, match: YearPair, gone: list[IndicatorView]) -> LastYear:
    now, before = project.total, match.before.total
    difference = now - before if now is not None and before is not None else None
    return LastYear(
        match=match,
        difference=difference,
        growth=percent(share(difference, before)),
        is_same_objective=fold(project.objective) == fold(match.before.objective),
        gone=gone,
    )

"""The findings of the checks of self-evaluations (RES), stored with the disclosure of department and year.

A finding is kept by its self-evaluation and check: it outlasts revisions of both sides, another match, and a
move. Where no disclosure is in force, none is stored.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from budget.audit import findings as audit_findings
from budget.audit.catalogue import LEVELS, RESULT_CHECKS
from budget.audit.findings import Audit
from budget.audit.policy import Policy
from budget.audit.result_run import audit_result
from budget.audit.results import Pair
from budget.models import Disclosure, Finding, NotEvaluated, Project, SelfEvaluation
from budget.models.findings import ResolutionReason
from budget.models.querysets.findings import category_mark
from budget.store import bulk
from budget.store.findings import write_figures, write_tallies
from budget.store.findings_writer import FindingsWriter, as_json, evidence_digest, named_of
from budget.store.result_rows import entry_of, indicator_record as result_record
from budget.store.rows_reader import indicator_record
from indicators.cells import joined
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Checked:
    """A self-evaluation in force with its findings and what could not be evaluated. `revision` is the id of
    its revision in force, None where nothing was stored.
    """

    row: SelfEvaluation
    found: Sequence[audit_findings.Finding]
    not_evaluated: Sequence[audit_findings.NotEvaluated]
    revision: int | None = None

    @property
    def gravest(self) -> int:
        """The rank of its gravest finding."""
        return min((LEVELS.index(one.level) for one in self.found), default=len(LEVELS) - 1)

    @property
    def money(self) -> int | None:
        """The fen that its findings are sorted by: of its project, else of its budget."""
        if self.row.project is not None:
            return self.row.project.total
        budget = self.row.adjusted_budget
        return self.row.initial_budget if budget is None else budget


def check_row(row: SelfEvaluation, targets: Iterable[Indicator], policy: Policy) -> Checked:
    """Check a self-evaluation beside its project's indicators (`targets`), as the two are matched."""
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
    found, not_evaluated = audit_result(
        entry_of(row), pairs, policy, has_targets=row.project_id is not None, ordinal=row.ordinal
    )
    targets_of = {one.position: by_position.get(one.matched_position or 0) for one in results}
    return Checked(row, [_marked(one, targets_of, dropped) for one in found], not_evaluated)


def _marked(
    finding: audit_findings.Finding, targets: Mapping[int, Indicator | None], dropped: Iterable[Indicator]
) -> audit_findings.Finding:
    """A finding whose quotes of corrected targets have what is disclosed. `targets`: those of the
    self-evaluation's indicators by position; `dropped`: those that it does not have.
    """
    of_dropped = {_target(one, {}): _target(one, one.as_disclosed) for one in dropped}
    evidence = []
    for quote in finding.evidence:
        target = targets.get(quote.indicator) if quote.indicator is not None else None
        disclosed = _target(target, target.as_disclosed) if target else of_dropped.get(quote.text, quote.text)
        is_corrected = quote.what == "annual_target" and disclosed != quote.text
        evidence.append(quote._replace(disclosed=disclosed) if is_corrected else quote)
    return finding._replace(evidence=tuple(evidence))


def _target(one: Indicator, disclosed: Mapping[str, str]) -> str:
    """An annual target with comparator and unit; what `disclosed` has comes first."""
    names = ("annual_target", "comparator", "unit_of_measure")
    return joined(*(disclosed.get(name, getattr(one, name)) for name in names))


def check(disclosure: Disclosure, policy: Policy, because: ResolutionReason) -> list[Checked]:
    """Check the self-evaluations of a disclosure's department and year, and store their findings and counts,
    in the caller's transaction. The disclosure is in force, and the self-evaluations are matched.

    `because` is the reason of findings that end without a new revision.
    """
    checked = [
        check_row(row, row.project.indicators.all() if row.project else (), policy)
        for row in _rows(disclosure)
    ]
    if not checked and not disclosure.findings.filter(self_evaluation__isnull=False).exists():
        return []
    writer = ResultFindings(disclosure, policy, checked, because)
    position = _last_position(disclosure.findings.filter(self_evaluation__isnull=True))
    found = [one for of in checked for one in of.found]
    write_figures(disclosure, writer.run(found, position + 1), RESULT_CHECKS)
    _write_tallies(disclosure, checked)
    _write_not_evaluated(disclosure, checked)
    return checked


def end_all(department: int, fiscal_year: int) -> None:
    """End the findings of the self-evaluations of a department and year of which no disclosure is in force.
    Their reviews stay.
    """
    in_force = Finding.objects.filter(**_scope(department, fiscal_year)).in_force()
    end(in_force, ResolutionReason.RECHECKED)


def end(findings: QuerySet[Finding], because: ResolutionReason) -> None:
    """End findings in force, in the revision that had them last."""
    findings.update(
        is_active=False,
        resolved_at=timezone.now(),
        resolved_in=F("last_seen_in"),
        resolved_because=because,
        version=F("version") + 1,
    )


def _scope(department: int, fiscal_year: int) -> dict[str, Any]:
    """The lookups of the findings of a department's and year's self-evaluations."""
    rows = SelfEvaluation.objects.filter(department=department, fiscal_year=fiscal_year)
    return {"self_evaluation__in": rows.order_by().values("pk")}


def _rows(disclosure: Disclosure) -> QuerySet[SelfEvaluation]:
    """The self-evaluations of a disclosure's department and year, in the order of their files, each with its
    indicators, its project and the indicators of that.
    """
    rows = SelfEvaluation.objects.filter(
        department=disclosure.department_id, fiscal_year=disclosure.fiscal_year
    )
    return (
        rows.select_related("project")
        .prefetch_related("indicators", "project__indicators")
        .order_by("name_sort", "pk")
    )


def _last_position(rows: QuerySet[Any]) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return last or 0


class ResultFindings(FindingsWriter):
    """Writes the findings of the self-evaluations of a disclosure's department and year."""

    def __init__(
        self,
        disclosure: Disclosure,
        policy: Policy,
        checked: Sequence[Checked],
        because: ResolutionReason,
    ) -> None:
        revision = disclosure.revisions.defer("snapshot").get(is_current=True)
        scope = _scope(disclosure.department_id, disclosure.fiscal_year)
        super().__init__(disclosure, revision, because, scope)
        self._policy = policy
        # By the audit's keys: namesakes have ordinals.
        self._of = {one.key: of for of in checked for one in of.found}
        self._not_evaluated = {(of.row.pk, one.check) for of in checked for one in of.not_evaluated}
        rows = SelfEvaluation.objects.filter(
            department=disclosure.department_id, fiscal_year=disclosure.fiscal_year
        )
        current = rows.filter(revisions__is_current=True).order_by()
        self._revisions = dict(current.values_list("pk", "revisions"))

    def _key_of(self, audited: audit_findings.Finding) -> str:
        return f"{audited.check}:{self._of[audited.key].row.pk}"

    def _self_evaluation_of(self, audited: audit_findings.Finding) -> int:
        return self._of[audited.key].row.pk

    def _projects_of(self, audited: audit_findings.Finding) -> Iterable[int]:
        project = self._of[audited.key].row.project_id
        return () if project is None else (project,)

    def _values(self, audited: audit_findings.Finding, position: int) -> tuple[Any, ...]:
        checked = self._of[audited.key]
        row, project = checked.row, checked.row.project
        money = checked.money
        return (
            audited.level,
            LEVELS.index(audited.level),
            position,
            row.unit_id,
            audited.unit,
            row.project_id,
            row.name,
            named_of(audited),
            audited.indicator,
            list(audited.indicators),
            _categories(row, audited.indicators),
            row.place,
            audited.row,
            list(audited.rows),
            [as_json(quote) for quote in audited.evidence],
            evidence_digest(audited.evidence),
            project.total if project else None,
            checked.gravest,
            -1 if money is None else money,
            self._revisions.get(row.pk),
        )

    def _why_ended(self, finding: Finding) -> ResolutionReason:
        if not self._policy.is_on(finding.check_id):
            return ResolutionReason.SWITCHED_OFF
        if (finding.self_evaluation_id, finding.check_id) in self._not_evaluated:
            return ResolutionReason.NOT_EVALUATED
        of_now = self.revision.pk, self._revisions.get(finding.self_evaluation_id or 0)
        if (finding.last_seen_in_id, finding.result_revision_id) != of_now:
            return ResolutionReason.REVISED
        return self.because


def _categories(row: SelfEvaluation, positions: Iterable[int]) -> str:
    """The categories of the self-evaluation's indicators at these positions, as a finding stores them."""
    wanted = set(positions)
    found = {one.category for one in row.indicators.all() if one.position in wanted}
    return "".join(category_mark(key) for key in sorted(found))


def _write_tallies(disclosure: Disclosure, checked: Iterable[Checked]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    hit: dict[tuple[str, str], dict[int, int | None]] = defaultdict(dict)
    for of in checked:
        project: Project | None = of.row.project
        for finding in of.found:
            for level in ("", finding.level):
                counts[finding.check, level] += 1
                if project is not None:
                    hit[finding.check, level][project.pk] = project.total
    write_tallies(disclosure, counts, hit, RESULT_CHECKS)


def _write_not_evaluated(disclosure: Disclosure, checked: Iterable[Checked]) -> None:
    disclosure.not_evaluated.filter(check_id__in=RESULT_CHECKS).delete()
    first = _last_position(disclosure.not_evaluated.all()) + 1
    columns = ("disclosure_id", "position", "check_id", "project_id", "self_evaluation_id", "why", "details")
    outcomes = [(of.row, one) for of in checked for one in of.not_evaluated]
    rows: list[tuple[Any, ...]] = [
        (disclosure.pk, position, one.check, row.project_id, row.pk, one.why, dict(one.details))
        for position, (row, one) in enumerate(outcomes, start=first)
    ]
    bulk.insert(NotEvaluated, columns, rows)


def added(audit: Audit, checked: Sequence[Checked]) -> Audit:
    """An audit of a disclosure, with what the checks say of its self-evaluations."""
    if not checked:
        return audit
    return replace(
        audit,
        findings=(*audit.findings, *(one for of in checked for one in of.found)),
        not_evaluated=(*audit.not_evaluated, *(one for of in checked for one in of.not_evaluated)),
    )

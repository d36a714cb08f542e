"""Self-evaluations matched with the projects of their department and year, as they are in force now.

The match is computed of both sides as a whole whenever either changes: what came first does not matter.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch, Q

from budget.audit.result_matches import Candidate, Match, Matches, match_indicators, match_projects
from budget.audit.results import result_of
from budget.audit.year_matches import Decisions, Key, Pair
from budget.disclosure.layouts.preamble import without_code
from budget.disclosure.namesakes import number_namesakes
from budget.models import (
    PairDecision,
    Project,
    ResultDecision,
    ResultIndicator,
    SelfEvaluation,
    Unit,
)
from budget.store import bulk, names
from indicators.cells import joined
from indicators.folding import fold
from indicators.models import Indicator
from indicators.results import Outcome

_INDICATOR_COLUMNS: Final = (
    *("project_id", "position", "category", "name"),
    *("annual_target", "period_target", "comparator", "unit_of_measure", "direction"),
)
_RESULT_INDICATOR_COLUMNS: Final = (
    *("self_evaluation_id", "pk", "position", "category", "name", "target", "actual"),
    *("comparator", "unit_of_measure", "direction", "matched_position", "match_basis", "outcome"),
)
_RESULT_COLUMNS: Final = (
    *("pk", "department_id", "fiscal_year", "unit_name", "name", "ordinal", "objective"),
    *("initial_budget", "adjusted_budget", "project_id", "unit_id", "match_basis"),
    *("met_count", "missed_count", "unknown_count"),
)
_TARGET_COLUMNS: Final = ("pk", "unit_id", "name", "name_folded", "ordinal", "total", "objective")


def refresh(department: int, fiscal_year: int) -> None:
    """Match the self-evaluations of a department (its id) and year with its projects, and store the matches,
    in the transaction of a caller who holds the department's lock.
    """
    sides = Sides.as_columns(department, fiscal_year)
    if not sides.results:
        return
    matched = sides.match()
    _store_projects(sides, matched)
    _store_indicators(sides, matched)


def years_of_other_units(department: int) -> list[int]:
    """The years of a department (its id) with self-evaluations that have no project, and not the unit that
    they name: it was made of another year's disclosure since they were matched.
    """
    rows = SelfEvaluation.objects.filter(department=department, project=None).order_by()
    found = list(rows.values_list("fiscal_year", "unit_name", "unit_id"))
    if not found:
        return []
    other_names, units = names.other_names_of_units(department), _units_by_name(department)
    return sorted({year for year, name, unit in found if units.get(unit_key(name, other_names)) != unit})


class _Latest(NamedTuple):
    """The last decisions: on projects by their keys, on indicators by the self-evaluation's id."""

    projects: Mapping[Pair, PairDecision]
    indicators: Mapping[int, Mapping[Pair, PairDecision]]


@dataclass(frozen=True)
class Sides:
    """The self-evaluations of a department and year, its projects, and what auditors decided of them.

    `targets` are the projects in force by their keys for matching, `results` the self-evaluations. Their
    indicators are given by their ids, in order.
    """

    results: Mapping[Key, SelfEvaluation]
    targets: Mapping[Key, Project]
    result_indicators: Mapping[int, Sequence[ResultIndicator]]
    target_indicators: Mapping[int, Sequence[Indicator]]
    latest: _Latest

    @classmethod
    def of(cls, department: int, fiscal_year: int) -> "Sides":
        """Read both sides; no project is read where there is no self-evaluation."""
        rows = SelfEvaluation.objects.filter(department=department, fiscal_year=fiscal_year)
        return cls._of(department, fiscal_year, list(rows.prefetch_related("indicators").order_by("pk")))

    @classmethod
    def as_columns(cls, department: int, fiscal_year: int) -> "Sides":
        """The same with rows of columns in place of objects: thousands are matched within an import."""
        rows = SelfEvaluation.objects.filter(department=department, fiscal_year=fiscal_year)
        columns: Any = rows.order_by("pk").values_list(*_RESULT_COLUMNS, named=True)
        return cls._of(department, fiscal_year, list(columns), as_columns=True)

    @classmethod
    def _of(
        cls, department: int, fiscal_year: int, rows: list[SelfEvaluation], *, as_columns: bool = False
    ) -> "Sides":
        if not rows:
            return cls({}, {}, {}, {}, _Latest({}, {}))
        other_names = names.other_names_of_units(department)
        projects: Any = Project.objects.filter(unit__department=department, fiscal_year=fiscal_year)
        projects = projects.order_by("disclosure", "position", "pk")
        if as_columns:
            where = {"department": department, "fiscal_year": fiscal_year}
            of_results = {f"self_evaluation__{name}": value for name, value in where.items()}
            of_targets = {"project__unit__department": department, "project__fiscal_year": fiscal_year}
            projects = list(projects.values_list(*_TARGET_COLUMNS, named=True))
            result_indicators = _by_owner(ResultIndicator, _RESULT_INDICATOR_COLUMNS, of_results)
            target_indicators = _by_owner(Indicator, _INDICATOR_COLUMNS, of_targets)
            unit_names = dict(Unit.objects.filter(department=department).values_list("pk", "name"))
        else:
            wanted = Indicator.objects.only(*_INDICATOR_COLUMNS).order_by("position")
            projects = list(projects.select_related("unit").prefetch_related(Prefetch("indicators", wanted)))
            result_indicators = {row.pk: _in_order(row.indicators.all()) for row in rows}
            target_indicators = {row.pk: _in_order(row.indicators.all()) for row in projects}
            unit_names = {row.unit_id: row.unit.name for row in projects}
        results: dict[Key, SelfEvaluation] = {}
        for row in rows:
            results[_free_key(unit_key(row.unit_name, other_names), row, results)] = row
        targets: dict[Key, Project] = {}
        for one in projects:
            targets[_free_key(fold(without_code(unit_names[one.unit_id])), one, targets)] = one
        latest = _latest(results, targets)
        return cls(results, targets, result_indicators, target_indicators, latest)

    def match(self) -> Matches:
        """Match the projects."""
        return match_projects(
            [_of_result(key, row, self._of_result(row)) for key, row in self.results.items()],
            [_of_project(key, row, self.of_target(row)) for key, row in self.targets.items()],
            _decisions(self.latest.projects),
        )

    def match_indicators_of(self, row: SelfEvaluation, project: Project) -> Matches:
        """Match the indicators of a self-evaluation with those of its project."""
        return match_indicators(
            _result_candidates(self._of_result(row)).values(),
            _target_candidates(self.of_target(project)).values(),
            _decisions(self.latest.indicators.get(row.pk, {})),
        )

    def positions(self, row: SelfEvaluation, project: Project) -> dict[int, tuple[int, str]]:
        """The matched positions of the project's indicators and their bases, by those of the
        self-evaluation.
        """
        ours, theirs = self._of_result(row), self.of_target(project)
        if row.pk not in self.latest.indicators and _are_the_same(ours, theirs):
            # What the first rule of `match_indicators` finds.
            return {one.position: (two.position, "name") for one, two in zip(ours, theirs, strict=True)}
        found: Mapping[Key, Match] = self.match_indicators_of(row, project).found
        positions = {candidate.key: position for position, candidate in _target_candidates(theirs).items()}
        return {
            position: (positions[match.target], match.basis)
            for position, candidate in _result_candidates(ours).items()
            if (match := found.get(candidate.key)) is not None
        }

    def _of_result(self, row: SelfEvaluation) -> Sequence[ResultIndicator]:
        return self.result_indicators.get(row.pk, ())

    def of_target(self, project: Project) -> Sequence[Indicator]:
        """The indicators of a project."""
        return self.target_indicators.get(project.pk, ())


def _by_owner(
    model: type[ResultIndicator | Indicator], columns: Sequence[str], where: Mapping[str, object]
) -> dict[int, list[Any]]:
    """The columns of indicators by the id of what they belong to, which is the first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Any = model._default_manager.filter(**where).order_by(columns[0], "position")
    for row in rows.values_list(*columns, named=True):
        found[row[0]].append(row)
    return found


def _in_order(indicators: Iterable[Any]) -> list[Any]:
    return sorted(indicators, key=lambda one: one.position)


def _are_the_same(ours: Sequence[ResultIndicator], theirs: Sequence[Indicator]) -> bool:
    """Whether indicators have names, and are the same word by word, in the same order."""
    return len(ours) == len(theirs) and all(
        one.name == two.name
        and one.category == two.category
        and (one.target, one.comparator, one.unit_of_measure)
        == (two.annual_target, two.comparator, two.unit_of_measure)
        and fold(one.name)
        for one, two in zip(ours, theirs, strict=True)
    )


def result_candidates(row: SelfEvaluation) -> dict[int, Candidate]:
    """The indicators of a self-evaluation by position, as they are matched."""
    return _result_candidates(_in_order(row.indicators.all()))


def _result_candidates(indicators: Sequence[ResultIndicator]) -> dict[int, Candidate]:
    keys = number_namesakes(("", fold(one.name)) for one in indicators)
    return {
        one.position: Candidate(
            key,
            category=one.category,
            target=fold(joined(one.target, one.comparator, one.unit_of_measure)),
        )
        for one, key in zip(indicators, keys, strict=True)
    }


def target_candidates(project: Project) -> dict[int, Candidate]:
    """The indicators of a project by position, as they are matched."""
    return _target_candidates(_in_order(project.indicators.all()))


def _target_candidates(indicators: Sequence[Indicator]) -> dict[int, Candidate]:
    keys = number_namesakes(("", fold(one.name)) for one in indicators)
    return {
        one.position: Candidate(
            key,
            category=one.category,
            target=fold(joined(one.annual_target, one.comparator, one.unit_of_measure)),
        )
        for one, key in zip(indicators, keys, strict=True)
    }


def _of_result(key: Key, row: SelfEvaluation, indicators: Sequence[ResultIndicator]) -> Candidate:
    return Candidate(
        key,
        amounts=frozenset(fen for fen in (row.initial_budget, row.adjusted_budget) if fen),
        objective=fold(row.objective),
        indicators=frozenset(fold(one.name) for one in indicators),
    )


def _of_project(key: Key, row: Project, indicators: Sequence[Indicator]) -> Candidate:
    return Candidate(
        key,
        amounts=frozenset([row.total] if row.total else []),
        objective=fold(row.objective),
        indicators=frozenset(fold(one.name) for one in indicators),
    )


# ---- Decisions.


def _decisions(latest: Mapping[Pair, PairDecision]) -> Decisions:
    """What holds of the last decisions; one that was taken back decides nothing."""

    def pairs(decision: PairDecision) -> frozenset[Pair]:
        return frozenset(pair for pair, last in latest.items() if last == decision)

    return Decisions(pairs(PairDecision.CONFIRMED), pairs(PairDecision.REJECTED))


def unit_key(name: str, other_names: Mapping[str, str]) -> str:
    """A unit's name as it is matched: folded, its own for another name, without a code (`219001-某中心`)."""
    folded, bare = fold(name), fold(without_code(name))
    return other_names.get(folded) or other_names.get(bare) or bare


def _free_key(unit: str, row: SelfEvaluation | Project, taken: Container[Key]) -> Key:
    """The key of a self-evaluation or project. Under two names of one unit there may be two of the same
    name, which are namesakes.
    """
    ordinal = row.ordinal
    while (key := (unit, fold(row.name), ordinal)) in taken:
        ordinal += 1
    return key


def _latest(results: Mapping[Key, SelfEvaluation], targets: Mapping[Key, Project]) -> _Latest:
    """The last decision of each pair; of projects those that are in force."""
    keys = {row.pk: key for key, row in results.items()}
    keys_of_projects = {(one.unit_id, one.name_folded, one.ordinal): key for key, one in targets.items()}
    projects: dict[Pair, PairDecision] = {}
    indicators: dict[int, dict[Pair, PairDecision]] = {}
    first = next(iter(results.values()))
    found = ResultDecision.objects.filter(
        self_evaluation__department=first.department_id, self_evaluation__fiscal_year=first.fiscal_year
    )
    for one in found.order_by("pk"):
        decision = PairDecision(one.decision)
        if one.result_ordinal:
            result = ("", fold(one.result_name), one.result_ordinal)
            indicator = ("", fold(one.indicator_name), one.indicator_ordinal)
            indicators.setdefault(one.self_evaluation_id, {})[(result, indicator)] = decision
        elif (target := keys_of_projects.get((one.unit_id, one.name_folded, one.ordinal))) is not None:
            projects[(keys[one.self_evaluation_id], target)] = decision
    return _Latest(projects, indicators)


# ---- Storing.


def _store_projects(sides: Sides, matched: Matches) -> None:
    """Write project, unit and basis of each self-evaluation that changed. A project is given up before
    another self-evaluation takes it.
    """
    units = _units_by_name(next(iter(sides.results.values())).department_id)
    changed: list[tuple[int | None, int | None, str, int]] = []
    for key, row in sides.results.items():
        match = matched.found.get(key)
        project = sides.targets[match.target] if match else None
        unit = project.unit_id if project else units.get(key[0])
        values = (project.pk if project else None, unit, match.basis if match else "")
        if values != (row.project_id, row.unit_id, row.match_basis):
            changed.append((*values, row.pk))
    if changed:
        bulk.update(SelfEvaluation, ("project_id",), [(None, one[-1]) for one in changed])
        bulk.update(SelfEvaluation, ("project_id", "unit_id", "match_basis"), changed)


def _units_by_name(department: int) -> dict[str, int]:
    """The units of a department, by folded own names."""
    units = Unit.objects.filter(department=department).only("name")
    return {fold(without_code(unit.name)): unit.pk for unit in units}


def _store_indicators(sides: Sides, matched: Matches) -> None:
    """Write position, basis and outcome of each indicator where one changed, and the counts of outcomes."""
    changed, counted = [], []
    for key, row in sides.results.items():
        match = matched.found.get(key)
        project = sides.targets[match.target] if match else None
        found = sides.positions(row, project) if project else {}
        targets = {one.position: one for one in sides.of_target(project)} if project else {}
        outcomes: Counter[str] = Counter()
        for one in sides.result_indicators.get(row.pk, ()):
            position, basis = found.get(one.position, (None, ""))
            outcome = result_of(one, targets.get(position) if position else None).outcome.value
            outcomes[outcome] += 1
            values = (position, basis, outcome)
            if values != (one.matched_position, one.match_basis, one.outcome):
                changed.append((*values, one.pk))
        counts = (
            outcomes[Outcome.MET.value] + outcomes[Outcome.EXCEEDED.value],
            outcomes[Outcome.MISSED.value],
            outcomes[Outcome.UNKNOWN.value],
        )
        if counts != (row.met_count, row.missed_count, row.unknown_count):
            counted.append((*counts, row.pk))
    bulk.update(ResultIndicator, ("matched_position", "match_basis", "outcome"), changed)
    bulk.update(SelfEvaluation, ("met_count", "missed_count", "unknown_count"), counted)


def state_of(evaluation: SelfEvaluation, project: Project) -> str:
    """The token of what a reader sees of a self-evaluation and a project: the revision in force, the
    project's total and number of indicators, the last decision on either.
    """
    revision = evaluation.revisions.filter(is_current=True).values_list("number", flat=True).first()
    of_project = {name: getattr(project, name) for name in ("unit", "fiscal_year", "name_folded", "ordinal")}
    about = ResultDecision.objects.filter(Q(self_evaluation=evaluation) | Q(**of_project))
    last = about.order_by("-pk").values_list("pk", flat=True).first()
    parts = (evaluation.pk, revision, project.pk, project.total, project.indicator_count, last or 0)
    return ":".join(map(str, parts))

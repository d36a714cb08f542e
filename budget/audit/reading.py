"""FMT and DIS: rows that could not be read, are ambiguous, or are withheld."""

from collections.abc import Iterator, Mapping
from typing import Final

from budget.audit.answers import (
    Answer,
    Hit,
    ProjectRule,
    WholeRule,
    finding_of,
    group_finding,
    listing,
)
from budget.audit.findings import Finding, NotEvaluated, Quote, digest_of, key_of
from budget.audit.subjects import ProjectSubject, Subject
from indicators.folding import fold


def unread_text(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """FMT-01: of the unread text of a row, and of its values that hold another indicator's text."""
    for project in subject.projects:
        if project.has_unread:
            torn = [indicator for indicator in project.indicators if indicator.is_torn]
            unread = (Quote("unread", project.unread),) if project.unread else ()
            yield finding_of(subject, "FMT-01", project, listing(torn, *unread))


def unit_or_project(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """FMT-02, of the doubts that reading the table left."""
    doubts = [problem for problem in subject.problems if problem.code == "unit-or-project"]
    if not doubts:
        return
    rows = {(project.record.place, project.record.row): project for project in subject.projects}
    units = {(unit.place, unit.row): unit for unit in subject.disclosure.units}
    reported: set[str] = set()
    for problem in doubts:
        evidence = (Quote("row_text", problem.text),)
        project, unit = rows.get((problem.place, problem.row)), units.get((problem.place, problem.row))
        if project is not None:
            finding = finding_of(subject, "FMT-02", project, Hit(evidence))
        else:
            name = unit.name if unit else problem.text
            finding = Finding(
                check="FMT-02",
                level=subject.policy.level("FMT-02"),
                unit=name,
                project=None,
                projects=(),
                indicator=None,
                indicators=(),
                row=problem.row,
                rows=() if problem.row is None else (problem.row,),
                evidence=evidence,
                key=key_of("FMT-02", digest_of((fold(name),))),
            )
        if finding.key not in reported:
            reported.add(finding.key)
            yield finding


def namesakes(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """FMT-03: one finding for all projects of a unit with one name. Rows without a name are left out."""
    for group in subject.by_key.values():
        if len(group) > 1 and group[0].name_folded:
            evidence = (Quote("project", group[-1].record.name),)
            yield group_finding(subject, "FMT-03", group, evidence)


def withheld(project: ProjectSubject, subject: Subject) -> Answer:
    """DIS-01: 保密 elsewhere in a text (保密宣传, 加强涉密项目管理) withholds nothing."""
    if not project.is_confidential:
        return None
    names = [
        Quote("name", indicator.record.name, indicator=indicator.record.position)
        for indicator in project.indicators
    ]
    return Hit((Quote("objective", project.record.objective), *names))


WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    "FMT-01": unread_text,
    "FMT-02": unit_or_project,
    "FMT-03": namesakes,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"DIS-01": withheld}

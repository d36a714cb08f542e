"""DUP: has a project been described in another's words?

A group is one finding, on its last row, naming all of its projects.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from budget.audit.answers import WholeRule, group_finding
from budget.audit.findings import Finding, NotEvaluated, Quote
from budget.audit.passages import passages_shared
from budget.audit.subjects import ProjectSubject, Subject
from budget.audit.texts import as_disclosed, without_years_and_tags
from budget.disclosure.amounts import wan_yuan
from indicators.folding import fold

_Signature = tuple[str, tuple[tuple[str, str, str], ...]]


def same_description(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """DUP-01: the period targets may differ, and so may the order of the indicators.

    Lets projects without an objective or without indicators pass (CMP-01 and CMP-02 report them).
    """
    for group in _described_alike(subject).values():
        if len(group) < 2:
            continue
        for project in group:
            if project.has_unread:
                yield NotEvaluated("DUP-01", project.ref, "unread-part")
        whole = [project for project in group if not project.has_unread]
        if len(whole) > 1:
            yield group_finding(subject, "DUP-01", whole, (Quote("objective", whole[-1].objective),))


def shared_passage(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """DUP-02: each project of a group shares a passage with another of it; groups that are DUP-01's or
    DUP-03's are let pass.
    """
    by_text: dict[str, list[ProjectSubject]] = defaultdict(list)
    length = subject.policy.thresholds.shared_passage
    for project in subject.examined:
        if len(project.objective_folded) >= length:
            by_text[project.objective_folded].append(project)
    texts = list(by_text)
    groups = passages_shared(texts, length)
    grouped = {index for members, _ in groups for index in members}
    several = [index for index, text in enumerate(texts) if len(by_text[text]) > 1]
    groups += [([index], [texts[index]]) for index in several if index not in grouped]
    if not groups:
        return
    alike = {
        project: signature for signature, group in _described_alike(subject).items() for project in group
    }
    namesakes = [frozenset(group) for group in _of_one_name_and_amount(subject)]
    for members, passages in groups:
        projects = sorted((p for index in members for p in by_text[texts[index]]), key=lambda p: p.index)
        signatures = {None if project.has_unread else alike.get(project) for project in projects}
        if len(signatures) == 1 and None not in signatures:
            continue
        if subject.policy.is_on("DUP-03") and any(group.issuperset(projects) for group in namesakes):
            continue
        evidence = tuple(Quote("passage", _disclosed(passage, projects)) for passage in passages)
        yield group_finding(subject, "DUP-02", projects, evidence)


def same_name_and_amount(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """DUP-03: projects of one unit are FMT-03's; amounts that are not stated are not the same."""
    for group in _of_one_name_and_amount(subject):
        last = group[-1].record
        evidence = (Quote("project", last.name), Quote("amount", wan_yuan(last.amounts.total) or ""))
        yield group_finding(subject, "DUP-03", group, evidence)


def _of_one_name_and_amount(subject: Subject) -> Iterator[list[ProjectSubject]]:
    """The projects of several units that have the same name and amount."""
    groups: dict[tuple[str, int], list[ProjectSubject]] = defaultdict(list)
    for project in subject.examined:
        total = project.record.amounts.total
        if total is not None and project.name_folded:
            groups[project.name_folded, total].append(project)
    for group in groups.values():
        if len({subject.unit_of(project) for project in group}) > 1:
            yield group


def _described_alike(subject: Subject) -> dict[_Signature, list[ProjectSubject]]:
    """The projects whose objective another one has too, by what DUP-01 compares."""
    by_objective: dict[str, list[ProjectSubject]] = defaultdict(list)
    for project in subject.examined:
        if project.objective and project.indicators:
            by_objective[without_years_and_tags(project.objective_folded)].append(project)
    groups: dict[_Signature, list[ProjectSubject]] = defaultdict(list)
    for objective, projects in by_objective.items():
        if len(projects) > 1:
            for project in projects:
                groups[objective, _indicators_of(project)].append(project)
    return groups


def _indicators_of(project: ProjectSubject) -> tuple[tuple[str, str, str], ...]:
    indicators = sorted(
        (
            indicator.category or fold(indicator.record.level1 + indicator.record.level2),
            without_years_and_tags(indicator.name.folded),
            without_years_and_tags(indicator.annual.folded),
        )
        for indicator in project.indicators
    )
    return tuple(indicators)


def _disclosed(passage: str, projects: list[ProjectSubject]) -> str:
    holder = next(project for project in projects if passage in project.objective_folded)
    # A passage may begin or end with a punctuation mark that is not part of it.
    return as_disclosed(passage, holder.objective).strip(",，、；;：:。. ")


WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    "DUP-01": same_description,
    "DUP-02": shared_passage,
    "DUP-03": same_name_and_amount,
}

"""The examples of the checks in lines of text: the words of the table as they are, labels in the reader's
language.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from budget.audit.catalogue.examples import (
    Example,
    ExampleActual,
    ExampleIndicator,
    ExampleProject,
    ExampleResult,
)
from indicators.columns import category_label


def lines_of(example: Example) -> list[str]:
    """An example in lines; what it leaves out is in order."""
    lines = [line for project in example.projects for line in _of_project(project, example.projects)]
    for project in example.last_year:
        lines += [
            _("Last year: %(line)s") % {"line": line} for line in _of_project(project, example.last_year)
        ]
    stated = (
        (_("Subtotal of the unit: %(amount)s"), example.subtotal),
        (_("Grand total: %(amount)s"), example.grand_total),
        (_("Money of the whole term: %(amount)s"), example.term_money),
    )
    lines += [words % {"amount": _wan(amount)} for words, amount in stated if amount is not None]
    if example.result is not None:
        lines += _of_result(example.result)
    if example.in_doubt:
        lines.append(_("The row “%(text)s” can be a unit or a project") % {"text": example.in_doubt})
    return lines


def _wan(amount: int) -> str:
    return _("%(amount)s ×10,000 yuan") % {"amount": f"{amount:,}"}


def _of_project(project: ExampleProject, siblings: Sequence[ExampleProject]) -> Iterator[str]:
    if project.name or project.sources or len(siblings) > 1:
        yield _head(project)
    elif project.total is not None and project.total != ExampleProject().total:
        yield _("Total of the project: %(amount)s") % {"amount": _wan(project.total)}
    if project.term is not None:
        yield _("Term: %(first)s to %(last)s") % {"first": project.term[0], "last": project.term[1]}
    if project.objective is not None:
        yield _("Objective: %(text)s") % {"text": project.objective}
    if project.period_objective:
        yield _("Objective of the whole term: %(text)s") % {"text": project.period_objective}
    if project.indicators is not None:
        yield from map(_of_indicator, project.indicators)
        if not project.indicators:
            yield _("no indicator")
    if project.unread:
        yield _("Text that could not be read: %(text)s") % {"text": project.unread}


def _head(project: ExampleProject) -> str:
    parts = [part for part in (project.unit, project.name) if part]
    if project.total is not None:
        parts.append(_wan(project.total))
    if project.sources:
        fiscal, other = project.sources
        words = _("fiscal appropriation %(fiscal)s, other funds %(other)s")
        parts.append(words % {"fiscal": _wan(fiscal), "other": _wan(other)})
    return _("Project: %(parts)s") % {"parts": " · ".join(parts)}


def _of_indicator(indicator: ExampleIndicator) -> str:
    label = category_label(indicator.category)
    category = f"{indicator.code}-{label}" if indicator.code else label
    annual = indicator.annual or _("not stated")
    line = f"{category} · {indicator.name}: {annual}"
    if indicator.period is not None and indicator.period != indicator.annual:
        line += " " + _("(whole period: %(target)s)") % {"target": indicator.period}
    if indicator.weight:
        line += " " + _("(weight: %(weight)s)") % {"weight": indicator.weight}
    return line


def _of_result(result: ExampleResult) -> Iterator[str]:
    stated = (
        (_("Initial budget: %(amount)s"), result.initial),
        (_("Adjusted budget: %(amount)s"), result.adjusted),
        (_("Executed: %(amount)s"), result.executed),
    )
    for words, amount in stated:
        if amount is not None:
            yield words % {"amount": _wan(amount)}
    if result.rate:
        yield _("Execution rate: %(rate)s") % {"rate": result.rate}
    yield from map(_of_actual, result.indicators)
    if result.total:
        yield _("Total score: %(score)s") % {"score": result.total}
    for name in result.dropped:
        yield _("Disclosed, and not in the self-evaluation: %(name)s") % {"name": name}


def _of_actual(one: ExampleActual) -> str:
    parts = [_("target %(target)s, actual value %(actual)s") % {"target": one.target, "actual": one.actual}]
    if one.points:
        parts.append(_("score %(score)s of %(points)s") % {"score": one.score, "points": one.points})
    if one.reason:
        parts.append(_("reason: %(reason)s") % {"reason": one.reason})
    if one.disclosed is None:
        parts.append(_("not disclosed"))
    elif one.disclosed != "=":
        parts.append(_("disclosed: %(target)s") % {"target": one.disclosed})
    return f"{one.name}: {'; '.join(parts)}"

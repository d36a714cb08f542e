"""A finding's evidence as pages show it: quotes of one indicator together, money columns by their names."""

from dataclasses import dataclass
from itertools import groupby

from budget.audit.findings import Quote
from budget.models import Finding
from budget.pages.formats import amount_label

# Quotes that a list shows of one finding; the others unfold.
_AT_ONCE = 6

# What a project's page shows of an indicator in any case.
_SHOWN_WITH_INDICATOR = frozenset({"name", "period_target", "annual_target", "level1", "level2"})


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One quote: its kind (a key, and in words), its money column ("": none), the text."""

    what: str
    label: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes of one indicator, by its position; `indicator` None: those of the project or the table."""

    indicator: int | None
    lines: tuple[EvidenceLine, ...]


def evidence_of(finding: Finding) -> list[Evidence]:
    """A finding's evidence in its order, a group for each indicator."""
    grouped = groupby(finding.labelled_evidence, key=lambda labelled: labelled[1].indicator)
    return [
        Evidence(indicator, tuple(_line(label, quote) for label, quote in quotes))
        for indicator, quotes in grouped
    ]


def evidence_in_parts(finding: Finding) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence that a list shows at once, and what unfolds: whole groups of quotes."""
    evidence = evidence_of(finding)
    shown = 0
    for number, group in enumerate(evidence):
        shown += len(group.lines)
        if shown > _AT_ONCE and number:
            return evidence[:number], evidence[number:]
    return evidence, []


def evidence_for_indicator(finding: Finding) -> list[Evidence]:
    """The evidence without the indicator's name and targets, which a project's page shows in the same row."""
    return [
        Evidence(None, tuple(line for line in group.lines if line.what not in _SHOWN_WITH_INDICATOR))
        for group in evidence_of(finding)
    ]


def _line(label: str, quote: Quote) -> EvidenceLine:
    return EvidenceLine(quote.what, label, amount_label(quote.column) if quote.column else "", quote.text)

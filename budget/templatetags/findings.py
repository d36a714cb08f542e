"""Filters of the templates that show points to review."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from budget.addresses import address, row_anchor
from budget.audit.catalogue import LEVEL_WORDS, Check
from budget.evidence import Evidence, evidence_of, parted
from budget.models import Finding, State
from budget.models.findings import LEVEL_NAMES

register = template.Library()

# What a project's page shows of an indicator in any case.
_BESIDE = frozenset({"name", "period_target", "annual_target", "level1", "level2"})


@register.filter
def level_badge(level: str) -> SafeString:
    """The name of a level, marked by its gravity; what it means stands in its title."""
    meaning = LEVEL_WORDS[level].in_language(get_language() or "")
    return format_html(
        '<span class="badge-plain badge-{}" title="{}">{}</span>', level, meaning, LEVEL_NAMES[level]
    )


@register.filter
def state_badge(state: str) -> SafeString:
    """What an auditor made of a finding: for auditors' eyes."""
    return format_html('<span class="badge-plain state-{}">{}</span>', state, State(state).label)


@register.filter
def evidence(finding: Finding) -> list[Evidence]:
    """All the evidence."""
    return evidence_of(finding)


@register.filter
def evidence_in_parts(finding: Finding) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence that a list shows at once, and what unfolds."""
    return parted(evidence_of(finding))


@register.filter
def evidence_beside(finding: Finding) -> list[Evidence]:
    """The evidence but what stands beside it on a project's page: the indicator's own name and targets."""
    return [
        Evidence(None, tuple(line for line in group.lines if line.what not in _BESIDE))
        for group in evidence_of(finding)
    ]


@register.filter
def row_address(finding: Finding) -> str:
    """Where the row that the finding is about stands in the table as disclosed."""
    return address(
        "disclosure",
        finding.disclosure_id,
        project=finding.project_id,
        row=None if finding.project_id else finding.row,
        anchor=row_anchor(finding.row, finding.project.file if finding.project else "") or "table",
    )


@register.filter
def finding_address(finding: Finding) -> str:
    """The finding's own page."""
    return address("finding", finding.pk)


@register.filter
def wording(check: Check) -> str:
    """What a check says, in the reader's language."""
    return check.wording.in_language(get_language() or "")


@register.filter
def basis(check: Check) -> str:
    """The document that a check rests on, by number and title, in the reader's language."""
    parts = (check.basis.number, check.basis.title.in_language(get_language() or ""))
    return " ".join(part for part in parts if part)

"""Filters of the templates that show points to review."""

from django import template

from budget.pages.findings.evidence import (
    evidence_beside_indicators,
    evidence_in_parts,
    evidence_of,
    is_corrected,
)
from budget.pages.findings.formats import (
    basis,
    finding_address,
    level_badge,
    row_address,
    state_badge,
    wording,
)

register = template.Library()

register.filter("evidence", evidence_of)
register.filter(evidence_in_parts)
register.filter(evidence_beside_indicators)
register.filter(is_corrected)
register.filter(level_badge)
register.filter(state_badge)
register.filter(row_address)
register.filter(finding_address)
register.filter(wording)
register.filter(basis)

"""Points to review in words and links: badges, wording and basis of checks, where a finding leads."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from budget.audit.catalogue import LEVEL_WORDS, Check
from budget.links import address, row_anchor
from budget.models import Finding, ReviewState
from budget.models.findings import LEVEL_NAMES


def level_badge(level: str) -> SafeString:
    """The name of a level, marked by its gravity, with its meaning as the title."""
    meaning = LEVEL_WORDS[level].in_language(get_language() or "")
    return format_html(
        '<span class="badge-plain badge-{}" title="{}">{}</span>', level, meaning, LEVEL_NAMES[level]
    )


def state_badge(state: str) -> SafeString:
    """The review state of a finding, for auditors."""
    return format_html('<span class="badge-plain state-{}">{}</span>', state, ReviewState(state).label)


def row_address(finding: Finding) -> str:
    """The address of the row that the finding is about: in the table as disclosed, or the self-evaluation."""
    if finding.self_evaluation_id is not None:
        return address("result", finding.self_evaluation_id, anchor="result-lines-title")
    return address(
        "disclosure",
        finding.disclosure_id,
        project=finding.project_id,
        row=None if finding.project_id else finding.row,
        anchor=row_anchor(finding.row, finding.project.file if finding.project else "") or "table",
    )


def finding_address(finding: Finding) -> str:
    """The address of the finding's own page."""
    return address("finding", finding.pk)


def wording(check: Check) -> str:
    """The message of a check, in the reader's language."""
    return check.wording.in_language(get_language() or "")


def basis(check: Check) -> str:
    """The document that a check rests on, by number and title, in the reader's language."""
    parts = (check.basis.number, check.basis.title.in_language(get_language() or ""))
    return " ".join(part for part in parts if part)

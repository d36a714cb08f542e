"""A finding's evidence as pages show it: quotes of one indicator together, money columns by their names."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext as _

from budget.audit.findings import LABELS, Quote
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Finding
from budget.models.corrections import label_of
from budget.pages.formats import amount_label

# Quotes that a list shows of one finding; the others unfold.
_AT_ONCE = 6

# What a project's page shows of an indicator in any case.
_SHOWN_WITH_INDICATOR = frozenset({"name", "period_target", "annual_target", "level1", "level2"})


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One quote: its kind (a key, and in words), its money column or corrected field ("": none), the text.

    `disclosed`: what is disclosed where the text is a correction, else None. `of`: whose value it is, ""
    where it is of the finding's own subject.
    """

    what: str
    label: str
    column: str
    text: str
    disclosed: str | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes of one indicator, by its position; `indicator` None: those of the project or the table."""

    indicator: int | None
    lines: tuple[EvidenceLine, ...]


def evidence_of(finding: Finding) -> list[Evidence]:
    """A finding's evidence: of the project or the table, then a group for each indicator, in its order."""
    grouped: dict[tuple[int | None, str], list[EvidenceLine]] = {(None, ""): []}
    for label, quote in finding.labelled_evidence:
        key = quote.indicator, quote.of if quote.indicator is not None else ""
        grouped.setdefault(key, []).append(_line(label, quote))
    return [Evidence(indicator, tuple(lines)) for (indicator, _of), lines in grouped.items() if lines]


def is_corrected(finding: Finding) -> bool:
    """Whether a finding's evidence rests on a corrected value."""
    return any(quote.disclosed is not None for quote in finding.quotes)


def quote_words(quote: Quote) -> str:
    """A quote on one line of text, with its column of money or corrected field, a correction with what is
    disclosed: `stated (万元) · total: 70.00`, `corrected · total: 70.00 (corrected; disclosed: 80.00)`.
    """
    line = _line(LABELS[quote.what].in_language(get_language() or ""), quote)
    indicator = ""
    if line.what == "corrected" and quote.indicator:
        indicator = _("Indicator %(number)s") % {"number": quote.indicator}
    label = " · ".join(filter(None, (line.label, line.of, indicator, line.column)))
    text = line.text
    if line.disclosed is not None:
        text = f"{text} ({_('corrected; disclosed: %(value)s') % {'value': line.disclosed}})"
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def evidence_in_parts(finding: Finding) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence that a list shows at once, and what unfolds: whole groups of quotes. Corrected values are
    always shown at once.
    """
    evidence = evidence_of(finding)
    shown = 0
    for number, group in enumerate(evidence):
        shown += len(group.lines)
        if shown > _AT_ONCE and number:
            rest = evidence[number:]
            corrected = [one for one in rest if any(line.disclosed is not None for line in one.lines)]
            return evidence[:number] + corrected, [one for one in rest if one not in corrected]
    return evidence, []


def evidence_beside_indicators(finding: Finding) -> list[Evidence]:
    """The evidence without the indicators' values and their corrections, which a project's page shows in the
    indicators' rows.
    """
    found = [
        Evidence(group.indicator, tuple(line for line in group.lines if not _is_in_row(group, line)))
        for group in evidence_of(finding)
    ]
    return [group for group in found if group.lines]


def _is_in_row(group: Evidence, line: EvidenceLine) -> bool:
    is_correction = line.what == "corrected" and group.indicator is not None and not line.of
    return is_correction or line.what in _SHOWN_WITH_INDICATOR


def _line(label: str, quote: Quote) -> EvidenceLine:
    column = ""
    if quote.what == "corrected" and quote.column not in AMOUNT_FIELDS:
        column = label_of("project" if quote.indicator is None else "indicator", quote.column)
    elif quote.column:
        column = amount_label(quote.column)
    if quote.disclosed is None:
        return EvidenceLine(quote.what, label, column, quote.text)
    not_stated = _("not stated")
    text, disclosed = quote.text or not_stated, quote.disclosed or not_stated
    return EvidenceLine(quote.what, label, column, text, disclosed, quote.of)

"""Evidence that rests on corrected values: each such quote with the disclosed value.

A finding rests on a correction where the same checks of the disclosure as disclosed do not give it, or give
it with other evidence. A quote of a corrected value gets the disclosed one. Corrected values that the finding
rests on without a quote of them follow as quotes of the kind `corrected`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from budget.audit.findings import Audit, Finding, ProjectNames, Quote
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.records import AMOUNT_FIELDS, Amounts, Indicator
from indicators.folding import fold

# The texts that can be corrected; the objective and the period's come first.
_PROJECT_TEXTS: Final = ("objective", "period_objective", "attribute", "starts_on", "ends_on")
_INDICATOR_TEXTS: Final = tuple(f.name for f in fields(Indicator) if f.name not in ("position", "row"))
# Kinds of quotes that rest on amounts of money.
_OF_MONEY: Final = frozenset({"amount", "stated", "computed", "difference", "share", "product"})
# Kinds of quotes that rest on the objective, and on the term.
_OF_OBJECTIVE: Final = frozenset({"objective", "promise", "passage"})
_OF_TERM: Final = frozenset({"term", "year"})
# A project's name may differ from last year's by these characters.
_NUMERALS: Final = re.compile("[0-9〇零一二三四五六七八九十]+")
# The columns that a quote of an indicator is composed of.
_COMPOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "level1": ("level1_code", "level1"),
    "level2": ("level2_code", "level2"),
    "period_target": ("period_target", "comparator", "unit_of_measure"),
    "annual_target": ("annual_target", "comparator", "unit_of_measure"),
}


class Both(NamedTuple):
    """Two views of the same thing or two texts of the same value: as corrected and as disclosed."""

    corrected: str
    disclosed: str


@dataclass(frozen=True, slots=True)
class Views:
    """A disclosure with its corrections and without them, as the checks see them, with last year's."""

    corrected: Subject
    disclosed: Subject


def mark_corrected(audit: Audit, as_disclosed: Audit, views: Views) -> Audit:
    """Mark the evidence that rests on corrected values.

    `audit` is of the records with their corrections, `as_disclosed` of the records without them, under the
    same policy; `views` are both disclosures.
    """
    before = {finding.key: finding.evidence for finding in as_disclosed.findings}
    changed = _Changed(views)
    return replace(
        audit,
        findings=tuple(
            finding
            if before.get(finding.key) == finding.evidence
            else finding._replace(evidence=changed.marked(finding))
            for finding in audit.findings
        ),
    )


@dataclass(frozen=True, slots=True)
class _Value:
    """A corrected value: its field, both texts, and whose it is ("": the finding's own subject)."""

    field: str
    texts: Both
    indicator: int | None = None
    of: str = ""

    @property
    def quote(self) -> Quote:
        return Quote(
            "corrected", self.texts.corrected, self.field, self.indicator, self.texts.disclosed, self.of
        )


class _Changed:
    """The corrected values of a disclosure, located for its findings."""

    def __init__(self, views: Views) -> None:
        self._disclosure = views.corrected.disclosure
        self._disclosed = views.disclosed.disclosure
        self._projects: dict[ProjectNames, tuple[ProjectSubject, ProjectSubject]] = {
            now.ref.key: (now, as_disclosed)
            for now, as_disclosed in zip(views.corrected.projects, views.disclosed.projects, strict=True)
            if now.record != as_disclosed.record
        }
        self._last_targets: dict[tuple[str, str, str], str] = {}
        self._last_totals: dict[tuple[str, str], str] = {}
        if views.corrected.last_year is not None and views.disclosed.last_year is not None:
            self._read_last_year(views.corrected.last_year, views.disclosed.last_year)

    def marked(self, finding: Finding) -> tuple[Quote, ...]:
        """The evidence of a finding that rests on corrections."""
        direct = self._quotable(finding)
        quotes: list[Quote] = []
        quoted: set[tuple[str, int | None]] = set()
        for quote in finding.evidence:
            texts = direct.get((quote.what, quote.column, quote.indicator))
            disclosed = self._of_last_year(finding, quote)
            if texts is not None and texts.corrected == quote.text != texts.disclosed:
                disclosed = texts.disclosed
                fields = (quote.column or "total",) if quote.what in _OF_MONEY else _COMPOSED.get(quote.what)
                quoted.update((field, quote.indicator) for field in fields or _PROJECT_TEXTS[:2])
            quotes.append(quote if disclosed is None else quote._replace(disclosed=disclosed))
        rest = [one for one in self._values(finding) if one.of or (one.field, one.indicator) not in quoted]
        return (*quotes, *(one.quote for one in rest))

    def _quotable(self, finding: Finding) -> dict[tuple[str, str, int | None], Both]:
        """What a finding may quote of its own subject: both texts by kind, column and indicator."""
        if finding.project is None:
            return {
                ("stated", column, None): texts for column, texts in self._amounts_of_row(finding).items()
            }
        pair = self._projects.get(finding.project.key)
        if pair is None:
            return {}
        now, before = pair
        amounts = _amounts(now.record.amounts, before.record.amounts)
        found: dict[tuple[str, str, int | None], Both] = {
            ("stated", column, None): texts for column, texts in amounts.items()
        }
        if "total" in amounts:
            found["amount", "", None] = amounts["total"]
        objective = Both(now.objective, before.objective)
        found["objective", "", None] = objective
        for one, disclosed in zip(now.indicators, before.indicators, strict=True):
            for quote, other in zip(_all_quotes(one), _all_quotes(disclosed), strict=True):
                found[quote.what, "", quote.indicator] = Both(quote.text, other.text)
        return found

    def _amounts_of_row(self, finding: Finding) -> dict[str, Both]:
        """The corrected amounts of the row that a sum is of: a unit's, or the grand total's."""
        if not finding.unit:
            return _amounts(self._disclosure.amounts, self._disclosed.amounts)
        for now, before in zip(self._disclosure.units, self._disclosed.units, strict=True):
            if now.name == finding.unit and now.row == finding.row:
                return _amounts(now.amounts, before.amounts)
        return {}

    def _values(self, finding: Finding) -> Iterator[_Value]:
        """The corrected values that a finding may rest on."""
        if not finding.projects:
            yield from self._parts_of_sum(finding)
            return
        kinds = {quote.what for quote in finding.evidence}
        own = finding.project.key if finding.project is not None else None
        for ref in finding.projects:
            if ref.key not in self._projects:
                continue
            now, before = self._projects[ref.key]
            of = "" if ref.key == own else ref.name
            wanted = finding.indicators if ref.key == own else ()
            values = list(_of_project(now, before, of))
            relevant = [one for one in values if _is_relevant(one, kinds, wanted)]
            # One that it names no longer, or that gave the project another, is of an indicator as a rule.
            yield from relevant or [one for one in values if one.indicator is not None] or values
        if "share" in kinds:
            for column, texts in _amounts(self._disclosure.amounts, self._disclosed.amounts).items():
                if column == "total":
                    yield _Value(column, texts, of="合计")

    def _parts_of_sum(self, finding: Finding) -> Iterator[_Value]:
        """The corrected parts of a sum over rows. What a sum within one row is of, the finding quotes."""
        columns = {quote.column for quote in finding.evidence if quote.what == "computed"}
        own = self._amounts_of_row(finding)
        yield from (_Value(column, texts) for column, texts in own.items() if column in columns)
        if finding.check == "AMT-01":
            return
        for now, before in zip(self._disclosure.units, self._disclosed.units, strict=True):
            is_own = bool(finding.unit)
            if is_own and (now.name != finding.unit or now.row != finding.row):
                continue
            rows = [(now.name, now.amounts, before.amounts)] if not is_own else []
            rows += [
                (project.name, project.amounts, other.amounts)
                for project, other in zip(now.projects, before.projects, strict=True)
            ]
            for name, amounts, others in rows:
                for column, texts in _amounts(amounts, others).items():
                    if column in columns:
                        yield _Value(column, texts, of=name)

    def _read_last_year(self, corrected: Subject, disclosed: Subject) -> None:
        for now, before in zip(corrected.projects, disclosed.projects, strict=True):
            name = _bare(now.record.name)
            for texts in _amounts(now.record.amounts, before.record.amounts, ("total",)).values():
                self._last_totals[name, texts.corrected] = texts.disclosed
            for one, other in zip(now.indicators, before.indicators, strict=True):
                if one.annual.text != other.annual.text:
                    self._last_targets[name, fold(one.record.name), one.annual.text] = other.annual.text

    def _of_last_year(self, finding: Finding, quote: Quote) -> str | None:
        """The disclosed text of a quote of last year's; None where that is not corrected."""
        if finding.project is None or not quote.what.startswith("last_"):
            return None
        names_of_project = [one.text for one in finding.evidence if one.what == "last_project"]
        name = _bare(names_of_project[0] if names_of_project else finding.project.name)
        if quote.what == "last_amount":
            return self._last_totals.get((name, quote.text))
        names = [
            one.text for one in finding.evidence if one.what == "name" and one.indicator == quote.indicator
        ]
        return self._last_targets.get((name, fold(names[0]), quote.text)) if names else None


def _of_project(now: ProjectSubject, before: ProjectSubject, of: str) -> Iterator[_Value]:
    """All corrected values of a project and its indicators."""
    for column, texts in _amounts(now.record.amounts, before.record.amounts).items():
        yield _Value(column, texts, of=of)
    yield from _texts(now.record, before.record, _PROJECT_TEXTS, of=of)
    for one, other in zip(now.indicators, before.indicators, strict=True):
        yield from _texts(one.record, other.record, _INDICATOR_TEXTS, of=of, indicator=one.record.position)


def _texts(
    now: object, before: object, fields: Sequence[str], *, of: str, indicator: int | None = None
) -> Iterator[_Value]:
    for field in fields:
        texts = Both(str(getattr(now, field)), str(getattr(before, field)))
        if texts.corrected != texts.disclosed:
            yield _Value(field, texts, indicator, of)


def _is_relevant(value: _Value, kinds: Iterable[str], indicators: Sequence[int]) -> bool:
    """Whether a finding with these kinds of quotes, on these indicators, rests on a value."""
    if value.indicator is not None:
        return value.indicator in indicators if indicators else not _OF_MONEY.issuperset(kinds)
    if value.field in AMOUNT_FIELDS:
        return not _OF_MONEY.isdisjoint(kinds)
    if value.field in ("objective", "period_objective"):
        return not _OF_OBJECTIVE.isdisjoint(kinds)
    return not _OF_TERM.isdisjoint(kinds)


def _amounts(now: Amounts, before: Amounts, columns: Sequence[str] = AMOUNT_FIELDS) -> dict[str, Both]:
    """The columns that differ, with both texts."""
    return {
        column: Both(wan_yuan(now.of(column)) or "", wan_yuan(before.of(column)) or "")
        for column in columns
        if now.of(column) != before.of(column)
    }


def _all_quotes(indicator: IndicatorSubject) -> tuple[Quote, ...]:
    """Each value of an indicator that findings quote, in an order of its own."""
    position = indicator.record.position
    period = Quote("period_target", indicator.period.text, indicator=position)
    annual = Quote("annual_target", indicator.annual.text, indicator=position)
    return (*indicator.level_quotes, period, annual)


def _bare(name: str) -> str:
    """A project's name without the numerals by which it may differ from last year's."""
    return _NUMERALS.sub("", fold(name))

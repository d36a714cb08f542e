"""Self-evaluations of a file: its forms and tables become records, one set for each department and year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budget.disclosure.evaluations.form import Draft, draft_of
from budget.disclosure.evaluations.titles import with_title
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.form import Form, with_written_unit
from budget.disclosure.layouts.placing import Placement, place, with_column
from budget.disclosure.layouts.preamble import Stated, line_of, stated, without_code
from budget.disclosure.layouts.years import unclear
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import EvaluationsRead, Given
from budget.disclosure.self_evaluations import SelfEvaluation, SelfEvaluations, without_places
from indicators.folding import fold

_Key = tuple[str, str, int]
_RESULTS: Final = "全年执行数, 实际完成值"


@dataclass(slots=True)
class Together:
    """The self-evaluations of a file while they are put together."""

    by_key: dict[_Key, EvaluationsRead] = field(default_factory=dict)

    def add(self, placement: Placement, entry: SelfEvaluation, problems: Iterable[Problem]) -> None:
        """Add a project's self-evaluation. One that is printed twice counts once.

        Raises Refused (tables-disagree) where another version of the same project's is in already.
        """
        key = (fold(without_code(placement.department)), fold(placement.region), placement.fiscal_year)
        read = self.by_key.setdefault(key, EvaluationsRead(_empty(placement, entry.place)))
        known = read.evaluations.entries
        if any(without_places(one) == without_places(entry) for one in known):
            return
        for one in known:
            if _are_versions(one, entry):
                raise Refused(_two_versions(placement, one, entry))
        evaluations = replace(read.evaluations, entries=(*known, entry))
        self.by_key[key] = replace(read, evaluations=evaluations, problems=(*read.problems, *problems))

    @property
    def reads(self) -> list[EvaluationsRead]:
        return list(self.by_key.values())


def _empty(placement: Placement, where: str) -> SelfEvaluations:
    return SelfEvaluations(
        department=placement.department,
        region=placement.region,
        fiscal_year=placement.fiscal_year,
        title=placement.title,
        money_unit=placement.money_unit,
        place=where,
    )


def _are_versions(one: SelfEvaluation, other: SelfEvaluation) -> bool:
    """Whether two different self-evaluations are of one project: the same unit, name and code, and the
    objective or the indicators in common.
    """
    if (fold(one.unit), fold(one.name)) != (fold(other.unit), fold(other.name)):
        return False
    if one.code and other.code and fold(one.code) != fold(other.code):
        return False
    names = [[fold(indicator.name) for indicator in entry.indicators] for entry in (one, other)]
    is_shared = bool(one.objective) and fold(one.objective) == fold(other.objective)
    return is_shared or (bool(names[0]) and names[0] == names[1])


def _two_versions(placement: Placement, one: SelfEvaluation, other: SelfEvaluation) -> Problem:
    details = {
        "department": placement.department,
        "year": str(placement.fiscal_year),
        "tables": "、".join(f"“{entry.place or entry.name}” ({entry.unit})" for entry in (one, other)),
    }
    return Problem("tables-disagree", place=other.place, row=other.row, details=details)


def read_forms(forms: Sequence[Form], given: Given, together: Together) -> list[Problem]:
    """Read forms of self-evaluations into a file's, and return a problem for each template among them that is
    not filled in.

    Raises Refused with every problem that makes a form unreadable or unplaceable.
    """
    refusals: list[Problem] = []
    blank: list[Problem] = []
    before = Stated()
    for form in forms:
        draft = draft_of(form.rows, form.where)
        if draft.is_blank and not draft.ledger.refusals:
            blank.append(Problem("blank-form", place=form.where, row=form.rows[0].number))
            continue
        statements = before = _statements(form, draft, before)
        try:
            _refuse_without_results(draft)
            if departments := draft.named_departments():
                statements = with_column(replace(statements, department=""), departments, given, form.where)
            texts = draft.money.texts
            if not texts and not statements.money_units and given.money_unit is None:
                statements = replace(statements, money_units=("万元",))  # of no amount
            placement = place(with_written_unit(statements, texts, given), given, form.where)
        except Refused as refusal:
            refusals += refusal.at_row(form.rows[0].number).problems
            continue
        refusals += _of_other_years(draft, placement.fiscal_year)
        entry = draft.record(placement.implied_unit, placement.money_unit)
        refusals += draft.ledger.refusals
        if not draft.ledger.refusals:
            together.add(placement, entry, (*placement.problems, *draft.ledger.problems))
    if refusals:
        raise Refused(*refusals)
    return blank


def _refuse_without_results(draft: Draft) -> None:
    """Refuse a form that says nothing of what became of its project."""
    if draft.ledger.refusals:
        raise Refused(*draft.ledger.refusals)
    if not draft.is_evaluation:
        details = {"column_name": _RESULTS, "seen": draft.name}
        raise Refused(Problem("missing-column", place=draft.ledger.where, details=details))


def _of_other_years(draft: Draft, fiscal_year: int) -> list[Problem]:
    """The refusal of a form whose amounts are under headings of another year alone."""
    if not draft.money.years - {fiscal_year}:
        return []
    labels = [f"{year}年" for year in sorted(draft.money.years)]
    return [unclear(labels, fiscal_year, draft.ledger.where, draft.row)]


def _statements(form: Form, draft: Draft, before: Stated) -> Stated:
    """Return what the form states of department, year and money unit; a form that follows another in its file
    may take year and money unit from it.
    """
    lines = [*form.caption, *(line_of(row) for row in form.lead)]
    own = with_title(stated(form.caption, form.lead, draft.money_units), lines)
    for row in own.unused:
        draft.ledger.report("text-outside-table", row, text=line_of(row))
    if own.unit:
        draft.plain.setdefault(of_targets.UNIT, own.unit)
    return replace(
        own,
        title=own.title or before.title,
        years=own.years or before.years,
        money_units=own.money_units or before.money_units,
        unit=draft.unit,
        region=own.region or before.region,
    )

"""The form layout (central government, Shanghai, Hunan …): one table a project.

Labels and values alternate in a row; below them the indicators stand row by row under a header of their own.
A form begins at the row that labels the project's name; the lines before it (title, 填报单位, 单位：万元) are
its lead.

The year's funds are the project's amount: of two totals the one that speaks of the year, else the one further
right, and of the sources those beside it. What the whole project costs, and labels that no record has a place
for, are told with their text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from budget.disclosure.amounts import MoneyUnit, states_no_amount
from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_indicators import Block, is_indicator_header, read_blocks
from budget.disclosure.layouts.form_labels import ENDS_ON, SPAN, STARTS_ON, is_of_the_year, label_of
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.money import read_amount
from budget.disclosure.layouts.placing import Placement, place
from budget.disclosure.layouts.preamble import Stated, line_of, says_where, stated
from budget.disclosure.layouts.rows_of_indicators import numbered, tell_doubts, unwrapped
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given, Read
from budget.disclosure.records import Amounts, Disclosure, Project, Unit
from indicators.folding import fold

_OBJECTIVES: Final = frozenset({words.OBJECTIVE, words.PERIOD_OBJECTIVE})
_PLAIN: Final = frozenset(
    {words.NAME, words.DEPARTMENT, words.UNIT, words.ATTRIBUTE, STARTS_ON, ENDS_ON, SPAN}
)
# What may stand above the project's name within its form.
_BEFORE_NAME: Final = frozenset({words.DEPARTMENT, words.UNIT, words.ATTRIBUTE, STARTS_ON, ENDS_ON, SPAN})
_LABEL_AND_VALUE: Final = re.compile(r"(?P<label>[^:：\n]{2,20})[:：]\s*(?P<value>\S.*)", re.DOTALL)
_SPAN: Final = re.compile(
    r"(?P<start>[0-9]{4}[^至到~～—–]*?)\s*(?:至|到|[~～]|[—–－]+|-{2,}|(?<=\s)-(?=\s)|(?<=[年月日])-|(?<=\.[0-9]{2})-)\s*(?P<end>[0-9]{4}.*)",
    re.DOTALL,
)
_YEARS_SPAN: Final = re.compile(r"(?P<start>[0-9]{4}年?)-(?P<end>[0-9]{4}年?)")
_LONGEST_SPAN: Final = 60
_YEAR: Final = re.compile(r"[0-9]{4}")
_WRITTEN_UNIT: Final = re.compile(r"(万元|元|万)\s*$")


@dataclass(frozen=True, slots=True)
class Form:
    """One project's form: the lines before it and its rows, of the grid at `where`."""

    caption: tuple[str, ...]
    lead: tuple[Row, ...]
    rows: tuple[Row, ...]
    where: str

    @property
    def has_indicators(self) -> bool:
        return any(is_indicator_header(row) for row in self.rows)


class _Text(NamedTuple):
    at: int
    text: str


class _Pair(NamedTuple):
    """A label with its value (None where a blank or another label follows)."""

    field: str
    label: _Text
    value: _Text | None


def forms_in(grid: Grid) -> list[Form]:
    """The forms of a grid, in order."""
    rows = [row for row in grid.rows if not row.is_blank]
    names = [at for at, row in enumerate(rows) if _begins(row)]
    starts = []
    floor = 0
    for at in names:
        start = at
        while start > floor and _stands_before_name(rows[start - 1]):
            start -= 1
        starts.append(start)
        floor = at + 1
    forms = []
    for number, (start, name) in enumerate(zip(starts, names, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(rows)
        first = start
        while first < name and not _is_label_row(rows[first]):
            first += 1
        lead = rows[:first] if number == 0 else rows[start:first]
        caption = tuple(line.text for line in grid.caption) if number == 0 else ()
        form = Form(caption, tuple(lead), tuple(rows[first:end]), grid.place)
        if form.has_indicators or any(
            _OBJECTIVES & {pair.field for pair in _pairs(row)} for row in form.rows
        ):
            forms.append(form)
    return forms


def with_indicators_of(form: Form, grid: Grid) -> Form | None:
    """A form whose indicators stand in the next table of the document, put together; None where that
    table has none.
    """
    rows = [row for row in grid.rows if not row.is_blank]
    if form.has_indicators or not rows or not any(is_indicator_header(row) for row in rows):
        return None
    return replace(form, rows=(*form.rows, *(replace(row, place=row.place or grid.place) for row in rows)))


def read_forms(forms: Iterable[Form], given: Given) -> list[Read]:
    """The forms of a file as disclosures: those of one department and year make one, its units grouped in the
    order met.

    Raises Refused with everything in any form that makes it unreadable or unplaceable.
    """
    drafts: dict[tuple[str, int], list[tuple[_Draft, Placement]]] = {}
    refusals: list[Problem] = []
    before = Stated()
    for form in forms:
        draft = _draft(form)
        said = _said(form, draft, before)
        before = said
        try:
            placement = place(_with_written_unit(said, draft, given), given, form.where)
        except Refused as refusal:
            refusals += refusal.problems
            continue
        draft.settle_money(placement.money_unit)
        draft.ledger.problems += placement.problems
        refusals += draft.ledger.refusals
        key = (fold(placement.department), placement.fiscal_year)
        drafts.setdefault(key, []).append((draft, placement))
    if refusals:
        raise Refused(*refusals)
    return [_together(same) for same in drafts.values()]


def _together(same: Sequence[tuple["_Draft", Placement]]) -> Read:
    placement = same[0][1]
    units: dict[str, Unit] = {}
    problems: list[Problem] = []
    for draft, _ in same:
        name = draft.unit or placement.department
        project = draft.project()
        unit = units.setdefault(fold(name), Unit(name, None, place=project.place))
        units[fold(name)] = replace(unit, projects=(*unit.projects, project))
        problems += draft.ledger.problems
    disclosure = Disclosure(
        department=placement.department,
        region=placement.region,
        fiscal_year=placement.fiscal_year,
        layout="form",
        units=tuple(units.values()),
        title=placement.title,
        money_unit=placement.money_unit,
        place=same[0][0].ledger.where,
    )
    return Read(disclosure, tuple(problems), is_partial=True)


@dataclass(slots=True)
class _Draft:
    """A form while it is read."""

    ledger: Ledger
    row: int
    plain: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    money: list[tuple[int, _Pair]] = field(default_factory=list)
    money_units: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    amounts: Amounts = field(default_factory=Amounts)

    @property
    def unit(self) -> str:
        return self.plain.get(words.UNIT, "")

    def settle_money(self, money_unit: MoneyUnit) -> None:
        """The year's funds among all that the form states; the others are told."""
        kept: dict[str, tuple[int, _Pair]] = {}
        year = self._year_total()
        for name in words.MONEY:
            stated = [(row, pair) for row, pair in self.money if pair.field == name]
            if stated:
                kept[name] = min(stated, key=lambda item: _distance(item, year))
        others = self._other_total(year)
        if others is not None:
            for name, item in list(kept.items()):
                if name != words.TOTAL and _distance(item, year) > _distance(item, others):
                    del kept[name]
        amounts = {}
        for name, (row, pair) in kept.items():
            text = pair.value.text if pair.value else ""
            amounts[name] = read_amount(text, money_unit, row, pair.label.text, self.ledger)
        self.amounts = Amounts(**amounts)
        for item in self.money:
            row, pair = item
            if item not in kept.values() and pair.value and not states_no_amount(pair.value.text):
                self.ledger.tell("other-money", row, pair.label.text, pair.value.text)

    def _year_total(self) -> tuple[int, _Pair] | None:
        totals = [item for item in self.money if item[1].field == words.TOTAL and item[1].value is not None]
        of_year = [item for item in totals if is_of_the_year(item[1].label.text)]
        return max(of_year or totals, key=lambda item: item[1].label.at, default=None)

    def _other_total(self, year: tuple[int, _Pair] | None) -> tuple[int, _Pair] | None:
        return next(
            (
                item
                for item in self.money
                if year is not None
                and item is not year
                and item[1].field == words.TOTAL
                and item[1].value is not None
                and item[0] == year[0]
            ),
            None,
        )

    def project(self) -> Project:
        """The form's record, its indicators' doubts told."""
        objective = self.objectives.get(words.OBJECTIVE, "")
        period = self.objectives.get(words.PERIOD_OBJECTIVE, "")
        if not objective:
            # A form with one objective alone calls it 总体目标: it is the year's.
            objective, period = period, ""
        indicators = numbered(read_blocks(self.blocks, self.ledger))
        tell_doubts(indicators, "", self.ledger.where, self.ledger)
        starts_on, ends_on = self._dates()
        return Project(
            name=self.plain.get(words.NAME, ""),
            row=self.row,
            amounts=self.amounts,
            objective=objective,
            indicators=indicators,
            place=self.ledger.where,
            period_objective=period,
            attribute=self.plain.get(words.ATTRIBUTE, ""),
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def _dates(self) -> tuple[str, str]:
        span = self.plain.get(SPAN, "")
        found = (_SPAN.fullmatch(span) or _YEARS_SPAN.fullmatch(span)) if len(span) <= _LONGEST_SPAN else None
        if found:
            return found["start"].strip(), found["end"].strip()
        if span and not _YEAR.search(span):
            self.ledger.tell("text-outside-table", self.row, text=span)
            span = ""
        return self.plain.get(STARTS_ON, span), self.plain.get(ENDS_ON, "")


def _draft(form: Form) -> _Draft:
    """The form's labels and values, its indicators' rows set apart."""
    name_row = next(row for row in form.rows if _begins(row))
    draft = _Draft(Ledger(form.where), name_row.number)
    rows = list(form.rows)
    first = next((at for at, row in enumerate(rows) if is_indicator_header(row)), len(rows))
    above, at = rows[:first], 0
    last_objective: tuple[str, int] | None = None
    while at < len(above):
        row = above[at]
        below = above[at + 1] if at + 1 < len(above) else None
        last_objective, taken_below = _take(row, below, draft, last_objective)
        at += 2 if taken_below else 1
    kind_above = line_of(above[-1]) if above and _pairs(above[-1]) and not _values(above[-1]) else ""
    draft.blocks = Block.split(rows[first:], kind_above)
    return draft


def _take(
    row: Row, below: Row | None, draft: _Draft, last_objective: tuple[str, int] | None
) -> tuple[tuple[str, int] | None, bool]:
    """Read a row of labels and values into the draft.

    Gives where an objective's text stands, for a row below that goes on with it, and whether the row below
    was read as well: labels of objectives alone have their texts under them.
    """
    cells = _own(row)
    pairs = _pairs(row)
    draft.money_units += [unit for cell in cells if (unit := _money_unit_of_label(cell.text))]
    in_pairs = {cell for pair in pairs for cell in (pair.label, pair.value)}
    rest = [cell for cell in cells if cell not in in_pairs]
    if not pairs and len(rest) == 1 and last_objective is not None and rest[0].at == last_objective[1]:
        name = last_objective[0]
        draft.objectives[name] = f"{draft.objectives[name]}\n{rest[0].text}"
        return last_objective, False
    objective: tuple[str, int] | None = None
    for pair in pairs:
        if pair.field in words.MONEY:
            draft.money.append((row.number, pair))
        elif pair.value is None:
            continue
        elif pair.field in _OBJECTIVES:
            draft.objectives[pair.field] = "\n".join(
                filter(None, [draft.objectives.get(pair.field, ""), pair.value.text])
            )
            objective = (pair.field, pair.value.at)
        elif pair.field == words.ATTRIBUTE and words.ATTRIBUTE in draft.plain:
            draft.plain[pair.field] += f"；{unwrapped(pair.value.text)}"
        elif pair.field in _PLAIN and pair.field not in draft.plain:
            draft.plain[pair.field] = unwrapped(pair.value.text)
        else:
            rest += [pair.label, pair.value]
    if rest:
        text = "：".join(cell.text for cell in sorted(rest))
        is_money = any(words.speaks_of_money(cell.text) for cell in rest)
        draft.ledger.tell("other-money" if is_money else "text-outside-table", row.number, text=text)
    labels = [pair.label for pair in pairs if pair.field in _OBJECTIVES and pair.value is None]
    if labels and not _values(row) and below is not None and not _pairs(below):
        return None, _take_below(pairs, below, draft)
    return objective, False


def _take_below(pairs: Sequence[_Pair], below: Row, draft: _Draft) -> bool:
    """Read the texts that stand under a row of objectives' labels, each up to where the next label begins."""
    cells = _own(below)
    ends = [pair.label.at for pair in pairs[1:]] + [1 << 30]
    taken = False
    for pair, end in zip(pairs, ends, strict=True):
        texts = [cell.text for cell in cells if pair.label.at <= cell.at < end]
        if texts and pair.field in _OBJECTIVES:
            draft.objectives[pair.field] = "\n".join(texts)
            taken = True
    return taken


def _distance(item: tuple[int, _Pair], year: tuple[int, _Pair] | None) -> tuple[int, int, int]:
    """How far an amount stands from the year's total: in columns first, then in rows, those below it
    before those above.
    """
    if year is None:
        return (0, 0, -item[1].label.at)
    row, pair = item
    return (abs(pair.label.at - year[1].label.at), int(row < year[0]), abs(row - year[0]))


def _said(form: Form, draft: _Draft, before: Stated) -> Stated:
    """What the form states of where it belongs; a form that follows another in its file may leave year
    and money unit to it.
    """
    said = stated(form.caption, form.lead, draft.money_units)
    for row in said.unused:
        draft.ledger.tell("text-outside-table", row.number, text=line_of(row))
    draft.plain.setdefault(words.UNIT, said.unit)
    return replace(
        said,
        title=said.title or before.title,
        years=said.years or before.years,
        money_units=said.money_units or before.money_units,
        department=draft.plain.get(words.DEPARTMENT, "") or said.department,
        unit=draft.unit,
        region=said.region or before.region,
    )


def _with_written_unit(said: Stated, draft: _Draft, given: Given) -> Stated:
    """Where no money unit is stated but every amount bears its own (`250万`), the amounts say all there
    is to say.
    """
    texts = [pair.value.text for _, pair in draft.money if pair.value is not None]
    written = [match[1] for text in texts if (match := _WRITTEN_UNIT.search(text))]
    if said.money_units or given.money_unit or not written:
        return said
    if any(re.search(r"[1-9]", text) for text in texts if not _WRITTEN_UNIT.search(text)):
        return said
    return replace(said, money_units=("元" if written[0] == "元" else "万元",))


def _money_unit_of_label(text: str) -> str | None:
    return words.money_unit_in(text) if words.speaks_of_money(text) or label_of(text) in words.MONEY else None


def _own(row: Row) -> list[_Text]:
    """The row's cells with a text of their own; `项目名称：甲` in one cell is a label and a value."""
    cells: list[_Text] = []
    for at, cell in enumerate(row.cells):
        if not cell.text or cell.from_left or cell.from_above:
            continue
        both = _LABEL_AND_VALUE.fullmatch(cell.text)
        if both and label_of(both["label"]):
            cells += [_Text(at, both["label"]), _Text(at, both["value"])]
        else:
            cells.append(_Text(at, cell.text))
    return cells


def _pairs(row: Row) -> list[_Pair]:
    """The labels of a row with their values: what stands right behind a label and is none itself."""
    cells = _own(row)
    pairs: list[_Pair] = []
    at = 0
    while at < len(cells):
        name = label_of(cells[at].text)
        behind = cells[at + 1] if at + 1 < len(cells) else None
        if name is None:
            at += 1
        elif behind is None or not _is_value(name, cells[at + 1 :]):
            pairs.append(_Pair(name, cells[at], None))
            at += 1
        else:
            pairs.append(_Pair(name, cells[at], behind))
            at += 2
    return pairs


def _is_value(name: str, behind: Sequence[_Text]) -> bool:
    """Whether what stands behind a label is its value: no label itself, nor the words before another
    amount.
    """
    if name == words.NAME:
        return True
    if label_of(behind[0].text) is not None:
        return False
    return not (
        name in words.MONEY
        and len(behind) > 1
        and not looks_like_amount(behind[0].text)
        and looks_like_amount(behind[1].text)
    )


def _values(row: Row) -> list[_Text]:
    """What a row says besides labels."""
    return [cell for cell in _own(row) if label_of(cell.text) is None]


def _begins(row: Row) -> bool:
    """True for the row that labels the project's name, and is no header of a table of projects."""
    for pair in _pairs(row):
        if pair.field == words.NAME and pair.value is not None:
            return words.meaning_of(pair.value.text) is None
    return False


def _is_label_row(row: Row) -> bool:
    """True for a row of labels and values in cells of their own; `填报单位：某局` in one cell is a line
    before the
    form.
    """
    return any(
        pair.field in _BEFORE_NAME and pair.value is not None and pair.value.at != pair.label.at
        for pair in _pairs(row)
    )


def _stands_before_name(row: Row) -> bool:
    """True for a row that belongs to the form whose name stands below it: its title, its lines, its first
    labels.
    """
    if is_indicator_header(row):
        return False
    cells = _own(row)
    if len(cells) == 1 or says_where(line_of(row)) or stated((line_of(row),), ()).money_units:
        return not _looks_like_indicator(row)
    first = label_of(cells[0].text) if cells else None
    return first in _BEFORE_NAME


def _looks_like_indicator(row: Row) -> bool:
    return bool(re.search(r"指标$", fold(_own(row)[0].text))) if _own(row) else False

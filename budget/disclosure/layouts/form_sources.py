"""The funding sources of a form that have no field in the records, by their labels."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure.amounts import MoneyUnit, states_no_amount
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words, years
from budget.disclosure.layouts.form_cells import Pair, Text
from budget.disclosure.layouts.form_labels import label_of
from budget.disclosure.layouts.form_money import Chosen, Item
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.money import read_named_amount
from budget.disclosure.layouts.sources import (
    SOURCES,
    Candidate,
    is_named_like_total,
    is_of_which,
    marked_parts,
    may_be_source,
    name_of,
    names_a_giver,
)
from budget.disclosure.records import Amounts, NamedSource


def with_named_sources(amounts: Amounts, chosen: Chosen, money_unit: MoneyUnit, ledger: Ledger) -> Amounts:
    """Return a form's amounts with the named sources of its year, each marked that is a part of another one.

    The first source behind another one that has a field is its part where it is labelled 其中, and so are
    those behind it.
    """
    others: list[NamedSource] = []
    candidates: list[Candidate] = []
    whole, is_part, is_next = "", False, False
    for item in sorted((*chosen.fields.values(), *chosen.named), key=Item.place):
        if item not in chosen.named:
            is_stated = item.field in SOURCES and getattr(amounts, item.field) is not None
            whole, is_part, is_next = item.field if is_stated else "", False, True
            continue
        if is_next:
            is_part = bool(whole) and is_of_which(item.pair.label.text)
        is_next = False
        fen = read_named_amount(item.text, money_unit, item.row, item.label, ledger)
        if fen is not None or not states_no_amount(item.text):
            name = name_of(item.label)
            others.append(NamedSource(name, fen))
            candidates.append(Candidate(name, whole, is_part))
    if not others:
        return amounts
    return marked_parts(replace(amounts, other_sources=tuple(others)), candidates)


def unknown_amounts_in(rest: Sequence[Text], row: Row, *, is_below_money: bool) -> list[Item]:
    """The amounts of a row under labels without a meaning, in the part of a form that states its money.

    Their labels mention money or who gives it, or are behind the label of the form's money, or
    begin a row that is blank below a row of money (`is_below_money`). A label that ends like a sum, or is of
    a year, is a total's.
    """
    over = next((cell.text for cell in row.cells if cell.text), "")
    is_under_money = label_of(over) == words.TOTAL or (is_below_money and not row.cells[0].text)
    cells = sorted(rest)
    return [
        Item(row.number, Pair(words.TOTAL if _is_total(label.text) else words.NAMED_SOURCE, label, value))
        for label, value in zip(cells, cells[1:], strict=False)
        if label_of(label.text) is None
        and (not looks_like_amount(label.text) or words.is_year(label.text))
        and looks_like_amount(value.text)
        and (may_be_source(label.text) or _is_total(label.text))
        and (is_under_money or words.mentions_money(label.text) or names_a_giver(label.text))
    ]


def _is_total(label: str) -> bool:
    return is_named_like_total(label) or years.is_of_some_year(label)

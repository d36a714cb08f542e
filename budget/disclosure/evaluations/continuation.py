"""A form of a self-evaluation that goes on in the next table of its document: on another page or sheet."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure.evaluations.indicators import is_foot, with_results
from budget.disclosure.evaluations.money import heads_at
from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts.form import Form, named_forms_in, with_indicators_of
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.headers import columns_of
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.layouts.preamble import goes_on, line_of
from indicators.folding import fold


def continued(form: Form, grid: Grid) -> Form | None:
    """Return a form joined with the rows of the document's next table, None where that is another one.

    A table goes on where it names no project of its own, has no new text above it, and holds what the form
    lacks: its money or its indicators, further indicators in the same columns, or the total below them.
    """
    rows = [row for row in grid.rows if not row.is_blank]
    known = {fold(text) for text in (*form.caption, *map(line_of, form.lead))}
    lines = [line for line in grid.caption if line.text and fold(line.text) not in known]
    if not rows or named_forms_in(grid) or any(_is_new(line.text, known) for line in lines):
        return None
    header = next((row for row in form.rows if is_indicator_header(row)), None)
    if header is None:
        is_part = any(is_indicator_header(row) for row in rows) or _has_heads(rows)
    else:
        columns = with_results(columns_of([header]))
        own = tuple(row for row in rows if not is_foot(row, columns))
        bare = replace(grid, rows=own, caption=())
        is_part = not own or with_indicators_of(form, bare) is not None
    if not is_part:
        return None
    return replace(form, rows=(*form.rows, *(replace(row, place=row.place or grid.place) for row in rows)))


def _is_new(text: str, known: set[str]) -> bool:
    return not is_note(text) and not goes_on(text, known)


def _has_heads(rows: Sequence[Row]) -> bool:
    return any(heads_at(rows, at) is not None for at in range(len(rows)))

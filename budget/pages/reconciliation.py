"""A disclosure's sums, line by line, for the reconciliation page and its file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from budget.audit.reconciliation import Figure, Sum
from budget.links import address, row_anchor
from budget.models import Disclosure
from budget.pages.formats import money_text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum: its label, and the fen of each column, None where nothing is stated.

    `is_difference` marks a line that shows what does not hold; `hides_zero` leaves a 0 out on the page.
    """

    label: str
    fen: tuple[int | None, ...]
    is_difference: bool = False
    hides_zero: bool = False

    @property
    def cells(self) -> tuple[str | None, ...]:
        """The columns as text in the reader's unit."""
        return tuple("" if self.hides_zero and not fen else money_text(fen) for fen in self.fen)


@dataclass(frozen=True, slots=True)
class Block:
    """One sum of the table: its name, its address and row, and its lines."""

    name: str
    url: str
    row: int | None
    row_url: str
    agrees: bool
    lines: tuple[Line, ...]


class SumLinks:
    """The addresses of the units, projects and rows of a disclosure's sums."""

    def __init__(self, disclosure: Disclosure) -> None:
        self._disclosure = disclosure
        self._units = list(disclosure.statements.order_by("position").values_list("unit", flat=True))
        in_order = disclosure.projects.order_by("statement__position", "position", "pk")
        self._projects = list(in_order.values_list("pk", "file"))

    def of(self, one: Sum) -> str:
        if one.project is not None:
            return address("project", self._projects[one.project][0])
        if one.unit is not None:
            return address("unit", self._units[one.unit], year=self._disclosure.fiscal_year)
        return address("department", self._disclosure.department_id, year=self._disclosure.fiscal_year)

    def of_row(self, one: Sum) -> str:
        if one.row is None:
            return ""
        if one.project is None:
            return address("disclosure", self._disclosure.pk, row=one.row, anchor=row_anchor(one.row))
        project, file = self._projects[one.project]
        return address("disclosure", self._disclosure.pk, project=project, anchor=row_anchor(one.row, file))


def block_of(one: Sum, sizes: list[int], links: SumLinks) -> Block:
    """A sum with its lines; `sizes` are the numbers of projects of the units."""
    if one.unit is None:
        units = len(sizes)
        parts = ngettext("Sum of the one unit", "Sum of the %(number)s units", units) % {"number": units}
    else:
        size = sizes[one.unit]
        parts = ngettext("Sum of the one project", "Sum of the %(number)s projects", size) % {"number": size}
    figures = one.figures
    lines = [
        Line(_("As stated"), _column(figures, "stated")),
        Line(parts, _column(figures, "computed")),
        Line(_("Stated less computed"), _column(figures, "difference"), is_difference=not one.agrees),
    ]
    # Shown where the parts fall short in some column, and then never hidden.
    if any(figure.unaccounted and figure.stated is not None for figure in figures):
        short = tuple(None if figure.stated is None else figure.unaccounted for figure in figures)
        label = _("Not accounted for by any part")
        lines.append(Line(label, short, is_difference=True, hides_zero=True))
    return Block(
        name=one.name or _("Grand total"),
        url=links.of(one),
        row=one.row,
        row_url=links.of_row(one),
        agrees=one.agrees,
        lines=tuple(lines),
    )


def _column(figures: tuple[Figure, ...], name: str) -> tuple[int | None, ...]:
    return tuple(getattr(figure, name) for figure in figures)

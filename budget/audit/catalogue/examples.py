"""What an example of a check consists of: short texts of a table, as data.

An example is an extract. What it does not state is sound: an objective, six indicators, sums that hold. The
tests build the whole table around it and run the check on it.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple


class ExampleIndicator(NamedTuple):
    """An indicator of a category (its key). `period` is the period target where it differs from the annual
    one; `code` a level-2 code, which may be another category's.
    """

    category: str
    name: str
    annual: str
    period: str | None = None
    weight: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ExampleProject:
    """A project, its money in 万元; `sources` are its fiscal appropriation and its other funds.

    `objective` None and `indicators` None are sound ones, which are not shown. `among_others`: its indicators
    come after sound ones. `term`: its first and last month; `period_objective`: that of the whole term.
    `unread`: text of its row that could not be read.
    """

    name: str = ""
    total: int | None = 100
    sources: tuple[int, ...] = ()
    objective: str | None = None
    period_objective: str = ""
    indicators: tuple[ExampleIndicator, ...] | None = None
    among_others: bool = False
    unit: str = ""
    term: tuple[str, str] | None = None
    unread: str = ""


class ExampleActual(NamedTuple):
    """An indicator of a self-evaluation. `disclosed` is its target as disclosed where that differs, and None
    where it was not disclosed.
    """

    name: str
    target: str
    actual: str
    points: str = ""
    score: str = ""
    reason: str = ""
    disclosed: str | None = "="


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """A self-evaluation, its money in 万元; what it does not state is sound. `dropped` are the names of
    disclosed indicators that it does not have.
    """

    indicators: tuple[ExampleActual, ...] = ()
    initial: int | None = None
    adjusted: int | None = None
    executed: int | None = None
    rate: str = ""
    total: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """An extract of a table of 2024, its money in 万元.

    `subtotal` and `grand_total` are those that it states; None: they hold. `last_year`: the projects of the
    year before. `term_money`: what a form states for the whole term. `in_doubt`: the text of a row of which
    reading cannot tell whether it is a unit. `result`: the self-evaluation of a project, which has no
    table then.
    """

    projects: tuple[ExampleProject, ...] = ()
    subtotal: int | None = None
    grand_total: int | None = None
    last_year: tuple[ExampleProject, ...] = field(default=())
    term_money: int | None = None
    in_doubt: str = ""
    result: ExampleResult | None = None


class Examples(NamedTuple):
    """Of a check: one extract that it hits, and one like it that it spares."""

    hit: Example
    spared: Example


def one_indicator(*values: str, **fields: str) -> Example:
    """An example of one indicator of a project, by the values of ExampleIndicator."""
    indicator = ExampleIndicator(*values, **fields)
    return Example((ExampleProject(indicators=(indicator,), among_others=True),))


def one_project(*indicators: ExampleIndicator, **fields: object) -> Example:
    """An example of one project with these indicators (none: sound ones), by the fields of ExampleProject."""
    return Example((ExampleProject(indicators=indicators or None, **fields),))  # type: ignore[arg-type]


def one_result(*indicators: ExampleActual, **fields: object) -> Example:
    """An example of a self-evaluation with these indicators, by the fields of ExampleResult."""
    return Example(result=ExampleResult(indicators, **fields))  # type: ignore[arg-type]


# The fiscal year of all examples.
EXAMPLE_YEAR: Final = 2024

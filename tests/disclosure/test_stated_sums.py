"""What a table states in sum, against the units and the projects that were read of it."""

from budget.disclosure.records import Amounts, NamedSource
from budget.disclosure.stated_sums import StatedSum, stated_sums
from tests.factories import WAN, disclosure, project, unit


def _with(total: int, *sources: NamedSource) -> Amounts:
    return Amounts(total=total * WAN, other_sources=sources)


def test_every_stated_column_and_named_source_has_its_three_sums() -> None:
    one = unit("一中", project("甲", _with(3, NamedSource("捐赠", 2 * WAN))), stated=_with(3))
    two = unit("二中", project("乙", _with(4)), stated=Amounts())
    record = disclosure(one, two, amounts=_with(8, NamedSource("捐赠", 2 * WAN)))
    assert stated_sums(record) == (
        StatedSum("total", 8 * WAN, 7 * WAN, 7 * WAN),
        StatedSum("捐赠", 2 * WAN, None, 2 * WAN),
    )
    assert [line.differs for line in stated_sums(record)] == [True, False]


def test_what_is_not_stated_differs_from_nothing() -> None:
    record = disclosure(unit("一中", project("甲", None), stated=Amounts()), amounts=Amounts(total=0))
    assert [line.differs for line in stated_sums(record)] == [False]

"""Every sum of a table as stated and as computed, with the difference."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, strategies as st

from budget.audit.findings import Finding
from budget.audit.reconciliation import Figure, Parts, reconcile
from budget.disclosure.amounts import fen_of_wan_yuan
from budget.disclosure.read import Given, read
from budget.disclosure.records import (
    AMOUNT_FIELDS,
    SOURCE_FIELDS,
    Amounts,
    Disclosure,
    NamedSource,
    Project,
    Unit,
)
from tests.audit import building
from tests.factories import WAN, amounts, disclosure, project, unit
from tests.support.paths import SAMPLE


def columns(figures: tuple[Figure, ...]) -> dict[str, tuple[int | None, int | None, int | None, int]]:
    return {one.column: (one.stated, one.computed, one.difference, one.unaccounted) for one in figures}


def test_all_sums_of_the_sample_hold() -> None:
    record = read(SAMPLE.read_bytes(), SAMPLE.name, Given(fiscal_year=2024)).reads[0].disclosure
    found = reconcile(record)
    assert found.differing == ()
    assert (len(found.units), len(found.sources)) == (3, 1 + 3 + 21)
    assert columns(found.grand_total.figures)["total"] == (3_340 * WAN, 3_340 * WAN, 0, 0)


def test_what_falls_short_is_not_accounted_for_and_never_hidden() -> None:
    one = unit("一中", project("甲", 3 * WAN), project("乙", None), row=5, stated=Amounts(total=10 * WAN))
    found = reconcile(disclosure(one, amounts=Amounts(total=12 * WAN)))
    assert columns(found.units[0].figures)["total"] == (10 * WAN, 3 * WAN, 7 * WAN, 7 * WAN)
    assert columns(found.grand_total.figures)["total"] == (12 * WAN, 10 * WAN, 2 * WAN, 2 * WAN)
    assert [(one.of, one.name) for one in found.differing] == [("units", ""), ("projects", "一中")]


def test_parts_that_come_to_more_differ_and_leave_nothing_unaccounted() -> None:
    found = reconcile(disclosure(unit("一中", project("甲", 3 * WAN), stated=Amounts(total=WAN))))
    figure = found.units[0].figures[0]
    assert (figure.difference, figure.unaccounted) == (-2 * WAN, 0)


def test_projects_that_state_nothing_leave_all_of_a_stated_subtotal_unaccounted() -> None:
    found = reconcile(disclosure(unit("一中", project("甲", None), stated=Amounts(total=WAN))))
    assert columns(found.units[0].figures)["total"] == (WAN, 0, WAN, WAN)
    assert not found.units[0].agrees


def test_a_sum_that_is_not_stated_is_shown_and_compared_with_nothing() -> None:
    one = replace(unit("一中", project("甲", 3 * WAN)), amounts=Amounts())
    found = reconcile(disclosure(one, amounts=Amounts(total=3 * WAN)))
    assert columns(found.units[0].figures)["total"] == (None, 3 * WAN, None, 0)
    assert columns(found.grand_total.figures)["total"] == (3 * WAN, 3 * WAN, 0, 0)
    assert found.differing == ()


def test_zero_and_not_stated_are_distinguished() -> None:
    one = unit("一中", project("甲", Amounts(total=0)), stated=Amounts())
    found = reconcile(disclosure(one, amounts=Amounts()))
    assert columns(found.units[0].figures)["total"] == (None, 0, None, 0)
    empty = reconcile(disclosure(unit("一中", project("甲", None), stated=Amounts()), amounts=Amounts()))
    assert columns(empty.grand_total.figures) == {"total": (None, None, None, 0)}


def test_a_rows_total_is_set_against_its_sources() -> None:
    right = project("甲", amounts(fiscal=2 * WAN, other=WAN))
    wrong = project("乙", Amounts(total=5 * WAN, fiscal_appropriation=4 * WAN), row=7)
    silent = project("丙", Amounts(total=WAN))
    found = reconcile(disclosure(unit("一中", right, wrong, silent)))
    of_projects = {one.name: one for one in found.sources if one.project is not None}
    assert [one.project for one in of_projects.values()] == [0, 1, 2]
    assert columns(of_projects["乙"].figures) == {"total": (5 * WAN, 4 * WAN, WAN, WAN)}
    assert columns(of_projects["丙"].figures) == {"total": (WAN, None, None, WAN)}
    assert [one.name for one in found.differing if one.of == "sources"] == ["乙"]


def test_a_table_without_sources_has_no_sums_of_sources() -> None:
    record = disclosure(unit("一中", project("甲", Amounts(total=WAN))))
    assert reconcile(record).sources == ()


def test_only_the_columns_that_are_stated_somewhere_are_there() -> None:
    one = project("甲", Amounts(total=WAN, carried_over=WAN))
    found = reconcile(disclosure(unit("一中", one)))
    assert [figure.column for figure in found.grand_total.figures] == ["total", "carried_over"]


def test_sources_without_a_column_are_compared_by_their_names() -> None:
    one = project(
        "甲",
        Amounts(total=3 * WAN, other_sources=(NamedSource("中央补助", WAN), NamedSource("捐赠", 2 * WAN))),
    )
    two = project("乙", Amounts(total=WAN, other_sources=(NamedSource("捐 赠", WAN),)))
    stated = Amounts(
        total=4 * WAN, other_sources=(NamedSource("捐赠", 2 * WAN), NamedSource("中央补助", WAN))
    )
    found = reconcile(disclosure(unit("一中", one, two, stated=stated), amounts=Amounts(total=4 * WAN)))
    assert columns(found.units[0].figures) == {
        "total": (4 * WAN, 4 * WAN, 0, 0),
        "捐赠": (2 * WAN, 3 * WAN, -WAN, 0),
        "中央补助": (WAN, WAN, 0, 0),
    }
    assert columns(found.sources[2].figures) == {"total": (3 * WAN, 3 * WAN, 0, 0)}


def test_a_part_of_a_source_counts_in_no_sum() -> None:
    part = NamedSource("其中：中央", 2 * WAN, part_of="fiscal_appropriation")
    one = project("甲", Amounts(total=3 * WAN, fiscal_appropriation=3 * WAN, other_sources=(part,)))
    found = reconcile(disclosure(unit("一中", one)))
    assert found.differing == ()
    assert [figure.column for figure in found.grand_total.figures] == ["total", "fiscal_appropriation"]


def test_a_column_with_an_unread_source_is_compared_with_nothing() -> None:
    unread = NamedSource("捐赠", None)
    one = project("甲", Amounts(total=3 * WAN, fiscal_appropriation=WAN, other_sources=(unread,)))
    given = Amounts(total=3 * WAN, fiscal_appropriation=WAN, other_sources=(NamedSource("捐赠", 2 * WAN),))
    found = reconcile(disclosure(unit("一中", one, stated=Amounts()), amounts=given))
    assert found.differing == ()
    assert columns(found.grand_total.figures)["捐赠"] == (2 * WAN, None, None, 2 * WAN)
    assert [one.figures[0].computed for one in found.sources if one.project is not None] == [None]


# ---- The checks and the page say the same.

# Few fen and few names, so that sums hold often and namesakes are common.
some_amounts = st.builds(Amounts, *[st.none() | st.integers(-1, 3)] * len(AMOUNT_FIELDS))
names = st.sampled_from(["甲", "乙", " 甲", ""])
some_projects = st.builds(
    Project, names, st.none(), some_amounts, objective=st.sampled_from(["做事", "本项目为保密项目。"])
)
some_units = st.builds(Unit, names, st.none(), some_amounts, st.lists(some_projects, max_size=3).map(tuple))


@st.composite
def some_disclosures(draw: st.DrawFn) -> Disclosure:
    """Each row of it has a number of its own."""
    return building.disclosure(*draw(st.lists(some_units, max_size=3)), amounts=draw(some_amounts))


CHECK_OF: dict[Parts, str] = {"sources": "AMT-01", "projects": "AMT-02", "units": "AMT-03"}
# What identifies a finding or a sum: its check, its row, and the difference in fen by column.
Difference = tuple[str, int | None, dict[str, int]]


def difference_of(finding: Finding) -> Difference:
    quotes = [quote for quote in finding.evidence if quote.what == "difference"]
    return finding.check, finding.row, {quote.column: fen_of_wan_yuan(quote.text) or 0 for quote in quotes}


def differences(stated: Amounts, parts: list[dict[str, int]]) -> dict[str, int]:
    found = {name: fen for name in AMOUNT_FIELDS if (fen := getattr(stated, name)) is not None}
    sums = {name: sum(part.get(name, 0) for part in parts) for name in found}
    return {name: fen - sums[name] for name, fen in found.items() if fen != sums[name]}


def added_up_independently(record: Disclosure) -> Iterator[Difference]:
    """The sums that do not hold, added up without the code under test."""
    for row in (record, *record.units, *record.projects):
        sources = [fen for name in SOURCE_FIELDS if (fen := getattr(row.amounts, name)) is not None]
        if row.amounts.total is not None and sources and row.amounts.total != sum(sources):
            yield "AMT-01", row.row, {"total": row.amounts.total - sum(sources)}
    counted: list[dict[str, int]] = []
    for body in record.units:
        projects = [
            {name: getattr(one.amounts, name) or 0 for name in AMOUNT_FIELDS} for one in body.projects
        ]
        if of_unit := differences(body.amounts, projects):
            yield "AMT-02", body.row, of_unit
        of_projects = {name: sum(one[name] for one in projects) for name in AMOUNT_FIELDS}
        stated = {name: fen for name in AMOUNT_FIELDS if (fen := getattr(body.amounts, name)) is not None}
        counted.append(of_projects | stated)
    if of_all := differences(record.amounts, counted):
        yield "AMT-03", record.row, of_all


def by_check_and_row(one: Difference) -> tuple[str, int]:
    return one[0], one[1] or 0


@given(some_disclosures())
def test_the_page_shows_a_sum_as_differing_or_not_compared_where_a_check_says_so_and_nowhere_else(
    record: Disclosure,
) -> None:
    on_page, result = reconcile(record), building.audited(record)
    differing: list[Difference] = [
        (
            CHECK_OF[one.of],
            one.row,
            {figure.column: figure.difference for figure in one.figures if figure.difference},
        )
        for one in on_page.differing
    ]
    findings = [one for one in result.findings if one.check in CHECK_OF.values()]
    in_findings = [difference_of(finding) for finding in findings]
    assert len({finding.key for finding in findings}) == len(findings)
    assert sorted(differing, key=by_check_and_row) == sorted(in_findings, key=by_check_and_row)
    assert sorted(differing, key=by_check_and_row) == sorted(
        added_up_independently(record), key=by_check_and_row
    )
    not_evaluated = [one.check for one in result.not_evaluated if one.check in CHECK_OF.values()]
    not_compared = [CHECK_OF[one.of] for one in on_page.sums if not one.is_compared]
    if not on_page.states_sources:
        not_compared.append("AMT-01")
    assert sorted(not_evaluated) == sorted(not_compared)

"""A written table reads back to the same records."""

from hypothesis import given, settings, strategies as st

from budget.disclosure.read import Given, read_tables
from budget.disclosure.records import Amounts, Disclosure, Project, Unit
from budget.disclosure.write import write_wide
from tests.disclosure.tables import INDICATORS, NOTHING_GIVEN, project
from tests.disclosure.wide_tables import merged_grid, read_one
from tests.support.paths import SAMPLE

# What tab-separated text cannot carry in a cell: a carriage return (a line end to it) and outer blanks, which
# no reader gives. What the layout cannot carry: a row that is a name alone and looks like a note; a bare
# 合计.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
        st.sampled_from('；;，,。.、：:"“”（）()<>≥1-产出指标实施周期年度值'),
    ),
    max_size=30,
).map(str.strip)


money = st.one_of(st.none(), st.integers(0, 10**9))


amounts = st.builds(Amounts, money, money, money, money)


projects = st.builds(project, texts, st.just("0"), texts.map("目标".__add__), texts.map(INDICATORS.__add__))


def fen(amount: int | None) -> str:
    return "" if amount is None else f"{amount // 1_000_000}.{amount % 1_000_000:06d}"


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.tuples(money, money, money, money), projects), min_size=1, max_size=6),
    st.booleans(),
)
def test_any_text_a_table_can_carry_reads_back_to_the_character(
    rows: list[tuple[tuple[int | None, ...], tuple[str, ...]]], with_unit: bool
) -> None:
    table = [(row[0], *map(fen, stated), *row[5:]) for stated, row in rows]
    lead = [("水文中心", *map(fen, rows[0][0]), "", "")] if with_unit else []
    grid = merged_grid(*lead, *table)
    (first,) = read_tables([grid], NOTHING_GIVEN).reads
    assert [project_.name for project_ in first.disclosure.projects] == [row[0] for row in table]
    assert [project_.objective for project_ in first.disclosure.projects] == [row[5] for row in table]
    assert [project_.indicators_text for project_ in first.disclosure.projects] == [row[6] for row in table]
    second = read_one(write_wide(first.disclosure).encode())
    assert placeless(second.disclosure) == placeless(first.disclosure)


def placeless(disclosure: Disclosure) -> object:
    """The records without rows and places."""

    def of_project(one: Project) -> object:
        return (one.name, one.amounts, one.objective, one.indicators, one.indicators_text, one.unread)

    def of_unit(one: Unit) -> object:
        return (one.name, one.row is None, one.amounts, [of_project(project_) for project_ in one.projects])

    return (
        disclosure.department,
        disclosure.region,
        disclosure.fiscal_year,
        disclosure.title,
        disclosure.money_unit,
        disclosure.amounts,
        [of_unit(unit) for unit in disclosure.units],
    )


def test_the_real_table_reads_back_from_what_is_written() -> None:
    first = read_one(SAMPLE.read_bytes(), Given(fiscal_year=2024, region="广东省广州市")).disclosure
    second = read_one(write_wide(first).encode())
    assert placeless(second.disclosure) == placeless(first)
    assert second.problems == ()

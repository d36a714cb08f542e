"""What a printed table does not show changes no record, or refuses the file; what is left out is reported."""

import copy

import pytest
from hypothesis import given, settings, strategies as st

from budget.disclosure.problems import Refused
from budget.disclosure.read import read
from budget.disclosure.reading import Read, Reading
from tests.disclosure.omitting import WORKBOOKS, WRITERS, Piece, Table, plain
from tests.disclosure.tables import NOTHING_GIVEN

INDICATORS = "1、1-产出指标；11-数量指标；巡查；实施周期指标值:3次；年度指标值:3次。"
HEADER = ["项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]
FIRST = 4  # the first row under the header
ROWS = [
    ["2024年项目支出绩效目标表", *[""] * 6],
    ["部门名称：云山市水务局", *[""] * 6],
    ["单位：万元", *[""] * 6],
    HEADER,
    ["合计", "90.25", "90.25", "", "", "", ""],
    ["云山市水务局", "90.25", "90.25", "", "", "", ""],
    ["清淤项目", "70.25", "70.25", "", "", "疏通河道。", INDICATORS],
    ["堤防项目", "20.00", "20.00", "", "", "加固800米堤防。", INDICATORS],
]
FORMATS = sorted(WRITERS)


def table(*, with_sums: bool = True) -> Table:
    return Table(plain(ROWS if with_sums else [row for row in ROWS if row[0] != "合计"]))


def reading(file_format: str, made: Table) -> Reading:
    return read(WRITERS[file_format](made), "table", NOTHING_GIVEN)


def one(file_format: str, made: Table) -> Read:
    (found,) = reading(file_format, made).reads
    return found


def records(found: Read) -> object:
    """The records without their rows."""
    disclosure = found.disclosure
    return (
        (disclosure.department, disclosure.fiscal_year, disclosure.amounts),
        [
            (
                unit.name,
                unit.amounts,
                [(p.name, p.amounts, p.objective, p.indicators_text) for p in unit.projects],
            )
            for unit in disclosure.units
        ],
    )


def told(found: Read) -> set[tuple[str, int | None, str]]:
    return {(problem.code, problem.row, problem.text) for problem in found.problems}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_table_without_such_parts_has_no_problem(file_format: str) -> None:
    found = one(file_format, table())
    assert [project.amounts.total for project in found.disclosure.projects] == [70_250_000, 20_000_000]
    assert found.problems == ()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [
        ("struck", "struck-amount", "65"),
        ("struck", "struck-text", "旧"),
        ("invisible", "invisible-amount", "65"),
        ("invisible", "invisible-text", "旧"),
    ],
)
def test_a_figure_is_what_stands_beside_the_struck_or_invisible_one(
    file_format: str, kind: str, code: str, text: str
) -> None:
    made = table()
    made.rows[6][1] = [(text, kind), ("70.25", "")]
    found = one(file_format, made)
    assert records(found) == records(one(file_format, table()))
    assert told(found) == {(code, 7, text)}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_raised_mark_is_no_digit_and_that_of_a_unit_stays(file_format: str) -> None:
    made = table()
    made.rows[6][1].append(("1", "raised"))
    made.rows[7][0].append(("②", "raised"))
    made.rows[7][5] = [("加固800米堤防，绿化30km", ""), ("2", "raised"), ("。", "")]
    found = one(file_format, made)
    first, second = found.disclosure.projects
    assert (first.amounts.total, second.name) == (70_250_000, "堤防项目")
    assert second.objective == "加固800米堤防，绿化30km²。"
    assert told(found) == {("note-mark", 7, "1"), ("note-mark", 8, "②")}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_lowered_mark_is_no_digit_and_that_of_a_formula_stays(file_format: str) -> None:
    made = table()
    made.rows[6][1].append(("2", "lowered"))
    made.rows[7][5] = [("减少CO", ""), ("2", "lowered"), ("排放100吨", ""), ("3", "lowered"), ("。", "")]
    found = one(file_format, made)
    first, second = found.disclosure.projects
    assert first.amounts.total == 70_250_000
    assert second.objective == "减少CO2排放100吨。"
    assert told(found) == {("note-mark", 7, "2"), ("note-mark", 8, "3")}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_hidden_row_is_left_out_where_a_stated_sum_holds_without_it(file_format: str) -> None:
    made = table()
    made.rows.insert(7, plain([["旧项目", "9.00", "9.00", "", "", "旧。", INDICATORS]])[0])
    made.hidden_rows = {7}
    found = one(file_format, made)
    assert records(found) == records(one(file_format, table()))
    assert {code for code, _, _ in told(found)} == {"hidden-row"}


@pytest.mark.parametrize("file_format", FORMATS)
def test_hidden_money_refuses_a_table_that_no_sum_shows_to_be_whole(file_format: str) -> None:
    made = table()
    made.hidden_rows = {7}
    with pytest.raises(Refused) as refused:
        reading(file_format, made)
    (problem,) = refused.value.problems
    assert (problem.code, problem.row is not None) == ("hidden-money", True)
    assert "堤防项目" in problem.message


@pytest.mark.parametrize("file_format", WORKBOOKS)
def test_a_hidden_column_is_left_out_where_each_row_holds_without_it(file_format: str) -> None:
    made = table()
    for number, row in enumerate(made.rows):
        row.insert(1, [("上年预算数", "") if number == 3 else ("55.00", "")] if number >= 3 else [])
    made.hidden_columns = {1}
    found = one(file_format, made)
    assert records(found) == records(one(file_format, table()))
    assert {code for code, _, _ in told(found)} == {"hidden-column"}


@pytest.mark.parametrize("file_format", WORKBOOKS)
def test_a_hidden_source_of_money_refuses_the_file(file_format: str) -> None:
    made = table()
    made.hidden_columns = {2}
    with pytest.raises(Refused) as refused:
        reading(file_format, made)
    assert {problem.code for problem in refused.value.problems} <= {"hidden-money", "missing-column"}


@pytest.mark.parametrize("file_format", WORKBOOKS)
def test_a_hidden_sheet_is_read_only_where_no_visible_one_holds_a_table(file_format: str) -> None:
    old = copy.deepcopy(table().rows)
    old[6][1] = [("65.25", "")]
    made = table()
    made.old = old
    found = one(file_format, made)
    assert records(found) == records(one(file_format, table()))
    assert told(found) == {("hidden-sheet", None, "旧表")}
    cover = Table(plain([["封面"]]), old=table().rows)
    alone = one(file_format, cover)
    assert records(alone) == records(one(file_format, table()))
    assert told(alone) == {("only-hidden-sheet", None, "旧表")}


ADDED = st.tuples(
    st.integers(FIRST, len(ROWS) - 1),
    st.integers(0, 6),
    st.sampled_from([("1", "raised"), ("注2", "raised"), ("①", "raised"), ("1", "lowered"), ("②", "lowered")])
    | st.tuples(
        st.sampled_from(["7", "1,000.00", "旧", "12.5", "（略）", "项目"]),
        st.sampled_from(["struck", "invisible"]),
    ),
    st.booleans(),
)
HIDDEN_ROW = st.sampled_from(
    [
        ["旧项目", "9.00", "9.00", "", "", "旧。", INDICATORS],
        ["某中心", "5", "5", "", "", "", ""],
        ["备用", "", "", "", "", "", ""],
        ["合计", "99.25", "99.25", "", "", "", ""],
    ]
)


def is_after_text(pieces: list[Piece]) -> bool:
    return any(not kind for _, kind in pieces)


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=25, deadline=None)
@given(
    st.lists(ADDED, max_size=4),
    st.lists(st.tuples(st.integers(FIRST, len(ROWS)), HIDDEN_ROW), max_size=2),
    st.booleans(),
    st.booleans(),
)
def test_the_records_are_those_of_the_table_without_such_parts_or_it_is_refused(
    file_format: str,
    added: list[tuple[int, int, Piece, bool]],
    hidden: list[tuple[int, list[str]]],
    with_sums: bool,
    with_old_sheet: bool,
) -> None:
    made = table(with_sums=with_sums)
    expected = records(one(file_format, table(with_sums=with_sums)))
    for row, column, piece, in_front in added:
        cell = made.rows[min(row, len(made.rows) - 1)][column]
        is_shifted = piece[1] in ("raised", "lowered")
        if is_shifted and not is_after_text(cell):
            continue  # what is raised or lowered as a whole is no mark
        cell.insert(0 if in_front and not is_shifted else len(cell), piece)
    for at, texts in sorted(hidden, reverse=True):
        made.rows.insert(min(at, len(made.rows)), plain([texts])[0])
        made.hidden_rows = {number + (number >= at) for number in made.hidden_rows} | {
            min(at, len(made.rows) - 1)
        }
    if with_old_sheet:
        made.old = plain([[text.replace("70.25", "65.25") for text in row] for row in ROWS])
    try:
        found = one(file_format, made)
    except Refused:
        return
    assert records(found) == expected

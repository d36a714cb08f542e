"""Self-evaluations of projects: read to the character in the forms of eight places and in every format."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

from budget.disclosure.grid import EMPTY, Cell, Grid, Omission, Row
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, read, read_tables
from budget.disclosure.reading import EvaluationsRead, Reading
from budget.disclosure.self_evaluations import SelfEvaluation, without_places
from tests.disclosure import form_tables
from tests.disclosure.evaluation_forms import (
    ANHUI,
    FORMS,
    HUNAN,
    NATIONAL,
    PAIRS,
    SHANGHAI,
    SICHUAN,
    YUNNAN,
    Form,
)
from tests.disclosure.merged_tables import WRITERS, docx_of, grid_of, pdf_of, xlsx_of

NOISE = ["（转下页）", "续表", "第3页", "— 12 —", "（接上页）", "以下空白"]


def only(reading: Reading) -> EvaluationsRead:
    """The self-evaluations of one department and year that alone are in a file."""
    assert reading.reads == ()
    (found,) = reading.evaluations
    return found


def entry_of(grids: Sequence[Grid], given: Given) -> SelfEvaluation:
    (entry,) = only(read_tables(grids, given)).evaluations.entries
    return without_places(entry)


def grid(form: Form, place: str = "table 1") -> Grid:
    lines, rows = form.table
    return grid_of(rows, place=place, caption=lines)


def with_cells(form: Form, change: Callable[[list[list[str]]], None]) -> Grid:
    """A form's grid with other cells."""
    lines, rows = form.table
    changed = [list(row) for row in rows]
    change(changed)
    return grid_of(changed, place="table 1", caption=lines)


def refusal(grids: Sequence[Grid], given: Given) -> Problem:
    with pytest.raises(Refused) as refused:
        read_tables(grids, given)
    return refused.value.problems[0]


def told(read: EvaluationsRead) -> list[tuple[str, str]]:
    return [(problem.code, problem.text) for problem in read.problems]


def without_breaks(entry: SelfEvaluation) -> SelfEvaluation:
    """A self-evaluation as a PDF holds it, which has no line breaks within a cell."""
    return replace(entry, objective=entry.objective.replace("\n", ""))


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("place", FORMS)
def test_a_form_is_read_to_the_character(place: str, format_: str) -> None:
    form = FORMS[place]
    found = only(read(WRITERS[format_]([form.table]), "file", form.given)).evaluations
    assert (found.department, found.fiscal_year) == (form.department, form.fiscal_year)
    expected = without_breaks(form.entry) if format_ == "pdf" else form.entry
    assert [without_places(entry) for entry in found.entries] == [expected]


def test_every_row_is_followed_to_its_place() -> None:
    (entry,) = only(read_tables([grid(NATIONAL)], Given())).evaluations.entries
    assert (entry.row, entry.place, entry.budget.row) == (1, "table 1", 5)
    assert [one.row for one in entry.sources] == [6, 7]
    assert [one.row for one in entry.indicators] == [12, 13, 14, 15, 16]


@pytest.mark.parametrize("write", [docx_of, xlsx_of, pdf_of])
def test_the_forms_of_a_file_are_put_together_by_department_and_year(
    write: Callable[..., bytes],
) -> None:
    forms = [NATIONAL, SHANGHAI, SICHUAN, ANHUI, HUNAN]
    second = replace(SHANGHAI, table=(["自评表（2024年度）"], [list(row) for row in SHANGHAI.table[1]]))
    second.table[1][0][2] = "展览布展专项经费"
    reading = read(write([form.table for form in [*forms, second]]), "file", Given())
    found = {one.evaluations.department: one.evaluations for one in reading.evaluations}
    assert list(found) == [form.department for form in forms]
    for form in forms:
        assert without_breaks(without_places(found[form.department].entries[0])) == without_breaks(form.entry)
    assert [one.name for one in found["某区文化局"].entries] == ["文物展藏品征集专项经费", "展览布展专项经费"]
    assert found["某县发展和改革局部门"].fiscal_year == 2023


def test_a_form_printed_twice_counts_once_and_another_version_refuses_the_file() -> None:
    once = grid(NATIONAL)
    (entry,) = only(read_tables([once, replace(once, place="table 2")], Given())).evaluations.entries
    assert without_places(entry) == NATIONAL.entry

    def other(rows: list[list[str]]) -> None:
        rows[4][6] = "587.00"

    version = replace(with_cells(NATIONAL, other), place="table 2")
    assert refusal([once, version], Given()).code == "tables-disagree"


@pytest.mark.parametrize("place", FORMS)
def test_a_form_over_two_tables_is_one_wherever_it_is_cut(place: str) -> None:
    whole = grid(FORMS[place])
    for cut in range(1, len(whole.rows)):
        parts = [replace(whole, rows=whole.rows[:cut]), Grid(whole.rows[cut:], place="table 2")]
        assert entry_of(parts, FORMS[place].given) == FORMS[place].entry, cut


def with_noise(whole: Grid, chance: Random) -> Grid:
    """A grid with blank rows, rows of the printed page and empty columns among its own."""
    rows = list(whole.rows)
    for at in sorted(chance.sample(range(len(rows) + 1), 3), reverse=True):
        width = len(rows[0].cells)
        text = chance.choice([*NOISE, ""])
        rows.insert(at, Row(0, (Cell(text), *[EMPTY] * (width - 1))))
    for at in sorted(chance.sample(range(len(rows[0].cells) + 1), 2), reverse=True):
        rows = [replace(row, cells=_with_column(row, at)) for row in rows]
    return replace(whole, rows=tuple(replace(row, number=n) for n, row in enumerate(rows, start=1)))


def _with_column(row: Row, at: int) -> tuple[Cell, ...]:
    behind = row.cells[at] if at < len(row.cells) else EMPTY
    new = replace(behind, from_left=True) if behind.from_left else EMPTY
    return (*row.cells[:at], new, *row.cells[at:])


@pytest.mark.parametrize("place", FORMS)
def test_noise_changes_no_figure(place: str) -> None:
    whole, form = grid(FORMS[place]), FORMS[place]
    for seed in range(12):
        assert entry_of([with_noise(whole, Random(seed))], form.given) == form.entry, seed


def test_a_long_form_breaks_over_pages() -> None:
    lines, rows = HUNAN.table
    at = next(number for number, row in enumerate(rows) if "三级指标" in row) + 1
    rows = [["" if text == "^" else text for text in row] for row in rows]
    many = [["", "", "", f"事项{n}", f"≥{n}次", f"{n}次", "", "1", "1"] for n in range(1, 81)]
    found = only(read(pdf_of([(lines, [*rows[: at + 1], *many, *rows[at + 1 :]])]), "file.pdf", Given()))
    (entry,) = found.evaluations.entries
    assert [one.name for one in entry.indicators][1:81] == [f"事项{n}" for n in range(1, 81)]
    assert [(one.target, one.actual) for one in entry.indicators][80] == ("≥80次", "80次")
    assert (entry.score, entry.conclusion, len(entry.indicators)) == ("89.86分", "良", 82)


def test_targets_and_self_evaluations_of_one_file_are_both_read() -> None:
    reading = read_tables(
        [form_tables.grid_of(form_tables.form()), grid(NATIONAL), grid(SHANGHAI, "table 3")], Given()
    )
    (targets,) = reading.reads
    assert [one.name for one in targets.disclosure.projects] == ["立交工程"]
    assert [read.evaluations.entries[0].name for read in reading.evaluations] == [
        NATIONAL.entry.name,
        SHANGHAI.entry.name,
    ]
    assert [problem.place for problem in targets.problems if problem.place == "table 1"] == []


def test_what_is_read_of_no_column_is_told() -> None:
    assert told(only(read_tables([grid(SICHUAN)], Given()))) == [
        ("text-outside-table", "项目负责人：某乙  财务负责人：某丙"),
        ("text-outside-table", "2.项目实施内容及过程概述：按月发放。"),
        ("text-outside-table", "原因：年中追加"),
        ("missing-target", "发放覆盖率"),
    ]


def test_an_unknown_column_of_money_and_of_indicators_is_told() -> None:
    def change(rows: list[list[str]]) -> None:
        rows[2][8] = "实际到位数"
        rows[3][8] = "32500.00"
        rows[9][8] = "复核情况"
        rows[10][8] = "核减一件"

    found = only(read_tables([with_cells(SHANGHAI, change)], Given()))
    assert ("other-money", "实际到位数：32500.00") in told(found)
    assert ("text-outside-table", "核减一件") in told(found)


def test_an_amount_that_is_none_refuses_the_form_and_one_of_a_source_is_told() -> None:
    def in_total(rows: list[list[str]]) -> None:
        rows[4][6] = "五百万"

    def in_source(rows: list[list[str]]) -> None:
        rows[5][6] = "五百万"

    assert refusal([with_cells(NATIONAL, in_total)], Given()).code == "not-an-amount"
    found = only(read_tables([with_cells(NATIONAL, in_source)], Given()))
    assert ("unread-source", "五百万") in told(found)
    assert found.evaluations.entries[0].sources[0].executed is None


def test_an_amount_finer_than_a_fen_refuses_the_form() -> None:
    def change(rows: list[list[str]]) -> None:
        rows[3][5] = "28009.605"

    assert refusal([with_cells(SHANGHAI, change)], Given()).code == "finer-than-fen"


@pytest.mark.parametrize(
    ("form", "given", "lines", "code"),
    [
        (PAIRS, Given(), PAIRS.table[0], "no-department"),
        (YUNNAN, Given(), YUNNAN.table[0], "no-year"),
        (YUNNAN, YUNNAN.given, ["项目支出绩效自评表"], "no-money-unit"),
        (ANHUI, Given(fiscal_year=2023), ANHUI.table[0], "contradicts-operator"),
        (ANHUI, Given(), ["部门整体支出绩效自评表（2024年度）"], "other-table"),
        (ANHUI, Given(), ["转移支付区域绩效目标自评表（2024年度）"], "other-table"),
        (ANHUI, Given(), ["项目支出绩效运行监控表（2024年度）"], "other-table"),
    ],
)
def test_what_cannot_be_placed_or_is_of_another_kind_is_refused(
    form: Form, given: Given, lines: Sequence[str], code: str
) -> None:
    assert refusal([grid_of(form.table[1], caption=lines)], given).code == code


def test_a_report_filed_later_counts_for_its_own_year() -> None:
    lines = ["2025年项目支出绩效自评表（2024年度）", "填报日期：2025年3月1日"]
    found = only(read_tables([grid_of(ANHUI.table[1], caption=lines)], Given()))
    assert found.evaluations.fiscal_year == 2024


def blank(form: Form) -> Grid:
    """The template of a form: labels, headings, points and nothing else."""
    lines, rows = form.table
    kept = {text for row in rows[2:11] for text in row if text} | {"总分", "100", "10", "<", "^"}
    amounts = {text for row in rows[4:8] for text in row[4:7] + row[8:]}
    texts = {"办好民生栏目，\n反映社情民意。", "全年播出48期。", "某甲", "020-00000000"}
    values = amounts | texts | {"播出期数"}
    cleared = [
        [text if text in kept - values or text.endswith("指标") else "" for text in row] for row in rows[2:]
    ]
    names = [["项目名称", "<", *["<" if n else "" for n in range(8)]], ["主管部门", "<", *[""] * 8]]
    return grid_of([*names, *cleared], place="table 2", caption=lines)


def test_a_blank_template_is_named_and_passed_over_beside_others() -> None:
    assert refusal([blank(NATIONAL)], Given()).code == "blank-form"
    reading = read_tables([grid(SHANGHAI), blank(NATIONAL)], Given())
    assert only(reading).evaluations.department == "某区文化局"
    assert reading.passed_over == ("table 2",)


def test_a_hidden_sheet_of_results_is_told() -> None:
    hidden = replace(grid(SHANGHAI, "旧表"), is_hidden=True)
    found = only(read_tables([grid(ANHUI), hidden], Given()))
    assert ("hidden-sheet", "旧表") in told(found)
    alone = only(read_tables([hidden], Given()))
    assert ("only-hidden-sheet", "旧表") in told(alone)


def test_hidden_money_refuses_a_form_whose_sums_do_not_hold_without_it() -> None:
    hidden = Omission("hidden-row", "其他资金\t5.00\t5.00\t5.00", row=9, place="table 1")
    found = only(read_tables([replace(grid(NATIONAL), omissions=(hidden,))], Given()))
    assert ("hidden-row", "其他资金 5.00 5.00 5.00") in told(found)
    assert refusal([replace(grid(ANHUI), omissions=(hidden,))], Given()).code == "hidden-money"


def test_struck_out_text_and_unknown_characters_are_told() -> None:
    def change(rows: list[list[str]]) -> None:
        rows[11][5] = "4\ufffd期"

    struck = Omission("struck", "50期", row=12, place="table 1")
    found = only(read_tables([replace(with_cells(NATIONAL, change), omissions=(struck,))], Given()))
    assert ("struck-text", "50期") in told(found)
    assert ("unknown-character", "4\ufffd期") in told(found)

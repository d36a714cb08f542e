"""Recognises published tables that look like project expenditure performance target tables and are none.

A table is recognised by its title (the nearest above it, or its first row) and by its columns. A target table
printed on the form of a self-evaluation has the title of a target table and empty columns of results.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form import Form
from budget.disclosure.layouts.form_cells import OBJECTIVES, own_cells, pairs_in
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.form_labels import label_of
from budget.disclosure.layouts.headers import Table, continues
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem
from indicators.folding import fold

Kind = Literal[
    "self-evaluation",
    "whole-evaluation",
    "region-evaluation",
    "monitoring",
    "whole-department",
    "region",
    "index-system",
]

KINDS: Final[dict[Kind, str]] = {
    "self-evaluation": _("a table of an evaluation (自评) that holds no project with its results"),
    "whole-evaluation": _("a self-evaluation of the department as a whole (整体支出绩效自评表)"),
    "region-evaluation": _("a self-evaluation of a region's transfer (区域绩效目标自评表)"),
    "monitoring": _("a monitoring table (监控表)"),
    "whole-department": _("a performance target table of the department as a whole (整体支出绩效目标表)"),
    "region": _("a performance target table of a region's transfer (区域绩效目标表)"),
    "index-system": _("an evaluation index system (评价指标体系)"),
}

_LONGEST_TITLE: Final = 80
_LONGEST_WORDS: Final = 30
_LINES_SEARCHED: Final = 10
_ROWS_SEARCHED: Final = 60
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_END: Final = (
    r"(?:情况|结果|报告|汇总|统计|分析|打分|评分|明细|执行|公开|公示|附)*表?"
    r"(?:[0-9a-z一二三四五六七八九十.-]*)$"
)
_SENTENCE: Final = re.compile(r"[。；;，,]")
_TITLES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("monitoring", re.compile(rf"(?:监控|运行跟踪|跟踪监测){_END}")),
    (
        "self-evaluation",
        re.compile(
            rf"(?:自评|自我评价|绩效评价|评分|(?:目标|绩效|指标)(?:实际)?完成(?:情况|结果)){_END}|自评(?:得分|打分|评分)?表"
        ),
    ),
    ("region", re.compile(r"区域(?:性)?绩效目标|转移支付(?:资金)?(?:区域|整体)绩效目标")),
    ("whole-department", re.compile(r"整体(?:支出)?(?:预算)?(?:绩效|支出)")),
    ("index-system", re.compile(rf"指标体系(?:框架)?{_END}|(?:评分|评价)标准表$")),
)
_IS_OURS: Final = re.compile(r"目标.*表|项目.*绩效.*表|绩效目标(?:申报|公开|批复)?$")

_PART_OF_YEAR: Final = (
    r"(?:上半年|前?[0-9nx一二三四五六七八九十]+月?份?[-—–~至到]+[0-9nx一二三四五六七八九十]+月份?"
    r"|[0-9]{1,2}月(?:份|底|末)?|截[至止].{1,14}|第?[一二三]季度|监控期(?:内)?|本期)"
)
_MONITORING: Final = re.compile(
    rf"{_PART_OF_YEAR}(?:累计)?(?:实际)?(?:预算|资金|目标|指标)?(?:执行|完成|支出|实现)(?:数|率|情况|值|进度|金额)?"
    r"|(?:全年|年底|年末)?预计(?:全年)?(?:预算)?(?:执行|完成|支出|实现)(?:数|情况|值|率|程度)?"
    r"|(?:目标|指标|全年)*(?:完成|实现)(?:的)?可能性|监控(?:情况|结果|结论)"
)
_RESULTS: Final = re.compile(
    r"(?:全年|年度|本年|当年|预算)+(?:实际)?执行(?:数|金额)|(?:全年|年度|指标|目标|绩效|本年|项目)*实际(?:完成|实现|达到)"
    r"(?:值|情况|指标值|程度|数|结果)?|(?:全年|年度|指标|目标)*完成(?:值|指标值|结果)|(?:全年|年度)?实际(?:指标)?值|实际支出数?"
    r"|(?:自评|评价|实际|指标|单项|自评价)*得分|自评(?:分值|分数?|结论|等级|总分|结果)"
    r"|(?:偏差|未完成|扣分|失分|未达标|偏离)(?:目标)?(?:的)?(?:原因|情况).*"
)
_WEAK_RESULTS: Final = re.compile(
    r"(?:预算|资金|支出)*执行(?:率|数|情况)|(?:指标|目标|全年|年度)*完成(?:率|情况|程度|比例)|总分|评价(?:结论|等级)|改进措施.*"
)
_WHOLE: Final = re.compile(
    r"(?:年度|本年)*(?:主要|重点|工作)+任务|任务名称|主要(?:工作)?内容|部门?(?:单位)?(?:主要)?(?:职能|职责)(?:简述|概述|概况)?"
    r"|(?:部门|单位)*整体(?:支出)?(?:绩效)?目标|(?:部门|单位)*整体(?:支出)?(?:预算|资金)|年度履职目标|基本支出|项目支出"
)
_REGION_FINANCE: Final = re.compile(r"(?:省级|市县|市级|县级|地方|省|市|县)财政(?:部门|厅局?|局)")
_REGION_CHARGE: Final = re.compile(r"(?:中央|省级|市县|市级|县级|地方)(?:业务)?主管(?:部门|单位)")
_REGION_NAME: Final = re.compile(r"(?:中央)?(?:专项|转移支付)(?:资金|项目|补助)*(?:名称)?")
_EXPLAINS: Final = re.compile(
    r"指标(?:解释|说明|释义|定义)|(?:评分|评价|计分|扣分)(?:标准|细则|规则|要点|方法|办法)"
)
_NOTHING: Final = re.compile(r"[-—–―－/\\\s]*")
_TEMPLATE: Final = re.compile(
    r".{0,14}指标(?:值)?[0-9一二三四五六七八九十]?(?:\([^()]*\))?[:：]?|.{0,8}(?:资金|目标|情况|信息)[0-9一二三四五六七八九十]?(?:\([^()]*\))?[:：]?"
    r"|(?:[…./／\\*×x-]|—|元|万|年|月|日|[0-9]|至|[()])*"
)
_TARGETS: Final = frozenset({words.ANNUAL_TARGET, words.PERIOD_TARGET})
_LEVELS: Final = frozenset({words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME})


class Titled(NamedTuple):
    """A title: the kind that it states (None for a project expenditure performance target table), its text,
    and its row where it has one.
    """

    kind: Kind | None
    text: str
    row: int | None


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table of another kind, and the title or heading that shows it."""

    kind: Kind
    text: str
    row: int | None = None
    place: str = ""

    @property
    def refusal(self) -> Problem:
        """The refusal of a file that holds no other table."""
        details = {"kind": KINDS[self.kind]}
        return Problem("other-table", place=self.place, row=self.row, text=self.text, details=details)

    @property
    def described(self) -> str:
        """Its place and title, for the list of what was passed over."""
        return ": ".join(filter(None, [self.place, self.text]))


class _Mark(NamedTuple):
    """A heading that tables of one kind have: whether it suffices alone, and whether text is under it."""

    kind: Kind
    is_strong: bool
    text: str
    row: int | None
    has_content: bool


@lru_cache(maxsize=4096)
def kind_in_title(text: str) -> Titled | None:
    """Return what a line states as a title; None where it is none."""
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_TITLE or _SENTENCE.search(folded) or text.count("  ") > 1:
        return None  # the last one: cells of a row
    bare = _BRACKETS.sub("", folded) or folded
    for kind, pattern in _TITLES:
        if kind == "whole-department" and "项目" in bare:
            continue
        if pattern.search(bare) or any(pattern.search(note[1:-1]) for note in _BRACKETS.findall(folded)):
            return Titled(_kind_of_evaluation(bare) if kind == "self-evaluation" else kind, text, None)
    return Titled(None, text, None) if _IS_OURS.search(bare) else None


def _kind_of_evaluation(title: str) -> Kind:
    """Whether a self-evaluation is of projects, of a region's transfer or of the department as a whole."""
    patterns = dict(_TITLES)
    if patterns["region"].search(title):
        return "region-evaluation"
    is_whole = patterns["whole-department"].search(title) and "项目" not in title
    return "whole-evaluation" if is_whole else "self-evaluation"


def sections(grid: Grid) -> Iterator[tuple[Grid, OtherTable | None]]:
    """Yield the parts of a grid in order, each with the table of another kind that a title within the grid
    makes of it; None where it may hold target tables.

    A part of another kind ends at the title of a target table.
    """
    titles = list(_titles_within(grid.rows))
    if not any(title.kind for _, title in titles):
        yield grid, None
        return
    at, other = 0, None
    for number, title in [*titles, (len(grid.rows), None)]:
        if number > at:
            caption = grid.caption if at == 0 else ()
            omissions = grid.omissions if at == 0 else ()
            yield replace(grid, rows=grid.rows[at:number], caption=caption, omissions=omissions), other
            at = number
        if title is not None:
            other = OtherTable(title.kind, title.text, title.row, grid.place) if title.kind else None


def _titles_within(rows: Sequence[Row]) -> Iterator[tuple[int, Titled]]:
    """The rows of a single text that are titles, where the kind differs from that of the one before."""
    before: Kind | None = None
    for at, row in enumerate(rows):
        first = next((cell.text for cell in row.cells if cell.text), "")
        if len(first) > _LONGEST_TITLE or not first.rstrip().endswith(("表", ")", "）", "系", "标", "评")):
            continue
        title = kind_in_title(first)
        if title is not None and title.kind != before and len(own_cells(row)) == 1:
            yield at, title._replace(row=row.number)
            before = title.kind


def other_in_table(table: Table, grid: Grid) -> OtherTable | None:
    """Return what a table with one header is where it is of another kind."""
    title = _nearest_title(table.above, grid)
    marks = []
    for column in table.header.columns:
        found = _mark_of(column.words)
        if found is not None:
            content = any(_states(column.text(row)) for row in table.rows)
            marks.append(_Mark(*found, column.words, table.row, content))
    other = _settled(title, marks, grid.place, names_project=words.NAME in table.header.fields)
    return _in_row(other, table.row)


def other_in_form(form: Form, grid: Grid, before: Titled | None) -> tuple[OtherTable | None, Titled | None]:
    """Return what a form is where it is of another kind, and its title: its own, else that of the form
    before it in its grid.
    """
    title = _nearest_title(form.lead, replace(grid, caption=grid.caption if form.caption else ())) or before
    other = _settled(title, list(_marks_of_rows(form.rows)), form.where, names_project=True)
    return _in_row(other, form.rows[0].number), title


def other_in_grid(grid: Grid) -> OtherTable | None:
    """Return what a grid without target tables holds where it is a known kind."""
    rows = [row for row in grid.rows[:_ROWS_SEARCHED] if not row.is_blank]
    first = next((at for at, row in enumerate(rows) if len(own_cells(row)) > 1), len(rows))
    title = _nearest_title(rows[:first], grid)
    other = _settled(title, list(_marks_of_rows(rows)), grid.place, names_project=False)
    return _in_row(other, rows[0].number if rows else None) or _index_system(rows, grid.place)


def _in_row(other: OtherTable | None, row: int | None) -> OtherTable | None:
    """A table of another kind in a row where its title has none: a line above it."""
    return replace(other, row=row) if other is not None and other.row is None else other


def is_blank(form: Form) -> bool:
    """Whether a form is a template: no label has a value, and no text other than headings and categories is
    in it.
    """
    values = (pair.value for row in form.rows for pair in pairs_in(row))
    if any(value is not None and not _is_template(value.text) for value in values):
        return False
    return not any(
        len(cell.text) > _LONGEST_WORDS or not (_is_heading(cell.text) or _is_template(cell.text))
        for row in form.rows
        for cell in own_cells(row)
    )


def _is_template(text: str) -> bool:
    """Whether a cell is content of a template: a category of indicators, a number of a row, dots."""
    return bool(_TEMPLATE.fullmatch(fold(text)))


def _nearest_title(above: Sequence[Row], grid: Grid) -> Titled | None:
    """The title nearest above a table: of the rows above it, else of the caption. Captions with titles of
    several kinds are a list of tables and give none.
    """
    for row in reversed(above):
        title = kind_in_title(line_of(row))
        if title is not None:
            return title._replace(row=row.number)
    found = [
        title._replace(row=line.row)
        for line in grid.caption[-_LINES_SEARCHED:]
        if (title := kind_in_title(line.text)) is not None
    ]
    return found[-1] if found and len({title.kind for title in found}) == 1 else None


@lru_cache(maxsize=4096)
def _mark_of(text: str) -> tuple[Kind, bool] | None:
    """The kind of table that a heading shows, and whether it suffices alone."""
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_WORDS:
        return None
    bare = re.sub(r"^(?:其中[:：]?|[0-9]+[.、]|[a-z](?=[一-龥]))", "", _BRACKETS.sub("", folded)).rstrip(":")
    patterns: tuple[tuple[Kind, bool, re.Pattern[str]], ...] = (
        ("monitoring", True, _MONITORING),
        ("self-evaluation", True, _RESULTS),
        ("self-evaluation", False, _WEAK_RESULTS),
        ("whole-department", False, _WHOLE),
        ("region", True, _REGION_FINANCE),
        ("region", False, _REGION_CHARGE),
        ("region", False, _REGION_NAME),
    )
    return next(((kind, strong) for kind, strong, pattern in patterns if pattern.fullmatch(bare)), None)


def _marks_of_rows(rows: Sequence[Row]) -> Iterator[_Mark]:
    """The headings that show a kind: above the indicators, and in the header of the indicators."""
    is_below, header_rows = False, 0
    for at, row in enumerate(rows):
        if is_indicator_header(row):
            is_below, header_rows = True, 0
        elif is_below:
            header_rows += 1
            if header_rows > 1 or not continues(rows[at - 1 : at], row):
                header_rows = 2
                continue
        cells = own_cells(row)
        headings = sum(_is_heading(cell.text) for cell in cells)
        for number, cell in enumerate(cells):
            found = _mark_of(cell.text)
            if found is None:
                continue
            behind = cells[number + 1].text if number + 1 < len(cells) else ""
            has_value = _states(behind) and not _is_heading(behind)
            if headings > 1 or has_value or found[0] in ("whole-department", "region"):
                content = has_value or _has_content_below(rows[at + 1 :], cell.at)
                yield _Mark(*found, cell.text, row.number, content)


@lru_cache(maxsize=4096)
def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_WORDS and (
        _mark_of(text) is not None or words.meaning_of(text) is not None or label_of(text) is not None
    )


def _has_content_below(rows: Iterable[Row], at: int) -> bool:
    """Whether a text is under a heading, above the next heading in its column."""
    for row in rows:
        cell = row.cells[at] if at < len(row.cells) else None
        if is_indicator_header(row) or (cell is not None and cell.text and _is_heading(cell.text)):
            return False
        if cell is not None and not cell.from_left and not cell.from_above and _states(cell.text):
            return True
    return False


def _states(text: str) -> bool:
    return not _NOTHING.fullmatch(text)


def _settled(
    title: Titled | None, marks: Sequence[_Mark], place: str, *, names_project: bool
) -> OtherTable | None:
    """The kind that title and headings show together."""
    is_index = title is not None and title.kind == "index-system"
    if title is not None and title.kind is not None and not (is_index and names_project):
        return OtherTable(title.kind, title.text, title.row, place)
    is_ours = title is not None and title.kind is None
    tests: tuple[Callable[[], Sequence[_Mark]], ...] = (
        lambda: _of_results("monitoring", marks, is_ours),
        lambda: _of_results("self-evaluation", marks, is_ours),
        lambda: _of_region(marks, is_ours and names_project),
        lambda: () if names_project else _distinct("whole-department", marks, 2),
    )
    for test in tests:
        if found := test():
            text = " | ".join(dict.fromkeys(mark.text.replace("\n", "") for mark in found))
            return OtherTable(found[0].kind, text, found[0].row, place)
    return None


def _of_results(kind: Kind, marks: Sequence[_Mark], is_ours: bool) -> Sequence[_Mark]:
    """The headings of results, where they are filled in, or are several under a title that is no target
    table's.
    """
    own = [mark for mark in marks if mark.kind == kind]
    strong = [mark for mark in own if mark.is_strong]
    if any(mark.has_content for mark in strong):
        return own
    return own if strong and not is_ours and len({fold(mark.text) for mark in own}) > 1 else ()


def _of_region(marks: Sequence[_Mark], is_of_project: bool) -> Sequence[_Mark]:
    """The headings of a region's transfer. Two departments in charge alone show none in a project's form
    (`is_of_project`).
    """
    own = _distinct("region", marks, 2)
    charges = {fold(mark.text) for mark in own if _REGION_CHARGE.match(fold(mark.text))}
    return own if any(mark.is_strong for mark in own) or (len(charges) > 1 and not is_of_project) else ()


def _distinct(kind: Kind, marks: Sequence[_Mark], fewest: int) -> Sequence[_Mark]:
    own = [mark for mark in marks if mark.kind == kind]
    return own if len({fold(mark.text) for mark in own}) >= fewest else ()


def _index_system(rows: Sequence[Row], place: str) -> OtherTable | None:
    """A table of indicators with explanations or rules of scoring, and neither targets nor objectives."""
    for row in rows:
        if not is_indicator_header(row):
            continue
        fields = {words.meaning_of(cell.text) for cell in row.cells if cell.text and not cell.from_left}
        explains = [cell.text for cell in own_cells(row) if _EXPLAINS.fullmatch(fold(cell.text))]
        if explains and len(fields & _LEVELS) > 1 and not fields & (_TARGETS | OBJECTIVES):
            return OtherTable("index-system", " | ".join(explains), row.number, place)
    return None

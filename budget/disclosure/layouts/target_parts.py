"""Tells apart the columns of a target that is disclosed in parts: comparator, value and unit of measure.

A heading may cover several columns, with or without a marked merge (`指标值` over ≥ | 20 | 次), and a column
of comparators may have any heading. What headings leave open is settled by the cells below them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Table, without_rivals
from budget.disclosure.layouts.indicator_rows import INDICATOR_FIELDS
from budget.disclosure.layouts.loose_lines import is_one_text
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.problems import Problem, Refused
from indicators.folding import fold

_SIGNS: Final = frozenset("≥ ≤ > < = ≠ ≧ ≦ ⩾ ⩽ >= <= => =< == 〉 〈 ﹥ ﹤".split())
_COMPARATORS: Final = _SIGNS | frozenset(
    "定性 定量 大于 小于 等于 大于等于 小于等于 大于或等于 小于或等于 不等于 不低于 不高于 不少于 不多于 "
    "不超过 不大于 不小于 高于 低于 超过 至少 至多 以上 以下 以内 优于 区间".split()
)
_TARGETS: Final = frozenset({words.ANNUAL_TARGET, words.PERIOD_TARGET})
# Columns with these meanings are never a comparator's, whatever their cells are.
_OWN_CELLS: Final = frozenset(
    {words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME, words.NAME, words.UNIT, words.SERIAL, *words.MONEY}
)
# 次, 万株, 百分比; 三年 and 百分之九十 are values.
_UNIT: Final = re.compile(r"[十百千万亿]{0,2}[^0-9〇零一二三四五六七八九十百千万半]*")
# Headings of targets that are those of other columns as well, or of a standard.
_MAY_BE_TARGET: Final = re.compile(
    r"(?:年度|预期|计划|绩效|考核|本年|当年|全年|任务|具体|指标)*(?:目标|指标)(?:要求)?|(?:指标|评价|考核|绩效)?标准值|(?:指标|考核|绩效)(?:要求|内容)"
)
_DIGIT: Final = re.compile(r"[0-9〇零一二三四五六七八九十百千万半]")
_LONGEST_UNIT: Final = 10
_LONGEST_COMPARATOR: Final = 6


def of_table(table: Table, place: str) -> Table:
    """Return a table with the columns of its targets distinguished. Raises Refused (unknown-heading)."""
    columns = told_apart(table.header.columns, table.rows, place, table.row)
    width = max([table.header.width, *(max(column.places) + 1 for column in columns)])
    header = replace(table.header, columns=tuple(without_rivals(columns)), width=width)
    return replace(table, header=header)


def told_apart(
    columns: Sequence[Column], rows: Sequence[Row], place: str, header_row: int | None
) -> list[Column]:
    """Return the columns of a header with the parts of a target distinguished by the cells of its rows.

    Two columns may have one meaning. Raises Refused (unknown-heading) where a heading covers several columns
    with text whose meaning is open.
    """
    columns = [
        replace(column, field=column.meaning) if column.meaning not in ("", column.field) else column
        for column in columns
    ]
    columns = _with_name(columns)
    names = [column for column in columns if column.field == words.INDICATOR_NAME]
    if not names:
        return columns
    name = names[0]
    columns = _with_target(columns, name)
    names = [column for column in columns if column.field == words.INDICATOR_NAME]
    named = [row for row in rows if _names_indicator(row, names)]
    found: list[Column] = []
    for column in _filled(_extended(_grouped(columns), name, named), name):
        is_target = column.field in _TARGETS or (not column.field and column.places > name.places)
        parts = _parts(column, named) if is_target and len(column.places) > 1 else [column]
        if parts is None:
            texts = " | ".join(dict.fromkeys(text for row in named for text in _texts([column], [row])))
            details = {"column_name": words.in_one_line(column.words)}
            raise Refused(
                Problem("unknown-heading", place=place, row=header_row, text=texts[:200], details=details)
            )
        found += parts
    return _with_comparator(found, named)


def _with_name(columns: list[Column]) -> list[Column]:
    """The columns with 绩效指标 right behind the second level as the indicators' names, where no column has
    them.
    """
    fields = [column.field for column in columns]
    if words.INDICATOR_NAME in fields or words.LEVEL2 not in fields:
        return columns
    at = fields.index(words.LEVEL2) + 1
    if at == len(fields) or fields[at] != words.INDICATORS:
        return columns
    return _with_field(columns, at, words.INDICATOR_NAME)


def _with_target(columns: list[Column], name: Column) -> list[Column]:
    """The columns with the one behind the names as the target's whose heading may be a target's, where no
    column has a target's heading, and only one may have it. 单位名称 behind the names is the unit of measure.
    """
    behind = [at for at, column in enumerate(columns) if column.places > name.places]
    units = [at for at in behind if columns[at].field == words.UNIT]
    is_second_unit = any(column.field == words.UNIT for column in columns[: columns.index(name)])
    if is_second_unit and len(units) == 1 and words.bare_of(columns[units[0]].words) == "单位名称":
        columns = _with_field(columns, units[0], words.UNIT_OF_MEASURE)
    if any(column.field in _TARGETS for column in columns):
        return columns
    may_be = [at for at in behind if _MAY_BE_TARGET.fullmatch(words.bare_of(columns[at].words))]
    return _with_field(columns, may_be[0], words.ANNUAL_TARGET) if len(may_be) == 1 else columns


def _with_field(columns: Sequence[Column], at: int, field: str) -> list[Column]:
    """The columns with another meaning of one of them."""
    return [
        replace(column, field=field, meaning=field) if place == at else column
        for place, column in enumerate(columns)
    ]


def _names_indicator(row: Row, names: Sequence[Column]) -> bool:
    """Whether a row names an indicator; one text repeated in its cells, or left by a template, names none."""
    return any((text := one.text(row)) and not is_placeholder(text) for one in names) and not is_one_text(row)


def _grouped(columns: Sequence[Column]) -> list[Column]:
    """The columns of a header, those of unknown words under one group of targets as one."""
    grouped: list[Column] = []
    for column in columns:
        left = grouped[-1] if grouped else None
        if left and _is_unknown_part(left) and _is_unknown_part(column) and left.group == column.group:
            both = f"{left.words} | {column.words}"
            grouped[-1] = replace(left, words=both, places=(*left.places, *column.places))
        else:
            grouped.append(column)
    return grouped


def _is_unknown_part(column: Column) -> bool:
    return column.field in _TARGETS and bool(column.group) and words.meaning_of(column.words) is None


def _extended(columns: list[Column], name: Column, rows: Sequence[Row]) -> list[Column]:
    """The columns with those behind a last heading of targets, which covers them without a marked merge."""
    last = columns[-1]
    if last.words and not (last.field in _TARGETS or _is_unknown_behind(last, name)):
        return columns
    width = max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.text), default=0)
    return [*columns, *(Column("", "", (at,)) for at in range(max(last.places) + 1, width))]


def _filled(columns: Sequence[Column], name: Column) -> list[Column]:
    """The columns of a header, those without words put to the one on their left: a merge that the file
    does not mark.
    """
    filled: list[Column] = []
    for column in columns:
        left = filled[-1] if filled else None
        if left and not column.words and (left.field in INDICATOR_FIELDS or _is_unknown_behind(left, name)):
            filled[-1] = replace(left, places=(*left.places, *column.places))
        else:
            filled.append(column)
    return filled


def _is_unknown_behind(column: Column, name: Column) -> bool:
    return bool(column.words) and not column.field and column.places > name.places


def _parts(column: Column, rows: Sequence[Row]) -> list[Column] | None:
    """The parts of a column of several cells, the column alone where no row fills two; None where their
    meaning is open.
    """
    if all(len(column.cells(row)) < 2 for row in rows):
        return [column]
    alone = [replace(column, places=(at,)) for at in column.places]
    target = column.field if column.field in _TARGETS else words.ANNUAL_TARGET
    fields: list[str] = []
    for part in alone:
        texts = _texts([part], rows)
        if not texts:
            fields.append("")
        elif _are_comparators(texts):
            fields.append(words.COMPARATOR)
        elif target in fields and _are_units(texts):
            fields.append(words.UNIT_OF_MEASURE)
        else:
            fields.append(target)
    stated = [field for field in fields if field]
    if len(set(stated)) != len(stated) or target not in stated:
        return None
    values = _texts([alone[fields.index(target)]], rows)
    has_number = any(_DIGIT.search(text) for text in values)
    if any(fold(text) in _SIGNS for text in values) or (words.UNIT_OF_MEASURE in stated and not has_number):
        return None
    return [
        replace(part, field=field, meaning=field) for part, field in zip(alone, fields, strict=True) if field
    ]


def _with_comparator(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns with the one whose cells are all comparators as the comparator's, whatever its heading."""
    settled = list(columns)
    for at, column in enumerate(settled):
        texts = _texts([column], rows) if column.field == words.COMPARATOR else []
        if texts and max(map(len, texts)) > _LONGEST_COMPARATOR:
            settled[at] = replace(column, field="", meaning="")  # 计算方式 as a formula or a text
    if any(column.field == words.COMPARATOR for column in settled):
        return settled
    for at, column in enumerate(settled):
        if column.field not in _OWN_CELLS and _are_comparators(_texts([column], rows)):
            settled[at] = replace(column, field=words.COMPARATOR, meaning=words.COMPARATOR)
            break
    return settled


def _texts(columns: Iterable[Column], rows: Iterable[Row]) -> list[str]:
    return [cell.text for row in rows for column in columns for cell in column.cells(row)]


def _are_comparators(texts: Sequence[str]) -> bool:
    folded = {fold(text) for text in texts if len(text) <= _LONGEST_COMPARATOR}
    return (
        bool(texts)
        and all(len(text) <= _LONGEST_COMPARATOR for text in texts)
        and folded <= _COMPARATORS
        and not folded <= {"定性", "定量"}
    )


def _are_units(texts: Sequence[str]) -> bool:
    return all(len(text) <= _LONGEST_UNIT and _UNIT.fullmatch(text) for text in texts)

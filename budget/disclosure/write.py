"""A disclosure of the wide layout as tab-separated text, which reads back to the same records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.amounts import FEN_PER, wan_yuan
from budget.disclosure.records import Amounts, Disclosure, Indicator, NamedSource, Project
from indicators.folding import fold
from indicators.grammar import ParsedIndicator, fields_of, parse_cell

_HEADER: Final = {
    "unit": "单位名称",
    "name": "项目名称（资金使用单位）",
    "total": "总计",
    "fiscal_appropriation": "财政拨款",
    "special_account": "财政专户拨款",
    "other_funds": "其他资金",
    "carried_over": "上年结转",
    "attribute": "项目属性",
    "period_objective": "实施周期绩效目标",
    "objective": "绩效目标",
    "indicators": "绩效指标",
}
# Columns that are written only where a project has a value in them.
_OPTIONAL: Final = ("carried_over", "attribute", "period_objective")
_MONEY: Final = ("total", "fiscal_appropriation", "special_account", "other_funds", "carried_over")


def write_wide(disclosure: Disclosure) -> str:
    """The disclosure's table as tab-separated text (to be saved as UTF-8): title, year, department, region,
    money unit, header, rows.

    A cell with a tab, a line break or a quotation mark at its start is quoted. Text cannot carry a carriage
    return or outer blanks in a cell, which no reader gives. Raises ValueError for a disclosure of another
    layout.
    """
    if disclosure.layout != "wide":
        raise ValueError(f"a disclosure of the layout {disclosure.layout!r} is no wide table")
    return "".join(f"{line}\n" for line in _lines(disclosure))


def with_corrected_cells(disclosure: Disclosure) -> Disclosure:
    """Return the disclosure with the indicators' cells of corrected projects rewritten.

    The rest of each cell is unchanged to the character. Raises ValueError where a cell cannot hold the
    indicators.
    """
    units = tuple(
        replace(unit, projects=tuple(_with_corrected_cell(project) for project in unit.projects))
        for unit in disclosure.units
    )
    return replace(disclosure, units=units)


def _with_corrected_cell(project: Project) -> Project:
    parts = parse_cell(project.indicators_text).parts
    wanted = [fields_of(one) for one in project.indicators]
    if [one.fields for one in parts if isinstance(one, ParsedIndicator)] == wanted:
        return project
    left = list(reversed(project.indicators))
    cell = "".join(
        _corrected(part, left.pop()).text if left and isinstance(part, ParsedIndicator) else part.text
        for part in parts
    )
    if [one.fields for one in parse_cell(cell).indicators] != wanted:
        raise ValueError(f"the indicators' cell of {project.name} cannot say {cell!r}")
    return replace(project, indicators_text=cell)


def _corrected(part: ParsedIndicator, indicator: Indicator) -> ParsedIndicator:
    return replace(
        part,
        level1_code=indicator.level1_code,
        level1=indicator.level1,
        level2_code=indicator.level2_code,
        level2=indicator.level2,
        name=indicator.name,
        period_target=indicator.period_target,
        annual_target=indicator.annual_target,
    )


def _lines(disclosure: Disclosure) -> Iterator[str]:
    if disclosure.title:
        yield _cell(disclosure.title)
    yield f"{disclosure.fiscal_year}年度"
    yield f"部门名称：{disclosure.department}"
    if disclosure.region:
        yield f"地区：{disclosure.region}"
    yield f"单位：{disclosure.money_unit}"
    sources = _named_sources(disclosure)
    columns = _with_sources(_columns(disclosure), sources)
    yield _row(columns, {**_HEADER, **{key: source.name for key, source in sources.items()}})
    if disclosure.row is not None:
        yield _row(columns, {"name": "合计", **_amounts(disclosure.amounts, disclosure.money_unit)})
    for unit in disclosure.units:
        if unit.row is not None:
            named = {"unit" if "unit" in columns else "name": unit.name}
            yield _row(columns, {**named, **_amounts(unit.amounts, disclosure.money_unit)})
        for project in unit.projects:
            yield _row(columns, {"unit": unit.name, **_project(project, disclosure.money_unit)})


def _columns(disclosure: Disclosure) -> tuple[str, ...]:
    """The columns of the table. Units have one of their own where not every unit but an implied first one has
    a row.
    """
    omitted = {
        name
        for name in _OPTIONAL
        if not any(
            getattr(holder, name, None) or getattr(getattr(holder, "amounts", None), name, None) is not None
            for holder in (disclosure, *disclosure.units, *disclosure.projects)
        )
    }
    implied = [unit for unit in disclosure.units if unit.row is None]
    if not implied or (
        implied == [disclosure.units[0]] and fold(implied[0].name) == fold(disclosure.department)
    ):
        omitted.add("unit")
    return tuple(name for name in _HEADER if name not in omitted)


def _named_sources(disclosure: Disclosure) -> dict[str, NamedSource]:
    """The sources without a field of their own, each once, by the key of its column."""
    found: dict[str, NamedSource] = {}
    for amounts in disclosure.stated_amounts:
        for source in amounts.other_sources:
            found.setdefault(_key(source), source)
    return found


def _key(source: NamedSource) -> str:
    return f"{source.part_of}/{fold(source.name)}"


def _with_sources(columns: Sequence[str], sources: Mapping[str, NamedSource]) -> tuple[str, ...]:
    """The columns with those of named sources: a part behind its whole, others behind all other money."""
    last = [column for column in columns if column in _MONEY][-1]
    placed: list[str] = []
    for column in columns:
        placed.append(column)
        placed += [key for key, source in sources.items() if source.part_of == column]
        if column == last:
            placed += [key for key, source in sources.items() if not source.part_of]
    return tuple(placed)


def _project(project: Project, money_unit: str) -> dict[str, str]:
    return {
        "name": project.name,
        **_amounts(project.amounts, money_unit),
        "attribute": project.attribute,
        "period_objective": project.period_objective,
        "objective": project.objective,
        "indicators": project.indicators_text,
    }


def _amounts(amounts: Amounts, money_unit: str) -> dict[str, str]:
    columns = {name: _money(getattr(amounts, name), money_unit) for name in _MONEY}
    return columns | {_key(one): _money(one.fen, money_unit) for one in amounts.other_sources}


def _money(fen: int | None, money_unit: str) -> str:
    if fen is None:
        return ""
    if money_unit == "万元":
        return wan_yuan(fen) or ""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER["元"])
    return f"{sign}{yuan}.{rest:02d}"


def _row(columns: tuple[str, ...], texts: dict[str, str]) -> str:
    return "\t".join(_cell(texts.get(name, "")) for name in columns)


def _cell(text: str) -> str:
    if "\t" in text or "\n" in text or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text

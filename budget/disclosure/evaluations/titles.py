"""The title of a self-evaluation, and its fiscal year: the one that the evaluation is about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.layouts.other_tables import kind_in_title
from budget.disclosure.layouts.preamble import Stated, department_in_title, years_in

# （2023年度）: the year of the table, where another one is in its title.
_OF_TABLE: Final = re.compile(r"[(（]\s*[0-9〇零○一二三四五六七八九]{4}\s*年度?\s*[)）]|[0-9]{4}\s*年度")


def with_title(statements: Stated, lines: Sequence[str]) -> Stated:
    """Return the statements with the title of a self-evaluation among the lines above it, and the fiscal year
    that it names.

    Of several years in the title the one written as a fiscal year (（2023年度）) counts.
    """
    titles = [line for line in lines if (found := kind_in_title(line)) and found.kind == "self-evaluation"]
    title = titles[-1] if titles else statements.title
    years = tuple(dict.fromkeys(years_in(title))) or statements.years
    if len(years) > 1:
        written = "".join(match[0] for match in _OF_TABLE.finditer(title))
        years = tuple(dict.fromkeys(years_in(written))) or years
    return replace(statements, title=title, years=years, department_in_title=department_in_title(title))

"""Whether a project is withheld as confidential: one rule, for the record, its page and the checks."""

import re
from collections.abc import Collection

# The objective declares the project confidential. 保密 elsewhere (保密宣传) exempts nothing.
_IS_CONFIDENTIAL = re.compile(r"[为属系]\s*(?:于\s*)?(?:保密|涉密)\s*项目|不予\s*(?:披露|公开)")
_NAMES = frozenset({"保密", "保密项目"})


def is_confidential(objective: str, indicator_names: Collection[str]) -> bool:
    """Whether the objective declares it, or every indicator (of at least one) is named 保密 or 保密项目.

    The rule is that of the catalogue of checks.
    """
    # Quicker on long objectives.
    may_be = "密" in objective or "披露" in objective or "公开" in objective
    if may_be and _IS_CONFIDENTIAL.search(objective):
        return True
    return bool(indicator_names) and all(name.strip() in _NAMES for name in indicator_names)

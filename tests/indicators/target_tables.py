"""Tables of targets with their readings, in tests."""

from pathlib import Path

from indicators.targets import Change, Target

# One target a line: kind | reading ("?" where no number is read) | whether it is quantified | text.
TARGETS = Path(__file__).with_name("targets.txt").read_text(encoding="utf-8")
# The same, by families: what numbers are per, frequencies, changes, classes, results, times in words.
FAMILIES = Path(__file__).with_name("families.txt").read_text(encoding="utf-8")


def as_read(target: Target) -> str:
    """Return a target in one word: ≥ 50 次 → ≥50次, a range 3~5次, an increase +5%, a decrease -5%, "?" where
    no number is read.
    """
    if target.number is None:
        return "?"
    change = {None: "", Change.UP: "+", Change.DOWN: "-"}[target.change]
    return (
        f"{change}{target.comparator}{target.number}{f'~{target.upper}' if target.upper else ''}{target.unit}"
    )


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]

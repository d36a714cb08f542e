"""The facts of a year in arrays of this process: counts, sums and orders of lists under any filters."""

from budget.pages.facts.lists import ListFacts
from budget.pages.facts.memory import facts_of

__all__ = ["ListFacts", "facts_of"]

"""Who spends how much, as disclosed: Department → Unit → Project, and the disclosures they come from."""

from budget.models.disclosures import Disclosure, Problem, Revision, Source, StoredFile, UnitStatement
from budget.models.hierarchy import Department, Unit
from budget.models.projects import Project, RetiredProject
from budget.models.rollups import CategoryFigures

__all__ = [
    "CategoryFigures",
    "Department",
    "Disclosure",
    "Problem",
    "Project",
    "RetiredProject",
    "Revision",
    "Source",
    "StoredFile",
    "Unit",
    "UnitStatement",
]

"""Pairs of projects of two years for tests, and decisions on them."""

from django.contrib.auth.models import User

from budget.actions.year_matches import Decided, decide
from budget.models import MatchDecision, Project
from budget.pages.year_matches import YearPair, pairs_of_project
from tests.support.people import person


def projects_of(name: str, before: str) -> tuple[Project, Project]:
    """The projects of 2024 and 2023 with these names."""
    return Project.objects.get(name=name, fiscal_year=2024), Project.objects.get(
        name=before, fiscal_year=2023
    )


def pairs_of(project: Project) -> list[YearPair]:
    """The pairs of a project, as its page shows them."""
    indicators = list(project.indicators.for_project_page())
    return pairs_of_project(project, indicators, list(Project.objects.same_project(project)))


def decided(name: str, before: str, decision: str, by: User | None = None, note: str = "") -> MatchDecision:
    """Decide of the two projects, as they are shown just now."""
    now, last = projects_of(name, before)
    (seen,) = [pair.seen for pair in pairs_of(now) if pair.before.pk == last.pk]
    who = by or User.objects.filter(username="auditor").first() or person("auditor")
    return decide(now, last, Decided(decision, seen, note), who)

"""Disclosures with something to correct, and who corrects it."""

from typing import Any

from django.contrib.auth.models import User

from budget.accounts.roles import EDITOR
from budget.actions import corrections
from budget.actions.corrections import value_of
from budget.disclosure import records
from budget.disclosure.corrections import Place
from budget.models import Correction, Disclosure, Project
from tests import factories
from tests.factories import WAN, amounts, indicators, project, unit
from tests.support.people import person

FIRST = Place(0, 0)


def editor(name: str = "editor") -> User:
    return User.objects.filter(username=name).first() or person(EDITOR, name)


def training(fiscal: int = 80 * WAN, **fields: Any) -> records.Project:
    """教师培训: fiscal appropriation and 20 万元 of other funds, three indicators."""
    plain: dict[str, Any] = {"row": 6, "indicators": indicators("quantity", "quality", "satisfaction")}
    return project("教师培训", amounts(fiscal=fiscal, other=20 * WAN), **plain | fields)


def table(*projects: records.Project, **fields: Any) -> records.Disclosure:
    """One unit's table; without projects 教师培训 and 校舍维修."""
    of_unit = projects or (training(), project("校舍维修", 5 * WAN, row=7))
    return factories.disclosure(unit("市教育局", *of_unit, row=5), **fields)


def correct(
    disclosure: Disclosure,
    place: Place = FIRST,
    field: str = "fiscal_appropriation",
    value: str = str(70 * WAN),
    reason: str = "与批复不符",
    by: User | None = None,
) -> Correction:
    """A correction by somebody who has just looked."""
    disclosure = Disclosure.objects.get(pk=disclosure.pk)
    seen = value_of(disclosure, place, field).seen
    return corrections.correct(disclosure, place, field, value, reason, by or editor(), seen=seen)


def row(name: str = "教师培训") -> Project:
    return Project.objects.get(name=name)

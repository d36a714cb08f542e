"""A project's type at the head of its page, with what placed it there."""

from django.utils.translation import gettext as _

from budget.links import address
from budget.models import Project
from budget.models.project_types import type_label
from budget.pages.formats import Fact
from budget.project_types.rules import place


def type_fact(project: Project) -> Fact:
    """The type of a project `for_project_page`, leading to those of that type, and what placed it there."""
    return Fact(
        _("Project type"),
        type_label(project.project_type),
        url=address("projects", year=project.fiscal_year, type=project.project_type),
        note=_reason(project),
    )


def _reason(project: Project) -> str:
    rule = project.type_rule
    if rule is None:
        return _("set by hand") if project.has_type_set_by_hand else _("no rule fits")
    word = place(project.name, project.objective, [rule.record]).word
    if rule.looks_in == "name":
        return _("by rule %(number)s: “%(word)s” in the name") % {"number": rule.position, "word": word}
    return _("by rule %(number)s: “%(word)s” in the objective") % {"number": rule.position, "word": word}

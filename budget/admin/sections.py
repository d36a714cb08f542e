"""The sections of the administration's index: models grouped by subject instead of by app."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Key -> heading and models, in the order shown. Models in none of them come last.
SECTIONS: Final[dict[str, tuple[Promise, tuple[str, ...]]]] = {
    "disclosures": (
        _("Disclosures"),
        (
            *("budget.upload", "budget.disclosure", "budget.disclosureevent"),
            *("budget.unitstatement", "budget.project", "indicators.indicator"),
        ),
    ),
    "corrections": (_("Corrections and choices"), ("budget.correction", "budget.handsettype")),
    "names": (
        _("Departments and units"),
        ("budget.department", "budget.unit", "budget.departmentalias", "budget.unitalias"),
    ),
    "points": (
        _("Points to review"),
        (
            *("budget.finding", "budget.review", "budget.notevaluated", "budget.matchdecision"),
            "budget.resultdecision",
        ),
    ),
    "settings": (_("Checks and rules"), ("budget.checksetting", "budget.projecttyperule")),
    "people": (
        _("People"),
        (
            *("auth.user", "auth.group", "budget.externalidentity"),
            *("budget.failedsignin", "budget.secondfactor"),
        ),
    ),
    "received": (
        _("What was received"),
        (
            *("budget.problem", "budget.revision", "budget.source", "budget.storedfile"),
            *("budget.retiredproject", "budget.selfevaluation", "budget.selfevaluationrevision"),
            *("budget.selfevaluationsource", "budget.resultindicator"),
        ),
    ),
    "figures": (
        _("What is kept in step"),
        (
            *("budget.checked", "budget.tally", "budget.findingfigures", "budget.categoryfigures"),
            *("budget.typefigures", "budget.factblock", "budget.searchtext"),
        ),
    ),
}
_OTHERS: Final = _("Histories and others")


def in_sections(apps: Iterable[dict[str, Any]], index: str) -> list[dict[str, Any]]:
    """Return Django's list of apps with their models (`AdminSite.get_app_list`) as a list of sections.

    `index` is the address of the page that shows the sections.
    """
    models = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
    found = {
        key: (heading, [models.pop(label) for label in labels if label in models])
        for key, (heading, labels) in SECTIONS.items()
    }
    found["others"] = (_OTHERS, sorted(models.values(), key=lambda model: str(model["name"])))
    return [
        {
            "name": heading,
            "app_label": key,
            "app_url": f"{index}#{key}",
            "has_module_perms": True,
            "models": listed,
        }
        for key, (heading, listed) in found.items()
        if listed
    ]

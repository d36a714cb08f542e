"""Roles: the permissions of auditors, editors and administrators, which are groups in every installation.

Users without a role read, and so do anonymous readers, unless the installation requires a sign-in
(REQUIRE_LOGIN=1). `budget.accounts.groups` writes the groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.accounts.permissions import CORRECT, DECIDE_MATCHES, ENTER_ADMIN, MANAGE_DISCLOSURES

AUDITOR: Final = "auditor"
EDITOR: Final = "editor"
ADMINISTRATOR: Final = "administrator"

# Every model of the site is in one of these groups, which a test checks.
# Edited by editors.
ENTERED: Final = (
    "budget.department",
    "budget.departmentalias",
    "budget.unit",
    "budget.unitalias",
    "budget.disclosure",
    "budget.unitstatement",
    "budget.project",
    "budget.handsettype",
    "indicators.indicator",
)
# Set by administrators for the installation; editors view them.
SETTINGS: Final = (
    "budget.checksetting",
    "budget.projecttyperule",
)
# Written by the site itself, or by acts with a permission of their own; editors view them.
READ_ONLY: Final = (
    "budget.categoryfigures",
    "budget.checked",
    "budget.correction",
    "budget.disclosureevent",
    "budget.factblock",
    "budget.finding",
    "budget.historicalchecksetting",
    "budget.historicaldepartment",
    "budget.historicaldepartmentalias",
    "budget.historicalhandsettype",
    "budget.historicalprojecttyperule",
    "budget.historicalunit",
    "budget.historicalunitalias",
    "budget.notevaluated",
    "budget.problem",
    "budget.retiredproject",
    "budget.revision",
    "budget.searchtext",
    "budget.selfevaluation",
    "budget.selfevaluationrevision",
    "budget.selfevaluationsource",
    "budget.resultindicator",
    "budget.source",
    "budget.storedfile",
    "budget.findingfigures",
    "budget.tally",
    "budget.typefigures",
    "budget.uploadeddisclosure",
    "budget.uploadedfile",
    "budget.uploadedpart",
    "budget.uploadoutcome",
)
# Sent by editors, and confirmed or cancelled by the sender.
UPLOADED: Final = ("budget.upload",)
# Written by auditors, on the pages.
REVIEWED: Final = ("budget.review", "budget.matchdecision", "budget.resultdecision")
# Written by the site itself; only administrators view them.
READ_ONLY_FOR_ADMINISTRATORS: Final = (
    "budget.historicalgroup",
    "budget.historicaluser",
)
# Edited by administrators.
ACCOUNTS: Final = (
    "auth.user",
    "auth.group",
    "budget.externalidentity",
    "budget.failedsignin",
    "budget.secondfactor",
)


def _may(actions: Sequence[str], *groups: Iterable[str]) -> frozenset[str]:
    """Return the permissions of some actions on the models of some groups."""
    return frozenset(
        f"{app}.{action}_{name}"
        for group in groups
        for app, name in (model.split(".") for model in group)
        for action in actions
    )


_EVERYTHING: Final = ("view", "add", "change", "delete")


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its label, and its permissions as `app.codename`."""

    label: Promise
    permissions: frozenset[str]


_AUDITOR = _may(["view"], REVIEWED, ["budget.finding"]) | {"budget.review_finding", DECIDE_MATCHES}
_EDITOR = (
    _may(_EVERYTHING, ENTERED)
    | _may(["view"], SETTINGS, READ_ONLY)
    | _may(["view", "add"], UPLOADED)
    | {ENTER_ADMIN, MANAGE_DISCLOSURES, CORRECT}
)
_ADMINISTRATOR = (
    _AUDITOR | _EDITOR | _may(_EVERYTHING, SETTINGS, ACCOUNTS) | _may(["view"], READ_ONLY_FOR_ADMINISTRATORS)
)

ROLES: Final[Mapping[str, Role]] = {
    AUDITOR: Role(pgettext_lazy("role", "auditor"), _AUDITOR),
    EDITOR: Role(pgettext_lazy("role", "editor"), _EDITOR),
    ADMINISTRATOR: Role(pgettext_lazy("role", "administrator"), _ADMINISTRATOR),
}
DESCRIPTIONS: Final[Mapping[str, Promise]] = {
    AUDITOR: _("Reviews points to review, and decides which project of last year a project continues."),
    EDITOR: _("Enters, corrects, withdraws and moves disclosures in the administration."),
    ADMINISTRATOR: _("Does all that auditors and editors do, and sets up people, checks and rules."),
}


def label_of(group: str) -> str:
    """Return the label of a group: a role's in the reader's language, the name of any other."""
    return str(ROLES[group].label) if group in ROLES else group

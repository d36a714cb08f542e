"""Roles: what an auditor, an editor and an administrator may do, as groups that every installation has.

Who has no role reads; anonymous too, unless the installation asks everybody to sign in (REQUIRE_LOGIN=1).
`budget.accounts.groups` keeps the groups as they stand here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.accounts.permissions import CORRECT, ENTER_ADMIN, MANAGE_DISCLOSURES

AUDITOR: Final = "auditor"
EDITOR: Final = "editor"
ADMINISTRATOR: Final = "administrator"

# Every model of the site stands in one of these; a test says which one does not.
ENTERED: Final = (  # by editors
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
SET: Final = (  # by administrators, for the installation; editors look at it
    "budget.checksetting",
    "budget.projecttyperule",
)
KEPT: Final = (  # by the site itself, or by acts with a permission of their own; looked at
    "budget.categoryfigures",
    "budget.checked",
    "budget.choicefigures",
    "budget.correction",
    "budget.disclosureevent",
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
UPLOADED: Final = ("budget.upload",)  # by editors: sent, and confirmed or cancelled by who sent it
REVIEWED: Final = ("budget.review",)  # by auditors, on the pages
KEPT_OF_PEOPLE: Final = (  # by the site itself; looked at by administrators alone
    "budget.historicalgroup",
    "budget.historicaluser",
)
PEOPLE: Final = (  # for administrators alone
    "auth.user",
    "auth.group",
    "budget.externalidentity",
    "budget.failedsignin",
    "budget.secondfactor",
)


def _may(actions: Sequence[str], *groups: Iterable[str]) -> frozenset[str]:
    """The permissions of these actions on all these models."""
    return frozenset(
        f"{app}.{action}_{name}"
        for group in groups
        for app, name in (model.split(".") for model in group)
        for action in actions
    )


_EVERYTHING: Final = ("view", "add", "change", "delete")


@dataclass(frozen=True, slots=True)
class Role:
    """A role's name for people, and its permissions as `app.codename`."""

    label: Promise
    permissions: frozenset[str]


_AUDITOR = _may(["view"], REVIEWED, ["budget.finding"]) | {"budget.review_finding"}
_EDITOR = (
    _may(_EVERYTHING, ENTERED)
    | _may(["view"], SET, KEPT)
    | _may(["view", "add"], UPLOADED)
    | {ENTER_ADMIN, MANAGE_DISCLOSURES, CORRECT}
)
_ADMINISTRATOR = _AUDITOR | _EDITOR | _may(_EVERYTHING, SET, PEOPLE) | _may(["view"], KEPT_OF_PEOPLE)

ROLES: Final[Mapping[str, Role]] = {
    AUDITOR: Role(pgettext_lazy("role", "auditor"), _AUDITOR),
    EDITOR: Role(pgettext_lazy("role", "editor"), _EDITOR),
    ADMINISTRATOR: Role(pgettext_lazy("role", "administrator"), _ADMINISTRATOR),
}
WHAT_THEY_DO: Final[Mapping[str, Promise]] = {
    AUDITOR: _("Sees and makes reviews of points to review."),
    EDITOR: _("Enters, corrects, withdraws and moves disclosures in the administration."),
    ADMINISTRATOR: _("Does all that auditors and editors do, and sets up people, checks and rules."),
}


def label_of(group: str) -> str:
    """A group's name for people: a role's in the reader's language, any other's as it is."""
    return str(ROLES[group].label) if group in ROLES else group

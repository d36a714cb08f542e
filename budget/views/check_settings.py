"""The settings of checks as they are changed on the page of the checks."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from budget.actions.base import ActionRefused
from budget.actions.check_settings import set_check, token_of
from budget.audit.catalogue import CHECKS, LEVELS
from budget.models.findings import LEVEL_NAMES
from budget.store.checks import Installation

_SWITCHES: Final = {"": None, "on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Refused:
    """A setting that was not kept, as it was typed, and why."""

    check: str
    switch: str
    level: str
    reason: str
    error: str
    status: int


@dataclass(frozen=True, slots=True)
class SettingForm:
    """The form of a check's setting: `token` of the present state, and what it shows as chosen and typed."""

    token: str
    switch: str
    level: str
    reason: str = ""
    error: str = ""

    @property
    def switches(self) -> list[tuple[str, str]]:
        return [("", _("as the catalogue says")), ("on", _("on everywhere")), ("off", _("off"))]

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [("", _("as the catalogue says")), *((level, str(LEVEL_NAMES[level])) for level in LEVELS)]


def form_of(check: str, installation: Installation, refused: Refused | None) -> SettingForm:
    """The form of a check, with what was typed where it was refused."""
    is_on, level = installation.switches.get(check), installation.levels.get(check, "")
    token = token_of(is_on, level)
    if refused is not None and refused.check == check:
        return SettingForm(token, refused.switch, refused.level, refused.reason, refused.error)
    switch = next(name for name, value in _SWITCHES.items() if value is is_on)
    return SettingForm(token, switch, level)


def keep_posted(request: HttpRequest) -> Refused | None:
    """Keep the setting that a request posts, and say what follows; return it where it is refused.

    Raises PermissionDenied for who may not, BadRequest for what no form sends.
    """
    check, switch, level, reason, seen = (
        request.POST.get(name, "") for name in ("check", "switch", "level", "reason", "seen")
    )
    if check not in CHECKS or switch not in _SWITCHES or level not in ("", *LEVELS):
        raise BadRequest("no such check, switch or level")
    try:
        left = set_check(check, (_SWITCHES[switch], level), reason, request.user, seen=seen)
    except ActionRefused as refused:
        return Refused(
            check, switch, level, reason, str(refused), 400 if refused.status == 200 else refused.status
        )
    messages.success(request, _("The setting of %(check)s is kept.") % {"check": check})
    if left:
        words = ngettext(
            "%(number)s disclosure is still checked as before. To check it again, call"
            " `python3 dev.py manage check_disclosures`.",
            "%(number)s disclosures are still checked as before. To check them again, call"
            " `python3 dev.py manage check_disclosures`.",
            left,
        )
        messages.warning(request, words % {"number": left})
    return None

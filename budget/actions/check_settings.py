"""The settings of checks, as administrators make them on the page of the checks: on or off, and the level."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from budget.actions.base import authorize, require_state, state_token
from budget.audit.catalogue import CHECKS, LEVELS
from budget.models import CheckSetting
from budget.store.checks import check_unchecked_if_few

PERMISSIONS = tuple(f"budget.{act}_checksetting" for act in ("add", "change", "delete"))


def may_set_checks(user: User | AnonymousUser) -> TypeGuard[User]:
    """Whether the user may switch checks and change their levels."""
    return user.is_active and user.has_perms(PERMISSIONS)


def token_of(is_on: bool | None, level: str) -> str:
    """The token of a setting; None and "" where there is none."""
    return state_token(is_on, level)


def set_check(
    check_id: str,
    setting: tuple[bool | None, str],
    reason: str,
    by: User | AnonymousUser,
    *,
    seen: str,
) -> int:
    """Switch a check on or off (None: as the catalogue says) and give it a level ("": the catalogue's).

    `seen`: the token of the setting that the author saw. Disclosures are checked again at once where they are
    few; returns how many are left for the command. Raises PermissionDenied, ReasonMissing, StaleState, and
    ValueError for a check or a level that there is not.
    """
    is_on, level = setting
    by, reason = authorize(by, may_set_checks, reason)
    if check_id not in CHECKS or level not in ("", *LEVELS):
        raise ValueError(f"no such check or level: {check_id} {level}")
    with transaction.atomic():
        stored = CheckSetting.objects.select_for_update().filter(check_id=check_id).first()
        require_state(seen, token_of(stored.is_on, stored.level) if stored else token_of(None, ""))
        changed = stored or CheckSetting(check_id=check_id)
        changed.__dict__.update(_change_reason=reason, _history_user=by)
        if is_on is None and not level:
            if stored is not None:
                stored.delete()
        else:
            changed.is_on, changed.level = is_on, level
            changed.save()
    return check_unchecked_if_few()

"""The common parts of actions: refusals, reasons, and the token of the state that the author saw.

An action that depends on a state takes the token of the state that its author saw (optimistic locking), and
checks it once the rows are locked. Forms carry the token.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeGuard

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class ActionRefused(Exception):
    """A refused action: nothing was changed. Its text is the cause, in the reader's language.

    `field` is the form field that it is about, None for the whole form; `status` is the HTTP status of the
    answer that shows the form again.
    """

    words = _("Nothing was done.")
    field: str | None = None
    status = 200

    def __init__(self, words: str = "") -> None:
        super().__init__(words)

    def __str__(self) -> str:
        return super().__str__() or str(self.words)


class StaleState(ActionRefused):
    """The state is no longer the one that the author of the action saw."""

    words = _("Somebody changed it meanwhile.")
    status = 409


class ReasonMissing(ActionRefused):
    """An action without the reason that it needs."""

    words = _("Give the reason.")
    field = "reason"


def require_reason(reason: str) -> str:
    """The reason without blanks around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def authorize(
    by: User | AnonymousUser, may: Callable[[User | AnonymousUser], TypeGuard[User]], reason: str
) -> tuple[User, str]:
    """The user, who has the permission that `may` tests, and the reason without blanks around it.

    Raises PermissionDenied, ReasonMissing.
    """
    if not may(by):
        raise PermissionDenied
    return by, require_reason(reason)


def state_token(*values: Any) -> str:
    """A token of a state, from the values that make it: other values have another token."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=True, default=str).encode()).hexdigest()


def require_state(seen: str | None, now: str | None, refusal: Callable[[], StaleState] = StaleState) -> None:
    """Raise the refusal where the token that was seen is not that of the present state."""
    if seen != now:
        raise refusal()


def show_refusal(form: forms.Form, refused: ActionRefused) -> int:
    """Add the words of a refusal to the form that sent the action; return the HTTP status."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return refused.status

"""Permissions that code checks. `budget.accounts.roles` assigns them to roles."""

from typing import TYPE_CHECKING, Final, TypeGuard

if TYPE_CHECKING:  # settings import the roles before models are loaded
    from django.contrib.auth.models import AnonymousUser, User

ENTER_ADMIN: Final = "budget.enter_admin"
CORRECT: Final = "budget.correct_disclosure"
MANAGE_DISCLOSURES: Final = "budget.manage_disclosure"
DECIDE_MATCHES: Final = "budget.decide_match"


def may_enter_admin(user: "User | AnonymousUser") -> "TypeGuard[User]":
    """Whether the user may enter the administration: by a role, or as staff."""
    return user.is_active and (user.is_staff or user.has_perm(ENTER_ADMIN))


def may_correct(user: "User | AnonymousUser") -> "TypeGuard[User]":
    """Whether the user may correct values, decide on pending corrections, and take corrections back."""
    return user.is_active and user.has_perm(CORRECT)


def may_manage_disclosures(user: "User | AnonymousUser") -> "TypeGuard[User]":
    """Whether the user may withdraw disclosures, bring them back, move them and note their publication."""
    return user.is_active and user.has_perm(MANAGE_DISCLOSURES)


def may_decide_matches(user: "User | AnonymousUser") -> "TypeGuard[User]":
    """Whether the user may decide whether projects of two years are one."""
    return user.is_active and user.has_perm(DECIDE_MATCHES)

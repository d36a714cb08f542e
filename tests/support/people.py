"""Somebody of each role, for tests that sign in."""

from django.contrib.auth.models import Group, User
from django.test import Client

from budget.accounts.roles import ROLES

PASSWORD = "a long enough phrase"
ANONYMOUS, READER = "anonymous", "reader"
EVERYBODY = (ANONYMOUS, READER, *ROLES)


def person(role: str, name: str = "", **fields: object) -> User:
    """A user with the role; READER has none."""
    user = User.objects.create_user(name or role, password=PASSWORD, **fields)
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(role: str) -> Client:
    """The client of somebody new with the role, or of nobody."""
    client = Client()
    if role != ANONYMOUS:
        client.force_login(User.objects.filter(username=role).first() or person(role))
    return client

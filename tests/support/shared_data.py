"""Data that the tests of a module share: stored once, in a transaction around those of the tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def shared(django_db_blocker: DjangoDbBlocker, store: Callable[[], object]) -> Iterator[None]:
    """Have `store` store rows for the length of the block, a module-wide fixture that requests django_db_setup.

    Each test's own changes are rolled back to what `store` left. Not for tests with transactions of their own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        store()
        yield
        transaction.set_rollback(True)

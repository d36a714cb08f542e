"""The tests' databases are what an installation has."""

import pytest
from django.contrib.auth.models import User
from django.db import connection


@pytest.mark.django_db
def test_chinese_is_stored_and_found_in_any_part_of_a_text():
    User.objects.create(username="政协委员")
    assert User.objects.filter(username__contains="协委").count() == 1


@pytest.mark.django_db
def test_the_database_is_set_up_as_in_an_installation():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
        else:
            cursor.execute(
                "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
                "WHERE datname = current_database()"
            )
            assert cursor.fetchone() == ("C.UTF-8", "UTF8")

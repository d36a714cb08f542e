"""Housekeeping deletes what is of no use any more, and nothing else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_what_ended_is_deleted_and_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    for key, hours in (("ended", -1), ("valid", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(hours=hours))
    for name, minutes in (("old", 60), ("locked", 1)):
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=5)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(minutes=minutes))
    call_command("housekeeping")
    assert capsys.readouterr().out == "sessions: 1, failed sign-ins: 1, uploads: 0, task results: 0\n"
    assert [row.session_key for row in Session.objects.all()] == ["valid"]
    assert [row.username for row in AccessAttempt.objects.all()] == ["locked"]

"""What is of no use any more is deleted: a timer calls this once a day."""

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from budget.uploads.worker import tidy


def clear() -> dict[str, int]:
    """Delete sessions that ended, failed sign-ins that lock nobody any more, results of tasks, and the files
    of uploads that nobody confirmed; return how many of each, under English names.
    """
    now = timezone.now()
    # An attempt counts for AXES_COOLOFF_TIME after the last one.
    attempts = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "failed sign-ins": attempts.delete()[0],
        **tidy(),
    }

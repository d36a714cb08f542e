"""A worker whose connection to the database is lost waits, and goes on by itself."""

import pytest
from django.db import OperationalError, connection

from budget.uploads.worker import Worker
from budget.uploads.worker_slots import Slot, slot, workers


class LostSlot(Slot):
    """A slot that the database does not answer for, so many times."""

    def __init__(self, times: int) -> None:
        self.number, self.times = 3, times

    def check(self) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    def renew(self) -> None:
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("connection refused")
        self.number = 4


def test_a_worker_waits_for_the_database_and_goes_on_in_a_slot_taken_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(LostSlot(2), batch=False, interval=0.001)
    monkeypatch.setattr("budget.uploads.worker._WAIT_SECONDS", 0.001)
    monkeypatch.setattr("budget.uploads.worker.tidy", lambda: None)
    monkeypatch.setattr(worker, "_run_queued", lambda: setattr(worker, "running", False))
    worker.work()
    assert worker.worker_id == "slot-4"
    assert [record.getMessage() for record in caplog.records] == [
        "the database does not answer, the worker waits: connection refused",
        "the connection was lost; the worker goes on in slot-4",
    ]


def test_a_worker_that_is_to_do_what_is_queued_says_that_the_database_does_not_answer() -> None:
    with pytest.raises(OperationalError):
        Worker(LostSlot(1), batch=True, interval=1).work()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite a slot is a locked file")
def test_a_slot_lost_with_its_connection_is_taken_anew() -> None:
    with slot() as taken:
        assert taken is not None
        with taken._lock.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [process] = cursor.fetchone()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        with pytest.raises(OperationalError):
            taken.check()
        assert taken.worker_id not in workers()
        taken.renew()
        taken.check()
        assert taken.worker_id in workers()

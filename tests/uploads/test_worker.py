"""The worker: the unfinished work of a killed worker is done, whole and once; no upload stays queued for ever."""

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from budget.accounts.roles import EDITOR
from budget.models import Disclosure, Revision, Upload, UploadedPart
from budget.uploads import preview
from budget.uploads.worker import MOST_ATTEMPTS, tidy
from budget.uploads.worker_slots import slot, workers
from tests.disclosure.readers.writing import zip_of
from tests.disclosure.tables import project
from tests.support.held import PATIENCE
from tests.support.people import person
from tests.uploads.sending import (
    confirm,
    held_worker,
    page,
    previewed,
    send,
    table_of,
    work,
    worker_process,
)

pytestmark = pytest.mark.django_db(transaction=True)

FILES, ROWS = 12, 3
# What a held worker works on.
STORING, PREVIEW = "budget.uploads.storing.Storing", "budget.uploads.preview.Preview"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person(EDITOR))
    return client


def many_tables() -> tuple[str, bytes]:
    rows = [project(f"供水{row}", "3.00") for row in range(ROWS)]
    tables = {f"{number:02}.txt": table_of(f"某市{number}局", *rows) for number in range(FILES)}
    return "全部.zip", zip_of(tables)


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker, and wait until its lock is free."""
    process.kill()
    process.wait()
    while workers():
        time.sleep(0.02)


def stored(upload: Upload) -> int:
    return upload.disclosures.exclude(became="").count()


def assert_all_is_stored_once(upload: Upload) -> None:
    upload.refresh_from_db()
    assert upload.state == "stored"
    assert {row.became for row in upload.disclosures.all()} == {"imported"}
    assert {row.became for row in upload.outcomes.all()} == {"imported"}
    assert (Disclosure.objects.count(), Revision.objects.count()) == (FILES, FILES)
    assert {one.project_count for one in Disclosure.objects.all()} == {ROWS}
    assert not UploadedPart.objects.exists()


def test_an_upload_that_was_queued_under_the_tasks_former_name_is_done_after_the_migration(
    editor: Client,
) -> None:
    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    migration = import_module("budget.migrations.0021_task_paths")
    migration.rename_back(apps, None)
    former = DBTaskResult.objects.get().task_path
    assert former == "budget.upload_work.work_on_upload"
    with pytest.raises(ImportError):
        import_string(former)
    migration.rename(apps, None)
    work()
    upload.refresh_from_db()
    assert upload.state == "previewed"


def test_the_unfinished_upload_of_a_killed_worker_is_finished_by_the_next(editor: Client) -> None:
    upload = previewed(editor, many_tables(), region="某市")
    confirm(editor, upload)
    with held_worker(f"{STORING}._on_stored", 4) as worker:  # in the transaction of the fourth disclosure
        worker.wait_until_held()
        kill(worker.process)
    assert (stored(upload), upload.disclosures.count()) == (3, FILES)
    assert DBTaskResult.objects.running().count() == 1
    assert stored(upload) == Disclosure.objects.count()
    assert shows_that_no_worker_runs(editor, upload)
    work()
    assert_all_is_stored_once(upload)


def shows_that_no_worker_runs(client: Client, upload: Upload) -> bool:
    """Whether the page says so after some seconds."""
    Upload.objects.filter(pk=upload.pk).update(queued_at=timezone.now() - timedelta(seconds=6))
    shown = page(client, upload)
    assert "data-nobody" in shown
    return "data-nobody hidden" not in shown


def test_a_terminated_worker_leaves_whole_disclosures_and_the_rest_in_the_queue(
    editor: Client,
) -> None:
    upload = previewed(editor, many_tables(), region="某市")
    confirm(editor, upload)
    with held_worker(
        f"{STORING}._record_outcome", 4
    ) as worker:  # after the transaction of the fourth disclosure
        worker.wait_until_held()
        assert not shows_that_no_worker_runs(editor, upload)
        worker.process.send_signal(signal.SIGTERM)
        worker.release()
        assert worker.process.wait(PATIENCE) == 0
    assert stored(upload) == 4
    assert not DBTaskResult.objects.running().exists() and DBTaskResult.objects.ready().count() == 1
    work()
    assert_all_is_stored_once(upload)


def test_an_interrupted_preview_starts_again(editor: Client) -> None:
    upload = send(editor, many_tables(), region="某市")
    with held_worker(f"{PREVIEW}._on_stored", 4) as worker:
        worker.wait_until_held()
        kill(worker.process)
    assert upload.outcomes.count() == 3
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.outcomes.count(), upload.disclosures.count()) == ("previewed", FILES, FILES)
    assert not Disclosure.objects.exists()


@pytest.mark.both
def test_two_workers_never_work_on_the_same_upload(editor: Client) -> None:
    upload = previewed(editor, many_tables(), region="某市")
    confirm(editor, upload)
    with worker_process() as one, worker_process():
        wait_until(lambda: Upload.objects.get().state == "stored", one)
        assert len(workers()) == 2
    assert_all_is_stored_once(upload)
    assert [len(task.worker_ids) for task in DBTaskResult.objects.all()] == [1, 1]


def test_a_worker_ends_with_the_process_it_was_started_for() -> None:
    sleeper = subprocess.Popen(["sleep", "600"])
    try:
        with worker_process("--with-process", str(sleeper.pid)) as process:
            wait_until(lambda: bool(workers()), process)
            sleeper.kill()
            sleeper.wait()
            assert process.wait(PATIENCE) == 0
    finally:
        sleeper.kill()


def mark_as_unfinished(upload: Upload, times: int) -> None:
    DBTaskResult.objects.filter(pk=upload.task).update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=["slot-7"] * times
    )


def test_a_task_that_kills_every_worker_is_given_up_with_a_message(editor: Client) -> None:
    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    mark_as_unfinished(upload, MOST_ATTEMPTS)
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.failure) == ("failed", "died")
    assert "again/" in page(editor, upload)
    editor.post(f"/admin/budget/upload/{upload.pk}/again/")
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.failure) == ("previewed", "")


def test_a_task_of_a_running_worker_is_not_queued_again(editor: Client) -> None:
    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    with slot() as other:
        DBTaskResult.objects.update(
            status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=[other.worker_id]
        )
        work()
        upload.refresh_from_db()
        assert upload.state == "reading"
    work()
    upload.refresh_from_db()
    assert upload.state == "previewed"


def test_a_fault_is_shown_and_logged(
    editor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*args: Any) -> None:
        raise ZeroDivisionError

    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    monkeypatch.setattr(preview, "difference_of", fault)
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.failure) == ("failed", "fault")
    assert "ZeroDivisionError" in caplog.text
    assert not Disclosure.objects.exists()


def test_an_upload_missing_from_the_queue_fails(editor: Client) -> None:
    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    DBTaskResult.objects.all().delete()
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.failure) == ("failed", "lost")


def test_an_upload_cancelled_while_it_is_read_stops(editor: Client) -> None:
    upload = send(editor, many_tables(), region="某市")
    with held_worker(f"{PREVIEW}._record_outcome", 3) as worker:
        worker.wait_until_held()
        editor.post(f"/admin/budget/upload/{upload.pk}/cancel/")
        worker.release()
        wait_until(lambda: not DBTaskResult.objects.running().exists(), worker.process)
    upload.refresh_from_db()
    assert upload.state == "cancelled" and not UploadedPart.objects.exists()
    assert upload.outcomes.count() == 2


def test_the_files_of_an_unconfirmed_upload_are_deleted_after_some_days(
    editor: Client, settings: Any
) -> None:
    old = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    new = previewed(editor, ("b.txt", table_of("某市教育局")), region="某市")
    long_ago = timezone.now() - timedelta(days=settings.UPLOAD_DAYS, minutes=1)
    Upload.objects.filter(pk=old.pk).update(changed_at=long_ago)
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    tidy()
    old.refresh_from_db()
    assert old.state == "expired" and not old.files.filter(parts__isnull=False).exists()
    assert new.files.filter(parts__isnull=False).exists()
    assert confirm(editor, old) == "expired" and confirm(editor, new) == "storing"
    assert DBTaskResult.objects.count() == 1
    page(editor, old)

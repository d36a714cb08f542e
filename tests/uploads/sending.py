"""Helpers of the tests of uploads: files, the form that sends them, a worker in this process or another."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from budget.models import Upload
from tests.disclosure.tables import PREAMBLE, project, wide
from tests.settings import POSTGRES_SERVER
from tests.support.held import Held, held
from tests.support.paths import ROOT

SAMPLE_PDF = ROOT / "tests" / "samples" / "guangzhou-cppcc.writer.pdf"
SAMPLE = ROOT / "samples" / "2024" / "guangzhou-cppcc.txt"
ADD = "/admin/budget/upload/add/"


def table_of(department: str, *rows: Sequence[str], year: str = "（2024年度）") -> bytes:
    preamble = (f"项目支出绩效目标表{year}", f"部门名称：{department}", *PREAMBLE[2:])
    return wide(*(rows or [project("供水", "3.00")]), preamble=preamble)


def named(name: str, content: bytes) -> BytesIO:
    """Return a file as the test client sends it."""
    file = BytesIO(content)
    file.name = name
    return file


def send(client: Client, *files: tuple[str, bytes], **data: Any) -> Upload:
    """Send files by the form; return their upload."""
    answer = client.post(ADD, {"files": [named(*file) for file in files], **data})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.get(pk=answer["Location"].rstrip("/").split("/")[-2])


def work() -> None:
    """Run all queued tasks in this process."""
    call_command("db_worker", "--batch")


def previewed(client: Client, *files: tuple[str, bytes], **data: Any) -> Upload:
    upload = send(client, *files, **data)
    work()
    upload.refresh_from_db()
    return upload


def confirm(client: Client, upload: Upload) -> str:
    """Confirm as the page does; return the state that follows."""
    answer = client.post(f"/admin/budget/upload/{upload.pk}/confirm/", {"run": str(upload.run)})
    assert answer.status_code == 302
    upload.refresh_from_db()
    return str(upload.state)


def page(client: Client, upload: Upload, more: str = "change/") -> str:
    answer = client.get(f"/admin/budget/upload/{upload.pk}/{more}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def environment_of_a_worker() -> dict[str, str]:
    """Return the environment of a worker of an installation on this test's database."""
    name = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": POSTGRES_SERVER.url(name) if POSTGRES_SERVER else f"sqlite:///{name}",
        "DJANGO_SETTINGS_MODULE": "budget.settings",
    }


WORKER = ("db_worker", "--interval", "0.1")


@contextmanager
def worker_process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker as an installation does."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *WORKER, *arguments],
        env=environment_of_a_worker(),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def held_worker(function: str, call: int) -> Iterator[Held]:
    """Run a worker that is held where a method is called for the time numbered `call`."""
    with held(function, call, *WORKER, environment=environment_of_a_worker()) as worker:
        yield worker

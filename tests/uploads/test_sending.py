"""Sending files: limits, and malicious names, which are refused or made harmless before anything is stored."""

import random
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from budget.accounts.roles import AUDITOR, EDITOR
from budget.disclosure.limits import MIB, Limits
from budget.models import Upload, UploadedFile, UploadedPart
from tests.disclosure.readers.writing import zip_of
from tests.support.people import person, signed_in
from tests.uploads.sending import ADD, named, page, previewed, send, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person(EDITOR))
    return client


def refused(client: Client, status: int, *files: tuple[str, bytes], **data: Any) -> str:
    """Send files that are refused; return the page."""
    answer = client.post(ADD, {"files": [named(*file) for file in files], **data})
    assert answer.status_code == status
    assert not Upload.objects.exists()
    return str(answer.content.decode())


def test_a_request_that_is_too_large_is_refused_before_it_is_read(editor: Client, settings: Settings) -> None:
    settings.UPLOAD_BYTES = 10_000
    assert "9.8" in refused(editor, 413, ("a.txt", b"x" * 20_000))

    class Body(BytesIO):
        asked_for: list[int]

        def read(self, size: int = -1) -> bytes:
            self.asked_for.append(size)
            return super().read(size)

    for length, is_let_pass in ((40_000, True), (40_001, False)):
        body = Body(b"x" * length)
        body.asked_for = []
        answer = editor.generic("POST", ADD, **{"CONTENT_LENGTH": str(length), "wsgi.input": body})
        assert answer.status_code == 413 and (body.read() == b"") is is_let_pass
        assert all(0 < size <= 2**16 for size in body.asked_for[:-1])  # the last one is this test's


def test_who_may_not_upload_is_refused_before_anything_is_read(collected_static: Path) -> None:
    class Unread(BytesIO):
        def read(self, *size: int) -> bytes:
            raise AssertionError("the body was read")

    body = {
        "CONTENT_LENGTH": "20000",
        "wsgi.input": Unread(),
        "content_type": "multipart/form-data; boundary=x",
    }
    assert signed_in(AUDITOR).generic("POST", ADD, **body).status_code == 302
    assert Client().generic("POST", ADD, **body).status_code == 302


def test_a_request_from_another_site_is_refused(collected_static: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(EDITOR))
    assert client.post(ADD, {"files": [named("a.txt", b"a")]}).status_code == 403
    assert not Upload.objects.exists()


def test_a_file_over_its_limit_is_refused_by_its_name(editor: Client, settings: Settings) -> None:
    settings.IMPORT_LIMITS = Limits(file_bytes=3 * MIB // 2, archive_bytes=2 * MIB)
    large, larger = b"x" * (MIB * 7 // 4), zip_of({"a.txt": b"a"}) + b"\0" * 2 * MIB
    data = refused(editor, 400, ("一.txt", large), ("二.txt", b"x"), ("三.zip", larger))
    assert "一.txt" in data and "1.5" in data and "三.zip" in data and "2.0" in data
    assert "二.txt" not in data
    assert send(editor, ("四.zip", zip_of({"a.txt": b"a"}) + b"\0" * (MIB * 7 // 4))).file_count == 1


def test_more_files_than_may_be_sent_at_once_are_refused(editor: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    assert "3" in refused(editor, 413, *(("a.txt", b"a") for _ in range(4)))


def test_a_form_without_files_is_refused(editor: Client) -> None:
    assert "请至少选择一个文件" in refused(editor, 400)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"fiscal_year": "1066"}, "1990"),
        ({"fiscal_year": "二〇二四"}, "整数"),
        ({"money_unit": "亿元"}, "亿元"),
        ({"published_url": "javascript:alert(1)"}, "URL"),
        ({"published_url": "ftp://example.org/a"}, "URL"),
        ({"published_on": "2024-02-30"}, "日期"),
        ({"department": "某" * 201}, "200"),
        ({"region": "某\0市"}, ""),
    ],
)
def test_what_is_typed_is_checked(editor: Client, data: dict[str, str], words: str) -> None:
    assert words in refused(editor, 400, ("a.txt", b"a"), **data)


# -- names ------------------------------------------------------------------------------------------------------------

NAMES = {
    "../../x.txt": "x.txt",
    "..\\..\\x.txt": "x.txt",
    "/etc/passwd": "passwd",
    "C:\\CON": "CON",
    "con": "con",
    "fdp.\u202etxt": "fdp.txt",
    "a\tb\x1b[31m.txt": "ab[31m.txt",
    "a\0.txt": "a.txt",
    "<script>alert(1)<!--.txt": "_script_alert(1)_!--.txt",
    "&lt;b&gt;.txt": "_b_.txt",
    ".hidden": "hidden",
    "表" * 300 + ".txt": "表" * 200,
    "a." + "x" * 300: "x" * 200,
}


def multipart(name: str) -> tuple[bytes, str]:
    """Return a request's body with the name as it is. Browsers would make it harmless."""
    head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + table_of("某市水务局") + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge"


@pytest.mark.parametrize(("name", "stored"), NAMES.items(), ids=ascii)
def test_a_malicious_name_is_made_harmless(
    editor: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, stored: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body, kind = multipart(name.replace("\\", "\\\\"))
    answer = editor.post(ADD, data=body, content_type=kind)
    assert answer.status_code == 302
    file = UploadedFile.objects.get()
    assert file.name == stored
    content = b"".join(bytes(part.content) for part in UploadedPart.objects.order_by("position"))
    assert content == table_of("某市水务局") and file.size == len(content)
    assert list(tmp_path.iterdir()) == []
    shown = page(editor, Upload.objects.get())
    assert "<script>alert" not in shown and "\u202e" not in shown


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\u202e"], ids=ascii)
def test_a_file_without_a_name_is_no_file(editor: Client, name: str) -> None:
    body, kind = multipart(name)
    answer = editor.post(ADD, data=body, content_type=kind)
    assert answer.status_code == 400 and "请至少选择一个文件" in answer.content.decode()
    assert not Upload.objects.exists()


def test_no_other_page_takes_files(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = client.post(
        "/login/", {"username": "x", "password": "y", "file": named("a.txt", b"x" * 5 * MIB)}
    )
    assert answer.status_code in (200, 400)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_stored_whole_in_parts(editor: Client) -> None:
    archive = zip_of({"a.txt": table_of("某市水务局"), "b.png": random.Random(0).randbytes(9 * MIB)})
    upload = previewed(editor, ("a.zip", archive), region="某市")
    assert UploadedPart.objects.count() == 3
    assert [one.status for one in upload.outcomes.all()] == ["imported", "skipped"]

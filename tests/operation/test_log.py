"""The log: one line an answer and a record, with the id of its request, as text or as JSON."""

import json
import logging
import sys
from io import StringIO

import pytest
from django.test import Client

from budget.logs import JsonLineFormatter, WithRequest, request_id
from budget.models import Department

pytestmark = pytest.mark.django_db


def test_an_answer_is_a_line_with_the_id_that_the_answer_has(
    admin_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "budget.access"):
        answer = admin_client.get("/help/?q=secret", headers={"X-Request-ID": "proxy-0001"})
        for unlikely in ("short", "a" * 65, "two\nlines-of-it", "<script>aaaa"):
            made = admin_client.get("/healthz", headers={"X-Request-ID": unlikely})["X-Request-ID"]
            assert len(made) == 32 and made.isalnum()
    assert answer["X-Request-ID"] == "proxy-0001"
    [line] = [record.getMessage() for record in caplog.records if record.name == "budget.access"]
    method, path, status, milliseconds, unit, user = line.split()
    assert (method, path, status, unit, user) == ("GET", "/help/", "200", "ms", "admin")
    assert milliseconds.isdecimal()
    assert request_id.get() == ""


def test_a_refusal_leaves_no_trace_in_the_log_and_a_fault_does(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithRequest())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    client.raise_request_exception = False
    try:
        assert client.get("/departments/987654321/").status_code == 404
        assert "Traceback" not in stream.getvalue()

        def fail(*_arguments: object) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr(Department.objects, "get_queryset", fail)
        answer = client.get("/departments/987654321/")
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "RuntimeError: broken" in stream.getvalue()


def test_a_record_as_json_is_one_object_on_one_line() -> None:
    try:
        raise ValueError("\x1b[2J")
    except ValueError:
        error = sys.exc_info()
    record = logging.LogRecord("budget.x", logging.ERROR, "", 1, "甲\n%s", ("\u202e",), error)
    record.status = 500
    token = request_id.set("0123456789")
    try:
        WithRequest().filter(record)
    finally:
        request_id.reset(token)
    line = JsonLineFormatter().format(record)
    assert line.isascii() and line.isprintable()
    found = json.loads(line)
    trace = found.pop("exc_info")
    assert trace.endswith("ValueError: \x1b[2J")
    assert found.pop("time")
    assert found == {
        "level": "ERROR",
        "logger": "budget.x",
        "message": "甲\n\u202e",
        "request_id": "0123456789",
        "status": 500,
    }

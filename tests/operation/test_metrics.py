"""Figures for Prometheus come from the web processes and the database, on an address of their own."""

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from prometheus_client.parser import text_string_to_metric_families

from tests.support.paths import ROOT

# A web process, which answers one request and ends.
ANSWER = """
import django
django.setup()
from django.test import Client
assert Client().get("/help/").status_code == 200
"""


def test_what_web_processes_measured_and_the_database_knows_is_served(
    manage: Callable[..., object], tmp_path: Path
) -> None:
    kept = tmp_path / "figures"
    kept.mkdir()
    environment = {**manage.environment, "PROMETHEUS_MULTIPROC_DIR": str(kept), "DEBUG": "1"}
    subprocess.run(
        [sys.executable, "-c", ANSWER],
        env={**environment, "ALLOWED_HOSTS": "testserver"},
        cwd=ROOT,
        check=True,
    )
    command = manage.command("serve_metrics", "--bind", "127.0.0.1:0")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            with urllib.request.urlopen(address, timeout=60) as answer:
                text = answer.read().decode()
        finally:
            process.terminate()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["budget_answer_seconds_count", "budget:help", "200"] == 1
    assert samples["budget_database_up",] == 1
    assert samples["budget_disclosures",] == samples["budget_workers",] == samples["budget_ready",] == 0
    assert samples["budget_disk_free_bytes",] > 0


def test_an_address_that_cannot_be_used_is_refused() -> None:
    for address, words in (
        ("9187", "no address"),
        ("127.0.0.1:99999", "no address"),
        ("192.0.2.1:1", "cannot be used"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("serve_metrics", "--bind", address)

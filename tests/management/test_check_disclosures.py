"""`manage.py check_disclosures` as an operator uses it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budget.audit.catalogue import CHECKS
from budget.models import Checked, CheckSetting, Disclosure, Finding
from budget.store import disclosures
from tests.support.auditors import found, table, training
from tests.support.paths import ROOT

SAMPLE = ROOT / "samples" / "2024" / "guangzhou-cppcc.txt"


@pytest.fixture
def report(tmp_path: Path) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """Run the command in this process; return its report."""

    def call(*arguments: str) -> dict[str, list[dict[str, Any]]]:
        path = tmp_path / "report.json"
        call_command("check_disclosures", *arguments, "--report", str(path))
        return json.loads(path.read_text("utf-8"))

    return call


@pytest.mark.django_db
def test_the_report_holds_what_the_import_found(report: Callable[..., dict[str, Any]]) -> None:
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", verbosity=0)
    stored = list(Finding.objects.order_by("position").values_list("key", flat=True))
    reported = report()
    assert [one["key"] for one in reported["findings"]] == stored
    (one,) = [one for one in reported["findings"] if one["check"] == "AMT-05"]
    key = one.pop("key")
    evidence = one.pop("evidence")
    assert one == {
        "check": "AMT-05",
        "level": "warning",
        "department": "中国人民政治协商会议广东省广州市委员会办公厅",
        "fiscal_year": 2024,
        "row": one["row"],
        "rows": [one["row"]],
        "unit": "中国人民政治协商会议广东省广州市委员会办公厅",
        "project": "业务用房物业管理费",
        "indicator": None,
        "indicators": [],
    }
    assert key.startswith("AMT-05:") and "376.00" in evidence
    assert {(one["check"], one["project"], one["why"]) for one in reported["not_evaluated"]} == {
        ("YOY-01", None, "the year before is not there"),
        ("YOY-02", None, "the year before is not there"),
    }
    (group,) = [one for one in reported["findings"] if one["check"] == "DUP-01"]
    assert len(group["rows"]) == 2 and group["row"] == group["rows"][-1]


@pytest.mark.django_db
def test_one_year_and_one_check_are_reported_alone(
    report: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    disclosures.store(table(training(), year=2023))
    disclosures.store(table(training(), year=2024))
    assert {one["fiscal_year"] for one in report("--year", "2023")["findings"]} == {2023}
    capsys.readouterr()
    only = report("--check", "VAL-08")
    assert {one["check"] for one in only["findings"]} == {"VAL-08"} and not only["not_evaluated"]
    printed = capsys.readouterr().out
    assert "VAL-08" in printed and "CMP-13" not in printed
    assert found("CMP-13", Disclosure.objects.get(fiscal_year=2024)).is_active


@pytest.mark.django_db
def test_a_changed_setting_reaches_all_findings_by_the_command(
    report: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    disclosures.store(table(training()))
    CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    assert "VAL-08" not in {one["check"] for one in report()["findings"]}
    assert not found("VAL-08").is_active and "VAL-08" in Checked.objects.get().off
    assert "VAL-08" in capsys.readouterr().out


@pytest.mark.django_db
def test_without_disclosures_there_is_nothing_to_report(report: Callable[..., dict[str, Any]]) -> None:
    assert report() == {"findings": [], "not_evaluated": []}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [["--year", "24"], ["--report", "/no/such/folder/report.json"]], ids=["year", "folder"]
)
def test_wrong_arguments_change_nothing(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as stop:
        call_command("check_disclosures", *arguments)
    assert stop.value.returncode == 2


def test_an_unknown_check_ends_with_2_and_names_the_known_ones(manage: Callable[..., Any]) -> None:
    outcome = manage("check_disclosures", "--check", "VAL-99", check=False)
    assert outcome.returncode == 2
    assert "VAL-99" in outcome.stderr and all(check in outcome.stderr for check in CHECKS)

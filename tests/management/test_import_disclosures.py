"""`manage.py import_disclosures` and `dump_disclosures` as an operator uses them, on real files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from budget.management.commands.import_disclosures import Command
from budget.models import Department, Disclosure, Project, Source, StoredFile, UnitStatement
from indicators.models import Indicator
from tests.support.paths import ROOT

SAMPLE = ROOT / "samples" / "2024" / "guangzhou-cppcc.txt"
REGION = "广东省广州市"

HEADER = "项目名称（资金使用单位）\t总计\t财政拨款\t财政专户拨款\t其他资金\t绩效目标\t绩效指标\n"
SMALL = (
    "2024年项目支出绩效目标表\n部门名称：某市教育局\n单位：万元\n"
    + HEADER
    + "合计\t3.00\t3.00\n某市教育局\t3.00\t3.00\n"
    + "校舍维修\t3.00\t3.00\t\t\t修好校舍\t1、1-产出指标；11-数量指标；栋数；实施周期指标值:≥3栋；年度指标值:≥3栋。\n"
)


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    """Run the import in this process; return exit status, report and output."""

    def call(*arguments: object) -> tuple[int, list[dict[str, Any]], str]:
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        status = 0
        try:
            call_command("import_disclosures", *map(str, arguments), "--report", str(report))
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, json.loads(report.read_text("utf-8")), capsys.readouterr().out

    return call


def write(folder: Path, text: str, name: str = "table.txt") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def nothing_is_stored() -> bool:
    return not any(
        model.objects.exists()
        for model in (Department, Disclosure, Project, Indicator, UnitStatement, StoredFile, Source)
    )


@pytest.mark.django_db
def test_the_sample_gives_the_figures_that_were_counted_by_hand(run: Callable[..., Any]) -> None:
    status, [one, companion], printed = run(ROOT / "samples", "--region", REGION)
    assert status == 0
    assert (companion["file"].endswith("README.md"), companion["status"]) == (True, "skipped")
    assert one | {"file": "", "sha256": ""} == {
        "file": "",
        "sha256": "",
        "status": "imported",
        "department": "中国人民政治协商会议广东省广州市委员会办公厅",
        "region": REGION,
        "fiscal_year": 2024,
        "revision": 1,
        "units": 3,
        "projects": 21,
        "indicators": 68,
        "total": "3340.00",
        "total_stated": "3340.00",
        "sums": [
            {"column": column, "stated": fen, "units": fen, "projects": fen, "differs": False}
            for column, fen in (("total", "3340.00"), ("fiscal_appropriation", "3340.00"))
        ],
        "made_from": [{"name": SAMPLE.name, "sha256": one["sha256"]}],
        "passed_over": [],
        "problems": [],
    }
    assert (Department.objects.count(), Project.objects.count(), Indicator.objects.count()) == (1, 21, 68)
    totals = UnitStatement.objects.order_by("position").values_list("total", flat=True)
    assert list(totals) == [3_326_000_000, 7_000_000, 7_000_000]
    assert "3340.00" in printed


@pytest.mark.django_db
def test_importing_the_sample_again_is_unchanged_and_with_one_figure_changed_revised(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    run(SAMPLE, "--region", REGION)
    ids = dict(Project.objects.values_list("row", "pk"))
    status, [again], _ = run(SAMPLE, "--region", REGION)
    assert (status, again["status"], again["revision"]) == (0, "unchanged", 1)
    changed = SAMPLE.read_bytes().replace(
        "购置经费\t70.00\t70.00".encode(), "购置经费\t71.00\t71.00".encode()
    )
    path = tmp_path / "2024" / "changed.txt"
    path.parent.mkdir()
    path.write_bytes(changed)
    status, [revised], _ = run(path, "--region", REGION)
    assert (status, revised["status"], revised["revision"]) == (0, "revised", 2)
    assert dict(Project.objects.values_list("row", "pk")) == ids
    assert Project.objects.get(name="购置经费").total == 71_000_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "empty-file", (None, "")),
        (SMALL.replace("2024年", ""), "no-year", (None, "")),
        (SMALL.replace("部门名称：某市教育局\n", ""), "no-department", (None, "")),
        (SMALL.replace("单位：万元\n", ""), "no-money-unit", (None, "")),
        (SMALL.replace("校舍维修\t3.00", "校舍维修\t三元"), "not-an-amount", (7, "总计")),
        (
            SMALL.replace("校舍维修\t3.00\t3.00", "校舍维修\t3.00\t3.0000001"),
            "finer-than-fen",
            (7, "财政拨款"),
        ),
        (SMALL.rstrip("\n") + "\t第八格\n", "too-many-cells", (7, "")),
        (SMALL.replace("绩效指标\n", "\n"), "missing-column", (None, None)),
        (SMALL.replace("财政拨款", "某种拨款"), "unknown-amount-column", (5, "某种拨款")),
        ("没有表的文字\n第二行\n", "no-table", (None, "")),
    ],
)
def test_bad_input_is_refused_with_its_place_and_leaves_nothing(
    run: Callable[..., Any], tmp_path: Path, text: str, code: str, place: tuple[int | None, str | None]
) -> None:
    path = write(tmp_path, text)
    status, [one], printed = run(path)
    assert (status, one["status"]) == (1, "refused")
    problem = next(problem for problem in one["problems"] if problem["level"] == "error")
    assert problem["code"] == code
    row, column = place
    if row is not None:
        assert problem["row"] == row
    if column is not None:
        assert problem["column"] == column
    assert path.name in printed
    assert nothing_is_stored()


@pytest.mark.django_db
def test_the_operator_can_state_what_the_file_lacks(run: Callable[..., Any], tmp_path: Path) -> None:
    text = SMALL.replace("2024年", "").replace("部门名称：某市教育局\n单位：万元\n", "")
    path = write(tmp_path, text)
    status, [one], _ = run(path, "--year", 2023, "--department", "某市教育局", "--money-unit", "元")
    assert (status, one["fiscal_year"], one["total"], one["region"]) == (0, 2023, "0.0003", "")


@pytest.mark.django_db
def test_an_operator_who_contradicts_the_file_is_refused_with_both_named(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    status, [one], printed = run(write(tmp_path, SMALL), "--year", 2023)
    assert (status, one["problems"][0]["code"]) == (1, "contradicts-operator")
    assert "2023" in printed and "2024" in printed
    assert nothing_is_stored()


@pytest.mark.django_db
def test_the_folders_year_is_used_and_reported_where_the_title_has_another(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    write(tmp_path, SMALL.replace("2024年", "").replace("教育局", "文化局"), "2023/a/table.txt")
    write(tmp_path, SMALL, "2022/table.txt")
    status, [two, three], _ = run(tmp_path)
    assert status == 0
    assert (two["fiscal_year"], [p["code"] for p in two["problems"]]) == (2024, ["folder-year"])
    assert (three["fiscal_year"], three["problems"]) == (2023, [])


@pytest.mark.django_db
def test_two_differing_tables_of_one_department_and_year_the_second_is_refused(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    write(tmp_path, SMALL, "a.txt")
    write(tmp_path, SMALL, "b.txt")
    write(tmp_path, SMALL.replace("修好校舍", "修校舍"), "c.txt")
    status, [a, b, c], printed = run(tmp_path)
    assert (status, a["status"], b["status"], c["status"]) == (1, "imported", "unchanged", "refused")
    assert c["problems"][0]["code"] == "second-table" and "a.txt" in printed
    assert Project.objects.get().objective == "修好校舍"


@pytest.mark.django_db
def test_a_dry_run_reports_the_outcomes_and_stores_nothing(run: Callable[..., Any], tmp_path: Path) -> None:
    status, [one], _ = run(write(tmp_path, SMALL), "--dry-run")
    assert (status, one["status"], one["revision"]) == (0, "imported", 1)
    assert nothing_is_stored()


@pytest.mark.django_db
def test_a_dry_run_sets_stated_against_read_sums_and_marks_a_difference(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    path = write(tmp_path, SMALL.replace("合计\t3.00", "合计\t5.00"))
    _, [one], printed = run(path, "--dry-run")
    assert [(line["column"], line["stated"], line["projects"], line["differs"]) for line in one["sums"]] == [
        ("total", "5.00", "3.00", True),
        ("fiscal_appropriation", "3.00", "3.00", False),
    ]
    assert "列示与读取的合计（万元）" in printed and printed.count("不一致") == 1
    _, _, printed = run(path)
    assert printed.count("不一致") == 1


@pytest.mark.django_db
def test_in_a_folder_a_file_of_no_known_kind_is_skipped_and_alone_it_is_refused(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    picture = tmp_path / "files" / "logo.png"
    write(tmp_path, SMALL, "files/table.txt")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe\x01")
    status, [logo, table], _ = run(tmp_path / "files")
    assert (status, logo["status"], table["status"]) == (0, "skipped", "imported")
    status, [alone], _ = run(picture)
    assert (status, alone["status"], alone["problems"][0]["code"]) == (1, "refused", "unknown-format")


@pytest.mark.django_db
def test_where_and_when_a_file_was_published_is_stored_with_it(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    path = write(tmp_path, SMALL)
    run(path, "--published-url", "https://example.org/a", "--published-on", "2024-02-29")
    source = Source.objects.get()
    assert (source.published_url, str(source.published_on), source.name) == (
        "https://example.org/a",
        "2024-02-29",
        path.name,
    )
    assert bytes(source.file.content) == path.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere.txt"],
        [""],
        [str(SAMPLE), "--year", "24"],
        [str(SAMPLE), "--money-unit", "亿元"],
        [str(SAMPLE), "--published-url", "example"],
        [str(SAMPLE), "--published-on", "2024-02-30"],
        [str(SAMPLE), "--department", " "],
        [str(SAMPLE), "--report", "no/such/folder/report.json"],
        [str(SAMPLE), "--jobs", "0"],
        [str(SAMPLE), "--no-such-option"],
    ],
)
def test_wrong_arguments_end_with_two_and_words(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "import_disclosures", *arguments])
    assert ended.value.code == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.django_db
def test_outside_a_terminal_each_file_is_one_line_with_its_whole_name(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    read = write(tmp_path, SMALL, f"{'很长的目录名/' * 12}表.txt")
    refused = write(tmp_path, "甲\t乙\n", "x.csv")
    _, _, printed = run(read, refused, "--dry-run")
    assert not set("┃━│") & set(printed)
    lines = printed.splitlines()
    [line] = [line for line in lines if line.startswith(f"文件 {read} · 状态 已导入")]
    assert line.endswith(
        "部门 某市教育局 · 年度 2024 · 版本 1 · 单位 1 · 项目 1 · 绩效指标 1 · 总计（万元） 3.00"
    )
    assert f"文件 {refused} · 状态 已拒绝" in lines


@pytest.mark.django_db
def test_the_dump_is_the_open_data_form(
    run: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, SMALL)
    _, [report], _ = run(path)
    write(tmp_path, SMALL.replace("2024年", "2025年"), "next.txt")
    run(tmp_path / "next.txt")
    call_command("dump_disclosures", "--year", "2024", "--department", "某市 教育局")
    [line] = capsys.readouterr().out.splitlines()
    amounts = {"total": "3.00", "fiscal_appropriation": "3.00", "special_account": None, "other_funds": None}
    indicator = {
        "position": 1,
        "level1_code": "1",
        "level1": "产出指标",
        "level2_code": "11",
        "level2": "数量指标",
        "name": "栋数",
        "period_target": "≥3栋",
        "annual_target": "≥3栋",
    }
    project = {
        "name": "校舍维修",
        "row": 7,
        **amounts,
        "objective": "修好校舍",
        "is_confidential": False,
        "unread": "",
        "indicators": [indicator],
    }
    assert json.loads(line) == {
        "department": "某市教育局",
        "region": "",
        "fiscal_year": 2024,
        "revision": 1,
        "sources": [{"name": "table.txt", "sha256": report["sha256"]}],
        **amounts,
        "units": [{"name": "某市教育局", "row": 6, **amounts, "projects": [project]}],
    }
    call_command("dump_disclosures")
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.django_db
def test_after_an_import_the_database_knows_its_tables(run: Callable[..., Any], tmp_path: Path) -> None:
    run(write(tmp_path, SMALL))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'budget_project'")
        else:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'budget_project'")
        assert cursor.fetchone()[0] >= 1


def test_a_missing_path_is_named() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.txt") as error:
        call_command("import_disclosures", "nowhere.txt")
    assert error.value.returncode == 2

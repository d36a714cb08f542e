"""Imports of archives and forms, limits and processes: nothing is lost, and nothing stored in part."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from budget.disclosure.limits import Limits
from budget.models import Disclosure, Problem, Project, Source
from budget.store.verification.files import read_again
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import SAMPLES, WRITERS, docx_of, html_of, with_part, xlsx_of, zip_of
from tests.disclosure.tables import PREAMBLE, project, wide
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DEPARTMENT = "中国人民政治协商会议广东省广州市委员会办公厅"
Run = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the import in this process; return its exit status and report."""
    report = tmp_path_factory.mktemp("report") / "report.json"

    def call(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
        status = 0
        try:
            call_command("import_disclosures", *map(str, arguments), "--report", str(report))
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, json.loads(report.read_text("utf-8"))

    return call


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def table_of(department: str, year: str = "（2024年度）") -> bytes:
    preamble = (f"项目支出绩效目标表{year}", f"部门名称：{department}", *PREAMBLE[2:])
    return wide(project("供水", "3.00"), preamble=preamble)


def form_of(name: str, objective: str = "保障", target: str = "≥50次") -> bytes:
    return docx_of(layouts.form([Texts(name=name, objective=objective, target=target)]))


def status_and_codes(outcome: dict[str, Any]) -> tuple[str, str]:
    codes = [problem["code"] for problem in outcome["problems"] if problem["level"] == "error"]
    return outcome["status"], ",".join(codes)


# -- the real table ---------------------------------------------------------------------------------------------------


def test_the_real_table_is_the_same_disclosure_in_every_format(run: Run) -> None:
    given = ["--region", "广东省广州市", "--year", "2024", "--department", DEPARTMENT]
    status, outcomes = run(SAMPLE, *sorted(SAMPLES.glob("guangzhou-cppcc.*")), *given, "--jobs", 2)
    assert status == 0
    assert [outcome["status"] for outcome in outcomes] == ["imported", *["unchanged"] * (len(outcomes) - 1)]
    assert len(outcomes) >= 5
    names = [source["name"] for source in outcomes[-1]["made_from"]]
    assert names == [Path(outcome["file"]).name for outcome in outcomes]


# -- archives -----------------------------------------------------------------------------------------------------------


def test_an_archive_is_read_as_a_folder(run: Run, tmp_path: Path) -> None:
    inner = zip_of({"卫生局.txt": table_of("某市卫生局", ""), "logo.png": b"\x89PNG\r\n\x1a\n\0"})
    archive = zip_of(
        {
            "2023/教育局.txt": table_of("某市教育局", ""),
            "2022/内.zip": inner,
            "财政局.xlsx": xlsx_of(layouts.flat([Texts()])),
            "README.md": "说明",
            "../../上.txt": table_of("某市交通局"),
        }
    )
    written(tmp_path, {"下载/全部.zip": archive})
    status, outcomes = run(tmp_path / "下载")
    root = tmp_path / "下载" / "全部.zip"
    assert [(one["file"], one["status"], one["fiscal_year"]) for one in outcomes] == [
        (f"{root}/2022/内.zip/logo.png", "skipped", None),
        (f"{root}/2022/内.zip/卫生局.txt", "imported", 2022),
        (f"{root}/2023/教育局.txt", "imported", 2023),
        (f"{root}/README.md", "skipped", None),
        (f"{root}/上.txt", "imported", 2024),
        (f"{root}/财政局.xlsx", "imported", 2024),
    ]
    assert status == 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["下载", "全部.zip"]
    source = Source.objects.get(name="教育局.txt")
    assert bytes(source.file.content) == table_of("某市教育局", "")


def test_an_archive_named_for_a_year_gives_it(run: Run, tmp_path: Path) -> None:
    written(tmp_path, {"2021年.zip": zip_of({"a.txt": table_of("某市教育局", "")})})
    _, [outcome] = run(tmp_path / "2021年.zip")
    assert (outcome["status"], outcome["fiscal_year"]) == ("imported", 2021)


def test_an_encrypted_member_and_a_broken_archive_are_refused_with_words_and_the_rest_comes(
    run: Run, tmp_path: Path
) -> None:
    archive = bytearray(zip_of({"a.txt": table_of("某市教育局"), "b.txt": table_of("某市卫生局")}))
    with zipfile.ZipFile(io.BytesIO(bytes(archive))) as opened:
        archive[opened.getinfo("a.txt").header_offset + 6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    written(tmp_path, {"1.zip": bytes(archive), "2.zip": bytes(archive)[: len(archive) // 2]})
    status, outcomes = run(tmp_path)
    assert status == 1
    assert [status_and_codes(outcome) for outcome in outcomes] == [
        ("refused", "encrypted"),
        ("imported", ""),
        ("refused", "unreadable"),
    ]


# -- limits -------------------------------------------------------------------------------------------------------------


def test_what_is_over_a_limit_is_refused_and_the_setting_named(
    run: Run, tmp_path: Path, settings: Any
) -> None:
    settings.IMPORT_LIMITS = Limits(file_bytes=4_000, archive_expanded_bytes=10_000)
    small = table_of("某市教育局")
    bomb = zip_of({"a.txt": b"\0" * 9_000, "b.txt": b"\0" * 9_000})
    large = zip_of({"a.txt": small, "b.txt": b"\0" * 5_000})
    written(tmp_path, {"1.txt": small + b"\n" * 4_000, "2.zip": bomb, "3.zip": large})
    status, outcomes = run(tmp_path)
    assert status == 1
    assert [status_and_codes(outcome) for outcome in outcomes] == [
        ("refused", "too-large"),
        ("refused", "archive-expands-too-far"),
        ("imported", ""),
        ("refused", "too-large"),
    ]
    messages = [problem["message"] for outcome in outcomes for problem in outcome["problems"]]
    assert "IMPORT_FILE_MIB" in messages[0] and "IMPORT_ARCHIVE_EXPANDED_MIB" in messages[1]


def test_a_workbook_that_runs_away_is_refused_and_the_rest_goes_on(
    run: Run, tmp_path: Path, settings: Any
) -> None:
    settings.IMPORT_LIMITS = Limits(seconds=1)
    cells = '<c t="inlineStr"><is><t>供水</t></is></c>' * 50
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{f"<row>{cells}</row>" * 10_000}</sheetData></worksheet>'
    slow = with_part(xlsx_of([["供水"]]), "xl/worksheets/sheet1.xml", sheet)
    written(tmp_path, {"a.xlsx": slow, "b.txt": table_of("某市教育局")})
    status, outcomes = run(tmp_path)
    assert (status, [status_and_codes(outcome) for outcome in outcomes]) == (
        1,
        [("refused", "runaway"), ("imported", "")],
    )


# -- forms ----------------------------------------------------------------------------------------------------------------


def test_forms_of_one_department_make_one_disclosure_and_the_report_says_from_which_files(
    run: Run, tmp_path: Path
) -> None:
    written(tmp_path, {"a.docx": form_of("供水"), "b.docx": form_of("排水"), "c.txt": table_of("某市教育局")})
    status, outcomes = run(tmp_path)
    assert [(Path(one["file"]).name, one["status"], one["projects"]) for one in outcomes] == [
        ("a.docx", "imported", 1),
        ("b.docx", "imported", 1),
        ("c.txt", "imported", 1),
    ]
    assert status == 0
    [disclosure] = Disclosure.objects.filter(layout="form")
    assert [(p.name, p.file) for p in disclosure.projects.order_by("position")] == [
        ("供水", outcomes[0]["sha256"]),
        ("排水", outcomes[1]["sha256"]),
    ]
    both = [{"name": Path(one["file"]).name, "sha256": one["sha256"]} for one in outcomes[:2]]
    assert [one["made_from"] for one in outcomes[:2]] == [both, both]


def test_a_form_added_later_makes_a_revision_that_holds_both_and_a_later_one_takes_its_projects_place(
    run: Run, tmp_path: Path
) -> None:
    written(
        tmp_path,
        {"1/a.docx": form_of("供水"), "2/b.docx": form_of("排水"), "3/c.docx": form_of("供水", "更好")},
    )
    run(tmp_path / "1")
    _, [second] = run(tmp_path / "2")
    assert (second["status"], second["revision"]) == ("revised", 2)
    assert [source["name"] for source in second["made_from"]] == ["a.docx", "b.docx"]
    ids = dict(Project.objects.values_list("name", "pk"))
    _, [third] = run(tmp_path / "3")
    assert (third["status"], third["revision"]) == ("revised", 3)
    assert [source["name"] for source in third["made_from"]] == ["b.docx", "c.docx"]
    assert dict(Project.objects.values_list("name", "pk")) == ids
    assert Project.objects.get(name="供水").objective == "更好"
    _, [again] = run(tmp_path / "3")
    assert (again["status"], again["revision"]) == ("unchanged", 3)


def test_doubts_of_forms_that_came_earlier_stay_until_their_file_gives_nothing_any_more(
    run: Run, tmp_path: Path
) -> None:
    written(
        tmp_path,
        {
            "1/a.docx": form_of("供水", target=""),
            "2/b.docx": form_of("排水", target=""),
            "3/c.docx": form_of("供水"),
        },
    )

    def doubts() -> list[str]:
        return list(Problem.objects.order_by("position").values_list("file", flat=True))

    _, [first] = run(tmp_path / "1")
    assert doubts() == [first["sha256"]]
    _, [second] = run(tmp_path / "2")
    assert doubts() == [first["sha256"], second["sha256"]]
    run(tmp_path / "3")
    assert doubts() == [second["sha256"]]


def test_two_forms_of_one_project_that_differ_the_second_is_refused(run: Run, tmp_path: Path) -> None:
    written(
        tmp_path, {"a.docx": form_of("供水"), "b.docx": form_of("供水", "更好"), "c.docx": form_of("排水")}
    )
    status, outcomes = run(tmp_path)
    assert status == 1
    assert [status_and_codes(outcome) for outcome in outcomes] == [
        ("imported", ""),
        ("refused", "second-table"),
        ("imported", ""),
    ]
    assert Project.objects.get(name="供水").objective == "保障"


def test_a_form_does_not_replace_a_whole_table(run: Run, tmp_path: Path) -> None:
    written(tmp_path, {"a/table.html": html_of(layouts.wide([Texts()])), "b/form.docx": form_of("排水")})
    run(tmp_path / "a")
    status, [outcome] = run(tmp_path / "b")
    assert (status, status_and_codes(outcome)) == (1, ("refused", "form-beside-table"))
    status, outcomes = run(tmp_path, "--dry-run")
    assert [status_and_codes(outcome)[0] for outcome in outcomes] == ["unchanged", "refused"]
    assert Project.objects.get().name == "项目供水"


# -- processes --------------------------------------------------------------------------------------------------------------


def test_the_report_is_in_the_order_of_the_files_however_many_processes_read(
    run: Run, tmp_path: Path
) -> None:
    files = {
        f"{number:02}.{format_}": write(layouts.form([Texts(f"项目{number}")]))
        for number, (format_, write) in enumerate(WRITERS.items())
    }
    files |= {f"{number:02}.txt": table_of(f"某市{number}局") for number in range(20, 30)}
    written(tmp_path, files)
    one_by_one = run(tmp_path, "--dry-run", "--jobs", 1)
    status, outcomes = run(tmp_path, "--jobs", 3)
    assert (status, outcomes) == one_by_one
    assert [Path(outcome["file"]).name for outcome in outcomes] == sorted(files)
    assert [outcome["status"] for outcome in outcomes] == ["imported"] * len(files)


def test_two_files_of_one_form_are_its_sources_and_agree_when_they_are_read_again(
    run: Run, tmp_path: Path
) -> None:
    form = layouts.form([Texts(name="甲", objective="保障", target="≥50次")])
    status, _outcomes = run(written(tmp_path, {"2024/a.docx": docx_of(form), "2024/b.xlsx": xlsx_of(form)}))
    assert (status, Source.objects.count()) == (0, 2)
    assert list(read_again(1, Limits())) == []

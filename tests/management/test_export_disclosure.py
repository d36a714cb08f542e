"""`manage.py export_disclosure` writes a wide table as text that is read back equal."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from budget.models import Disclosure
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import SAMPLES, docx_of, text_of
from tests.support.paths import SAMPLE

REGION = "广东省广州市"

pytestmark = pytest.mark.django_db


def imported(path: Path, *options: str) -> Disclosure:
    call_command("import_disclosures", str(path), *options)
    return Disclosure.objects.get()


def state(disclosure: Disclosure) -> list[tuple[int, str, int]]:
    """Return the number, digest and number of files of each revision."""
    rows = disclosure.revisions.order_by("number").prefetch_related("sources")
    return [(row.number, row.digest, row.sources.count()) for row in rows]


def test_the_sample_exported_and_imported_again_is_unchanged(tmp_path: Path) -> None:
    disclosure = imported(SAMPLE, "--region", REGION)
    before = state(disclosure)
    exported = tmp_path / "export.txt"
    call_command("export_disclosure", str(disclosure.pk), "--to", str(exported))
    imported(exported)
    assert state(disclosure) == [(1, before[0][1], 2)]
    assert exported.read_bytes() != SAMPLE.read_bytes()  # its year and region are in it


def test_a_table_of_another_format_and_with_unusual_texts_is_read_back_equal(tmp_path: Path) -> None:
    awkward = Texts('项目"一"；二', '"甲\n乙\t丙"', "指标<1、2、", "“=1”")
    path = tmp_path / "table.docx"
    path.write_bytes(docx_of(layouts.wide([awkward, Texts()])))
    disclosure = imported(path)
    call_command("export_disclosure", str(disclosure.pk), "--to", str(tmp_path / "export.txt"))
    imported(tmp_path / "export.txt")
    assert len(state(disclosure)) == 1


def test_an_earlier_revision_is_exported_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(text_of(layouts.wide([Texts(objective="第一稿")])))
    imported(path)
    path.write_bytes(text_of(layouts.wide([Texts(objective="第二稿")])))
    disclosure = imported(path)
    export = tmp_path / "export.txt"
    call_command("export_disclosure", str(disclosure.pk), "--to", str(export), "--revision", "1")
    assert "第一稿" in export.read_text("utf-8")
    call_command("export_disclosure", str(disclosure.pk), "--to", str(export))
    assert "第二稿" in export.read_text("utf-8")
    with pytest.raises(CommandError, match="no revision 3; there are: 1, 2"):
        call_command("export_disclosure", str(disclosure.pk), "--to", str(export), "--revision", "3")


def test_another_layout_a_missing_disclosure_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_bytes(text_of(layouts.form([Texts()])))
    disclosure = imported(path)
    export = tmp_path / "export.txt"
    with pytest.raises(CommandError, match="did not come as a wide table"):
        call_command("export_disclosure", str(disclosure.pk), "--to", str(export))
    with pytest.raises(CommandError, match="no disclosure 0"):
        call_command("export_disclosure", "0", "--to", str(export))
    assert not export.exists()


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    disclosure = imported(SAMPLES / "guangzhou-cppcc.writer.docx", "--region", REGION, "--year", "2024")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_disclosure", str(disclosure.pk), "--to", str(tmp_path / "no" / "folder.txt"))

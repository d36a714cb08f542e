"""A file that was read before is read no second time, and what it gives is the same."""

from pathlib import Path

import pytest

from budget.disclosure.pool import ReadingPool
from budget.disclosure.read import read
from budget.disclosure.reading import Given
from budget.imports.files import find_files
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.run import ImportRun
from budget.models import Disclosure, Revision, Source
from budget.store import disclosures, known_readings
from budget.store.known_readings import key_of_reading, known_reading
from budget.store.sources import Received
from tests.imports.test_whole import form_of, table_of, written
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    begin = ReadingPool._begin

    def note(pool, task):
        names.append(task.name)
        return begin(pool, task)

    monkeypatch.setattr(ReadingPool, "_begin", note)
    return names


def imported(path: Path, **given: object) -> list[Outcome]:
    run = ImportRun(Options(given=Given(region="广东省广州市", fiscal_year=2024, **given)))
    return list(run.run(find_files([path])))


def test_an_unchanged_file_is_not_read_again_and_its_outcome_is_the_same(
    tmp_path: Path, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path, {"a.txt": SAMPLE.read_bytes(), "b.docx": form_of("甲")})
    first = imported(folder)
    assert (begun, [one.status for one in first]) == (["a.txt", "b.docx"], ["imported", "imported"])
    begun.clear()
    again = imported(folder)
    assert begun == ["b.docx"]  # forms of several files make one disclosure
    monkeypatch.setattr("budget.imports.run.known_readings", lambda files: {})
    read_again = imported(folder)
    assert begun == ["b.docx", "a.txt", "b.docx"]
    assert [one.status for one in again] == ["unchanged", "unchanged"]
    assert again == read_again


def test_what_the_operator_states_the_name_and_the_readers_decide_whether_it_is_read(
    tmp_path: Path, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path, {"a.html": table_of("市水务局")})
    imported(folder)
    imported(folder)
    assert begun == ["a.html"]
    imported(folder, money_unit="万元")
    (folder / "a.html").rename(folder / "b.html")
    imported(folder)
    assert begun == ["a.html", "a.html", "b.html"]
    (folder / "b.html").rename(folder / "a.html")
    monkeypatch.setattr(known_readings, "reader_version", lambda: "another")
    imported(folder)
    assert begun == ["a.html", "a.html", "b.html", "a.html"]
    assert Revision.objects.count() == 1


def test_a_revision_made_of_another_file_or_of_nothing_read_gives_no_reading() -> None:
    given = Given(fiscal_year=2024)
    (one,) = read(SAMPLE.read_bytes(), "a.txt", given).reads
    key = key_of_reading("a.txt", given)
    disclosures.store(one.disclosure, one.problems)
    same = Received("a.txt", SAMPLE.read_bytes(), reading=key)
    assert disclosures.store(one.disclosure, one.problems, [same]).status == "unchanged"
    assert known_reading(same.sha256, key) is None
    assert Source.objects.get().reading == ""


def test_a_known_reading_is_what_reading_gives() -> None:
    given = Given(fiscal_year=2024, region="广东省广州市")
    reading = read(SAMPLE.read_bytes(), "a.txt", given)
    (one,) = reading.reads
    file = Received("a.txt", SAMPLE.read_bytes(), reading=key_of_reading("a.txt", given))
    disclosures.store(one.disclosure, one.problems, [file])
    assert known_reading(file.sha256, file.reading) == reading
    assert Disclosure.objects.count() == 1

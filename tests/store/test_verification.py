"""`verify` finds whatever differs from what it derives from, and mends what can be computed."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from budget.disclosure.limits import DEFAULT_LIMITS
from budget.disclosure.read import Given, read
from budget.models import (
    CategoryFigures,
    Department,
    Disclosure,
    FactBlock,
    Finding,
    Project,
    Revision,
    SearchText,
    StoredFile,
    Tally,
    TypeFigures,
    UnitStatement,
)
from budget.store import disclosures
from budget.store.sources import Received
from budget.store.verification import files, run
from budget.store.verification.files import read_again, verify_stored_files
from budget.store.verification.rows import verify_disclosure, verify_names
from budget.store.verification.run import verify_full_text
from indicators.models import Indicator
from tests.actions.corrections.editing import correct
from tests.actions.lifecycle.editors import move, withdraw
from tests.disclosure.tables import NOTHING_GIVEN
from tests.factories import some_year
from tests.imports.test_failures import ReadingHere
from tests.management.test_import_disclosures import SMALL
from tests.support.auditors import table, training

pytestmark = pytest.mark.django_db


def differences(*, fix: bool = False) -> list[str]:
    """What differs of names, rows and what derives from them."""
    found = verify_names(fix=fix)
    for key in Disclosure.objects.order_by("pk").values_list("pk", flat=True):
        found += verify_disclosure(key, fix=fix)
    return [one.what for one in (*found, *verify_full_text(fix=fix))]


def site() -> None:
    """A corrected year, and a withdrawn disclosure."""
    correct(some_year(2024))
    withdraw(disclosures.store(table(training(), year=2022)).disclosure)


# What is altered -> the name of what differs then.
ALTERED: list[tuple[Callable[[], object], str]] = [
    (lambda: UnitStatement.objects.filter(unit__name="市教育局").update(sum_total=1), "单位列示"),
    (lambda: CategoryFigures.objects.update(indicator_count=99), "类别汇总数"),
    (lambda: TypeFigures.objects.all().delete(), "项目类型汇总"),
    (lambda: SearchText.objects.filter(kind="unit").update(tokens="x"), "检索条目"),
    (lambda: Tally.objects.update(finding_count=99), "核查规则的命中情况"),
    (lambda: Finding.objects.filter(is_active=True).update(money=1), "待核查事项"),
    (lambda: Finding.projects.through.objects.all().delete(), "待核查事项"),
    (lambda: Project.objects.update(project_type="works", type_rule=None), "项目"),
    (lambda: Project.objects.update(name_sort="x"), "项目"),
    (lambda: Indicator.objects.update(annual_number=None, annual_kind="missing"), "指标"),
    (lambda: Disclosure.objects.update(project_count=99), "公开表"),
    (lambda: FactBlock.objects.update(projects=b""), "公开表的统计数据"),
    (lambda: Department.objects.filter(name="市教育局").update(name_folded="x"), "键"),
    (lambda: Department.objects.filter(name="市教育局").update(body="x"), "类别"),
    (lambda: Project.objects.filter(name="教师培训").update(objective="别的"), "现行记录"),
]


def test_what_is_altered_differs_and_is_mended() -> None:
    site()
    assert differences() == []
    for alter, _table in ALTERED:
        alter()
    found = "\n".join(differences())
    assert [table for _alter, table in ALTERED if table not in found] == []
    differences(fix=True)
    assert differences() == []


def test_without_being_asked_nothing_is_mended() -> None:
    some_year()
    Tally.objects.update(finding_count=99)
    assert differences() == differences() != []


def test_a_withdrawn_disclosure_has_no_rows() -> None:
    site()
    of = Disclosure.objects.get(withdrawn_at__isnull=False)
    SearchText.objects.create(disclosure=of, fiscal_year=2022, kind="department", tokens="x")
    [found] = differences(fix=True)
    assert "已撤下" in found
    assert differences() == []


def test_records_are_compared_with_their_digest() -> None:
    site()
    Revision.objects.filter(disclosure__department__name="市教育局", is_current=True).update(digest="0" * 64)
    found = differences(fix=True)
    assert found and all("摘要" in one for one in found)
    assert differences() == found


def test_what_is_no_record_any_more_is_told_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ReadingPool", ReadingHere)
    site()
    [content] = [read(SMALL.encode(), "x", NOTHING_GIVEN).reads[0]]
    disclosures.store(content.disclosure, content.problems, [Received("x.txt", SMALL.encode())])
    Revision.objects.filter(is_current=True, disclosure__department__name="某市教育局").update(snapshot=b"no")
    if connection.vendor == "sqlite":  # which keeps text in a column of bytes
        with connection.cursor() as cursor:
            cursor.execute("UPDATE budget_factblock SET projects = CAST(projects AS TEXT)")
            cursor.execute("UPDATE budget_storedfile SET content = CAST(content AS TEXT)")
    found = [one.what for one in run.verify(jobs=1, limits=DEFAULT_LIMITS, fix=True)]
    assert [one for one in found if "摘要" in one] != []
    if connection.vendor == "sqlite":
        assert [one for one in found if "字节" in one] != []
    left = [one.what for one in run.verify(jobs=1, limits=DEFAULT_LIMITS)]
    assert [one for one in left if "摘要" not in one and "字节" not in one] == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index itself")
def test_the_full_text_table_is_compared_with_its_entries() -> None:
    some_year()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM budget_searchtext_fts WHERE rowid IN (SELECT min(id) FROM budget_searchtext)"
        )
    assert len(differences(fix=True)) == 1
    assert differences() == []


def test_files_are_compared_with_their_hash_and_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ReadingPool", ReadingHere)

    def stored(text: str, given: Given = NOTHING_GIVEN) -> Disclosure:
        [one] = read(text.encode(), "x", given).reads
        return disclosures.store(one.disclosure, one.problems, [Received("x.txt", text.encode())]).disclosure

    def found() -> list[str]:
        return [one.what for one in (*verify_stored_files(), *read_again(1, DEFAULT_LIMITS))]

    stored(SMALL)
    without = SMALL.replace("2024年", "").replace("部门名称：某市教育局\n单位：万元\n", "")
    moved = stored(without, Given(fiscal_year=2023, department="某市文化局", money_unit="元"))
    assert found() == []
    withdraw(moved)
    move(Disclosure.objects.in_force().get(), 2021)
    assert found() == []
    StoredFile.objects.filter(content=SMALL.encode()).update(content=SMALL.replace("3.00", "4.00").encode())
    changed, other = found()
    assert "字节" in changed and "记录" in other


def test_the_command_says_what_differs_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("read_again", "read_results_again"):
        monkeypatch.setattr(run, name, lambda *args: iter(()))
    some_year()
    call_command("verify")
    assert capsys.readouterr().out == "没有差异。\n"
    Tally.objects.update(finding_count=99)
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    printed = capsys.readouterr().out
    assert ended.value.code == 1 and "finding_count: 99 → " in printed
    call_command("verify", "--fix")
    assert capsys.readouterr().out.endswith("0 处未解决。\n")

"""Uploads: what the preview shows is stored, by the same import as the command's."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from budget.accounts.roles import EDITOR
from budget.models import Disclosure, Revision, Source, StoredFile, Upload, UploadedPart
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import docx_of, zip_of
from tests.disclosure.tables import bare, project
from tests.support.people import person
from tests.uploads.sending import SAMPLE, SAMPLE_PDF, confirm, page, previewed, send, table_of, work

# A worker opens and closes connections of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person(EDITOR))
    return client


def statuses(upload: Upload) -> list[tuple[str, str, str]]:
    return list(upload.outcomes.values_list("file", "status", "became"))


def test_a_file_is_read_shown_and_stored_only_when_confirmed(editor: Client) -> None:
    upload = send(editor, (SAMPLE_PDF.name, SAMPLE_PDF.read_bytes()), fiscal_year=2024, region="广东省广州市")
    assert upload.state == "reading"
    work()
    upload.refresh_from_db()
    assert upload.state == "previewed" and not Disclosure.objects.exists()
    shown = page(editor, upload)
    assert "3,340.00" in shown and SAMPLE_PDF.name in shown
    assert confirm(editor, upload) == "storing" and not Disclosure.objects.exists()
    work()
    upload.refresh_from_db()
    assert upload.state == "stored"
    disclosure = Disclosure.objects.get()
    assert (disclosure.fiscal_year, disclosure.department.region) == (2024, "广东省广州市")
    assert (disclosure.unit_count, disclosure.project_count, disclosure.indicator_count) == (3, 21, 68)
    revision, source = Revision.objects.get(), Source.objects.get()
    who = User.objects.get()
    assert (revision.created_by, source.received_by, source.name) == (who, who, SAMPLE_PDF.name)
    assert bytes(source.file.content) == SAMPLE_PDF.read_bytes()
    assert disclosure.get_absolute_url() in page(editor, upload)
    assert not UploadedPart.objects.exists()


def test_it_gives_what_the_command_gives(editor: Client) -> None:
    upload = previewed(editor, (SAMPLE.name, SAMPLE.read_bytes()), fiscal_year=2024, region="广东省广州市")
    confirm(editor, upload)
    work()
    digest = Revision.objects.get().digest
    Disclosure.objects.all().delete()
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", "--year", "2024")
    assert Revision.objects.get().digest == digest


def test_data_of_the_form_hold_for_the_files(editor: Client) -> None:
    data = {"published_url": "https://example.org/a.html", "published_on": "2024-02-29"}
    content = b"\n".join(
        line for line in table_of("", year="").splitlines() if not line.startswith("单位".encode())
    )
    upload = previewed(
        editor, ("a.txt", content), fiscal_year=2023, department="某市教育局", money_unit="元", **data
    )
    confirm(editor, upload)
    work()
    disclosure, source = Disclosure.objects.get(), Source.objects.get()
    assert (disclosure.fiscal_year, disclosure.department.name) == (2023, "某市教育局")
    assert disclosure.projects.get().total == 300
    assert (source.published_url, str(source.published_on)) == (data["published_url"], data["published_on"])


def test_the_preview_shows_the_outcome_of_each_file_that_storing_has(editor: Client) -> None:
    call_command("import_disclosures", str(SAMPLE), "--region", "广东省广州市", "--year", "2024")
    form = docx_of(layouts.form([Texts(name="校舍"), Texts(name="操场")]))
    archive = zip_of({"2023/教育局.txt": table_of("某市教育局", year=""), "logo.png": b"\x89PNG\r\n\x1a\n\0"})
    upload = previewed(
        editor,
        ("重来.txt", SAMPLE.read_bytes() + b"\n"),
        ("水务.txt", table_of("某市水务局")),
        ("水务，再来.txt", table_of("某市水务局")),
        ("水务，别的.txt", table_of("某市水务局", project("排水", "9.00"))),
        ("全部.zip", archive),
        ("一.docx", form),
        ("图.png", b"\x89PNG\r\n\x1a\n\0"),
        ("空.txt", b""),
        region="广东省广州市",
        fiscal_year="",
    )
    assert upload.state == "previewed"
    before = {(file, status) for file, status, _ in statuses(upload)}
    assert {
        ("水务.txt", "imported"),
        ("水务，再来.txt", "unchanged"),
        ("水务，别的.txt", "refused"),
        ("全部.zip/2023/教育局.txt", "imported"),
        ("全部.zip/logo.png", "skipped"),
        ("图.png", "refused"),
        ("空.txt", "refused"),
    } <= before
    assert Disclosure.objects.count() == 1
    confirm(editor, upload)
    work()
    upload.refresh_from_db()
    assert upload.state == "stored"
    assert [(status, became) for _, status, became in statuses(upload) if status != became] == []
    stored = {row.status for row in upload.disclosures.all()}
    assert all(row.became == row.status and row.revision for row in upload.disclosures.all()), stored


def test_a_revision_shows_what_it_adds_takes_away_and_changes(editor: Client, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(
        table_of("某市水务局", project("供水", "3.00"), project("排水", "4.00"), project("河道", "5.00"))
    )
    call_command("import_disclosures", str(tmp_path), "--region", "某市")
    revised = table_of(
        "某市水务局", project("供水", "3.50"), project("河道", "5.00"), project("水库", "20.00")
    )
    upload = previewed(editor, ("b.txt", revised), region="某市")
    row = upload.disclosures.get()
    assert (row.status, row.added, row.gone, row.changed) == ("revised", 1, 1, 1)
    assert (row.total_before, row.total, row.difference) == (12_000_000, 28_500_000, 16_500_000)
    details = page(editor, upload, f"disclosures/{row.position}/")
    for words in ("水库", "20.00", "排水", "4.00", "3.00", "3.50", "0.50", "12.00", "28.50"):
        assert words in details
    confirm(editor, upload)
    work()
    assert Disclosure.objects.get().revisions.count() == 2
    assert page(editor, upload, f"disclosures/{row.position}/").count("3.50") == details.count("3.50")


def test_the_preview_compares_the_stated_sums_with_what_was_read(editor: Client) -> None:
    table = table_of(
        "某市水务局",
        bare("合计", "8.00"),
        bare("某市供水公司", "7.00"),
        project("供水", "3.00"),
        project("排水", "4.00"),
    )
    upload = previewed(editor, ("a.txt", table), region="某市")
    shown = html.fromstring(page(editor, upload, f"disclosures/{upload.disclosures.get().position}/"))
    rows = [
        [cell.text_content().strip() for cell in row]
        for row in shown.xpath("//*[@id='stated-sums']/tbody/tr")
    ]
    assert rows == [
        ["总计", "8.00", "7.00", "7.00", "不一致"],
        ["财政拨款", "8.00", "7.00", "7.00", "不一致"],
    ]


def test_a_problem_is_shown_with_its_place(editor: Client) -> None:
    upload = previewed(editor, ("a.txt", table_of("某市水务局", project("供水", "三元"))), region="某市")
    assert statuses(upload) == [("a.txt", "refused", "")]
    shown = page(editor, upload)
    assert "三元" in shown and "第 5 行" in shown
    assert "confirm/" not in shown  # there is nothing to confirm


def test_an_outdated_preview_is_not_stored_and_can_be_made_again(editor: Client, tmp_path: Path) -> None:
    upload = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    (tmp_path / "b.txt").write_bytes(table_of("某市水务局", project("排水", "9.00")))
    call_command("import_disclosures", str(tmp_path), "--region", "某市")
    assert confirm(editor, upload) == "outdated"
    work()
    assert Revision.objects.get().number == 1
    assert "某市水务局" in page(editor, upload)
    editor.post(f"/admin/budget/upload/{upload.pk}/again/")
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.disclosures.get().status) == ("previewed", "revised")
    assert confirm(editor, upload) == "storing"
    work()
    assert Revision.objects.get(is_current=True).number == 2


def test_what_changed_after_the_confirmation_is_not_stored_either(editor: Client, tmp_path: Path) -> None:
    upload = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    assert confirm(editor, upload) == "storing"
    (tmp_path / "b.txt").write_bytes(table_of("某市水务局", project("排水", "9.00")))
    call_command("import_disclosures", str(tmp_path), "--region", "某市")
    work()
    upload.refresh_from_db()
    assert upload.state == "outdated" and Revision.objects.count() == 1


def test_a_preview_is_confirmed_once_and_only_as_it_was_read(editor: Client) -> None:
    upload = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    read = upload.run
    editor.post(f"/admin/budget/upload/{upload.pk}/again/")
    work()
    upload.refresh_from_db()
    editor.post(f"/admin/budget/upload/{upload.pk}/confirm/", {"run": str(read)})
    upload.refresh_from_db()
    assert upload.state == "previewed" and upload.run != read
    assert confirm(editor, upload) == "storing"
    task = upload.task
    editor.post(f"/admin/budget/upload/{upload.pk}/confirm/", {"run": str(read)})
    upload.refresh_from_db()
    assert upload.task == task
    work()
    assert (Revision.objects.count(), Source.objects.count()) == (1, 1)
    assert editor.post(f"/admin/budget/upload/{upload.pk}/confirm/", {"run": "x"}).status_code == 404


def test_a_cancelled_upload_leaves_nothing(editor: Client) -> None:
    waiting = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    ready = previewed(editor, ("b.txt", table_of("某市教育局")), region="某市")
    for upload in (waiting, ready):
        editor.post(f"/admin/budget/upload/{upload.pk}/cancel/")
        upload.refresh_from_db()
        assert upload.state == "cancelled"
        page(editor, upload)
    work()
    assert confirm(editor, ready) == "cancelled"
    assert not Disclosure.objects.exists() and not StoredFile.objects.exists()
    assert not UploadedPart.objects.exists()


def test_an_upload_of_somebody_else_is_shown_and_not_changed(editor: Client, client: Client) -> None:
    upload = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    client.force_login(person(EDITOR, "another"))
    assert "confirm/" not in page(client, upload)
    for act in ("confirm", "cancel", "again"):
        answer = client.post(f"/admin/budget/upload/{upload.pk}/{act}/", {"run": str(upload.run)})
        assert answer.status_code == 403
    upload.refresh_from_db()
    assert upload.state == "previewed"
    mine = client.get("/admin/budget/upload/?whose=mine").content.decode()
    assert "a.txt" not in mine and "a.txt" in client.get("/admin/budget/upload/").content.decode()


def test_no_page_writes_anything(editor: Client, django_assert_max_num_queries) -> None:
    upload = send(editor, ("a.txt", table_of("某市水务局")), region="某市")
    work()
    for address in ("change/", "progress/", "disclosures/1/"):
        with django_assert_max_num_queries(15) as queries:
            page(editor, upload, address)
        written = [
            one["sql"] for one in queries.captured_queries if not one["sql"].startswith(("SELECT", "--"))
        ]
        assert written == []


def test_the_number_of_queries_of_a_page_does_not_grow_with_the_rows(editor: Client) -> None:
    def queries(upload: Upload, address: str) -> int:
        page(editor, upload, address)  # what changed is read once into the process's memory
        with CaptureQueriesContext(connection) as captured:
            page(editor, upload, address)
        return len(captured)

    little = previewed(editor, ("a.txt", table_of("某市水务局")), region="某市")
    page(editor, little)  # queries made once in a process
    files = [(f"{number}.txt", table_of(f"某市{number}局", project("供水", "3.00"))) for number in range(9)]
    much = previewed(editor, *files, region="某市")
    # Four of them are for the session, the user and their permissions.
    for address, number in (("change/", 14), ("progress/", 5), ("disclosures/1/", 8)):
        assert queries(much, address) == queries(little, address) == number
    for upload in (little, much):
        confirm(editor, upload)
    work()
    assert queries(much, "change/") == queries(little, "change/") == 14

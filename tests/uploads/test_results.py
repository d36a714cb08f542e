"""Uploads of self-evaluations: the preview says what they are, and storing stores what it showed."""

import pytest
from django.test import Client

from budget.accounts.roles import EDITOR
from budget.models import SelfEvaluation, UploadedDisclosure
from budget.store.self_evaluations import store
from tests.disclosure.evaluation_forms import NATIONAL
from tests.disclosure.merged_tables import docx_of
from tests.support.people import person
from tests.support.self_evaluations import evaluation, evaluations
from tests.uploads.sending import confirm, page, previewed, table_of, work

# A worker opens and closes connections of its own.
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_the_preview_showed_is_stored_unless_it_changed_meanwhile(client: Client) -> None:
    client.force_login(person(EDITOR))
    files = [("自评.docx", docx_of([NATIONAL.table])), ("水务.txt", table_of("某市水务局"))]
    upload = previewed(client, *files, region="广东省广州市")
    assert upload.state == "previewed" and not SelfEvaluation.objects.exists()
    (targets, results) = UploadedDisclosure.objects.order_by("-kind")
    assert (targets.kind, results.kind, results.status, results.project_count) == (
        *("targets", "results", "imported"),
        1,
    )
    assert "自评表" in page(client, upload) and "1份自评表" in page(client, upload)
    assert "新增1份" in page(client, upload, f"disclosures/{results.position}/")
    assert confirm(client, upload) == "storing"
    # Meanwhile somebody stores another self-evaluation of the project.
    entry = evaluation("政协民生平台经费", unit="市政协机关")
    store(evaluations(entry, department="中国人民政治协商会议广东省广州市委员会办公厅"))
    work()
    upload.refresh_from_db()
    assert dict(upload.outcomes.values_list("file", "became")) == {
        "自评.docx": "refused",
        "水务.txt": "imported",
    }
    again = previewed(client, *files, region="广东省广州市")
    assert confirm(client, again) == "storing"
    work()
    assert dict(again.outcomes.values_list("file", "became")) == {
        "自评.docx": "revised",
        "水务.txt": "unchanged",
    }
    assert SelfEvaluation.objects.get().executed == 588_000_000

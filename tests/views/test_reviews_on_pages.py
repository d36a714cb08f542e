"""Reviews on the pages: by auditors alone, and not a trace of them for anybody else."""

import io
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from budget.models import Disclosure, Finding, Project, Review
from tests import factories
from tests.support.auditors import auditor, decide, found, reader, table, training

pytestmark = pytest.mark.django_db

REASON = "经核实属口径差异"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def finding() -> Finding:
    """VAL-08 on one of two projects."""
    factories.stored(table(training(), training("≥50次", "另一培训")))
    return found("VAL-08")


def _pages(finding: Finding) -> list[str]:
    disclosure = Disclosure.objects.get()
    return [
        "/",
        "/findings/",
        "/findings/?check=VAL-08",
        f"/findings/{finding.pk}/",
        "/checks/",
        "/checks/not-evaluated/",
        disclosure.get_absolute_url(),
        disclosure.department.get_absolute_url(),
        *(project.get_absolute_url() for project in Project.objects.all()),
        *(project.unit.get_absolute_url() for project in Project.objects.all()[:1]),
    ]


def _cells(content: bytes) -> list[list[list[object]]]:
    """All cells of a workbook but when it was written."""
    book = load_workbook(io.BytesIO(content))
    rows = [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]
    return [[row for row in sheet if row[0] not in ("Written", "生成时间")] for sheet in rows]


@pytest.mark.parametrize("sign_in", [None, reader], ids=["anonymous", "signed in without permission"])
def test_for_others_every_page_is_the_same_with_reviews_as_without(
    client: Client, finding: Finding, sign_in: Callable[[], User] | None
) -> None:
    if sign_in:
        client.force_login(sign_in())

    def all_pages() -> dict[str, str]:
        return {page: TOKEN.sub("", client.get(page).content.decode()) for page in _pages(finding)}

    def paper() -> list[list[list[object]]]:
        return _cells(b"".join(client.get("/findings/working-paper/").streaming_content))

    before, paper_before = all_pages(), paper()
    decide(finding, "dismissed", REASON, auditor("审计员甲"))
    assert all_pages() == before
    assert paper() == paper_before
    for text in before.values():
        assert 'name="finding"' not in text
        assert "state" not in {
            facet.get("id") for facet in html.fromstring(text).xpath("//*[@id='facet-state']")
        }


def test_an_auditor_sees_state_reason_and_who(client: Client, finding: Finding) -> None:
    decide(finding, "dismissed", REASON, auditor("审计员甲"))
    client.force_login(User.objects.get(username="审计员甲"))
    for page in (f"/findings/{finding.pk}/", finding.project.get_absolute_url()):
        response = client.get(page)
        assert REASON in response.content.decode()
        assert "审计员甲" in response.content.decode()
        assert "private" in response["Cache-Control"]
    listed = client.get("/findings/?state=dismissed")
    assert [row.record.pk for row in listed.context["table"].page.object_list] == [finding.pk]
    paper = b"".join(client.get("/findings/working-paper/?state=dismissed").streaming_content)
    assert REASON in str(_cells(paper))


@pytest.mark.parametrize("page", ["/findings/?state=open", "/findings/working-paper/?state=open"])
def test_nobody_else_may_ask_by_state(client: Client, finding: Finding, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=")
    client.force_login(reader())
    assert client.get(page).status_code == 403


def _ticked(*findings: Finding) -> list[str]:
    return [f"{one.pk}:{one.version}" for one in findings]


def test_several_are_reviewed_at_once_and_the_list_is_shown_again(client: Client, finding: Finding) -> None:
    others = list(Finding.objects.in_force().exclude(pk=finding.pk)[:2])
    client.force_login(auditor())
    response = client.post(
        "/findings/review/",
        {
            "finding": _ticked(finding, *others),
            "state": "explained",
            "reason": REASON,
            "next": "/findings/?level=warning",
        },
        follow=True,
    )
    assert response.redirect_chain == [("/findings/?level=warning", 302)]
    assert html.fromstring(response.content).xpath("//*[contains(@class, 'notice-success')]")
    assert Review.objects.filter(state="explained", reason=REASON).count() == 3


def test_the_form_of_the_list_is_what_is_posted(client: Client, finding: Finding) -> None:
    client.force_login(auditor())
    tree = html.fromstring(client.get("/findings/?check=VAL-08").content)
    (form,) = tree.xpath("//form[@id='review']")
    boxes = tree.xpath("//input[@type='checkbox'][@form='review']")
    assert [box.get("value") for box in boxes] == _ticked(finding)
    data = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    data |= {"finding": boxes[0].get("value"), "state": "confirmed", "reason": REASON}
    assert client.post(form.get("action"), data).status_code == 302
    finding.refresh_from_db()
    assert finding.review_state == "confirmed"


def test_a_decision_without_its_reason_is_shown_again_as_typed(client: Client, finding: Finding) -> None:
    client.force_login(auditor())
    response = client.post(
        "/findings/review/", {"finding": _ticked(finding), "state": "confirmed", "reason": "  "}
    )
    assert response.status_code == 400
    tree = html.fromstring(response.content)
    assert tree.xpath("//input[@name='state'][@checked]/@value") == ["confirmed"]
    assert tree.xpath("//input[@name='finding'][@checked]/@value") == _ticked(finding)
    assert tree.xpath("//*[@role='alert']")
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"state": "confirmed", "reason": REASON},
        {"finding": "chosen", "reason": REASON},
        {"finding": "chosen", "state": "maybe", "reason": REASON},
        {"finding": "chosen", "state": "confirmed", "reason": "a\x00b"},
        {"finding": "chosen", "state": "confirmed", "reason": "长" * 4001},
        {"finding": "7", "state": "confirmed", "reason": REASON},
        {"finding": "x:1", "state": "confirmed", "reason": REASON},
    ],
    ids=["none ticked", "no state", "unknown state", "NUL", "too long", "no version", "no id"],
)
def test_what_cannot_be_kept_is_told_and_not_kept(
    client: Client, finding: Finding, data: dict[str, str]
) -> None:
    client.force_login(auditor())
    sent = {name: _ticked(finding)[0] if value == "chosen" else value for name, value in data.items()}
    assert client.post("/findings/review/", sent).status_code == 400
    assert not Review.objects.exists()


def test_what_changed_since_it_was_read_is_told_and_nothing_is_overwritten(
    client: Client, finding: Finding
) -> None:
    other = Finding.objects.in_force().exclude(pk=finding.pk).first()
    read = _ticked(finding, other)
    decide(finding, "confirmed", "另一人的意见", auditor("second"))
    client.force_login(auditor())
    data = {"finding": read, "state": "dismissed", "reason": REASON, "next": "/findings/"}
    response = client.post("/findings/review/", data)
    assert response.status_code == 409
    assert Review.objects.count() == 1
    text = response.content.decode()
    assert REASON in text
    assert "另一人的意见" in text
    tree = html.fromstring(text)
    # What did not change stays ticked; the other one is for the auditor to tick anew.
    assert tree.xpath("//input[@name='finding'][@checked]/@value") == _ticked(other)
    finding.refresh_from_db()
    assert _ticked(finding)[0] in tree.xpath("//input[@name='finding']/@value")
    again = data | {"finding": _ticked(finding, other), "shown": tree.xpath("//input[@name='shown']/@value")}
    assert client.post("/findings/review/", again).status_code == 302
    assert [one.state for one in finding.reviews.order_by("pk")] == ["confirmed", "dismissed"]


def test_all_of_a_list_ticked_overwrites_no_colleagues_review_unseen(
    client: Client, finding: Finding
) -> None:
    """The second auditor opens the list after the first one decided, and ticks all of it."""
    decide(finding, "confirmed", "另一人的意见", auditor("second"))
    client.force_login(auditor())
    tree = html.fromstring(client.get(f"/findings/?unit={finding.unit_id}").content)
    read = tree.xpath("//input[@type='checkbox'][@name='finding']/@value")
    assert len(read) > 1
    assert not tree.xpath("//input[@name='shown']")
    data = {"finding": read, "state": "dismissed", "reason": REASON, "next": "/findings/"}
    response = client.post("/findings/review/", data)
    assert response.status_code == 409
    assert Review.objects.count() == 1
    again = html.fromstring(response.content)
    assert "另一人的意见" in again.text_content()
    finding.refresh_from_db()
    own = _ticked(finding)
    assert sorted(again.xpath("//input[@name='finding'][@checked]/@value")) == sorted({*read} - {*own})
    assert again.xpath("//input[@name='shown'][@form='review']/@value") == own
    # The others alone are kept at once; the colleague's only where it was ticked under its review.
    kept = data | {"finding": again.xpath("//input[@name='finding'][@checked]/@value"), "shown": own}
    assert client.post("/findings/review/", kept).status_code == 302
    finding.refresh_from_db()
    assert finding.review_state == "confirmed"
    assert client.post("/findings/review/", data | {"finding": own, "shown": own}).status_code == 302
    assert [one.state for one in finding.reviews.order_by("pk")] == ["confirmed", "dismissed"]


def test_a_form_that_was_sent_incomplete_takes_no_version_that_was_not_read(
    client: Client, finding: Finding
) -> None:
    """Without a reason the form comes back; a colleague decided in between."""
    read = _ticked(finding)
    decide(finding, "confirmed", "另一人的意见", auditor("second"))
    client.force_login(auditor())
    data = {"finding": read, "state": "dismissed", "reason": "", "next": "/findings/"}
    response = client.post("/findings/review/", data)
    assert response.status_code == 400
    tree = html.fromstring(response.content)
    assert not tree.xpath("//input[@name='finding'][@checked]")
    assert "另一人的意见" in tree.text_content()


def test_the_pages_that_show_reviews_send_that_they_did(client: Client, finding: Finding) -> None:
    decide(finding, "confirmed", "另一人的意见", auditor("second"))
    finding.refresh_from_db()
    client.force_login(auditor())
    for page in (f"/findings/{finding.pk}/", finding.project.get_absolute_url()):
        tree = html.fromstring(client.get(page).content)
        assert tree.xpath("//input[@name='shown'][@form='review']/@value") == _ticked(finding), page


def test_nobody_else_reviews(client: Client, finding: Finding) -> None:
    data = {"finding": _ticked(finding), "state": "confirmed", "reason": REASON, "next": "/findings/"}
    response = client.post("/findings/review/", data)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")
    client.force_login(reader())
    assert client.post("/findings/review/", data).status_code == 403
    assert not Review.objects.exists()


def test_a_review_needs_the_forms_token_and_is_never_a_get(
    finding: Finding, collected_static: object
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(auditor())
    data = {"finding": _ticked(finding), "state": "confirmed", "reason": REASON}
    assert client.post("/findings/review/", data).status_code == 403
    assert client.get("/findings/review/", data).status_code == 405
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "following", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_review_leads_to_a_page_of_this_site_alone(
    client: Client, finding: Finding, following: str
) -> None:
    client.force_login(auditor())
    data = {"finding": _ticked(finding), "state": "confirmed", "reason": REASON, "next": following}
    assert client.post("/findings/review/", data)["Location"] == "/findings/"


def test_signing_in_and_out(client: Client, finding: Finding) -> None:
    user = auditor()
    user.set_password("a long enough one 8")
    user.save()
    page = client.get("/findings/")
    (link,) = html.fromstring(page.content).xpath("//a[@class='site-sign-in']/@href")
    assert "next=/findings/" in link
    wrong = client.post("/login/", {"username": "auditor", "password": "wrong"})
    assert html.fromstring(wrong.content).xpath("//*[@role='alert']")
    data = {"username": "auditor", "password": "a long enough one 8", "next": "/findings/"}
    response = client.post("/login/", data, follow=True)
    assert response.redirect_chain == [("/findings/", 302)]
    assert html.fromstring(response.content).xpath("string(//*[@class='site-user'])") == "auditor"
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/"
    assert "site-sign-in" in client.get("/findings/").content.decode()

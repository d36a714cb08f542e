"""The page of changes: who changed what, of every kind, as a difference, for those who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from budget.accounts.roles import ADMINISTRATOR, AUDITOR, EDITOR
from budget.actions.corrections import state_token_of, take_back
from budget.models import (
    Correction,
    Department,
    Finding,
    Project,
    ProjectTypeRule,
    Revision,
    Unit,
    Upload,
    history,
)
from budget.store import disclosures, project_types, revisions
from tests import factories
from tests.accounts.test_roles import user_form
from tests.actions.corrections import editing as corrections
from tests.admin.history.editing import change
from tests.admin.history.reading import entries_in, of_class, words
from tests.support.auditors import decide, table, training
from tests.support.people import READER, person, signed_in
from tests.support.year_matches import decided

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collected_static")]
PAGE = "/admin/changes/"


def entries(client: Client, address: str = PAGE, **query: object) -> list[dict[str, object]]:
    """The changes on a page, as a reader reads them."""
    answer = client.get(address, query, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    return entries_in(html.fromstring(answer.content.decode()))


@pytest.fixture
def department() -> Department:
    return Department.objects.create(name="市教育局", region="某市")


def test_a_change_shows_who_did_what_and_why_as_a_difference(department: Department) -> None:
    change(signed_in(EDITOR), department, name="市教育和体育局", change_reason="机构改革")
    (one,) = entries(signed_in(EDITOR))
    assert one["what"] == "department 市教育和体育局 changed"
    assert (one["who"], one["reason"]) == ("editor", "Reason: 机构改革")
    assert one["differences"] == [("Name", "市教育局", "市教育和体育局")]


def test_values_are_shown_in_words(department: Department) -> None:
    unit = Unit.objects.create(name="一中", department=department)
    other = Department.objects.create(name="市体育局")
    change(signed_in(EDITOR), unit, department=str(other.pk))
    administrator = signed_in(ADMINISTRATOR)
    administrator.post(reverse("admin:budget_checksetting_add"), {"check_id": "VAL-08", "is_on": "off"})
    setting, moved = entries(administrator)
    assert moved["differences"] == [("Department", "市教育局", "市体育局")]
    assert setting["differences"] == [("Check", "VAL-08"), ("Switched on", "no")]


def test_a_persons_roles_are_named_and_seen_by_administrators_alone(department: Department) -> None:
    administrator = signed_in(ADMINISTRATOR)
    somebody = person(READER, "somebody")
    form = user_form(somebody, groups=[Group.objects.get(name=AUDITOR).pk])
    administrator.post(f"/admin/auth/user/{somebody.pk}/change/", form)
    (one,) = entries(administrator)
    assert (one["kind"], one["differences"]) == ("user", [("Roles", "—", "auditor")])
    assert entries(signed_in(EDITOR)) == []
    assert "somebody" not in signed_in(EDITOR).get(PAGE).content.decode()


def test_a_password_set_anew_is_told_without_a_word_of_it() -> None:
    administrator = signed_in(ADMINISTRATOR)
    somebody = person(READER, "somebody")
    form = {"usable_password": "true", "password1": "another long phrase", "password2": "another long phrase"}
    assert administrator.post(f"/admin/auth/user/{somebody.pk}/password/", form).status_code == 302
    (one,) = entries(administrator)
    assert (one["who"], one["differences"]) == ("administrator", [("Password", "—", "set anew")])
    assert one["links"] == {}
    assert "another long phrase" not in administrator.get(PAGE).content.decode()


def test_a_long_text_marks_what_differs_in_it(department: Department) -> None:
    administrator = signed_in(ADMINISTRATOR)
    rule = ProjectTypeRule.objects.create(
        position=1, project_type="works", words="维修 修缮 改造 装修 工程 加固 拆除 绿化 照明 防水 排水 电梯"
    )
    form = {"position": 1, "project_type": "works", "looks_in": "name", "without": ""}
    typed = rule.words.replace("加固", "加固 抗震")
    address = reverse("admin:budget_projecttyperule_change", args=[rule.pk])
    administrator.post(address, form | {"words": typed})
    page = html.fromstring(administrator.get(PAGE).content.decode())
    assert [words(one) for one in page.xpath("//ins")] == ["抗震"]
    assert words(of_class(page, "after")[0]) == typed


def test_a_deleted_thing_keeps_its_history_on_the_page_and_on_its_own(department: Department) -> None:
    editor = signed_in(EDITOR)
    editor.post(reverse("admin:budget_department_delete", args=[department.pk]), {"post": "yes"})
    (one,) = entries(editor)
    assert one["what"] == "department 市教育局 deleted"
    assert one["differences"] == [("Name", "市教育局"), ("Region", "某市")]
    address = reverse("admin:budget_department_history", args=[department.pk])
    assert entries(editor, address) == [one]
    assert "市教育局" in words(html.fromstring(editor.get(address).content.decode()).find(".//h1"))
    assert editor.get(reverse("admin:budget_department_history", args=[department.pk + 1])).status_code == 404


def test_a_things_own_page_shows_its_changes_alone(department: Department) -> None:
    editor = signed_in(EDITOR)
    other = Department.objects.create(name="市体育局")
    change(editor, department, name="教委")
    change(editor, other, name="体委")
    shown = entries(editor, reverse("admin:budget_department_history", args=[department.pk]))
    assert [one["what"] for one in shown] == ["department 教委 changed"]


def test_what_somebody_enters_by_hand_leads_to_the_comparison_of_its_revisions() -> None:
    editor = person(EDITOR)
    record = factories.disclosure(factories.unit("市教育局", factories.project("培训")), layout="entered")
    disclosure = disclosures.store(record, by=editor).disclosure
    Project.objects.update(total=8 * factories.WAN, fiscal_appropriation=8 * factories.WAN)
    revisions.store_entered(disclosure, editor)
    client = signed_in(EDITOR)
    second, first = entries(client, kind="revision")
    assert first["what"].endswith("revision 1 entered") and second["what"].endswith("revision 2 changed")
    compared = f"/compare/?disclosure={disclosure.pk}&revision=1&revision=2"
    back = f"/admin/budget/disclosureevent/of/{disclosure.pk}/bring-back/?revision=1"
    assert list(second["links"].values()) == [compared, back]
    for one in (*first["links"].values(), *second["links"].values()):
        assert client.get(one).status_code == 200


def test_an_import_that_nobody_is_named_for_is_not_on_the_page() -> None:
    factories.some_year()
    disclosures.store(factories.disclosure(factories.unit("甲"), department="乙局"), by=person(EDITOR, "li"))
    assert [one["who"] for one in entries(signed_in(EDITOR))] == ["li"]


def test_an_upload_is_on_the_page_with_what_became_of_it() -> None:
    upload = Upload.objects.create(by=person(EDITOR, "li"), file_count=3, state=Upload.State.CANCELLED)
    editor = signed_in(EDITOR)
    (one,) = entries(editor)
    assert (one["what"], one["who"]) == (f"upload Upload {upload.pk} uploaded", "li")
    assert one["differences"] == [("Files", "3"), ("State", "cancelled")]


def test_a_review_is_on_the_page_for_who_may_see_reviews() -> None:
    factories.stored(table(training()))
    finding = Finding.objects.filter(is_active=True).first()
    decide(finding, "explained", "口径如此")
    (one,) = entries(signed_in(ADMINISTRATOR))
    assert one["differences"] == [("State", "open", "explained")]
    assert one["reason"] == "Reason: 口径如此"
    assert entries(signed_in(EDITOR)) == []


def test_a_decision_on_a_project_over_years_is_on_the_page_for_who_may_see_it() -> None:
    factories.stored(table(training(name="一期培训"), year=2023))
    factories.stored(table(training(name="二期培训")))
    decided("二期培训", "一期培训", "confirmed", person(AUDITOR, "shen"), "续建")
    decided("二期培训", "一期培训", "taken-back", person(AUDITOR, "li"))
    later, first = entries(signed_in(ADMINISTRATOR))
    assert (first["who"], first["reason"]) == ("shen", "Reason: 续建")
    assert first["differences"] == [("Decision", "undecided again", "the same project")]
    assert later["differences"] == [("Decision", "the same project", "undecided again")]
    assert entries(signed_in(EDITOR)) == []


def test_corrections_made_and_taken_back_are_on_the_page() -> None:
    disclosure = factories.stored(corrections.table())
    first = corrections.correct(disclosure)
    (made,) = entries(signed_in(EDITOR))
    assert [signed_in(EDITOR).get(url).status_code for url in made["links"].values()] == [200]
    second = corrections.correct(disclosure, value="", reason="批复没有写")
    take_back(second, "批复查到了", corrections.editor("li"), seen=state_token_of(second, second.revision))
    back, later, earlier = entries(signed_in(EDITOR))
    money = [f"{amount} ×10,000 yuan" for amount in ("80.00", "70.00")]
    assert earlier["what"].startswith("correction 市教育局 2024 · 教师培训")
    assert (earlier["differences"], earlier["reason"]) == (
        [("Fiscal appropriation", *money)],
        "Reason: 与批复不符",
    )
    assert later["differences"] == [("Fiscal appropriation", money[1], "—")]
    assert back["differences"] == [("Fiscal appropriation", "—", "as disclosed")]
    assert (back["who"], back["reason"]) == ("li", "Reason: 批复查到了")
    assert Correction.objects.get(pk=first.pk).standing == "superseded"


def test_the_page_is_narrowed_by_person_kind_and_day(department: Department) -> None:
    li, wang = person(EDITOR, "li", first_name="李"), person(EDITOR, "wang")
    unit = Unit.objects.create(name="一中", department=department)
    for who, row, name in ((li, department, "甲局"), (wang, department, "乙局"), (wang, unit, "二中")):
        history.snapshot([row], by=who)
        row.name = name
        row.save()
        history.record([row], history.CHANGED, by=who)
    Department.history.filter(name="甲局").update(history_date=datetime(2024, 3, 31, 16, tzinfo=UTC))
    editor = signed_in(EDITOR)

    def shown(**query: str) -> list[str]:
        return [str(one["what"]).split()[1] for one in entries(editor, **query)]

    assert shown() == ["二中", "乙局", "甲局"]
    assert shown(by="wang") == ["二中", "乙局"] and shown(by="李") == ["甲局"] and shown(by="nobody") == []
    assert shown(kind="unit") == ["二中"] and shown(kind="department", by="wang") == ["乙局"]
    # Midnight of the 1st of April in China.
    assert shown(until="2024-04-01") == ["甲局"] and shown(until="2024-03-31") == []
    assert shown(since="2024-04-01") == ["二中", "乙局", "甲局"] and shown(since="2024-04-02") == [
        "二中",
        "乙局",
    ]


@pytest.mark.parametrize("query", [{"kind": "secret"}, {"since": "yesterday"}, {"kind": "historicaluser"}])
def test_a_filter_without_sense_is_told_in_words_and_shows_nothing(
    department: Department, query: dict[str, str]
) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    assert len(entries(editor)) == 1
    assert "errorlist" in editor.get(PAGE, query).content.decode()
    assert entries(editor, **query) == []


@pytest.mark.parametrize(
    "place", ["x", "2024-01-01T00:00:00_1_1", "2024-01-01T00:00:00+00:00_1_x", "_", "²_1_1"]
)
def test_a_place_that_no_page_gave_is_not_there(place: str) -> None:
    assert signed_in(EDITOR).get(PAGE, {"before": place}).status_code == 404


def made(number: int, department: Department, who: object, moment: datetime) -> None:
    """So many changes of a department and of its unit by turns, pairs of them at the same moment."""
    unit = Unit.objects.create(name="一中", department=department)
    for model, row in ((Department, department), (Unit, unit)):
        kept = {"region": ""} if model is Department else {"department_id": department.pk}
        model.history.model.objects.bulk_create(
            model.history.model(
                id=row.pk,
                name=f"{model.__name__}{n}",
                history_user=who,
                history_type="~",
                history_date=moment + timedelta(minutes=n // 3),
                **kept,
            )
            for n in range(number)
        )


def test_older_pages_go_on_where_the_last_one_ended_and_lose_nothing(department: Department) -> None:
    made(40, department, person(EDITOR, "li"), datetime(2024, 1, 1, tzinfo=UTC))
    editor = signed_in(EDITOR)
    pages, query = [], PAGE
    while query:
        answer = editor.get(query)
        tree = html.fromstring(answer.content.decode())
        pages.append([one["what"] for one in entries_in(tree)])
        following = tree.xpath("//a[@rel='next']")
        query = PAGE + following[0].get("href") if following else ""
    assert [len(page) for page in pages] == [25, 25, 25, 5]
    shown = [what for page in pages for what in page]
    assert len(set(shown)) == 80 and shown[0].split()[1] == "Department39"


def test_no_page_counts_and_each_asks_as_often_with_much_as_with_little(department: Department) -> None:
    administrator = signed_in(ADMINISTRATOR)
    who = person(EDITOR, "li")
    made(4, department, who, datetime(2019, 1, 1, tzinfo=UTC))
    change(administrator, department, name="教委")
    disclosures.store(table(training()), by=who)
    decide(Finding.objects.filter(is_active=True)[0], "explained")
    somebody = person(READER, "somebody")
    administrator.post(f"/admin/auth/user/{somebody.pk}/change/", user_form(somebody, first_name="一"))
    administrator.post("/admin/auth/group/add/", {"name": "实习"})
    administrator.post(reverse("admin:budget_checksetting_add"), {"check_id": "VAL-08", "is_on": "off"})
    rule = {"position": 1, "project_type": "works", "looks_in": "name", "words": "某", "without": ""}
    administrator.post(reverse("admin:budget_projecttyperule_add"), rule)
    project_types.set_by_hand(Project.objects.all()[:1], "works", who)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(PAGE).status_code == 200
        assert not [one["sql"] for one in queries if "COUNT(" in one["sql"]]
        return len(queries)

    with_little = asked()
    for row in (department, Unit.objects.get(name="一中")):
        for number in range(9):
            history.snapshot([row], by=who)
            row.name = f"第{number}个名字"
            row.save()
            history.record([row], history.CHANGED, by=who)
    assert asked() == with_little == 26


@pytest.mark.both
def test_the_newest_of_many_revisions_are_found_by_an_index() -> None:
    kinds = Revision.objects.filter(created_by__isnull=False).order_by("-created_at", "-pk")[:26]
    if connection.vendor == "sqlite":
        assert "revision_by_somebody" in kinds.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        assert "revision_by_somebody" in kinds.explain()


@pytest.mark.parametrize("role", [READER, AUDITOR])
def test_who_does_not_enter_the_administration_sees_no_changes(role: str) -> None:
    assert signed_in(role).get(PAGE).status_code == 302

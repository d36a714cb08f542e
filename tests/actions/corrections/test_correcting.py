"""Corrections made, carried over, decided and taken back; all that follows from a figure follows at once."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from budget.actions import corrections
from budget.actions.base import ReasonMissing, StaleState
from budget.actions.corrections import (
    DisclosedValue,
    NotCorrectable,
    UnchangedValue,
    correct as correct_seen,
    reconfirm,
    state_token_of,
    take_back,
    value_of,
)
from budget.disclosure.corrections import Place
from budget.disclosure.open_data import records_in
from budget.disclosure.records import Amounts
from budget.models import (
    Correction,
    CorrectionStatus,
    Disclosure,
    Finding,
    SearchText,
    UnitAlias,
    UnitStatement,
)
from budget.store import disclosures
from budget.store.rows_reader import as_disclosed, records_of
from indicators.models import Indicator
from tests.actions.corrections.editing import FIRST, correct, editor, row, table, training
from tests.factories import WAN, amounts, indicators, project, stored
from tests.support.auditors import decide
from tests.support.people import READER, person

pytestmark = pytest.mark.django_db

SECOND = Place(0, 1)


def again(disclosure: Disclosure) -> Disclosure:
    return Disclosure.objects.get(pk=disclosure.pk)


def only() -> Correction:
    return Correction.objects.get()


def seen(correction: Correction) -> str:
    found = state_token_of(correction, correction.disclosure.revisions.get(is_current=True))
    assert found is not None
    return found


def checks_of(name: str) -> set[str]:
    return set(Finding.objects.filter(is_active=True, projects__name=name).values_list("check_id", flat=True))


def test_a_correction_says_what_was_what_is_who_when_and_why() -> None:
    disclosure = stored(table())
    made = correct(disclosure)
    assert (made.disclosed, made.corrected, made.reason) == (str(80 * WAN), str(70 * WAN), "与批复不符")
    assert (made.by.username, made.revision.number, made.standing) == ("editor", 1, CorrectionStatus.IN_FORCE)
    assert made.at is not None and made.project == row()
    assert (made.subject_words, made.field_label) == ("教师培训", "财政拨款")


def test_the_row_the_sums_and_the_findings_follow_at_once() -> None:
    disclosure = stored(table())
    assert "AMT-01" not in checks_of("教师培训")
    correct(disclosure)
    project_row, statement = row(), UnitStatement.objects.get()
    assert (project_row.fiscal_appropriation, project_row.total) == (70 * WAN, 100 * WAN)
    assert project_row.as_disclosed == {"fiscal_appropriation": 80 * WAN}
    assert statement.sum_fiscal_appropriation == 75 * WAN
    assert statement.sum_unaccounted == 10 * WAN
    assert "AMT-01" in checks_of("教师培训")  # the total is no longer the sum of its sources
    assert again(disclosure).correction_count == 1


def test_a_corrected_objective_is_searched_and_decides_what_is_confidential() -> None:
    disclosure = stored(table())
    correct(disclosure, field="objective", value="本项目为涉密项目。")
    assert row().is_confidential and "DIS-01" in checks_of("教师培训")
    entry = SearchText.objects.get(project=row(), kind="objective")
    before = entry.tokens
    take_back(only(), "并不涉密", editor(), seen=seen(only()))
    assert not row().is_confidential
    assert SearchText.objects.get(project=row(), kind="objective").tokens != before


def test_a_corrected_target_is_read_anew_and_keeps_the_disclosed_one_beside_it() -> None:
    disclosure = stored(table())
    correct(disclosure, Place(0, 0, 1), "annual_target", "≥95%")
    indicator = Indicator.objects.get(project=row(), position=2)
    assert (indicator.annual_target, indicator.annual_number, indicator.annual_unit) == ("≥95%", 95, "%")
    assert indicator.as_disclosed == {"annual_target": "≥50次"}
    assert only().indicator_position == 2


def test_the_revision_keeps_what_was_disclosed_and_the_rows_what_is_corrected() -> None:
    record = table()
    disclosure = stored(record)
    correct(disclosure)
    revision = disclosure.revisions.get()
    assert records_in(bytes(revision.snapshot)) == as_disclosed(again(disclosure)) == record
    assert records_of(again(disclosure)).projects[0].amounts.fiscal_appropriation == 70 * WAN
    assert disclosures.store(record).status == "unchanged"  # the same table again is no new revision
    assert row().fiscal_appropriation == 70 * WAN


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [(Place(), "total", str(99 * WAN)), (Place(), "other_funds", "0"), (Place(0), "total", "")],
)
def test_stated_sums_are_corrected_and_marked(place: Place, field: str, value: str) -> None:
    disclosure = stored(table())
    disclosed = getattr(disclosure if place == Place() else disclosure.statements.get(), field)
    correct(disclosure, place, field, value)
    now = again(disclosure)
    holder = now if place == Place() else now.statements.get()
    assert getattr(holder, field) == (int(value) if value else None)
    assert holder.as_disclosed == {field: disclosed}


def test_a_later_correction_supersedes_the_earlier_one_which_stays_readable() -> None:
    disclosure = stored(table())
    first = correct(disclosure)
    second = correct(disclosure, value="", reason="批复中没有", by=editor("another"))
    first.refresh_from_db()
    assert (first.standing, first.ended_by.username, first.corrected) == (
        "superseded",
        "another",
        str(70 * WAN),
    )
    assert (second.supersedes, second.disclosed, second.corrected) == (first, str(80 * WAN), "")
    assert row().fiscal_appropriation is None


def test_a_correction_is_carried_over_where_the_disclosed_value_is_the_same() -> None:
    stored(table())
    correct(Disclosure.objects.get())
    revised = table(project("校舍维修", 6 * WAN, row=6), project("新项目", row=7), training(row=8))
    assert disclosures.store(revised).status == "revised"
    assert row().fiscal_appropriation == 70 * WAN
    assert row().as_disclosed == {"fiscal_appropriation": 80 * WAN}
    assert (only().standing, only().project, only().disclosure.correction_count) == ("in-force", row(), 1)
    assert UnitStatement.objects.get().sum_fiscal_appropriation == 83 * WAN
    assert "AMT-01" in checks_of("教师培训")


def test_another_disclosed_value_counts_and_the_correction_is_listed_for_a_decision() -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(training(60 * WAN), project("校舍维修", 5 * WAN, row=7)))
    assert row().fiscal_appropriation == 60 * WAN and row().as_disclosed == {}
    correction = only()
    assert (correction.standing, correction.doubt) == ("to-decide", "changed")
    assert correction.disclosed_now == str(60 * WAN)
    assert again(disclosure).correction_count == 0


def test_a_project_that_is_gone_leaves_its_correction_to_decide_until_it_is_back() -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(project("校舍维修", 5 * WAN, row=7)))
    assert (only().standing, only().doubt, only().project) == ("to-decide", "gone", None)
    stored(table())
    assert (only().standing, only().doubt, only().project) == ("in-force", "", row())
    assert row().fiscal_appropriation == 70 * WAN


def test_an_indicator_that_moved_keeps_its_correction_and_one_of_another_name_does_not() -> None:
    disclosure = stored(table(training()))
    correct(disclosure, Place(0, 0, 1), "annual_target", "≥95%")
    first, second, third = indicators("quantity", "quality", "satisfaction")
    moved = (third, second, first, replace(first, name="指标4"))
    numbered = tuple(replace(one, position=number) for number, one in enumerate(moved, start=1))
    stored(table(training(indicators=numbered)))
    targets = dict(row().indicators.values_list("position", "annual_target"))
    assert targets == {1: "≥50次", 2: "≥95%", 3: "≥50次", 4: "≥50次"}
    last = tuple(replace(one, position=number) for number, one in enumerate((first, third, second), start=1))
    stored(table(training(indicators=last)))
    assert Indicator.objects.get(as_disclosed={"annual_target": "≥50次"}).position == 3
    assert only().indicator_position == 3
    stored(table(training(indicators=(first, replace(second, name="别的")))))
    assert (only().standing, only().doubt) == ("to-decide", "gone")
    assert not Indicator.objects.exclude(as_disclosed={}).exists()


def test_a_decision_keeps_the_correction_upon_what_is_disclosed_now() -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(training(60 * WAN)))
    old = only()
    kept = reconfirm(old, "新表仍不符", editor("another"), seen=seen(old))
    old.refresh_from_db()
    assert (old.standing, kept.supersedes, kept.standing) == ("superseded", old, "in-force")
    assert (kept.disclosed, kept.corrected, kept.by.username) == (str(60 * WAN), str(70 * WAN), "another")
    assert row().fiscal_appropriation == 70 * WAN
    assert row().as_disclosed == {"fiscal_appropriation": 60 * WAN}


def test_a_decision_lets_the_correction_go() -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(training(60 * WAN)))
    take_back(only(), "新表已改正", editor(), seen=seen(only()))
    gone = only()
    assert (gone.standing, gone.doubt, gone.ended_because) == ("taken-back", "", "新表已改正")
    stored(table())
    assert row().fiscal_appropriation == 80 * WAN


def test_nothing_is_kept_where_the_new_table_says_it_itself_or_the_project_is_gone() -> None:
    disclosure = stored(table())
    correct(disclosure)
    stored(table(training(70 * WAN)))
    assert (only().standing, corrections.can_be_reconfirmed(only())) == ("to-decide", False)
    with pytest.raises(NotCorrectable):
        reconfirm(only(), "仍然", editor(), seen=seen(only()))
    stored(table(project("校舍维修")))
    with pytest.raises(NotCorrectable):
        reconfirm(only(), "仍然", editor(), seen=seen(only()))


def test_taken_back_the_disclosed_value_counts_again_and_everything_is_as_before() -> None:
    disclosure = stored(table())
    before = (records_of(disclosure), UnitStatement.objects.values().get(), checks_of("教师培训"))
    correct(disclosure)
    take_back(only(), "批复查到了", editor("another"), seen=seen(only()))
    after = (records_of(again(disclosure)), UnitStatement.objects.values().get(), checks_of("教师培训"))
    assert after == before
    assert row().as_disclosed == {} and again(disclosure).correction_count == 0
    correction = only()
    assert (correction.standing, correction.ended_by.username) == ("taken-back", "another")
    assert (correction.ended_because, correction.ended_at is not None) == ("批复查到了", True)


def test_a_finding_that_a_correction_ends_says_so_and_comes_back_with_its_review() -> None:
    disclosure = stored(table(training(), amounts=Amounts(total=90 * WAN)))
    finding = Finding.objects.get(check_id="AMT-03", is_active=True)
    decide(finding, "confirmed")
    correct(disclosure, Place(), "total", str(100 * WAN))
    finding.refresh_from_db()
    assert (finding.is_active, finding.resolved_because) == (False, "corrected")
    take_back(only(), "批复查到了", editor(), seen=seen(only()))
    finding.refresh_from_db()
    assert (finding.is_active, finding.review_state) == (True, "confirmed")


def test_who_has_not_seen_the_state_that_stands_is_refused() -> None:
    disclosure = stored(table())
    field = "fiscal_appropriation"
    stale = value_of(disclosure, FIRST, field).seen
    made = correct(disclosure)
    with pytest.raises(StaleState):
        correct_seen(disclosure, FIRST, field, str(WAN), "迟到", editor("late"), seen=stale)
    stale_form = seen(made)
    later = correct(disclosure, value=str(71 * WAN))
    with pytest.raises(StaleState):
        take_back(made, "迟到", editor("late"), seen=stale_form)
    now = value_of(again(disclosure), FIRST, field).seen
    stored(table(training(), project("新项目", row=9)))
    with pytest.raises(StaleState):  # another revision is in force, whatever it says here
        correct_seen(disclosure, FIRST, field, str(WAN), "迟到", editor("late"), seen=now)
    assert row().fiscal_appropriation == 71 * WAN
    assert list(Correction.objects.filter(standing="in-force")) == [later]


def test_what_is_no_correction_is_refused() -> None:
    disclosure = stored(table())
    for value, error in (
        (str(80 * WAN), UnchangedValue),
        (str(70 * WAN), None),
        (str(80 * WAN), DisclosedValue),
    ):
        if error is None:
            correct(disclosure, value=value)
            continue
        with pytest.raises(error):
            correct(disclosure, value=value)
    with pytest.raises(ReasonMissing):
        correct(disclosure, value="1", reason="  ")
    with pytest.raises(NotCorrectable):
        correct(disclosure, field="name", value="别名")
    with pytest.raises(NotCorrectable):
        correct(disclosure, Place(0, 9), value="1")
    with pytest.raises(PermissionDenied):
        correct(disclosure, value="1", by=person(READER))
    assert Correction.objects.count() == 1


def test_what_was_entered_by_hand_is_edited_not_corrected() -> None:
    with pytest.raises(NotCorrectable):
        correct(stored(table(layout="entered")))


def test_forms_that_come_later_leave_a_correction_in_force() -> None:
    form = table(training(file="a" * 64), layout="form", amounts=amounts())
    disclosures.add_forms([form])
    disclosure = Disclosure.objects.get()
    correct(disclosure)
    disclosures.add_forms([table(project("新项目", row=1, file="b" * 64), layout="form", amounts=amounts())])
    assert {one.name for one in disclosure.projects.all()} == {"教师培训", "新项目"}
    assert as_disclosed(again(disclosure)).projects[0].amounts.fiscal_appropriation == 80 * WAN
    assert (row().fiscal_appropriation, only().standing) == (70 * WAN, "in-force")


def test_a_renamed_unit_takes_its_corrections_with_it_where_the_other_name_is_known() -> None:
    disclosure = stored(table())
    correct(disclosure)
    unit = disclosure.statements.get().unit
    UnitAlias.objects.create(unit=unit, department=unit.department, name="市教育局机关")
    first, second = table().projects
    renamed = replace(
        table(), units=(replace(table().units[0], name="市教育局机关", projects=(second, first)),)
    )
    assert disclosures.store(renamed).status == "revised"
    assert (only().standing, only().project, row().unit) == ("in-force", row(), unit)
    assert row().fiscal_appropriation == 70 * WAN
    again_corrected = correct(disclosure, Place(0, 1), value=str(71 * WAN))
    assert (again_corrected.unit_name, again_corrected.supersedes.unit_name) == ("市教育局机关", "市教育局")


def test_last_year_is_compared_by_its_corrected_figures() -> None:
    def of(year: int, target: str) -> None:
        first, *others = indicators("quantity", "quality", "satisfaction", "social")
        of_year = (replace(first, annual_target=target), *others)
        stored(table(training(indicators=of_year), year=year))

    of(2023, "≥50次")
    of(2024, "≥45次")
    assert "YOY-01" in checks_of("教师培训")
    last_year = Disclosure.objects.get(fiscal_year=2023)
    correct(last_year, Place(0, 0, 0), "annual_target", "≥40次")
    assert "YOY-01" not in checks_of("教师培训")


def test_what_a_correction_says_is_never_changed_or_deleted() -> None:
    made = correct(stored(table()))
    made.reason = "其实"
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()
    with pytest.raises(IntegrityError, match="correction_says_what_it_said"), transaction.atomic():
        Correction.objects.update(reason="其实")
    User.objects.update(first_name="改名")  # what became of others leaves it alone
    assert only().reason == "与批复不符"

"""AMT: sums and proportions."""

import pytest

from budget.audit.findings import Finding
from budget.disclosure.records import Amounts, NamedSource
from tests.audit.building import (
    SOUND_INDICATORS,
    WAN,
    audited,
    disclosure,
    found,
    hits,
    project,
    spares,
    unevaluated,
    unit,
)


def money(finding: Finding) -> list[tuple[str, str, str]]:
    return [(quote.what, quote.column, quote.text) for quote in finding.evidence]


@hits("AMT-01")
def test_a_total_that_is_not_its_sources_is_reported_with_all_of_them() -> None:
    amounts = Amounts(total=100 * WAN, fiscal_appropriation=60 * WAN, other_funds=30 * WAN)
    (finding,) = found("AMT-01", unit(project(wan=100, amounts=amounts), amounts=Amounts(total=100 * WAN)))
    assert (finding.row, finding.project and finding.project.name) == (7, "基层干部培训")
    assert money(finding) == [
        ("stated", "total", "100.00"),
        ("computed", "total", "90.00"),
        ("difference", "total", "10.00"),
        ("stated", "fiscal_appropriation", "60.00"),
        ("stated", "other_funds", "30.00"),
    ]


@hits("AMT-01")
def test_the_rows_of_units_and_the_grand_total_are_checked_too() -> None:
    wrong = Amounts(total=100 * WAN, fiscal_appropriation=99 * WAN)
    table = disclosure(unit(project(), amounts=wrong), amounts=wrong)
    assert [(f.row, f.unit, f.project) for f in audited(table).findings if f.check == "AMT-01"] == [
        (5, "", None),
        (6, "人事教育中心", None),
    ]


@spares("AMT-01")
@pytest.mark.parametrize(
    "amounts",
    [
        Amounts(total=100 * WAN, fiscal_appropriation=100 * WAN),
        Amounts(total=100 * WAN, fiscal_appropriation=60 * WAN, carried_over=40 * WAN),
        Amounts(total=100 * WAN, fiscal_appropriation=0, special_account=100 * WAN, other_funds=0),
        Amounts(total=30, fiscal_appropriation=10, other_funds=20),
        Amounts(total=30, fiscal_appropriation=10, other_sources=(NamedSource("地方资金", 20),)),
    ],
)
def test_sources_that_make_up_the_total_are_right_to_the_fen(amounts: Amounts) -> None:
    assert found("AMT-01", unit(project(amounts=amounts), amounts=amounts)) == []


@spares("AMT-01")
def test_a_row_that_states_no_source_is_reported_as_not_evaluated() -> None:
    bare = project(amounts=Amounts(total=100 * WAN))
    assert found("AMT-01", bare) == []
    assert unevaluated("AMT-01", bare) == ["row-states-no-source"]


@spares("AMT-01")
def test_a_row_with_a_source_that_was_not_read_is_not_evaluated() -> None:
    unread = NamedSource("地方资金", None)
    one = project(amounts=Amounts(total=100 * WAN, fiscal_appropriation=60 * WAN, other_sources=(unread,)))
    assert found("AMT-01", one) == []
    assert unevaluated("AMT-01", one) == ["source-unread"]


def test_a_layout_without_sources_is_reported_once() -> None:
    only = Amounts(total=100 * WAN)
    table = disclosure(
        unit(project(amounts=only), project(name="档案", amounts=only), amounts=only), amounts=only
    )
    assert [one.why for one in audited(table).not_evaluated if one.check == "AMT-01"] == ["no-source-stated"]


@hits("AMT-02")
def test_a_subtotal_is_checked_in_every_column_that_it_states() -> None:
    stated = Amounts(total=300 * WAN, fiscal_appropriation=200 * WAN, other_funds=0)
    table = unit(project(wan=100), project(name="档案", wan=100), amounts=stated)
    (finding,) = found("AMT-02", table)
    assert (finding.row, finding.rows, finding.unit, finding.project) == (6, (6,), "人事教育中心", None)
    assert money(finding) == [
        ("stated", "total", "300.00"),
        ("computed", "total", "200.00"),
        ("difference", "total", "100.00"),
    ]


@hits("AMT-02")
def test_a_subtotal_over_no_project_is_wrong_unless_it_is_zero() -> None:
    assert len(found("AMT-02", unit(amounts=Amounts(total=7 * WAN)))) == 1
    assert found("AMT-02", unit(amounts=Amounts(total=0))) == []


@hits("AMT-02")
def test_two_units_of_one_name_have_findings_of_their_own() -> None:
    wrong = Amounts(total=1)
    first, second = found("AMT-02", unit(project(), amounts=wrong), unit(project(), amounts=wrong))
    assert first.key != second.key


@spares("AMT-02")
def test_an_amount_that_is_not_stated_is_nothing_in_a_sum() -> None:
    blank = project(name="档案", amounts=Amounts())
    assert found("AMT-02", unit(project(wan=100), blank)) == []


@spares("AMT-02")
def test_a_unit_without_a_subtotal_is_reported_as_not_evaluated() -> None:
    unstated = unit(project(), amounts=Amounts())
    assert found("AMT-02", unstated) == []
    assert unevaluated("AMT-02", unstated) == ["no-subtotal-stated"]


@spares("AMT-02")
def test_a_confidential_project_counts_in_its_units_sum() -> None:
    secret = project(name="X", wan=50, objective="本项目为保密项目。")
    assert found("AMT-02", unit(project(wan=100), secret)) == []


@hits("AMT-03")
def test_a_grand_total_that_is_not_its_units_is_reported_with_the_difference() -> None:
    table = disclosure(
        unit(project(wan=100)), unit(project(wan=7), name="档案馆"), amounts=Amounts(total=108 * WAN)
    )
    (finding,) = [finding for finding in audited(table).findings if finding.check == "AMT-03"]
    assert (finding.row, finding.unit) == (5, "")
    assert money(finding)[-1] == ("difference", "total", "1.00")


@spares("AMT-03")
def test_a_unit_without_a_row_counts_with_its_projects() -> None:
    implied = unit(project(wan=100), amounts=Amounts())
    assert (
        found("AMT-03", implied, unit(project(wan=7), name="档案馆")) != []
    )  # the builder's total leaves it out
    table = disclosure(implied, amounts=Amounts(total=100 * WAN))
    assert [finding for finding in audited(table).findings if finding.check == "AMT-03"] == []


@spares("AMT-03")
def test_a_table_without_a_grand_total_is_reported_as_not_evaluated() -> None:
    table = disclosure(project(), amounts=Amounts())
    assert [one.why for one in audited(table).not_evaluated if one.check == "AMT-03"] == [
        "no-grand-total-stated"
    ]


@hits("AMT-04")
@pytest.mark.parametrize(("wan", "quoted"), [(None, ""), (0, "0.00"), (-5, "-5.00")])
def test_a_total_that_is_missing_zero_or_negative(wan: int | None, quoted: str) -> None:
    (finding,) = found("AMT-04", project(wan=wan))
    assert money(finding) == [("amount", "", quoted)]


@hits("AMT-04")
def test_a_confidential_project_is_not_exempt_from_having_money() -> None:
    assert len(found("AMT-04", project(wan=0, objective="本项目系涉密项目。"))) == 1


@spares("AMT-04")
def test_one_fen_is_money() -> None:
    assert found("AMT-04", project(amounts=Amounts(total=1, fiscal_appropriation=1))) == []


@hits("AMT-05")
def test_a_tenth_of_the_grand_total_requires_four_indicators() -> None:
    big = project(*SOUND_INDICATORS[:3], name="大楼物业管理", wan=100)
    (finding,) = found("AMT-05", big, project(wan=900))
    assert [(quote.what, quote.text) for quote in finding.evidence] == [
        ("amount", "100.00"),
        ("share", "10.0%"),
        ("indicator_count", "3"),
    ]
    assert finding.indicators == () and finding.rows == (7,)


@hits("AMT-05")
def test_without_a_grand_total_the_projects_sum_counts() -> None:
    table = disclosure(
        project(*SOUND_INDICATORS[:1], wan=100), project(name="档案", wan=900), amounts=Amounts()
    )
    assert [f.project.name for f in audited(table).findings if f.check == "AMT-05" and f.project] == [
        "基层干部培训"
    ]


@spares("AMT-05")
def test_less_than_a_tenth_four_indicators_or_none_at_all_are_let_pass() -> None:
    small = project(*SOUND_INDICATORS[:3], name="一", wan=99)
    enough = project(*SOUND_INDICATORS[:4], name="二", wan=450)
    none = project(name="三", wan=451, indicators=())
    assert found("AMT-05", small, enough, none) == []


@spares("AMT-05")
def test_the_share_is_of_the_stated_grand_total_even_where_it_is_wrong() -> None:
    big = project(*SOUND_INDICATORS[:3], wan=100)
    assert [
        f for f in audited(disclosure(big, amounts=Amounts(total=2000 * WAN))).findings if f.check == "AMT-05"
    ] == []

"""YOY: last year's targets, and years in names."""

import pytest

from budget.audit.findings import Audit, Finding
from budget.audit.years import years_in
from budget.disclosure.records import Amounts, Indicator, Project
from tests.audit.building import (
    SOUND_INDICATORS,
    audited,
    disclosure,
    found,
    hits,
    indicator,
    project,
    spares,
    unevaluated,
    unit,
)


def after(
    check: str, now: Project | tuple[Project, ...], before: Project | tuple[Project, ...]
) -> list[Finding]:
    """The findings of a check on this year's projects, with last year's."""
    this_year = disclosure(*(now if isinstance(now, tuple) else (now,)))
    last_year = disclosure(*(before if isinstance(before, tuple) else (before,)), year=2023)
    return [finding for finding in audited(this_year, last_year=last_year).findings if finding.check == check]


def weaker(now: Indicator, before: Indicator) -> bool:
    return bool(after("YOY-01", project(now), project(before)))


@hits("YOY-01")
def test_a_lower_target_is_quoted_with_last_years() -> None:
    now, before = indicator("巡检完成率", "≥90%"), indicator("巡检完成率", "≥95％")
    (finding,) = after("YOY-01", project(SOUND_INDICATORS[0], now), project(before))
    assert finding.indicator == 2
    assert [quote.text for quote in finding.evidence] == ["巡检完成率", "≥90%", "≥90%", "≥95％"]


@hits("YOY-01")
@pytest.mark.parametrize(
    ("now", "before", "more"),
    [
        ("40场", "50场", {}),
        ("98", "99", {}),
        ("≤5起", "≤3起", {}),
        ("30分钟内", "20分钟内", {}),
        ("5", "3", {"direction": "反向"}),
        ("≥3天", "≥5天", {}),
        ("每月1次", "每周1次", {}),
        ("1次/季度", "12次/年", {}),
        ("1100元/人·年", "100元/人·月", {}),
        ("9000元", "1.2万元", {}),
        ("较上年增长3%", "较上年增长5%", {}),
        ("±5%以内", "±3%以内", {}),
    ],
)
def test_weaker_is_lower_or_where_lower_is_better_higher(now: str, before: str, more: dict[str, str]) -> None:
    assert weaker(indicator("处置", now, **more), indicator("处置", before, **more))


@spares("YOY-01")
@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("每周1次", "全年52次"),
        ("每月1次", "每年12次"),
        ("12000元", "1.2万元"),
        ("110元/人·月", "1200元/人·年"),
        ("3000元/人·年", "3500元/户·年"),
        ("较上年增长3%", "95%"),
        ("10次", "每周1次"),
        ("通过验收", "95%"),
    ],
)
def test_a_target_that_is_not_weaker_in_a_common_unit(now: str, before: str) -> None:
    assert not weaker(indicator("处置", now), indicator("处置", before))


@spares("YOY-01")
@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        *(
            ("会议场次", "50场", "40场"),
            ("会议场次", "50场", "50场"),
            ("会议场次", "40次", "50场"),
            ("会议场次", "40场", "50%"),
        ),
        *(
            ("事故起数", "5起", "3起"),
            ("事故起数", "3起", "5起"),
            ("办理时间", "5天", "3天"),
            ("投诉", "≤3起", "≤5起"),
        ),
        *(
            ("响应", "≥5天", "≤3天"),
            ("会议场次", "三五场", "50场"),
            ("会议场次", "40—45场", "50场"),
            ("会议场次", "得40分", "得50分"),
        ),
    ],
)
def test_what_is_not_surely_weaker(name: str, now: str, before: str) -> None:
    assert not weaker(indicator(name, now), indicator(name, before))


@hits("YOY-01", "YOY-02")
def test_a_project_whose_name_has_another_year_is_the_same() -> None:
    lower, higher = indicator("会议场次", "40场"), indicator("会议场次", "50场")
    now, before = project(lower, name="2024年会议"), project(higher, name="2023年会议")
    assert len(after("YOY-01", now, before)) == 1
    grown = project(name="2024年度培训经费", wan=200), project(name="2023年度培训经费", wan=100)
    assert len(after("YOY-02", *grown)) == 1


@spares("YOY-01")
def test_of_several_such_projects_none_is_matched() -> None:
    lower, higher = indicator("会议场次", "40场"), indicator("会议场次", "50场")
    now = project(lower, name="2024年会议"), project(lower, name="2025年会议")
    assert after("YOY-01", now, project(higher, name="2023年会议")) == []
    both = project(higher, name="2023年会议"), project(lower, name="2024年会议")
    assert after("YOY-01", project(lower, name="2024年会议"), both) == []


@hits("YOY-01")
@pytest.mark.parametrize(
    ("now", "before"),
    [("每季度1次", "每月1次"), ("1次/月", "24次/年"), ("100元/人·月", "1300元/人·年")],
)
def test_units_are_compared_with_their_periods(now: str, before: str) -> None:
    assert weaker(indicator("会议", now), indicator("会议", before))


@spares("YOY-01")
@pytest.mark.parametrize(
    ("now", "before"),
    [
        *(("每月1次", "每年12次"), ("每周不少于1次", "全年不少于52次")),
        *(("110元/人·月", "1200元/人·年"), ("100元/人", "1300元/人·年"), ("1次/校·年", "12次/月")),
        *(("较上年增长6%", "较上年增长5%"), ("较上年增长3%", "5%")),
    ],
)
def test_the_same_in_other_periods_or_units_is_not_weaker(now: str, before: str) -> None:
    assert not weaker(indicator("会议", now), indicator("会议", before))


@spares("YOY-01")
def test_another_indicator_or_project_is_not_compared() -> None:
    lower, higher = indicator("会议场次", "40场"), indicator("会议场次", "50场")
    assert not weaker(lower, indicator("会议人数", "50场"))
    assert not weaker(lower, indicator("会议场次", "50场", category="quality"))
    assert after("YOY-01", project(lower, name="第二期会议"), project(higher, name="第一期会议")) == []
    assert after("YOY-01", project(lower, objective="本项目为保密项目。"), project(higher)) == []
    assert after("YOY-01", project(lower), project(higher, objective="本项目为保密项目。")) == []


def test_without_last_year_it_is_not_evaluated() -> None:
    assert unevaluated("YOY-01", project()) == ["no-last-year"]
    assert unevaluated("YOY-02", project()) == ["no-last-year"]


def test_namesakes_are_matched_in_order_or_not_at_all() -> None:
    lower, higher = indicator("会议场次", "40场"), indicator("会议场次", "50场")
    twice = project(higher), project(lower)
    assert [
        f.row for f in after("YOY-01", (project(higher), project(lower)), (project(lower), project(higher)))
    ] == [8]
    assert after("YOY-01", project(lower), twice) == []
    assert "namesakes" in unevaluated("YOY-01", project(lower), last_year=disclosure(*twice, year=2023))


@hits("YOY-02")
def test_more_money_for_the_same_words() -> None:
    now, before = project(wan=130), project(wan=100, objective="举办基层干部培训班，\n使参训干部持证上岗。")
    (finding,) = after("YOY-02", now, before)
    assert [quote.text for quote in finding.evidence][:2] == ["130.00", "100.00"]


@spares("YOY-02")
def test_less_growth_other_words_or_money_unknown() -> None:
    before = project(wan=100)
    for now in (
        project(wan=129),
        project(wan=130, objective="另有目标。"),
        project(*SOUND_INDICATORS[:5], wan=130),
        project(*SOUND_INDICATORS[:5], indicator("参训干部满意度", "≥91%", category="satisfaction"), wan=130),
        project(amounts=Amounts()),
    ):
        assert after("YOY-02", now, before) == []
    assert after("YOY-02", project(wan=130), project(wan=None)) == []
    assert after("YOY-02", project(wan=130), project(wan=0)) == []


@spares("YOY-02")
def test_what_could_not_be_read_may_be_other_words() -> None:
    now = project(wan=130, unread="7、其他")
    assert after("YOY-02", now, project(wan=100)) == []
    assert "unread-part" in unevaluated("YOY-02", now, last_year=disclosure(project(wan=100), year=2023))


@hits("YOY-03")
@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("广州市政协2023年智慧党建平台项目", "2023年"),
        ("2022-2023年信息化运维", "2022-2023年"),
        ("二〇二三年度表彰", "2023年度"),
        ("2025年至2027年规划编制", "2025年至2027年"),
        ("2022－23学年助学金", "2022-23学年"),
    ],
)
def test_a_year_that_is_not_the_fiscal_year(name: str, quoted: str) -> None:
    (finding,) = found("YOY-03", project(name=name))
    assert [quote.text for quote in finding.evidence] == [name, quoted, "2024"]


@spares("YOY-03")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "2023-2024年信息化运维",
            "2024-2025年信息化运维",
            "2021—2025年规划",
            "2024年培训",
            "2023年、2024年保险",
            "二〇二四年表彰",
        ),
        *(
            "2000亩高标准农田",
            "12345热线",
            "2023班级",
            "基层干部培训",
            "2023至2025学年",
            "2024/2025学年助学",
            "2024、2025年保险",
            "2023-24年度供暖",
        ),
    ],
)
def test_a_span_that_holds_the_fiscal_year_or_no_year(name: str) -> None:
    assert found("YOY-03", project(name=name)) == []


def test_years_and_spans_are_read() -> None:
    assert years_in("2023年~2025年规划和2019年度决算") == [
        (2023, 2025, "2023年~2025年"),
        (2019, 2019, "2019年度"),
    ]


RENAMED = {"老局": "新局"}


def _over_a_renaming(now: dict[str, tuple[Project, ...]], before: dict[str, tuple[Project, ...]]) -> Audit:
    """The audit of a table, 新局 having been 老局; each is given as the projects of its units."""
    this_year = disclosure(*(unit(*projects, name=name) for name, projects in now.items()))
    last_year = disclosure(*(unit(*projects, name=name) for name, projects in before.items()), year=2023)
    return audited(this_year, last_year=last_year, other_names=RENAMED)


@pytest.mark.parametrize(("now", "before"), [("新局", "老局"), ("老局", "新局"), ("老　局", "老局")])
def test_a_renamed_unit_has_last_years_targets_and_is_named_as_disclosed(now: str, before: str) -> None:
    lower, higher = indicator("巡检完成率", "≥90%"), indicator("巡检完成率", "≥95%")
    done = _over_a_renaming({now: (project(lower),)}, {before: (project(higher),)})
    (finding,) = [one for one in done.findings if one.check == "YOY-01"]
    assert finding.unit == now and finding.project is not None and finding.project.unit == now
    alone = audited(disclosure(unit(project(lower), name=now)), last_year=disclosure(unit(name="别的")))
    assert {one.key for one in done.findings} - {one.key for one in alone.findings} == {finding.key}


def test_two_names_of_one_unit_in_a_table_share_last_years_projects_by_their_order() -> None:
    higher, lower = indicator("巡检完成率", "≥95%"), indicator("巡检完成率", "≥90%")
    done = _over_a_renaming(
        {"新局": (project(higher),), "老局": (project(lower),)}, {"老局": (project(higher), project(higher))}
    )
    (finding,) = [one for one in done.findings if one.check == "YOY-01"]
    assert finding.unit == "老局"
    done = _over_a_renaming(
        {"新局": (project(higher),), "老局": (project(lower),)}, {"老局": (project(higher),)}
    )
    assert [one.why for one in done.not_evaluated if one.check == "YOY-01"] == ["namesakes", "namesakes"]


def test_projects_of_one_name_under_two_names_of_one_unit_are_namesakes_of_one_unit() -> None:
    done = _over_a_renaming({"新局": (project(),), "老局": (project(),)}, {})
    assert {one.check for one in done.findings} & {"FMT-03", "DUP-03"} == {"FMT-03"}

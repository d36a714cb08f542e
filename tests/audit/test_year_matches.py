"""Last year's projects: certain matches, suggestions and what auditors decided."""

import pytest

from budget.audit.year_matches import (
    Candidate,
    Decisions,
    Key,
    Pair,
    Suggestion,
    match_years,
    name_without_years,
    suggest,
)
from indicators.folding import fold


def key(name: str, ordinal: int = 1, unit: str = "局") -> Key:
    return unit, fold(name), ordinal


def pair(now: str, before: str) -> Pair:
    return key(now), key(before)


def matched(
    now: list[str], before: list[str], decisions: Decisions | None = None
) -> dict[str, tuple[str, str]]:
    """The certain matches: this year's name with last year's and the basis."""
    matches = match_years(map(key, now), map(key, before), decisions or Decisions())
    return {name: (match.before[1], match.basis) for (_, name, _), match in matches.found.items()}


def suggested(
    now: list[Candidate], before: list[Candidate], decisions: Decisions | None = None
) -> list[Suggestion]:
    decisions = decisions or Decisions()
    matches = match_years((one.key for one in now), (one.key for one in before), decisions)
    return suggest(now, before, matches, decisions)


def kinds(now: Candidate | str, before: Candidate | str) -> list[str]:
    """Why two projects, which are all that there are, may be one."""
    both = [one if isinstance(one, Candidate) else Candidate(key(one)) for one in (now, before)]
    return [reason.kind for one in suggested(both[:1], both[1:]) for reason in one.reasons]


def test_the_same_name_and_a_name_with_another_year_are_certain() -> None:
    assert matched(["培训", "2024年校舍维修"], ["2023年校舍维修", "培训"]) == {
        "培训": ("培训", "name"),
        "2024年校舍维修": ("2023年校舍维修", "year"),
    }
    assert matched(["二〇二四年表彰"], ["2023年表彰"]) == {"二〇二四年表彰": ("2023年表彰", "year")}


def test_of_several_such_names_none_is_certain() -> None:
    assert matched(["2024年会议", "2025年会议"], ["2023年会议"]) == {}
    assert matched(["2024年"], ["2023年"]) == {}
    assert matched(["会议"], ["2023年会议"]) == {}
    found = suggested(
        [Candidate(key("2024年会议")), Candidate(key("2025年会议"))], [Candidate(key("2023年会议"))]
    )
    assert [(one.now[1], one.reasons[0].kind) for one in found] == [
        ("2024年会议", "year"),
        ("2025年会议", "year"),
    ]


def test_another_unit_is_never_matched() -> None:
    assert not match_years([key("培训")], [key("培训", unit="院")]).found
    assert kinds(Candidate(key("培训"), 5), Candidate(key("培训", unit="院"), 5)) == []


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("智慧水务二期", "智慧水务一期"),
        ("智慧水务（第二期）", "智慧水务（第一期）"),
        ("智慧水务Ⅱ期", "智慧水务Ⅰ期"),
        ("智慧水务2期", "智慧水务一期"),
        ("第二批专项债项目", "第一批专项债项目"),
        ("2024年第三批校舍维修", "2023年第二批校舍维修"),
        ("防洪堤加固工程（二）", "防洪堤加固工程（一）"),
        ("土地整治第十二标段", "土地整治第十一标段"),
    ],
)
def test_a_later_ordinal_is_suggested(now: str, before: str) -> None:
    assert kinds(now, before)[0] == "ordinal"
    assert matched([now], [before]) == {}


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("智慧水务一期", "智慧水务二期"),
        ("第一季度宣传", "第二季度会议"),
        ("水库管护", "校舍维修"),
        ("二期", "一期"),
        ("12345热线", "12320热线值守"),
    ],
)
def test_other_names_are_not_suggested(now: str, before: str) -> None:
    assert kinds(now, before) == []


def with_indicators(name: str, total: int | None, *names: str) -> Candidate:
    return Candidate(key(name), total, frozenset(("quantity", one, "5次") for one in names))


def test_most_indicators_or_amount_and_name_suggest_a_renamed_project() -> None:
    now, before = with_indicators("法治宣传", 5, "甲", "乙"), with_indicators("普法", 4, "甲", "乙", "丙")
    ((one, reason),) = [(found, found.reasons[0]) for found in suggested([now], [before])]
    assert (one.before[1], reason.kind, reason.same, reason.all) == ("普法", "indicators", 2, 3)
    assert kinds(with_indicators("法治宣传", 5, "甲"), with_indicators("普法", 4, "甲")) == []
    assert kinds(Candidate(key("信息系统运维"), 5), Candidate(key("系统升级改造"), 5)) == []
    assert kinds(Candidate(key("业务系统运行维护"), 5), Candidate(key("系统运行及安全"), 5)) == ["amount"]
    assert kinds("信息化系统运维", "信息化系统及机房运维") == ["name"]


def test_what_many_share_suggests_nothing_and_of_many_the_likeliest_three_are_suggested() -> None:
    many = [Candidate(key(f"{name}值守"), 5) for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"]
    assert suggested([Candidate(key("某值守"), 5)], many) == []
    phases = [Candidate(key(f"智慧水务{number}期"), 5) for number in "一二三四"]
    found = suggested([Candidate(key("智慧水务五期"), 7)], phases)
    assert len(found) == 3 and {one.reasons[0].kind for one in found} == {"ordinal"}


def test_what_has_much_less_for_it_than_another_is_left_out() -> None:
    now = with_indicators("2024年运维", 5, "甲", "乙")
    same, other = with_indicators("2022年运维", 5, "甲", "乙"), with_indicators("2021年运维", 9, "丙")
    assert [one.before[1] for one in suggested([now], [other, same])] == ["2022年运维"]
    near = with_indicators("2021年运维", 5)
    assert len(suggested([now], [near, same])) == 2


def test_namesakes_that_are_not_as_many_are_suggested() -> None:
    now, before = [key("甲局培训")], [key("甲局培训"), key("甲局培训", 2)]
    matches = match_years(now, before)
    assert (dict(matches.found), matches.unclear) == ({}, frozenset(now))
    found = suggested([Candidate(now[0])], [Candidate(one) for one in before])
    assert [(one.before[2], one.reasons[0].kind) for one in found] == [(1, "namesakes"), (2, "namesakes")]


def test_a_confirmed_pair_is_certain_and_goes_before_the_name() -> None:
    confirmed = Decisions(confirmed=frozenset({pair("培训", "普法")}))
    assert matched(["培训"], ["培训", "普法"], confirmed) == {"培训": ("普法", "confirmed")}
    assert matched(["培训"], ["培训"], confirmed) == {"培训": ("培训", "name")}
    two = Decisions(confirmed=frozenset({(key("甲"), key("甲", 2))}))
    assert match_years([key("甲")], [key("甲"), key("甲", 2)], two).unclear == frozenset()


def test_a_rejected_pair_is_neither_matched_nor_suggested() -> None:
    rejected = Decisions(rejected=frozenset({pair("2024年培训", "2023年培训"), pair("甲", "甲")}))
    assert matched(["2024年培训", "甲"], ["2023年培训", "甲"], rejected) == {}
    both = [Candidate(key("2024年培训"))], [Candidate(key("2023年培训"))]
    assert suggested(*both, rejected) == []
    assert suggested(*both, Decisions()) == []  # it is certain


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("2024年校舍维修", "校舍维修"),
        ("校舍维修（2023-2025年）", "校舍维修"),
        ("校舍维修 ２０２４年度", "校舍维修"),
        ("二〇二四年校舍维修", "校舍维修"),
        ("【2324】校舍维修", "校舍维修"),
        ("12345热线", "12345热线"),
        ("2024年", ""),
    ],
)
def test_a_name_without_its_years(name: str, bare: str) -> None:
    assert name_without_years(fold(name)) == bare

"""Which project a self-evaluation is of: what is certain, what is offered, and what is left alone."""

import pytest

from budget.audit.bare_names import bare_indicator, bare_name
from budget.audit.result_matches import Candidate, Matches, match_indicators, match_projects
from budget.audit.year_matches import Decisions, Key
from indicators.folding import fold

GOAL = "保障全市教师培训工作顺利开展"


def one(name: str, unit: str = "市教育局", ordinal: int = 1, **fields: object) -> Candidate:
    plain = {"key": (fold(unit), fold(name), ordinal)}
    fields = {name: frozenset(value) if isinstance(value, set) else value for name, value in fields.items()}
    return Candidate(**plain | fields)  # type: ignore[arg-type]


def found(matches: Matches) -> list[tuple[str, str, str]]:
    return sorted((key[1], match.target[1], match.basis) for key, match in matches.found.items())


def offered(matches: Matches) -> list[tuple[Key, Key, list[str]]]:
    return [
        (each.result, each.target, [reason.kind for reason in each.reasons]) for each in matches.suggestions
    ]


def test_the_same_name_in_a_unit_is_certain() -> None:
    matches = match_projects(
        [one("教师培训")], [one("教师 培训"), one("校舍维修"), one("教师培训", "市一中")]
    )
    assert found(matches) == [("教师培训", "教师培训", "name")]
    assert offered(matches) == []


@pytest.mark.parametrize(
    "name",
    [
        "2024年教师培训",
        "440100210000000012345-教师培训",
        "【440100】教师培训",
        "教师培训（2024年）",
        "教师培训-44010021P000012345",
        "（2024年度）教师培训",
    ],
)
def test_years_and_codes_in_names_do_not_matter(name: str) -> None:
    matches = match_projects([one(name)], [one("教师培训"), one("校舍维修")])
    assert [basis for _result, _target, basis in found(matches)] == ["bare-name"]
    assert found(match_projects([one("教师培训")], [one(name)]))


def test_parts_of_a_project_are_never_taken_for_each_other() -> None:
    matches = match_projects([one("校舍维修（一期）")], [one("校舍维修（二期）")])
    assert found(matches) == offered(matches) == []
    assert bare_name(fold("校舍维修一期")) != bare_name(fold("校舍维修二期"))


def test_two_of_a_bare_name_are_told_apart_by_a_figure_or_offered() -> None:
    targets = [one("2023年奖补", amounts={5}), one("2024年奖补", amounts={7})]
    assert found(match_projects([one("奖补", amounts={7})], targets)) == [("奖补", "2024年奖补", "bare-name")]
    matches = match_projects([one("奖补", amounts={9})], targets)
    assert found(matches) == [] and len(offered(matches)) == 2
    # One of them has its own self-evaluation: the other's is still not certain.
    matches = match_projects([one("2024年奖补"), one("2025年奖补")], targets)
    assert found(matches) == [("2024年奖补", "2024年奖补", "name")]


def test_namesakes_are_told_apart_by_a_figure_and_never_guessed() -> None:
    targets = [one("培训", ordinal=1, amounts={5}), one("培训", ordinal=2, amounts={7})]
    results = [one("培训", ordinal=1, amounts={7, 8}), one("培训", ordinal=2, amounts={5})]
    matches = match_projects(results, targets)
    assert {key[2]: match.target[2] for key, match in matches.found.items()} == {1: 2, 2: 1}
    unclear = match_projects([one("培训", ordinal=n) for n in (1, 2)], targets)
    assert found(unclear) == [] and len(offered(unclear)) == 4


def test_another_unit_needs_a_figure() -> None:
    target = one("培训", "市一中", amounts={5}, objective=GOAL)
    assert found(match_projects([one("培训", "某校", amounts={5})], [target])) == [
        ("培训", "培训", "evidence")
    ]
    assert found(match_projects([one("培训", "某校", objective=GOAL)], [target]))
    matches = match_projects([one("培训", "某校", amounts={6})], [target])
    assert found(matches) == []
    assert offered(matches) == [(("某校", "培训", 1), ("市一中", "培训", 1), ["name"])]


def test_names_that_are_alike_are_certain_with_all_figures_and_offered_else() -> None:
    indicators = {"培训人次", "培训合格率", "按期完成"}
    target = one("中小学教师业务培训", amounts={5}, indicators=indicators)
    same = one("中小学教师业务技能培训", amounts={5}, indicators=indicators)
    assert found(match_projects([same], [target]))[0][2] == "evidence"
    matches = match_projects([one("中小学教师业务技能培训", amounts={4})], [target])
    assert found(matches) == [] and offered(matches)[0][2] == ["alike"]
    assert offered(match_projects([one("图书购置", amounts={5})], [target])) == []


def test_decisions_go_before_everything() -> None:
    result, target, other = one("教师培训"), one("教师培训"), one("名师工程")
    confirmed = Decisions(confirmed=frozenset({(result.key, other.key)}))
    assert found(match_projects([result], [target, other], confirmed)) == [
        ("教师培训", "名师工程", "confirmed")
    ]
    rejected = Decisions(rejected=frozenset({(result.key, target.key)}))
    matches = match_projects([result], [target, other], rejected)
    assert found(matches) == offered(matches) == []


def test_the_order_of_either_side_does_not_matter() -> None:
    results = [
        one("奖补", amounts={7}),
        one("教师培训"),
        one("2024年校舍维修"),
        one("培训", "某校", amounts={5}),
    ]
    targets = [
        one("校舍维修"),
        one("2024年奖补", amounts={7}),
        one("2023年奖补", amounts={1}),
        one("教师培训"),
        one("培训", "市一中", amounts={5}),
    ]
    matches = match_projects(results, targets)
    assert len(matches.found) == 4
    assert match_projects(results[::-1], targets[::-1]).found == matches.found


def item(name: str, ordinal: int = 1, category: str = "quantity", target: str = "≥50次") -> Candidate:
    return one(name, "", ordinal, category=category, target=fold(target))


@pytest.mark.parametrize(
    ("result", "target"),
    [
        ("1、培训次数", "培训次数"),
        ("指标1：培训次数", "培训次数"),
        ("培训次数（次）", "培训次数"),
        ("（1）培训次数。", "培训次数"),
        ("2024年培训次数", "培训次数"),
    ],
)
def test_numbers_and_notes_around_an_indicator_do_not_matter(result: str, target: str) -> None:
    assert found(match_indicators([item(result)], [item(target), item("合格率")]))[0][2] == "bare-name"
    assert bare_indicator("5g基站数") != bare_indicator("g基站数")


def test_indicators_of_one_name_go_by_category_then_target_then_order() -> None:
    targets = [item("次数", 1), item("次数", 2, target="≥9次"), item("次数", 3, "quality")]
    results = [item("次数", 1, "quality"), item("次数", 2, target="≥9次"), item("次数", 3)]
    matches = match_indicators(results, targets)
    assert {key[2]: match.target[2] for key, match in matches.found.items()} == {1: 3, 2: 2, 3: 1}
    assert found(match_indicators([item("次数", 1), item("次数", 2)], targets)) != []
    restated = match_indicators([item("次数", target="≥40次")], [item("次数", category="")])
    assert found(restated) == [("次数", "次数", "name")]


def test_alike_indicators_are_certain_with_the_same_target_and_offered_without() -> None:
    target = item("教师业务培训次数")
    assert found(match_indicators([item("教师业务技能培训次数")], [target]))[0][2] == "evidence"
    matches = match_indicators([item("教师业务技能培训次数", target="≥40次")], [target])
    assert found(matches) == [] and offered(matches)[0][2] == ["alike"]
    assert offered(match_indicators([item("项目按时完成率")], [target])) == []


def test_what_has_no_name_matches_nothing() -> None:
    matches = match_indicators([item("")], [item("")])
    assert found(matches) == offered(matches) == []

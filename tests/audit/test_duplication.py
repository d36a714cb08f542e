"""DUP: projects described in another's words."""

import random

from hypothesis import given, strategies as st

from budget.audit.passages import passages_shared
from budget.audit.texts import as_disclosed
from budget.disclosure.records import Amounts
from tests.audit.building import (
    SOUND_INDICATORS,
    WAN,
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

OBJECTIVE = "按照年度安排完成信息系统运行维护，保障业务连续。"


def maintenance(name: str, tag: str, period: str = "按照合同期限", **fields: object):
    indicators = [
        indicator(f"【{tag}】巡检完成率", "≥93%", period, category="quality"),
        indicator(f"【{tag}】运维人员人数", "5人", period),
    ]
    return project(*indicators, name=name, **{"objective": OBJECTIVE, **fields})


@hits("DUP-01")
def test_one_finding_names_all_and_is_on_the_last_row() -> None:
    first = maintenance("2023-2024年运维", "2324", objective=f"{OBJECTIVE}2023年完成。")
    last = maintenance("2024-2025年运维", "2425", "按照合同要求期限", objective=f"{OBJECTIVE} 2024年完成。")
    (finding,) = found("DUP-01", first, project(), last)
    assert (finding.row, finding.rows) == (9, (7, 9))
    assert [ref.name for ref in finding.projects] == ["2023-2024年运维", "2024-2025年运维"]
    assert finding.project == finding.projects[-1]


@hits("DUP-01")
def test_the_order_of_the_indicators_does_not_count() -> None:
    one, other = SOUND_INDICATORS[:2], SOUND_INDICATORS[1::-1]
    assert len(found("DUP-01", project(*one, name="甲"), project(*other, name="乙"))) == 1


@spares("DUP-01")
def test_another_target_category_or_objective_is_another_project() -> None:
    first = maintenance("甲", "1")
    others = [
        project(*first.indicators[:1], indicator("运维人员人数", "6人"), name="乙", objective=OBJECTIVE),
        project(
            *first.indicators[:1],
            indicator("运维人员人数", "5人", category="quality"),
            name="丙",
            objective=OBJECTIVE,
        ),
        maintenance("丁", "1", objective=f"{OBJECTIVE}另加两处。"),
        maintenance("戊", "1", objective="本项目为保密项目。"),
    ]
    assert found("DUP-01", first, *others) == []


@spares("DUP-01")
def test_figures_that_look_like_years_count() -> None:
    one, two = (project(indicator("受益人数", f"{count}人"), name=count) for count in ("2000", "2010"))
    assert found("DUP-01", one, two) == []


@spares("DUP-01")
def test_projects_without_text_are_not_the_same() -> None:
    assert found("DUP-01", project(name="甲", objective=""), project(name="乙", objective="")) == []
    assert found("DUP-01", project(name="甲", indicators=()), project(name="乙", indicators=())) == []


@spares("DUP-01")
def test_an_unread_part_may_distinguish_projects() -> None:
    parts = maintenance("甲", "1"), maintenance("乙", "2", unread="3、其他")
    assert found("DUP-01", *parts) == []
    assert unevaluated("DUP-01", *parts) == ["unread-part"]


@hits("DUP-02")
def test_a_shared_passage_is_quoted_as_disclosed() -> None:
    first = project(name="甲", objective="做好文印，较大程度地节省了行政经费金额、人力资源成本开支。")
    last = project(name="乙", objective="保障后勤；较大程度地节省了行政经费 金额、人力资源成本开支")
    (finding,) = found("DUP-02", first, project(name="丙", objective="整理馆藏档案并向社会开放查阅。"), last)
    assert finding.rows == (7, 9)
    assert [quote.text for quote in finding.evidence] == ["较大程度地节省了行政经费金额、人力资源成本开支"]


@hits("DUP-02")
def test_the_same_objective_over_other_indicators() -> None:
    one, two = project(SOUND_INDICATORS[0], name="甲", objective=OBJECTIVE), maintenance("乙", "1")
    assert len(found("DUP-02", one, two)) == 1


@spares("DUP-02")
def test_nineteen_characters_are_chance_and_a_twin_is_reported_already() -> None:
    shared = "一二三四五六七八九十甲乙丙丁戊己庚辛壬"
    assert len(shared) == 19
    short = [project(name=name, objective=f"{name}{shared}{name}") for name in ("天", "地")]
    assert found("DUP-02", *short) == []
    assert (
        len(
            found(
                "DUP-02", *(project(name=p.name, objective=p.objective.replace("壬", "壬癸")) for p in short)
            )
        )
        == 1
    )
    assert found("DUP-02", maintenance("甲", "1"), maintenance("乙", "2")) == []


@spares("DUP-02")
def test_one_project_of_several_units_is_reported_as_such() -> None:
    objective = "保障后勤；较大程度地节省了行政经费金额、人力资源成本开支"
    units = [
        unit(project(name="运行经费", wan=7, objective=name + objective), name=name)
        for name in ("甲站", "乙站")
    ]
    assert found("DUP-02", *units) == []
    assert len(found("DUP-03", *units)) == 1


def test_a_twin_with_a_third_project_is_named_with_it() -> None:
    third = project(name="丙", objective=f"此外，{OBJECTIVE}")
    (finding,) = found("DUP-02", maintenance("甲", "1"), maintenance("乙", "2"), third)
    assert [ref.name for ref in finding.projects] == ["甲", "乙", "丙"]


@hits("DUP-03")
def test_the_same_name_and_amount_under_several_units() -> None:
    units = [
        unit(project(name="机构运行经费", wan=7, objective=name), name=name)
        for name in ("甲站", "乙站", "丙站")
    ]
    (finding,) = found("DUP-03", *units)
    assert finding.rows == (7, 9, 11)
    assert (finding.row, finding.unit) == (11, "丙站")


@spares("DUP-03")
def test_the_same_unit_another_amount_or_none() -> None:
    same_unit = [unit(project(name="运行", wan=7), project(name="运行", wan=7), name="甲站")]
    other_amount = [unit(project(name="运行", wan=wan), name=f"{wan}站") for wan in (7, 8)]
    unstated = [unit(project(name="运行", amounts=Amounts()), name=name) for name in ("甲站", "乙站")]
    for parts in (same_unit, other_amount, unstated):
        assert found("DUP-03", *parts) == []


def test_the_amount_is_compared_to_the_fen() -> None:
    units = [
        unit(project(name="运行", amounts=Amounts(total=7 * WAN + fen)), name=f"{fen}站") for fen in (0, 1)
    ]
    assert found("DUP-03", *units) == []


def _naive(texts: list[str], length: int) -> set[frozenset[int]]:
    """Which texts share a passage, by looking at every window of every text."""
    groups = [{at} for at in range(len(texts))]
    for one in range(len(texts)):
        for other in range(one):
            windows = {texts[one][at : at + length] for at in range(len(texts[one]) - length + 1)}
            if any(texts[other][at : at + length] in windows for at in range(len(texts[other]) - length + 1)):
                merged = next(g for g in groups if one in g) | next(g for g in groups if other in g)
                groups = [g for g in groups if not g & merged] + [merged]
    return {frozenset(group) for group in groups if len(group) > 1}


@given(st.lists(st.text(alphabet="政协务", max_size=40), max_size=6, unique=True), st.integers(2, 12))
def test_shared_passages_are_those_that_every_window_would_find(texts: list[str], length: int) -> None:
    groups = passages_shared(texts, length)
    assert {frozenset(members) for members, _ in groups} == _naive(texts, length)
    for members, passages in groups:
        for passage in passages:
            assert len(passage) >= length
            assert sum(passage in texts[member] for member in members) >= 1


def test_a_long_text_without_anything_shared_is_read_once() -> None:
    signs = random.Random(1)
    texts = ["".join(chr(signs.randint(0x4E00, 0x9FFF)) for _ in range(400)) for _ in range(500)]
    texts[400] += texts[3][100:125]
    assert passages_shared(texts, 20) == [([3, 400], [texts[3][100:125]])]


def test_a_passage_is_found_again_in_the_text_as_disclosed() -> None:
    assert as_disclosed("a(甲)乙", "前Ａ（甲） 乙后") == "Ａ（甲） 乙"
    assert as_disclosed("没有", "前后") == "没有"


def test_findings_of_groups_keep_their_key_when_rows_move() -> None:
    parts = maintenance("甲", "1"), maintenance("乙", "2")
    before = found("DUP-01", *parts)[0]
    after = found("DUP-01", project(name="新", objective="整理档案"), *parts)[0]
    assert before.key == after.key
    assert before.rows != after.rows
    assert audited(disclosure(*parts)).off == ()

"""Which type a project is of: by the first rule that fits, by hand before all rules, on the real disclosure."""

import pytest

from budget.disclosure.read import read
from budget.disclosure.reading import Given
from budget.migrations import _frozen_project_types
from budget.project_types.rules import OTHER, PROJECT_TYPES, Rule, place, words_in
from tests.support.paths import SAMPLE

# As migration 0006 writes them into a new installation.
DEFAULT_RULES = [Rule(None, *rule) for rule in _frozen_project_types.RULES]

# Judged by eye, in the order of the table.
OF_THE_SAMPLE = [
    ("机构运行辅助经费", "operations"),
    ("其他运行经费", "operations"),
    ("业务用房物业管理费", "property"),
    ("专项工作经费", "special"),
    ("TZMMZX", "other"),  # confidential: neither name nor objective says what for
    ("政协委员报刊资料工作经费", "publicity"),
    ("市政协书画工作经费", "special"),
    ("政协理论研究宣传活动工作经费", "publicity"),
    ("政协民生平台经费", "special"),  # a platform on which people meet is no computer
    ("文物展藏品征集专项经费", "special"),
    ("文史编研专项经费", "special"),
    ("展览布展专项经费", "events"),
    ("工作经费", "events"),  # the name says nothing; the objective is a journey abroad
    ("购置经费", "purchase"),
    ("广州政协文史馆(装修改造工程)", "works"),
    ("广州市政协文史馆建设维修工程项目(布展)", "works"),
    ("广州市政协2023年智慧党建平台项目", "information"),
    ("广州市政协2023-2024年信息化运维服务项目", "information"),
    ("广州市政协2024-2025年信息化运维服务项目", "information"),
    ("机构运行辅助经费", "operations"),
    ("机构运行辅助经费", "operations"),
]


def test_the_projects_of_the_real_disclosure_are_placed_as_a_reader_would() -> None:
    reading = read(SAMPLE.read_bytes(), SAMPLE.name, Given(fiscal_year=2024, region="广东省广州市"))
    disclosure = reading.reads[0].disclosure
    placed = [
        (project.name, place(project.name, project.objective, DEFAULT_RULES).project_type)
        for project in disclosure.projects
    ]
    assert placed == OF_THE_SAMPLE


@pytest.mark.parametrize(
    ("name", "project_type"),
    [
        ("城乡居民基本医疗保险财政补助", "transfer"),
        ("农机购置补贴", "transfer"),  # what the money buys, another buys
        ("编外人员伙食补助", "operations"),  # paid to staff, it is passed on to nobody
        ("视频会议系统建设", "information"),  # a system, though of meetings
        ("信息化设备购置", "information"),
        ("信息中心办公楼修缮", "works"),  # a body's name
        ("物业管理费", "property"),
        ("物业行业监管工作经费", "special"),  # supervising others' property services
        ("活动中心维修改造", "works"),
        ("农村公路养护", "works"),
        ("高层次人才工程", "other"),
        ("会议中心运行经费", "operations"),
        ("宣传部机关运行经费", "operations"),
        ("党的二十大精神宣传活动", "publicity"),
        ("中国人民政治协商会议某市委员会办公室运行经费", "operations"),
        ("干部教育培训", "events"),
        ("公务用车购置", "purchase"),
        ("政府采购监管业务费", "special"),
        ("经济运行监测", "special"),
        ("公务用车运行维护费", "operations"),
        ("某项", "other"),
    ],
)
def test_a_project_is_placed_by_the_plainest_word_of_its_name(name: str, project_type: str) -> None:
    assert place(name, "", DEFAULT_RULES).project_type == project_type


def test_the_objective_decides_where_the_name_is_vague() -> None:
    objective = "为保障培训大楼的物业管理服务，开展各类会议。"
    assert place("其他经费", objective, DEFAULT_RULES).project_type == "property"
    assert place("会议经费", objective, DEFAULT_RULES).project_type == "events"


def test_the_first_rule_that_fits_places_and_is_reported_with_its_word() -> None:
    rules = [
        Rule(1, "information", "name", ("系统+运维", "软件"), ("教育系统",)),
        Rule(2, "operations", "name", ("运维",)),
        Rule(3, "events", "objective", ("会议",)),
    ]
    assert place("办公 系统 运维", "", rules).rule == rules[0]
    assert place("办公系统运维", "", rules).word == "系统+运维"
    assert place("教育系统运维", "", rules).rule == rules[1]
    assert place("经费", "召开会议", rules).rule == rules[2]
    placing = place("经费", "", rules)
    assert (placing.project_type, placing.rule, placing.word) == (OTHER, None, "")


def test_width_case_and_blanks_do_not_matter_to_a_word() -> None:
    rule = Rule(1, "information", "name", ("ＧＩＳ",))
    assert place("gis 平台", "", [rule]).project_type == "information"


def test_what_stood_around_a_word_passed_over_does_not_come_together() -> None:
    rule = Rule(1, "events", "name", ("会议",), ("中心",))
    assert place("会中心议", "", [rule]).project_type == OTHER


def test_a_rule_without_a_word_fits_nothing() -> None:
    for words in ((), ("+",), ("运维+",)):
        rule = Rule(1, "events", "name", words)
        assert not rule.has_words
        assert place("运维会议", "", [rule]).project_type == OTHER


def test_words_are_listed_as_an_operator_types_them() -> None:
    assert words_in(" 会议、活动，论坛\n系统+运维;；大会 ") == ("会议", "活动", "论坛", "系统+运维", "大会")


def test_every_type_but_other_has_a_rule_to_begin_with() -> None:
    assert {rule.project_type for rule in DEFAULT_RULES} == set(PROJECT_TYPES) - {OTHER}
    assert all(rule.has_words for rule in DEFAULT_RULES)

"""The register is whole: every check has a rule, words in both languages, and tests that hit and that spare."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import FunctionType

import pytest

import tests.audit
from budget.audit import result_run, run
from budget.audit.catalogue import CHECKS, LEVEL_WORDS, LEVELS, SILENCES
from budget.audit.catalogue.bases import BASES
from budget.audit.findings import LABELS, WHY
from budget.audit.policy import Policy

RULES = (run.WHOLE_RULES, run.PROJECT_RULES, run.INDICATOR_RULES, result_run.RESULT_RULES)


def _tests() -> Iterator[FunctionType]:
    for module in pkgutil.iter_modules(tests.audit.__path__):
        if module.name.startswith("test_"):
            for name, value in vars(importlib.import_module(f"tests.audit.{module.name}")).items():
                if name.startswith("test_") and isinstance(value, FunctionType):
                    yield value


@pytest.mark.parametrize("kind", ["hits", "spares"])
def test_every_check_has_a_test_that_hits_and_one_that_spares(kind: str) -> None:
    shown = {check for test in _tests() for check in getattr(test, kind, ())}
    assert shown >= CHECKS.keys()
    assert shown <= CHECKS.keys(), "a test names a check that is not in the register"


def test_every_check_has_one_rule() -> None:
    ruled = [check for rules in RULES for check in rules]
    assert sorted(ruled) == sorted(CHECKS)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_a_check_is_registered_with_all_that_a_page_shows(check) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d\d", check.id)
    assert check.level in LEVELS
    assert check.lesser_level in (None, *LEVELS)
    assert check.needs
    assert check.basis in BASES
    assert re.search("[a-z]", check.wording.english)
    assert re.search("[一-鿿]", check.wording.chinese)
    assert check.wording.in_language("zh-hans") == check.wording.chinese
    assert check.wording.in_language("en") == check.wording.english


def test_documents_are_cited_by_number_and_title() -> None:
    assert {basis.number for basis in BASES} == {
        "",
        "财预〔2015〕88号",
        "财预〔2021〕101号",
        "财预〔2020〕10号",
    }


def test_levels_of_the_register() -> None:
    at = {level: sorted(check.id for check in CHECKS.values() if check.level == level) for level in LEVELS}
    assert at["error"] == [
        *("AMT-01", "AMT-02", "AMT-03", "AMT-04", "CMP-01", "CMP-02", "CMP-04", "CST-02"),
        *(
            "FMT-01",
            "FMT-02",
            "FMT-04",
            "QNT-11",
            "RES-06",
            "RES-07",
            "RES-08",
            "RES-09",
            "VAL-03",
            "VAL-09",
            "VAL-12",
            "VAL-15",
            "WGT-01",
        ),
    ]
    assert at["notice"] == [
        *("CLS-03", "CLS-05", "DIS-01", "DUP-02", "DUP-03", "QNT-13"),
        *("REL-01", "REL-03", "REL-05", "REL-08", "REL-09"),
        *("RES-02", "RES-04", "RES-05", "RES-11", "RES-13", "RES-15", "YOY-03"),
    ]
    assert len(CHECKS) == 80


def test_what_silences_what_is_in_the_register() -> None:
    assert {
        silenced for checks in SILENCES.values() for silenced in checks
    } | SILENCES.keys() <= CHECKS.keys()


def test_evidence_and_reasons_have_words_in_both_languages() -> None:
    for words in (*LABELS.values(), *WHY.values(), *LEVEL_WORDS.values()):
        assert re.search("[a-z]", words.english)
        assert re.search("[一-鿿]", words.chinese)
    for words in WHY.values():
        assert re.findall(r"{\w+}", words.english) == re.findall(r"{\w+}", words.chinese)


def test_local_checks_are_on_in_guangzhou_or_where_switched_on() -> None:
    local = {check.id for check in CHECKS.values() if check.is_local}
    assert local == {"CMP-03", "QNT-02"}
    assert Policy.for_("广东省广州市", "审计局").off == frozenset()
    assert Policy.for_("", "中共广州市委宣传部").off == frozenset()
    assert Policy.for_("四川省", "财政厅").off == local
    assert Policy.for_("四川省", "财政厅", switches={"CMP-03": True}).off == {"QNT-02"}
    assert Policy.for_("广东省广州市", "", switches={"CMP-03": False}).off == {"CMP-03"}


def test_levels_can_be_changed_and_unknown_checks_are_refused() -> None:
    policy = Policy.for_("", "", levels={"CLS-01": "error"})
    assert policy.level("CLS-01", lesser=True) == policy.level("CLS-01") == "error"
    assert Policy().level("CLS-01", lesser=True) == "notice"
    assert Policy().level("VAL-09") == "error"
    for options in ({"switches": {"VAL-99": True}}, {"levels": {"VAL-99": "error"}}):
        with pytest.raises(ValueError, match="VAL-99"):
            Policy.for_("", "", **options)

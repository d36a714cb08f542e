"""The words of problems: in both languages, with places and reasons, and on the page of help."""

import re

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from budget.disclosure.evaluations import words as result_words
from budget.disclosure.evaluations.known_headings import KNOWN as KNOWN_OF_RESULTS
from budget.disclosure.layouts import words
from budget.disclosure.layouts.known_headings import KNOWN
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.problem_catalogue import CATALOGUE
from budget.disclosure.problems import Problem, Refused, unreadable, worded, worded_place
from budget.disclosure.read import Given, read
from budget.models.uploads import words_for_the_form
from tests.disclosure.tables import HEADER, project, wide

ENGLISH = re.compile(r"[A-Za-z]{3,}")
# Names of formats, options, settings and programs.
NAMES = re.compile(
    r"--[a-z-]+|\.[a-z]+|NAME|IMPORT_[A-Z_]+|CSV|XLSX|XLS|ODS|DOCX|HTML|MHTML?|PDF|ZIP|UTF|MiB|KiB|XML|WPS|DOC|/disclosures/"
)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_has_chinese_words_without_english(code: str) -> None:
    with translation.override("zh-hans"):
        for template in (gettext(CATALOGUE[code][1]), words_for_the_form(code)):
            bare = NAMES.sub("", re.sub(r"\{\w+\}", "", template))
            assert not ENGLISH.search(bare), bare


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_editor_reads_no_option_setting_or_number_of_bytes(code: str) -> None:
    template = words_for_the_form(code) or CATALOGUE[code][1]
    assert not re.search(r"--[a-z]|IMPORT_|\{setting\}|bytes", template)


@pytest.mark.parametrize(
    ("place", "chinese"),
    [
        ("", ""),
        ("table 1", "第1个表"),
        ("page 5", "第5页"),
        ("Sheet1", "工作表“Sheet1”"),
        ("table 3: 自评表", "第3个表: 自评表"),
    ],
)
def test_places_are_in_the_readers_language(place: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert worded_place(place, gettext) == chinese


def test_a_reason_is_in_the_readers_language_and_keeps_what_the_file_says() -> None:
    (problem,) = unreadable("its part {part} is broken", part="a{part}b").problems
    assert problem.message == "The file is damaged and cannot be read: its part a{part}b is broken"
    with translation.override("zh-hans"):
        assert worded(problem, gettext) == "文件已损坏，无法读取：部件 a{part}b 已损坏"


def refused(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Problem:
    with pytest.raises(Refused) as refusal:
        read(data, "x", Given(), limits)
    return refusal.value.problems[0]


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"a\r\nb\r\n\xff\xff\xff", "unknown-charset", 3),
        (wide(project("甲", "1"), preamble=("部门名称：某局", "单位：万元")), "no-year", 3),
        (wide(project("甲", "1"), preamble=("目标表（2024年度）", "单位：万元")), "no-department", 3),
        (wide(project("甲", "1"), preamble=("目标表（2024年度）", "部门名称：某局")), "no-money-unit", 3),
        (wide(project("甲", "1"), header=(*HEADER[:-1], "备注")), "missing-column", 4),
        (wide(), "no-rows", 4),
        (wide(project("甲", "一些")), "not-an-amount", 5),
        ("甲\n项目名称\t金额\t说明\t备注\n".encode(), "no-table", 2),
    ],
)
def test_a_refusal_names_its_row(data: bytes, code: str, row: int) -> None:
    problem = refused(data)
    assert (problem.code, problem.row) == (code, row)


def test_sizes_are_not_in_bytes() -> None:
    problem = refused(b"x" * 3_000_000, Limits(file_bytes=1024 * 1024))
    assert "2.9 MiB; the limit is 1 MiB" in problem.message


def test_the_page_of_help_has_every_meaning_that_is_read() -> None:
    fields = set(words.FIELDS) - {words.SERIAL, words.ACTUAL, words.UNIT_OR_MEASURE}
    assert set(KNOWN) == fields


@pytest.mark.parametrize(("meaning", "heading"), [(m, one) for m, known in KNOWN.items() for one in known])
def test_headings_of_the_help_are_understood(meaning: str, heading: str) -> None:
    assert words.meaning_of(heading) == meaning


@pytest.mark.parametrize(
    ("meaning", "heading"), [(m, one) for m, known in KNOWN_OF_RESULTS.items() for one in known]
)
def test_headings_of_self_evaluations_of_the_help_are_understood(meaning: str, heading: str) -> None:
    assert result_words.meaning_of(heading) == meaning


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_help_lists_every_problem_and_heading(client: Client, language: str) -> None:
    page = client.get("/help/", headers={"accept-language": language}).content.decode()
    assert all(f'id="{code}"' in page for code in CATALOGUE)
    assert all(one in page for known in (*KNOWN.values(), *KNOWN_OF_RESULTS.values()) for one in known)

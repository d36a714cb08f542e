"""The Chinese catalogue is whole, in step with code and templates, and compiled as it is written."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from devtools import translations

MEND = "run `.venv/bin/python -m devtools.translations`, translate what it names, and run it again"
# What a message is filled with: %(name)s, {name}, %s.
BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


@pytest.fixture(scope="module")
def used() -> translations.OurCatalog:
    return translations.extracted()


def test_every_message_of_code_and_templates_has_a_translation(used: translations.OurCatalog) -> None:
    merged = translations.merged(used, translations.stored())
    missing = [f"{message.id!r} in {message.locations}" for message in translations.untranslated(merged)]
    assert missing == [], MEND


def test_the_catalogue_holds_nothing_that_is_no_longer_used(used: translations.OurCatalog) -> None:
    assert {key(message) for message in translations.stored()} - {
        key(message) for message in used
    } == set(), MEND


def test_a_translation_has_the_blanks_of_its_message() -> None:
    for message in translations.stored():
        if message.id and message.string:
            blanks = sorted(BLANKS.findall(forms(message.id)[-1]))
            for text in forms(message.string):
                assert sorted(BLANKS.findall(text)) == blanks, f"{message.id!r} is translated as {text!r}"


def test_the_compiled_catalogue_is_the_one_that_is_written(used: translations.OurCatalog) -> None:
    merged = translations.merged(used, translations.stored())
    assert translations.COMPILED.read_bytes() == translations.as_mo(merged), MEND
    assert translations.CATALOGUE.read_bytes() == translations.as_po(merged), MEND


def test_python_reads_the_compiled_catalogue() -> None:
    with translations.COMPILED.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("10,000 yuan") == "万元"
    assert catalogue.pgettext("layout", "wide table") == "宽表"
    assert catalogue.ngettext("%(number)s other", "%(number)s others", 3) == "其他 %(number)s 项"


def test_messages_are_found_in_every_form_of_code(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(
        '_("a %(b)s")\ngettext_lazy("c" "d")\nngettext("one", "many", n)\npgettext_lazy("where", "e")\n'
        'npgettext("where", "f", "g", n)\ngettext(variable)\n',
        encoding="utf-8",
    )
    assert list(translations.messages_of_code(path)) == [
        ("a %(b)s", None),
        ("cd", None),
        (("one", "many"), None),
        ("e", "where"),
        (("f", "g"), "where"),
    ]


def test_messages_are_found_in_every_form_of_template(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        '{% load i18n %}{% if a %}{% translate "in 100%" %}{% else %}{% for x in y %}'
        '{% translate "b" context "where" as c %}{% endfor %}{% endif %}{% translate variable %}'
        "{% blocktranslate trimmed with d=e|upper %}\n  f {{ d }}\n  g\n{% endblocktranslate %}"
        "{% blocktranslate count n=h %}one{% plural %}{{ n }} many{% endblocktranslate %}",
        encoding="utf-8",
    )
    assert sorted(translations.messages_of_template(path), key=str) == sorted(
        [("in 100%%", None), ("b", "where"), ("f %(d)s g", None), (("one", "%(n)s many"), None)], key=str
    )

"""The catalogue of translations uses the words of docs/terms.md."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from devtools import translations
from tests.support.paths import ROOT

_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|\{\{[^}]*\}\}")
_ROW = re.compile(r"^\| (?P<cells>.+) \|$")


def tables() -> list[list[list[str]]]:
    """Return the two tables of the document, without their headings."""
    found: list[list[list[str]]] = []
    for line in (ROOT / "docs" / "terms.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|---"):
            found.append([])
        elif line.startswith("|") and found and not line.startswith(("| English", "| word")):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


GLOSSARY, NEVER = tables()


def messages() -> Iterator[tuple[Message, str, str]]:
    """Yield each message with its English without placeholders, and its Chinese."""
    for message in translations.stored():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message, _PLACEHOLDER.sub("", " ".join(ids)), " ".join(strings)


MESSAGES = list(messages())


@pytest.mark.parametrize(("english", "chinese", "not_for_it"), [(r[0], r[1], r[3]) for r in GLOSSARY])
def test_messages_use_the_chinese_word_of_the_glossary(english: str, chinese: str, not_for_it: str) -> None:
    term = re.compile(rf"\b{english}s?\b", re.IGNORECASE)
    words, wrong = chinese.split(" / "), not_for_it.split("、")
    found = [(told, zh) for _message, told, zh in MESSAGES if term.search(told)]
    assert [(told, zh) for told, zh in found if not any(word in zh for word in words)] == []
    assert [(told, zh) for told, zh in found for word in wrong if word in zh] == []


@pytest.mark.parametrize(("word", "exceptions"), [(row[0], row[2]) for row in NEVER])
def test_words_that_mean_something_else_are_nowhere(word: str, exceptions: str) -> None:
    spared = [one for one in exceptions.split("; ") if one]
    found = [
        (told, zh)
        for _message, told, zh in MESSAGES
        if word in zh and not any(one.lower() in told.lower() for one in spared)
    ]
    assert found == []

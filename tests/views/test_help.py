"""The page of help guides auditors and editors, in both languages."""

from typing import Any

import pytest
from django.test import Client

from budget.api.words import WORDS


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("各页面回答什么问题", "数字怎样看", "怎样引用和保存", "编辑人员须知", "可读取哪些表")),
        ("en", ("What each page answers", "How figures are read", "How to cite and to keep", "For editors")),
    ],
)
def test_help_answers_auditors_and_editors(client: Client, language: str, words: tuple[str, ...]) -> None:
    page = client.get("/help/", headers={"accept-language": language})
    text = page.content.decode()
    assert [word for word in words if word not in text] == []
    for part in page.context["guide"]:
        for entry in part.entries:
            if entry.url:
                assert client.get(entry.url).status_code == 200, entry.url


@pytest.mark.django_db
@pytest.mark.once
def test_the_api_is_described_for_people_without_a_script_of_others(client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    schema = client.get("/api/v1/openapi.json").json()
    assert len(schema["paths"]) > 5
    assert [path for path in schema["paths"] if f"GET {path}</code>" not in text] == []
    parameters = {
        one["name"] for found in schema["paths"].values() for one in found["get"].get("parameters", ())
    }
    assert [name for name in parameters if f"<code>{name}</code>" not in text] == []
    assert 'src="http' not in text and "<script>" not in text
    # The page shows all words of the schema in the reader's language, here Chinese.
    assert _schema_words(schema) == {*WORDS}
    assert [word for word in WORDS if word in text] == []


def _schema_words(schema: dict[str, Any]) -> set[str]:
    """The words of the schema that the page shows."""
    gets = [found["get"] for found in schema["paths"].values()]
    words = {schema["info"]["description"]}
    words |= {one.get(name, "") for one in gets for name in ("summary", "description")}
    for one in (parameter for found in gets for parameter in found.get("parameters", ())):
        words.add(one.get("description", "") or one["schema"].get("description", ""))
    return words - {""}

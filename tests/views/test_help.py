"""The page of help guides auditors and editors, in both languages."""

import pytest
from django.test import Client


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

"""A page's form as a browser would send it, for tests that change a field or two."""

from typing import Any

from django.http import HttpResponse
from lxml import html


def form_of(answer: HttpResponse, form: str) -> dict[str, Any]:
    """What a browser sends of the form with this id, untouched: name → value, without the buttons."""
    (found,) = html.fromstring(answer.content.decode()).xpath(f"//form[@id='{form}']")
    return {name: value for name, value in found.form_values() if "__prefix__" not in name}


def with_row(data: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """The form with one more row of a formset, as its button adds one."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": number + 1}

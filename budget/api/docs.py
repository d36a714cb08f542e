"""The description of the API for people: one page of the site, made of its OpenAPI schema; no scripts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.api.endpoints import api
from budget.api.words import WORDS


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: where it stands (path or query), its kind of value, the values it may have."""

    name: str
    place: str
    kind: str
    values: str
    words: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API. `example` is one that can be opened, "" where it needs a key."""

    path: str
    title: str
    words: str
    parameters: tuple[Parameter, ...]
    example: str


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    context = {
        "title": _("The API"),
        "crumbs": [
            (_("Overview"), reverse("budget:overview")),
            (_("Help"), reverse("budget:help")),
            (_("The API"), ""),
        ],
        "description": _words(schema["info"]["description"]),
        "operations": [
            _operation(path, found["get"]) for path, found in schema["paths"].items() if "get" in found
        ],
        "schema_url": reverse("api:openapi-json"),
    }
    return render(request, "budget/api_docs.html", context)


def _operation(path: str, found: dict[str, Any]) -> Operation:
    return Operation(
        path,
        _words(found.get("summary", "")),
        _words(found.get("description", "")),
        tuple(_parameter(one) for one in found.get("parameters", ())),
        "" if "{" in path else path,
    )


def _parameter(found: dict[str, Any]) -> Parameter:
    schema = found.get("schema", {})
    kinds = [schema, *schema.get("anyOf", ())]
    return Parameter(
        name=found["name"],
        place=found["in"],
        kind=", ".join(dict.fromkeys(one["type"] for one in kinds if one.get("type", "null") != "null")),
        values=", ".join(str(value) for one in kinds for value in one.get("enum", ())),
        words=_words(found.get("description", "") or schema.get("description", "")),
        is_required=bool(found.get("required")),
    )


def _words(text: str) -> str:
    """Words of the schema in the reader's language; `budget.api.words` has them all."""
    return _(text) if text in WORDS else text

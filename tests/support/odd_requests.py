"""Odd values for the parameters of every address: what nobody means, and programs that probe a site send."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from django.contrib import admin
from django.test import Client

# Percent-encoded, as in an address.
ODD_VALUES = (
    "",
    *map(quote, ("x", "-1", "0", "9" * 30, "1,2", "１", "1_0", "None", "nan", "1e9", " ", "a" * 3000)),
    *map(quote, ("\x00", "1\x00", "\x1b[31m", "\u202e", "\ufffe", "😀", "é")),
    *("%ED%A0%BD", "%FF", "%", "%zz", "+"),
    *map(quote, ("<script>alert(1)</script>", "{{7*7}}{% now %}", "=1+1", "' OR 1=1 --", "../../etc/passwd")),
    *map(quote, ("2024-02-30", "__class__", "password__startswith", "id;drop", "*", '"', "\\", "\r\nX: y")),
)
_PAGES = (
    *("year", "q", "region", "department", "unit", "project", "source", "amount", "type", "category", "kind"),
    *("comparator", "check", "level", "state", "sort", "page", "per_page", "_export", "of", "find", "change"),
    *("before", "disclosure", "revision", "row", "field", "next", "projects-sort", "projects-_export", "x"),
)
_LIST = ("q", "o", "p", "all", "e", "_to_field", "_popup", "_facets", "_changelist_filters", "pk__in", "x")
_FORM = ("_to_field", "_popup", "_changelist_filters", "name", "department", "disclosure", "year", "field")
_AUTOCOMPLETE = "app_label=budget&model_name=unitalias&field_name=unit&term=x"


def parameters(name: str, description: dict[str, list[str]], path: str) -> tuple[str, ...]:
    """Return the names of the parameters of an address. `description`: those of the API, by path."""
    if name.startswith("api:"):
        return tuple(description.get(path, ())) or ("x",)
    if name == "admin:autocomplete":
        return ("app_label", "model_name", "field_name", "term", "p")
    if not name.startswith("admin:"):
        return _PAGES
    if not name.endswith("_changelist"):
        return _FORM
    return _LIST + tuple(_filters(name.removeprefix("admin:").removesuffix("_changelist")))


def _filters(label: str) -> Iterator[str]:
    """Yield the parameters of the filters of a list of the administration."""
    for model, options in admin.site._registry.items():
        if model._meta.label_lower.replace(".", "_") != label:
            continue
        for one in options.list_filter:
            column = one if isinstance(one, str) else one[0] if isinstance(one, tuple) else None
            if column is None:
                yield one.parameter_name
            else:
                yield from (
                    f"{column}__exact",
                    f"{column}__isempty",
                    f"{column}__gte",
                    f"{column}__in",
                    column,
                )


def description_of_api(client: Client) -> dict[str, list[str]]:
    """Return the names of the query parameters of each path of the API, as its description has them."""
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    return {
        path: [one["name"] for one in of["get"].get("parameters", ()) if one["in"] == "query"]
        for path, of in paths.items()
    }


def odd_addresses(name: str, path: str, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the address with each of its parameters (`names`) at each odd value, the values in turn."""
    kept = f"{_AUTOCOMPLETE}&" if name == "admin:autocomplete" else ""
    for offset in range(len(ODD_VALUES)):
        for number, parameter in enumerate(names):
            value = ODD_VALUES[(number + offset) % len(ODD_VALUES)]
            yield f"{path}?{kept}{parameter}={value}"

"""The answers of a whole site on the empty database of TEST_DATABASE_URL, as a program:
`python -m tests.support.answers FILE`.

It stores the sample and a site with a row of every model, follows the links of the pages, for a reader and for an
administrator, and writes one JSON object a line to FILE: {"role", "address", "status", "lines"}. On both databases the
output is the same: tests/repository/test_both_databases.py compares them.
"""

import html
import json
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import django
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.support.passing import lasting

# So many addresses of one kind (pattern and names of parameters) are requested, and so many in all for a role.
OF_A_KIND = 1
IN_ALL = 120
# Addresses with more parameters than this are combinations of what is asked for one by one.
PARAMETERS = 2
# Each value of these makes a kind of its own: the database sorts, and each format of a file has its writer.
VALUES_MATTER = {"sort", "_export", "o"}
STARTS = {
    "anonymous": ("/", "/search/?q=教育", "/findings/?level=warning", "/api/v1/years", "/help/"),
    "administrator": ("/admin/", "/", "/search/?q=教师"),
}
# Not followed: files of the pages, what ends a session, and forms that show a password's random salt.
NOT_FOLLOWED = re.compile(r"^/(static|i18n|logout|admin/logout|oidc|admin/auth/user/\d+)/")
_LINK = re.compile(r'\b(?:href|data-url)="([^"]+)"')


def kind(address: str) -> tuple[object, ...] | None:
    """Return what an address has in common with those of its kind, or None where it is not followed."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    query = parse_qs(parts.query, keep_blank_values=True)
    if len(query) > PARAMETERS:
        return None
    return (
        route,
        *sorted((name, *(values if name in VALUES_MATTER else ())) for name, values in query.items()),
    )


def links(address: str, text: str) -> Iterator[str]:
    """Yield the addresses of the site that a page links to."""
    for found in _LINK.findall(text):
        parts = urlsplit(urljoin(address, html.unescape(found)))
        if not parts.netloc and not parts.scheme and not NOT_FOLLOWED.match(parts.path):
            yield parts._replace(fragment="").geturl()


def text_of(response: HttpResponse) -> str:
    """Return what an answer says, without what passes; "" for a file that holds the moment it was made."""
    content = response.getvalue()
    if response.headers.get("Content-Type", "").partition(";")[0].endswith(("sheet", "zip", "pdf")):
        return ""
    return lasting(content.decode())


def answers(client: Client, starts: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """Yield address, status and text of the pages that can be reached by links, some of each kind."""
    queue, seen, asked = deque(starts), set(starts), Counter[object]()
    while queue:
        address = queue.popleft()
        response = client.get(address)
        text = text_of(response)
        yield address, response.status_code, text
        for link in (
            [response.headers["Location"]] if response.has_header("Location") else links(address, text)
        ):
            of = kind(link)
            if of is not None and link not in seen and asked[of] < OF_A_KIND and len(seen) < IN_ALL:
                asked[of] += 1
                seen.add(link)
                queue.append(link)


def main() -> None:
    """Store the data, write the answers."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from tests.support.paths import SAMPLES
    from tests.support.people import signed_in
    from tests.support.whole_site import whole_site

    setup_test_environment(debug=False)
    if "budget_project" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("import_disclosures", str(SAMPLES), region="广东省广州市", verbosity=0)
    whole_site()
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        for role, starts in STARTS.items():
            for address, status, text in answers(signed_in(role), starts):
                line = {"role": role, "address": address, "status": status, "lines": text.splitlines()}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""One answer, made in a process of its own: `python -m budget.apart`, which budget.pages.costly starts.

The environ of the request comes as JSON from stdin, the body of the answer goes to stdout. Exit status 1: the
answer is no file.
"""

import json
import os
import sys
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "budget.settings")
    application = get_wsgi_application()
    from budget.pages.costly import APART  # after the settings are read

    environ = json.load(sys.stdin) | {
        APART: "1",
        "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": True,
    }
    statuses: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        statuses.append(status)

    for piece in application(environ, start_response):
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()
    return int(statuses != ["200 OK"])


if __name__ == "__main__":
    sys.exit(main())

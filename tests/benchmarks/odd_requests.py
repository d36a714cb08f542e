"""All odd parameters of every address, as a program: `.venv/bin/python -m tests.benchmarks.odd_requests [NUMBER]`.

Stores a whole site in a new database of TEST_DATABASE_URL (default: a new SQLite file) and asks for each address
with each of its parameters at each odd value, or NUMBER of these. Prints how many were asked for, the slowest, and those that are
answered with a fault; ends with 1 where there are any.
"""

import logging
import os
import sys
import tempfile
import time

import django


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TEST_DATABASE_URL", f"sqlite:///{folder}/site.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        logging.disable()
        setup_test_environment(debug=False)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sys.exit(_ask())


def _ask() -> int:
    from tests.accounts.test_odd_requests import faults, odd_requests
    from tests.support.people import signed_in
    from tests.support.whole_site import whole_site

    whole_site()
    few = int(sys.argv[1]) if len(sys.argv) > 1 else None
    number, slowest, found = 0, (0.0, ""), {}
    for role in ("administrator", "anonymous"):
        client = signed_in(role)
        for address in odd_requests(client, few):
            start = time.perf_counter()
            found |= faults(client, iter([address]))
            slowest = max(slowest, (time.perf_counter() - start, address))
            number += 1
    for address, fault in found.items():
        print(f"{address[:200]}: {fault[:200]}")
    print(f"{number} requests, {len(found)} faults; the slowest took {slowest[0]:.2f} s: {slowest[1][:100]}")
    return 1 if found else 0


if __name__ == "__main__":
    main()

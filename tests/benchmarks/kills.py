"""Processes killed at random points, as a program: `.venv/bin/python -m tests.benchmarks.kills [POINTS] [SEED]`.

Kills (SIGKILL) a process that stores, revises, reviews, corrects, withdraws, moves and merges at POINTS (200)
random moments, in a new database of TEST_DATABASE_URL (default: a new SQLite file), and verifies what is stored
after each. Prints the points; an error names what is not whole.
"""

import logging
import os
import sys
import tempfile
import time

import django


def main(points: int = 200, seed: int = 1) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TEST_DATABASE_URL", f"sqlite:///{folder}/kills.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from budget.models import Disclosure, Revision
        from tests.support.killing import kill_and_verify

        logging.disable()
        call_command("migrate", verbosity=0)
        start = time.perf_counter()
        moments = list(kill_and_verify(points, seed))
        print(
            f"{connection.vendor}: {len(moments)} processes killed {min(moments):.3f} to {max(moments):.3f} s after"
            f" their start, {time.perf_counter() - start:.0f} s; {Disclosure.objects.count()} disclosures,"
            f" {Revision.objects.count()} revisions, all whole"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

"""Random sequences of acts, as a program: `.venv/bin/python -m tests.benchmarks.random_acts [SEQUENCES] [ACTS]`.

Does SEQUENCES (100) of up to ACTS (30) in a new database of TEST_DATABASE_URL (default: a new SQLite file), and
verifies what is stored after each act. Prints the acts that lead to a difference, shortened, and ends with 1.
"""

import logging
import os
import sys
import tempfile
import time

import django


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TEST_DATABASE_URL", f"sqlite:///{folder}/acts.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        from django.core.management import call_command

        logging.disable()
        call_command("migrate", verbosity=0)
        _run(*map(int, sys.argv[1:3]))


def _run(sequences: int = 100, acts: int = 30) -> None:
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.support.random_acts import RandomActs

    class Thorough(RandomActs):
        is_thorough = True

    start = time.perf_counter()
    settings = hypothesis.settings(
        max_examples=sequences,
        stateful_step_count=acts,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_state_machine_as_test(Thorough, settings=settings)
    print(f"{sequences} sequences, {Thorough.done} acts, no difference, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()

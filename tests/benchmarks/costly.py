"""Pages beside costly answers: `python3 dev.py bench costly [--indicators N] [--rounds N] [--keep DIRECTORY]`.

Serves a site of about N (20,000) indicators with gunicorn as deploy/ does. Asks for /healthz and for pages of a list,
each another one, so that none is kept; first alone, then while eight readers of eight addresses ask for the working
paper of the year over and over. Prints the medians and what the eight were answered; ends with 1 where a median is more
than twice that of before.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.pages import Databases, built, connection
from tests.support.serving import AS_DEPLOYED, collect_static, served

READERS = 8
MOST_RATIO = 2.0
PAPER = "/findings/working-paper/?year=2024"


def fetch(address: str, forwarded: str = "") -> tuple[int, float]:
    """Fetch an address to its last byte; return status and seconds."""
    request = urllib.request.Request(address, headers={"X-Forwarded-For": forwarded} if forwarded else {})
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            while answer.read(1 << 20):
                pass
            status = answer.status
    except urllib.error.HTTPError as error:
        error.read()
        status = error.code
    return status, time.perf_counter() - start


@contextmanager
def readers_of_papers(site: str) -> "Iterator[Counter[int]]":
    """Have eight readers ask for the working paper until the end of the block; yield what they are answered."""
    answers: Counter[int] = Counter()
    ended = threading.Event()

    def read(number: int) -> None:
        while not ended.is_set():
            status, _seconds = fetch(site + PAPER, f"192.0.2.{number + 1}")
            answers[status] += 1
            ended.wait(0 if status == 200 else 0.5)

    threads = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield answers
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def measured(site: str, rounds: int, first: int) -> dict[str, list[float]]:
    """Return the seconds of /healthz and of pages of a list from page `first` on."""
    found: dict[str, list[float]] = {"/healthz": [], "/projects/": []}
    for number in range(rounds):
        for name, path in (
            ("/healthz", "/healthz"),
            ("/projects/", f"/projects/?year=2024&page={first + number}"),
        ):
            status, seconds = fetch(site + path)
            if status != 200:
                raise SystemExit(f"{path} answers {status}")
            found[name].append(seconds)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench costly")
    parser.add_argument("--indicators", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="directory of databases to use again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        databases = Databases(options.keep or Path(scratch))
        _small, name = built(databases, min(options.indicators, 2_000), options.indicators)
        databases.use(name)
        from budget.models import Finding  # Django is set up by the benchmark of pages

        findings = Finding.objects.in_force().of_year(2024).count()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "budget.settings",
            "DATA_DIR": scratch,
            "DATABASE_URL": databases.url(name),
            "PROXIES": "1",
            "LOG_LEVEL": "ERROR",
            "RATE_LIMITS": "0",  # what one address may ask for is not what is measured
        }
        connection.close()
        collect_static(environment)
        with served(environment, *AS_DEPLOYED) as site:
            measured(site, 16, 1)  # each process reads the facts of the year once
            alone = measured(site, options.rounds, 20)
            with readers_of_papers(site) as papers:
                beside = measured(site, options.rounds, 20 + options.rounds)
            status, seconds = fetch(site + PAPER)
    print(f"{connection.vendor}: {findings:,} findings, a working paper alone {seconds:.1f} s ({status})")
    print(f"eight readers of working papers were answered {json.dumps(dict(papers))}")
    worst = 0.0
    for path, before in alone.items():
        ratio = median(beside[path]) / median(before)
        worst = max(worst, ratio)
        print(
            f"{path:12} median {median(before) * 1000:.0f} ms, beside them {median(beside[path]) * 1000:.0f} ms: x{ratio:.2f};"
            f" 95 of 100 within {quantiles(before, n=20)[-1] * 1000:.0f} and {quantiles(beside[path], n=20)[-1] * 1000:.0f} ms"
        )
    return int(worst > MOST_RATIO)


if __name__ == "__main__":
    sys.exit(main())

"""Readers beside imports, as a program: `.venv/bin/python -m tests.benchmarks.load [--readers N] [--imports N] [--seconds S]`.

Serves a site with gunicorn as `dev.py run` does, on TEST_DATABASE (sqlite or postgresql). READERS (50) read pages
one after another for S (60) seconds, while IMPORTS (2) processes revise all disclosures over and over. The total
of revision R of disclosure D is known, so each total that is read is compared with the revision beside it. Prints
what was read and how fast; ends with 1 where an answer was a fault or a total was another revision's.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.support.paths import ROOT

DEPARTMENTS = 10  # of each import
PORT = 8765
PAGES = (
    "/",
    "/departments/?year=2024",
    "/projects/?year=2024",
    "/indicators/?year=2024",
    "/findings/?year=2024",
    f"/search/?q={quote('校舍')}",
    "/api/v1/disclosures?per_page=50",
)
TABLE = """2024年项目支出绩效目标表
部门名称：第{department}局
单位：万元
项目名称（资金使用单位）\t总计\t财政拨款\t财政专户拨款\t其他资金\t绩效目标\t绩效指标
合计\t{total}\t{total}
第{department}局\t{total}\t{total}
校舍维修\t{total}\t{total}\t\t\t修好校舍\t1、1-产出指标；11-数量指标；栋数；实施周期指标值:≥3栋；年度指标值:≥3栋。
"""


def total_of(department: int, revision: int) -> str:
    """The total in 万元 that a revision states."""
    return f"{department * 1000 + revision}.00"


@dataclass
class Seen:
    """What all readers have seen."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)
    compared: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench load")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--imports", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    vendor = os.environ.get("TEST_DATABASE") or "sqlite"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = {**os.environ, "DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
        environment["DJANGO_SETTINGS_MODULE"] = "budget.settings"
        environment["DATABASE_URL"] = _database(stack, vendor, folder)
        site = Site(folder, environment)
        site.manage("prepare_site")
        for number in range(options.imports):
            site.revise(number, 1)
        server = stack.enter_context(site.serve())
        seen, revised = _read_and_revise(site, options)
        server.terminate()
    ordered = sorted(seen.seconds)
    print(
        f"{vendor}: {options.readers} readers, {options.imports} imports, {options.seconds:.0f} s: {len(ordered)} answers"
        f" ({dict(seen.statuses)}), {revised} disclosures revised, {seen.compared} totals compared with their revision,"
        f" {len(seen.wrong)} wrong; median {statistics.median(ordered):.2f} s, 95 of 100 within"
        f" {ordered[int(len(ordered) * 0.95)]:.2f} s, slowest {ordered[-1]:.2f} s"
    )
    for line in seen.wrong[:10]:
        print(line)
    sys.exit(bool(seen.wrong or set(seen.statuses) - {200}))


def _database(stack: ExitStack, vendor: str, folder: Path) -> str:
    if vendor == "sqlite":
        return f"sqlite:///{folder}/load.sqlite3"
    from tests.support.postgresql import PostgresServer

    server = PostgresServer()
    stack.callback(server.stop)
    server.start()
    return stack.enter_context(server.scratch_database())


class Site:
    """The site under load, by its programs."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def revise(self, importer: int, revision: int) -> None:
        """Import a revision of all disclosures of one importer."""
        files = self.folder / f"files-{importer}"
        files.mkdir(exist_ok=True)
        for department in range(importer * DEPARTMENTS, (importer + 1) * DEPARTMENTS):
            text = TABLE.format(department=department, total=total_of(department, revision))
            (files / f"{department}.txt").write_text(text, encoding="utf-8")
        self.manage("import_disclosures", str(files), "--jobs", "1")

    def serve(self) -> "subprocess.Popen[bytes]":
        config = ROOT / "devtools" / "gunicorn_conf.py"
        command = ["-m", "gunicorn", "--config", str(config), "--bind", f"127.0.0.1:{PORT}", "budget.wsgi"]
        server = subprocess.Popen([sys.executable, *command], env=self.environment, cwd=ROOT)
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz").close()
            except OSError:
                time.sleep(0.2)
            else:
                return server


def _read_and_revise(site: Site, options: argparse.Namespace) -> tuple[Seen, int]:
    """Let readers and imports work for some seconds; return what was seen and how many disclosures were revised."""
    seen, lock = Seen(), threading.Lock()
    until = time.monotonic() + options.seconds
    revised = [0] * options.imports

    def read(number: int) -> None:
        chosen = random.Random(number)
        while time.monotonic() < until:
            department = chosen.randrange(options.imports * DEPARTMENTS) + 1
            path = chosen.choice([*PAGES, f"/disclosures/{department}/", f"/departments/{department}/"])
            start = time.monotonic()
            status, text = _fetch(path)
            taken = time.monotonic() - start
            pairs = list(_totals(path, text)) if status == 200 else []
            with lock:
                seen.seconds.append(taken)
                seen.statuses[status] += 1
                seen.compared += len(pairs)
                seen.wrong += [
                    f"{path}: revision {one}: {has}" for one, has, is_right in pairs if not is_right
                ]

    def revise(importer: int) -> None:
        revision = 1
        while time.monotonic() < until:
            revision += 1
            site.revise(importer, revision)
            revised[importer] += DEPARTMENTS

    threads = [threading.Thread(target=read, args=[number]) for number in range(options.readers)]
    threads += [threading.Thread(target=revise, args=[number]) for number in range(options.imports)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen, sum(revised)


def _fetch(path: str) -> tuple[int | str, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError as error:
        return type(error).__name__, ""


def _totals(path: str, text: str) -> "list[tuple[int, str, bool]]":
    """Return (revision, total, whether it is that revision's) of each disclosure that an answer names."""
    if path.startswith("/api/"):
        rows = json.loads(text)["results"]
        found = [
            (int(re.sub(r"\D", "", row["department"]["name"])), row["revision"], row[kind])
            for row in rows
            for kind in ("sum_of_projects",)
        ] + [
            (int(re.sub(r"\D", "", row["department"]["name"])), row["revision"], row["stated"]["total"])
            for row in rows
        ]
    elif path.startswith("/disclosures/"):
        department = int(re.findall(r"第(\d+)局", text)[0])
        plain = re.sub(r"<[^>]+>|\s", "", text)
        revision = int(re.findall(r"公开情况(\d+)现行", plain)[0])
        totals = re.findall(r"合计([\d,]+\.\d\d)", plain)
        found = [(department, revision, total.replace(",", "")) for total in totals]
    else:
        return []
    return [
        (revision, total, total == total_of(department, revision)) for department, revision, total in found
    ]


if __name__ == "__main__":
    main()

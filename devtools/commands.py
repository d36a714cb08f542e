"""The commands of dev.py: their arguments, and which part does the work."""

import argparse
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import security, site, suite
from devtools.console import ROOT, Stop, say

DEFAULT_PORT = 8000

USAGE = """usage: python3 dev.py COMMAND

  run [--port N]              the site, as in production, on 127.0.0.1 (first makes all that it needs)
  serve --debug [--port N]    the site for working on the code: it reloads, and shows errors in full
  manage COMMAND ...          manage.py in the site's environment, as `manage createsuperuser`
  test [PYTEST ARGUMENTS]     lint, types, migrations, and the whole suite on SQLite and on PostgreSQL
  bench [NAME ...]            a benchmark of tests/benchmarks; without a name, which there are
  sbom [DIRECTORY]            bills of materials (CycloneDX) of what the site is made of; default var/sbom
  audit                       known flaws of the Python packages, where their public list can be reached
  --version                   the site's version
"""


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line.

    Return the exit code: 0; the failed step's own, or 1; 2 for wrong arguments; 130 where it was interrupted.
    """
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if name in ("-h", "--help", "help"):
        say(USAGE)
        return 0
    if name == "--version":
        say(_version())
        return 0
    if name not in COMMANDS:
        say(USAGE)
        say(f"✗ no such command: {name}" if name else "✗ which command?")
        return 2
    try:
        COMMANDS[name](rest)
    except Stop as stop:
        say(f"✗ {stop}")
        return stop.code
    except KeyboardInterrupt:
        say("✗ interrupted; the same command goes on where this one stopped")
        return 130
    return 0


def _run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dev.py run", description="The site, as in production.")
    _add_port(parser)
    site.run(parser.parse_args(arguments).port)


def _serve(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dev.py serve", description="The site for working on the code.")
    _add_port(parser)
    parser.add_argument("--debug", action="store_true", help="reload, and show errors in full; else as `run`")
    options = parser.parse_args(arguments)
    (site.debug if options.debug else site.run)(options.port)


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"on 127.0.0.1; default {DEFAULT_PORT}"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")
    return int(text)


def _sbom(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dev.py sbom", description="Bills of materials (CycloneDX, JSON).")
    parser.add_argument("directory", nargs="?", type=Path, default=ROOT / "var" / "sbom")
    security.bill_of_materials(parser.parse_args(arguments).directory.absolute())


def _audit(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dev.py audit", description="Known flaws of the Python packages.")
    parser.parse_args(arguments)
    security.known_flaws()


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


# Those that pass their arguments on take them unread: an option there is pytest's or manage.py's.
COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "run": _run,
    "serve": _serve,
    "manage": site.manage,
    "test": suite.test,
    "bench": suite.bench,
    "sbom": _sbom,
    "audit": _audit,
}

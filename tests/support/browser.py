"""Chromium for the tests, and a page that takes no error lightly."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from devtools import node
from devtools.browser import find

ARGUMENTS = [
    # No call home: the tests' own pages are all there is.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    # Containers have as little as 64 MB of shared memory.
    "--disable-dev-shm-usage",
    # Text is measured and drawn alike on every machine.
    "--font-render-hinting=none",
]

# Playwright drives the browser through a Node of its own, which needs a library that a bare Debian lacks
# (libatomic): the one that brought npm does as well.
DRIVER_NODE = Path(playwright.__file__).parent / "driver" / "node"

# Longer than any page may take, shorter than a reader's patience with a test run that hangs.
TIMEOUT_MILLISECONDS = 15_000

# The console also tells of violations, but not where they come from.
WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', event => console.error(
  `policy: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile})`));
"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium, the machine's or the fetched one, and close it."""
    launch = find()
    if not _runs(DRIVER_NODE):
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node.ensure().program("node")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=launch.program,
            args=ARGUMENTS,
            # Its sandbox starts neither as root nor in most containers; the pages here are our own.
            chromium_sandbox=False,
            env={**os.environ, **launch.environment},
        )
        try:
            yield browser
        finally:
            browser.close()


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@contextmanager
def open_page(browser: Browser, base_url: str, **context_options: object) -> Iterator[Page]:
    """Open a page for a Chinese reader, with a profile of its own; fail at its end for what went wrong.

    That is: an uncaught error, an error on the console, a violation of the Content-Security-Policy, a
    request that was not answered, an answer of 500 or above, a request to anywhere but `base_url`. A test
    that provokes one on purpose takes it out of `page.problems`.
    """
    problems: list[str] = []
    options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(base_url=base_url, **{**options, **context_options})
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.problems = problems
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on("console", lambda line: _note_line(problems, line))
    page.on("requestfailed", lambda request: _note_failure(problems, request))
    page.on("response", lambda answer: _note_answer(problems, answer))
    page.on("request", lambda request: _note_stranger(problems, request, base_url))
    try:
        yield page
    finally:
        context.close()
    assert not problems, "the page reported:\n" + "\n".join(problems)


def _note_line(problems: list[str], line: ConsoleMessage) -> None:
    if line.type == "error":
        problems.append(f"console: {line.text}")


def _note_answer(problems: list[str], answer: Response) -> None:
    if answer.status >= 500:
        problems.append(f"{answer.status}: {answer.url}")


def _note_failure(problems: list[str], request: Request) -> None:
    # A download and a page left while it loads are aborted, and rightly so.
    if "ERR_ABORTED" not in (request.failure or ""):
        problems.append(f"not answered: {request.url} ({request.failure})")


def _note_stranger(problems: list[str], request: Request, base_url: str) -> None:
    if not request.url.startswith((base_url, "data:", "blob:")):
        problems.append(f"asked elsewhere: {request.url}")

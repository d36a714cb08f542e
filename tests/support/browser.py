"""Chromium for the tests, and a page that takes no error lightly."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import playwright
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

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

# The console also tells of violations, but not where they come from. Charts out of sight are drawn as soon as a
# reader moves the pointer: the reader of a test does at once.
WATCH_POLICY = """
window.addEventListener('load', () => window.dispatchEvent(new Event('pointermove')));
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


# Profiles that no page uses, by their options, of each browser. Making one, and reading its first page without
# a cache, costs several times what any other page costs.
_UNUSED: WeakKeyDictionary[Browser, dict[str, list[BrowserContext]]] = WeakKeyDictionary()


@contextmanager
def open_page(browser: Browser, base_url: str, **context_options: object) -> Iterator[Page]:
    """Open a page for a Chinese reader, with a profile of its own; fail at its end for what went wrong.

    That is: an uncaught error, an error on the console, a violation of the Content-Security-Policy, a
    request that was not answered, an answer of 500 or above, a request to anywhere but `base_url`. A test
    that provokes one on purpose takes it out of `page.problems`.
    """
    problems: list[str] = []
    options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 900}}
    with _profile(browser, {**options, **context_options, "base_url": base_url}) as context:
        page = context.new_page()
        page.problems = problems
        page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
        page.on("console", lambda line: _note_line(problems, line))
        page.on("requestfailed", lambda request: _note_failure(problems, request))
        page.on("response", lambda answer: _note_answer(problems, answer))
        page.on("request", lambda request: _note_stranger(problems, request, base_url))
        yield page
    assert not problems, "the page reported:\n" + "\n".join(problems)


@contextmanager
def _profile(browser: Browser, options: dict[str, object]) -> Iterator[BrowserContext]:
    """Yield a profile that remembers nothing: a new one, or an emptied one that an earlier page used.

    The cache of files with hashed names alone is kept: pages of the site are not cached.
    """
    unused = _UNUSED.setdefault(browser, {}).setdefault(repr(sorted(options.items())), [])
    if unused:
        context = unused.pop()
    else:
        context = browser.new_context(**options)
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        context.add_init_script(WATCH_POLICY)
        context.new_page()  # stays open: beside it, pages are tabs of its window, and no windows of their own
    try:
        yield context
    except BaseException:
        context.close()  # whatever state it is in
        raise
    _forget(context, str(options["base_url"]))
    unused.append(context)


def _forget(context: BrowserContext, base_url: str) -> None:
    """Close the pages of a profile but its first, and remove its cookies and what its pages stored."""
    first, *others = context.pages
    for page in others:
        page.close()
    session = context.new_cdp_session(first)
    session.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": "all"})
    session.detach()
    context.clear_cookies()
    context.clear_permissions()


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

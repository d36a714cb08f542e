"""Answers that cost seconds, made a few at a time: files of tables, working papers.

Whoever may read a page may ask for its file, so that without a limit a handful of readers would keep all
others waiting. EXPORTS_AT_ONCE files are made at a time by all processes, and one for an address. Who comes
meanwhile waits shortly, and is then asked to come again. Locks on files in DATA_DIR count: they end with
their process. A file is complete before its first byte goes out, so that no slow reader holds a place, and
no fault leaves half a file that looks like a whole one.

A file of many rows is made by a process of its own (budget.apart), which answers the same request and gives
way to others: in a thread of this one every page beside it would wait for the interpreter.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from budget.accounts.throttling import client_network

# In the environ of a request that is answered by a process of its own. No header has such a name.
APART: Final = "budget.apart"
# A file of fewer rows takes less time than the start of a process.
_ROWS_IN_REQUEST: Final = 2_000
_MOST_SECONDS: Final = 900
# What a maker must not do as this process does: count the request again, or log it.
_OF_MAKERS: Final = {"RATE_LIMITS": "0", "LOG_LEVEL": "WARNING"}
# Held in memory up to here, on disk beyond.
_IN_MEMORY: Final = 5_000_000
# Addresses share so many locks: two seldom have the same.
_LOCKS_OF_ADDRESSES: Final = 256
_WAIT_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.05
_RETRY_SECONDS: Final = 5
# A waiting request holds a thread of its process: never more than one, so that pages have the others.
_waiting = threading.BoundedSemaphore(1)


class Busy(Exception):
    """A file cannot be made now; `status` is that of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def file_made_apart(
    request: HttpRequest,
    write: Callable[[IO[bytes]], None],
    *,
    rows: Callable[[], int],
    content_type: str,
    headers: Mapping[str, str],
) -> HttpResponseBase:
    """Return the file that `write` writes into a stream, once it is its turn; else the page that says when to
    come again: 429 where this reader's address has one in the making, 503 where others have.

    `rows`: about how many rows it has. HEAD writes nothing.
    """
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=dict(headers))
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        if APART in request.META:
            write(stream)
        else:
            with _turn(client_network(request)):
                if rows() > _ROWS_IN_REQUEST:
                    _write_apart(request, stream)
                else:
                    write(stream)
    except Busy as busy:
        stream.close()
        return _come_again(request, busy.status)
    except BaseException:
        stream.close()
        raise
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    file: IO[bytes] = stream
    if size <= _IN_MEMORY:
        file = BytesIO(stream.read())
        stream.close()
    response = FileResponse(file, content_type=content_type, headers=dict(headers))
    response.headers["Content-Length"] = str(size)
    return response


def _write_apart(request: HttpRequest, stream: IO[bytes]) -> None:
    """Have a process of its own answer the request, and write its file into a stream. Raises RuntimeError
    where it fails; its log tells why.
    """
    environ = {name: value for name, value in request.META.items() if isinstance(value, str)}
    environ.pop("HTTP_IF_NONE_MATCH", None)
    environment = {**os.environ, **_OF_MAKERS}
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
    command = ["timeout", str(_MOST_SECONDS), "nice", "-n", "5", sys.executable, "-m", "budget.apart"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, env=environment
    ) as maker:
        if maker.stdin is None or maker.stdout is None:
            raise RuntimeError("the maker of a file has no pipes")
        maker.stdin.write(json.dumps(environ).encode())
        maker.stdin.close()
        shutil.copyfileobj(maker.stdout, stream)
    if maker.returncode:
        raise RuntimeError(f"the process that made a file ended with {maker.returncode}")


def _come_again(request: HttpRequest, status: int) -> HttpResponse:
    context = {
        "title": _("One file at a time"),
        "is_own": status == 429,
        "seconds": _RETRY_SECONDS,
        "again": request.get_full_path(),
    }
    response = render(request, "busy.html", context, status=status)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # by Django as a fault, which it is not
    return response


@contextmanager
def _turn(network: str) -> Iterator[None]:
    """Hold a place for the length of the block. Raises Busy where there is none.

    `network`: what counts as one reader; "" for the machine itself, which is limited by places alone.
    """
    folder = Path(settings.DATA_DIR) / "making"
    folder.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as held:
        if network:
            number = hashlib.blake2b(network.encode(), digest_size=2).digest()
            if not _lock(folder / f"of-{int.from_bytes(number) % _LOCKS_OF_ADDRESSES}", held):
                raise Busy(429)
        places = [folder / str(number) for number in range(settings.EXPORTS_AT_ONCE)]
        if not any(_lock(place, held) for place in places):
            _wait_for(places, held)
        yield


def _wait_for(places: list[Path], held: ExitStack) -> None:
    if not _waiting.acquire(blocking=False):
        raise Busy(503)
    try:
        until = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
            if any(_lock(place, held) for place in places):
                return
    finally:
        _waiting.release()
    raise Busy(503)


def _lock(path: Path, held: ExitStack) -> bool:
    """Take the lock of a file, for as long as `held` is open; return whether it was free."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    held.callback(os.close, descriptor)
    return True

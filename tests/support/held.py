"""A command of manage.py in a process that stops at a call which the test names, until the test lets it go on.

So a test looks at, signals or kills a process in the middle of its work, however fast or slow the machine is.
"""

import functools
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.support.paths import ROOT

# Seconds for a process to come to its call, on a machine however busy.
PATIENCE = 120


class Held:
    """A started process. `pause` is the end of the pipe on which it tells that it is held."""

    def __init__(self, process: subprocess.Popen[bytes], pause: int, go: int) -> None:
        self.process = process
        self._pause, self._go = pause, go

    def wait_until_held(self) -> None:
        """Wait until the process is at its call; fail where it has ended before."""
        readable, _, _ = select.select([self._pause], [], [], PATIENCE)
        assert readable and os.read(self._pause, 1), "the process did not come to the call that holds it"

    def release(self) -> None:
        """Let the process go on."""
        os.write(self._go, b".")


@contextmanager
def held(
    function: str, call: int, *arguments: object, environment: Mapping[str, str], **options: Any
) -> Iterator[Held]:
    """Start manage.py with these arguments; hold it where `function` is called for the time numbered `call`, from 1.

    `function` is the path of a method: `package.module.Class.method`. `options` are those of Popen. The process is
    killed at the end of the context.
    """
    paused, pause = os.pipe()
    wait, go = os.pipe()
    with os.fdopen(paused), os.fdopen(go, "wb", 0):
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                __name__,
                function,
                str(call),
                str(pause),
                str(wait),
                *map(str, arguments),
            ],
            env={**environment, "PYTHONPATH": str(ROOT)},
            pass_fds=(pause, wait),
            start_new_session=True,
            **options,
        )
        os.close(pause)
        os.close(wait)
        try:
            yield Held(process, paused, go)
        finally:
            process.kill()
            process.wait()


def _hold(function: str, number: int, pause: int, wait: int) -> None:
    """Make a method tell that it is held, and wait, where it is called for the time with this number."""
    from django.utils.module_loading import import_string

    path, _, name = function.rpartition(".")
    owner = import_string(path)
    original = getattr(owner, name)
    calls = 0

    @functools.wraps(original)
    def holding(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            os.write(pause, b".")
            os.read(wait, 1)
        return original(*args, **kwargs)

    setattr(owner, name, holding)


def main() -> None:
    """Be manage.py, with a method that holds it."""
    import django
    from django.core.management import execute_from_command_line

    function, number, pause, wait, *arguments = sys.argv[1:]
    for descriptor in (int(pause), int(wait)):
        os.set_inheritable(descriptor, False)
    django.setup()
    _hold(function, int(number), int(pause), int(wait))
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main()

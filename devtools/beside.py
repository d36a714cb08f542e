"""A program beside the site: started again where it ends, ended with the site.

`python -m devtools.beside PID PROGRAM ARGUMENT…`, called by the process PID, whose child it is while that
becomes the site: so the site's signals and exit code are its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from devtools.console import say

_LOOK_UP_SECONDS = 0.2
# A program that cannot run at all is not started all the time.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# So long it runs well; its next end is taken for a first one.
_WELL_SECONDS = 60.0
# What it is in the midst of, it may bring to an end.
_GRACE_SECONDS = 15.0


class Beside:
    """Keeps the program running as long as the parent lives and nobody ends it."""

    def __init__(self, parent: int, command: Sequence[str]) -> None:
        self.parent = parent
        self.command = command
        self.is_told_to_end = False

    def run(self) -> int:
        """Return 0 when it was told to end, or when the parent ended."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        # A closed terminal ends the site, or does not; this follows it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        pause = _FIRST_PAUSE
        while self._goes_on():
            started = time.monotonic()
            # Out of reach of the terminal's Ctrl-C, which would tell it twice.
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)
            self._watch(process)
            if not self._goes_on():
                _end(process)
                break
            if time.monotonic() - started > _WELL_SECONDS:
                pause = _FIRST_PAUSE
            say(f"✗ The worker ended with code {process.returncode}; it is started again in {pause:.0f} s")
            self._wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if not self.is_told_to_end:
            say("── The site has ended, and its worker with it")
        return 0

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_told_to_end = True

    def _goes_on(self) -> bool:
        return not self.is_told_to_end and os.getppid() == self.parent

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the program has ended, or is to end."""
        while self._goes_on() and process.poll() is None:
            time.sleep(_LOOK_UP_SECONDS)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._goes_on() and time.monotonic() < until:
            time.sleep(_LOOK_UP_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the program end, by force where it takes too long."""
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        say("✗ The worker was in the midst of something and had to be killed; the next start takes it up")
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(Beside(int(sys.argv[1]), sys.argv[2:]).run())

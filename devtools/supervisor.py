"""The supervisor of the worker: restarts a program that ends, and ends it with the site.

`python -m devtools.supervisor PID PROGRAM ARGUMENT…` is started by the process PID, which then becomes the
site itself. So the site's signals and exit code are its own, and the supervisor is its child.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from devtools.console import say

_POLL_SECONDS = 0.2
# Pauses before a restart. They double, so that a program that cannot run is not started all the time.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# After a run of this length the pauses start anew.
_STABLE_SECONDS = 60.0
# Grace period before SIGKILL.
_GRACE_SECONDS = 15.0


class Supervisor:
    """Keeps a program running until the parent process ends, or a signal ends the supervisor."""

    def __init__(self, parent: int, command: Sequence[str]) -> None:
        self.parent = parent
        self.command = command
        self.is_ending = False

    def run(self) -> int:
        """Supervise the program; return the exit code 0."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        # A closed terminal may end the site, and this process ends with it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        pause = _FIRST_PAUSE
        while self._is_wanted():
            started = time.monotonic()
            # In a session of its own: the terminal's Ctrl-C would signal it a second time.
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)
            self._watch(process)
            if not self._is_wanted():
                _end(process)
                break
            if time.monotonic() - started > _STABLE_SECONDS:
                pause = _FIRST_PAUSE
            say(f"✗ The worker ended with code {process.returncode}; it is started again in {pause:.0f} s")
            self._wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if not self.is_ending:
            say("── The site has ended, and its worker with it")
        return 0

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def _is_wanted(self) -> bool:
        return not self.is_ending and os.getppid() == self.parent

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the program has ended, or is no longer wanted."""
        while self._is_wanted() and process.poll() is None:
            time.sleep(_POLL_SECONDS)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._is_wanted() and time.monotonic() < until:
            time.sleep(_POLL_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program, after the grace period by SIGKILL."""
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        say("✗ The worker was in the midst of something and had to be killed; the next start takes it up")
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(Supervisor(int(sys.argv[1]), sys.argv[2:]).run())

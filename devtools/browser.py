"""Chromium and a Chinese font for the tests: the machine's own, or fetched into .tools/browser."""

import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from devtools import node, stamps
from devtools.console import TOOLS, Stop, run

# On PATH under these names; tried in this order.
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = Path(__file__).parent / "browser_packages"
FETCHED = TOOLS / "browser"
STAMP = FETCHED / "fetched.json"

# node reads brotli, which Python's standard library does not.
EXPAND = """
const fs = require('fs'), zlib = require('zlib'), { pipeline } = require('stream');
pipeline(
  fs.createReadStream(process.argv[1]), zlib.createBrotliDecompress(), fs.createWriteStream(process.argv[2]),
  error => { if (error) { console.error(error.message); process.exitCode = 1; } });
"""

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{fonts}</dir>
  <dir>{chinese}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Launch:
    """How Chromium is started: the program, and what is added to its environment."""

    program: Path
    environment: dict[str, str]


def find() -> Launch:
    """Return the browser to use; raise Stop where neither the machine nor .tools has a whole one.

    TEST_BROWSER=fetched passes the machine's browser and fonts over.
    """
    program, fonts = _system_browser(), _system_speaks_chinese()
    if program is not None and fonts:
        return Launch(program, {})
    if stamps.read(STAMP) != _wanted():
        raise Stop(
            "no Chromium with a Chinese font on this machine: `python3 dev.py test` fetches both (or install "
            "Debian's packages chromium and fonts-noto-cjk)"
        )
    environment = {} if fonts else {"FONTCONFIG_FILE": str(FETCHED / "fonts.conf")}
    if program is None:
        program = FETCHED / "chromium"
        libraries = [str(FETCHED / "lib"), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(libraries)
    return Launch(program, environment)


def ensure() -> None:
    """Fetch browser and font where the machine lacks either, unless that was done."""
    if (_system_browser() is not None and _system_speaks_chinese()) or stamps.read(STAMP) == _wanted():
        return
    shutil.rmtree(FETCHED, ignore_errors=True)
    FETCHED.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(PACKAGES / name, FETCHED / name)
    node.install(FETCHED, develop=False, what="Chromium and a Chinese font (the machine lacks one of them)")
    _unpack()
    stamps.write(STAMP, _wanted())


def _wanted() -> dict[str, str]:
    return {"lock": stamps.digest(PACKAGES / "package-lock.json")}


def _system_browser() -> Path | None:
    if os.environ.get("TEST_BROWSER") == "fetched":
        return None
    return next((Path(found) for name in SYSTEM_NAMES if (found := shutil.which(name))), None)


def _system_speaks_chinese() -> bool:
    """Whether the machine has a font with Chinese letters, by fontconfig."""
    listing = shutil.which("fc-list")
    if listing is None or os.environ.get("TEST_BROWSER") == "fetched":
        return False
    outcome = subprocess.run([listing, ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(outcome.stdout.strip())


def _unpack() -> None:
    """Expand the browser, the libraries it needs, and write the font configuration."""
    found = node.ensure()
    packed = FETCHED / "node_modules" / "@sparticuz" / "chromium" / "bin"
    for name in ("chromium", "al2023.tar", "fonts.tar"):
        run(
            f"Expanding {name}",
            [found.program("node"), "-e", EXPAND, packed / f"{name}.br", FETCHED / name],
            remedy="Remove .tools/browser and call the command again.",
            env=found.environment,
        )
        if name.endswith(".tar"):
            with tarfile.open(FETCHED / name) as archive:
                archive.extractall(FETCHED)  # as pinned by its hash in the lock file
            (FETCHED / name).unlink()
    (FETCHED / "chromium").chmod(0o755)
    chinese = FETCHED / "node_modules" / "@expo-google-fonts" / "noto-sans-sc" / "400Regular"
    content = FONTS_CONF.format(fonts=FETCHED / "fonts", chinese=chinese, cache=FETCHED / "font-cache")
    (FETCHED / "fonts.conf").write_text(content, encoding="utf-8")

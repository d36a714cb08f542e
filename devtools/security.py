"""What the site is made of, as a bill of materials, and its known flaws."""

import subprocess
from pathlib import Path

from devtools import environment, node, stamps
from devtools.console import ROOT, TOOLS, Stop, run, say

REQUIREMENTS = "requirements-security.txt"


def _tools() -> Path:
    """Return the directory of the programs of requirements-security.txt, which lie apart from the site's."""
    venv = TOOLS / "security"
    stamp, wanted = venv / "installed.json", {REQUIREMENTS: stamps.digest(ROOT / REQUIREMENTS)}
    if stamps.read(stamp) != wanted:
        environment.create(venv, stamp)
        environment.install(venv, REQUIREMENTS)
        stamps.write(stamp, wanted)
    return venv / "bin"


def bill_of_materials(target: Path) -> None:
    """Write bills of materials (CycloneDX, JSON) of Python packages and of scripts into a directory."""
    programs, npm = _tools(), node.ensure()
    target.mkdir(parents=True, exist_ok=True)
    python, scripts = target / "python.cdx.json", target / "scripts.cdx.json"
    run(
        "Python packages",
        [programs / "cyclonedx-py", "requirements", ROOT / "requirements.txt", "--output-file", python],
    )
    made = subprocess.run(
        [npm.program("npm"), "sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only"],
        cwd=ROOT,
        env=npm.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Stop(f"npm could not list the scripts:\n{made.stderr}")
    scripts.write_text(made.stdout, encoding="utf-8")
    say(f"✓ {python}\n✓ {scripts}")


def known_flaws() -> None:
    """Look up the pinned Python packages in the public list of flaws. Raise Stop where one is known, or where
    the list cannot be reached.
    """
    run(
        "Known flaws of Python packages",
        [
            _tools() / "pip-audit",
            "--requirement",
            ROOT / "requirements.txt",
            "--require-hashes",
            "--disable-pip",
            "--strict",
        ],
        remedy="A flaw is named above, or the list of flaws could not be reached: then nothing is known.",
    )

"""dev.py: it stands on Python alone, installs what is pinned and says in words what fails."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from devtools import commands, console, environment, stamps
from tests.support.paths import ROOT

# On a machine however busy.
START_SECONDS = 300


def dev(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Call dev.py as on a machine that has nothing but Python: no package is seen."""
    return subprocess.run(
        [sys.executable, "-S", "-E", ROOT / "dev.py", *arguments],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_needs_nothing_but_python_and_names_every_command():
    outcome = dev("--help")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert set(re.findall(r"^  (\w+)", outcome.stdout, flags=re.MULTILINE)) == set(commands.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "which command?"),
        (["fly"], "no such command: fly"),
        (["run", "--port", "http"], "is no port"),
        (["run", "--port", "70000"], "is no port"),
        (["run", "--prot", "8000"], "unrecognized arguments"),
        (["test", "-n", "3"], "is for one process"),
        (["test", "-n3"], "is for one process"),
        (["test", "--pdb"], "is for one process"),
        (["bench", "nothing"], "no benchmark is called nothing"),
    ],
)
def test_a_wrong_command_line_is_told_in_words(arguments, words):
    outcome = dev(*arguments)
    assert outcome.returncode == 2
    assert words in outcome.stdout + outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_port_in_use_is_told_in_words_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = dev("run", "--port", str(port))
    assert outcome.returncode == 1
    assert f"Port {port} is in use" in outcome.stdout


def test_a_step_that_fails_stops_with_its_code_and_says_how_to_mend_it():
    with pytest.raises(console.Stop, match="Step: failed with code 7. Mend it so.") as stopped:
        console.run("Step", [sys.executable, "-c", "raise SystemExit(7)"], remedy="Mend it so.")
    assert stopped.value.code == 7
    with pytest.raises(console.Stop, match="cannot be run"):
        console.run("Step", ["/no/such/program"])


def wheel(folder: Path, name: str, code: str = "") -> str:
    """Put a package called `name`, with one module, into `folder`; return the line that pins it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return f"{name}==1.0 --hash=sha256:{sha256(path.read_bytes()).hexdigest()}\n"


def base_python(folder: Path) -> Path:
    """Return a Python whose `-m venv` shares the pip of the tests: to install another takes seconds each time."""
    program, (pip,) = folder / "python", importlib.util.find_spec("pip").submodule_search_locations
    program.write_text(
        f"""#!/bin/sh
        {environment._BASE_PYTHON} -m venv --without-pip "$3" && cd "$3"/lib/python*/site-packages && ln -s {pip} .
        """
    )
    program.chmod(0o755)
    return program


def test_the_environment_holds_what_is_pinned_whatever_came_before(tmp_path, monkeypatch, capfd):
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv"}.items():
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(environment, "_BASE_PYTHON", base_python(tmp_path))
    source = f"--no-index --find-links {tmp_path}\n"
    pins = {name: wheel(tmp_path, name) for name in ("site_one", "site_two", "tests_only")}
    run, develop = tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"
    run.write_text(source + pins["site_one"])
    develop.write_text(source + pins["site_one"] + pins["tests_only"])

    def holds() -> set[str]:
        return {name for name in pins if list((tmp_path / ".venv").rglob(f"{name}.py"))}

    python = environment.ensure()
    assert holds() == {"site_one"}
    environment.ensure(environment.DEVELOP)
    assert holds() == {"site_one", "tests_only"}
    capfd.readouterr()
    assert environment.ensure() == environment.ensure(environment.DEVELOP) == python
    assert capfd.readouterr().out == ""  # nothing was done, in either order

    # An installation that broke off is not taken for whole, and what is pinned no longer is gone.
    stamps.write(environment.STAMP, stamps.INSTALLING)
    run.write_text(source + pins["site_two"])
    environment.ensure()
    assert holds() == {"site_two"}


def test_a_package_of_other_bytes_than_were_pinned_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    pin = wheel(tmp_path, "site_one")
    (tmp_path / "requirements.txt").write_text(f"--no-index --find-links {tmp_path}\n{pin}")
    wheel(tmp_path, "site_one", code="other = True")
    with pytest.raises(console.Stop, match=re.escape("Packages of requirements.txt: failed")):
        # Into this very environment: pip refuses before it changes anything.
        environment.install(Path(sys.prefix), "requirements.txt")


def test_a_half_written_stamp_is_the_stamp_of_a_broken_installation(tmp_path):
    stamp = tmp_path / "installed.json"
    assert stamps.read(stamp) is None
    for content in ("", "{", "[]"):
        stamp.write_text(content)
        assert stamps.read(stamp) == stamps.INSTALLING


def serve(port: int, variables: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """Start the site and wait until it tells its address; return the process, and all that it said before."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "dev.py", "run", "--port", str(port)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    alarm = threading.Timer(START_SECONDS, process.kill)
    alarm.start()
    said = ""
    for line in process.stdout:
        said += line
        if "The site is at" in line:
            break
    alarm.cancel()
    return process, said


def stop(process: subprocess.Popen[str]) -> float:
    """Interrupt the site as Ctrl-C does; return the seconds of processor time it took in all."""
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    process.stdout.close()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


@pytest.mark.once
def test_the_site_starts_with_the_samples_and_starts_again_at_once(database_url, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path / "data"),
        "DEBUG": "1",  # left over from working on the code: `run` serves without
        "COLUMNS": "200",
    }

    def page(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.read().decode()

    process, said = serve(port, variables)
    assert "guangzhou-cppcc.txt" in said
    assert "createsuperuser" in said
    assert f"http://127.0.0.1:{port}/" in said
    assert "3,340.00" in page("/")
    stylesheet = re.search(r'href="(/static/vendor/tabler\.[0-9a-f]{12}\.css)"', page("/"))
    assert ".btn" in page(stylesheet[1])
    first = stop(process)
    assert process.returncode == 0

    process, said = serve(port, variables)
    # Nothing was there to do, and an administrator is still missing.
    lines = [re.sub(r"\d\.\d s", "N s", line) for line in said.splitlines() if line]
    assert [line for line in lines if "createsuperuser" not in line] == [
        "── The site",
        "   done in N s",
        f"✓ The site is at http://127.0.0.1:{port}/  (Ctrl-C stops it)",
    ]
    assert page("/healthz") == "ok\n"
    # A ratio, not a time: what was made by the first start is not made again.
    assert stop(process) < first

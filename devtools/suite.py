"""The whole test run, and the benchmarks."""

from devtools import browser, environment, node
from devtools.console import ROOT, Stop, become, run, say

BENCHMARKS = ROOT / "tests" / "benchmarks"
BIOME = ROOT / "node_modules" / ".bin" / "biome"

# What each process of the suite runs (tests/conftest.py): tests that use a database once on each, the rest
# once. Four processes even on two cores: the machine's scheduler levels them better than any plan.
SHARES = (
    {"TEST_SHARE": "database", "TEST_DATABASE": "sqlite"},
    {"TEST_SHARE": "database", "TEST_DATABASE": "postgresql"},
    {"TEST_SHARE": "1/2"},
    {"TEST_SHARE": "2/2"},
)

# These deal the tests out in another way, or want the terminal for one process.
NOT_HERE = ("-n", "-s", "--numprocesses", "--dist", "--tx", "--pdb", "--trace", "--capture")


def test(arguments: list[str]) -> None:
    """Check everything, then run the suite with these pytest arguments; raise Stop where something fails."""
    for argument in arguments:
        if argument.partition("=")[0].rstrip("0123456789") in NOT_HERE:
            raise Stop(
                f"{argument} is for one process: call .venv/bin/pytest with it "
                "(with TEST_DATABASE=postgresql in the environment for the other database)",
                code=2,
            )
    python = environment.ensure(environment.DEVELOP)
    node.install(ROOT, develop=True, what="Charts and styles for the pages, and what tests need of npm")
    browser.ensure()
    run("Lint", [python, "-m", "ruff", "check"], mend="`.venv/bin/ruff check --fix` mends the simple ones.")
    run(
        "Format",
        [python, "-m", "ruff", "format", "--check", "--quiet"],
        mend="`.venv/bin/ruff format` mends it.",
    )
    run("Lint of templates", [python, "-m", "djlint", "--lint", "--quiet", ROOT / "templates"])
    npm = node.ensure()
    run(
        "Lint and format of scripts and styles",
        [npm.program("node"), BIOME, "check", "--error-on-warnings", ROOT / "static"],
        mend=f"`{BIOME.relative_to(ROOT)} check --write static` mends the simple ones.",
        env=npm.environment,
    )
    run("Types", [python, "-m", "mypy"])
    run(
        "Migrations",
        [python, ROOT / "manage.py", "makemigrations", "--check", "--dry-run"],
        mend="`python3 dev.py manage makemigrations` writes what is missing.",
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    processes = [
        f"--tx=popen//{'//'.join(f'env:{name}={value}' for name, value in share.items())}" for share in SHARES
    ]
    run("Tests", [python, "-m", "pytest", "--dist=each", *processes, *arguments])
    say("✓ all is well")


def bench(arguments: list[str]) -> None:
    """Run the named benchmark in the tests' environment (does not return), or name those there are."""
    names = sorted(path.stem for path in BENCHMARKS.glob("[!_]*.py"))
    if not arguments:
        say("\n".join(names) or "there is no benchmark yet")
        return
    name, rest = arguments[0], arguments[1:]
    if name not in names:
        raise Stop(f"no benchmark is called {name}; there are: {', '.join(names) or 'none'}", code=2)
    python = environment.ensure(environment.DEVELOP)
    become([python, "-m", f"tests.benchmarks.{name}", *rest], env={"PYTHONPATH": str(ROOT)})

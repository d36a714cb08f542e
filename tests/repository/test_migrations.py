"""Migrations: frozen, equal to the models in sum, and right with data of earlier states."""

import ast
import json
import re
import sys
import uuid
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus

from budget.disclosure.open_data import digest_of, snapshot_of
from budget.models import Disclosure, Project
from budget.project_types.rules import PROJECT_TYPES
from budget.store.verification.rows import verify_disclosure
from tests import factories
from tests.repository import merged_findings
from tests.repository.test_layout import imports, under
from tests.support.migrating import connected, make_from_models, migrate_to, schema
from tests.support.paths import ROOT

OURS = ("budget", "indicators")
# Living classes that the schema itself names: Django writes a field by the path of its class.
FIELDS = {"budget.models.money.FenField", "budget.models.search.TokensField"}
# Allowed besides the standard library. Tables of history name a base class of simple_history.
PACKAGES = {"django", "simple_history"}
WAN = 1_000_000
# Between the texts of an entry of the search index, and before its kind and fiscal year.
MARK = "\ufeea"


def migration_files() -> list[Path]:
    return [path for app in OURS for path in sorted((ROOT / app / "migrations").glob("*.py"))]


def living_code(source: str, module: str) -> list[str]:
    """Return what a migration, or a helper beside migrations, takes from code that may change."""
    modules = {field.rpartition(".")[0] for field in FIELDS}
    found = [
        name
        for name in imports(source, module)
        if name.partition(".")[0] not in PACKAGES | sys.stdlib_module_names
        and name not in modules
        and not name.startswith("budget.migrations._frozen_")
    ]
    nodes = list(ast.walk(ast.parse(source)))
    ours = {
        alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    used = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    parts = {name for name in used for field in FIELDS if under(field, name)}
    return found + sorted(name for name in used - parts if name.partition(".")[0] in ours.intersection(OURS))


@pytest.mark.parametrize("path", migration_files(), ids=lambda path: path.stem)
def test_no_migration_uses_living_code(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert living_code(path.read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    "source",
    [
        "from budget.store.quality import refresh",
        "from budget.models.money import FenField, WanYuanField",
        "import budget.models.search\nbudget.models.search.SearchText.objects.all()",
        "def late():\n    from importlib import import_module\n    import_module('budget.search.words')",
        "import simple_history, rich",
    ],
)
def test_living_code_is_found(source: str) -> None:
    assert living_code(source, "budget.migrations.0099_next")


@pytest.fixture
def empty_database(database_url: str, django_db_blocker: Any) -> Iterator[None]:
    """An empty database of the kind under test, as the default one."""
    with django_db_blocker.unblock(), connected(database_url):
        yield


@pytest.mark.django_db
def test_a_database_migrated_from_nothing_has_the_tables_of_the_models(database_url: str) -> None:
    migrated = schema(OURS)
    with connected(database_url):
        make_from_models()
        made = schema(OURS)
    if connection.vendor == "postgresql":
        # The index over the tokens of the search, which is SQL of 0007 and of no model.
        columns, constraints = migrated["budget_searchtext"]
        constraints[:] = [one for one in constraints if one[0] != "budget_searchtext_tokens"]
    assert len(migrated) > 40
    for table in migrated:
        assert migrated[table] == made[table], table


Rows = Callable[..., list[tuple[Any, ...]]]


def released() -> dict[str, list[tuple[str, str]]]:
    """The last migrations of each released version, the earliest first, as the list of changes names them."""
    parts = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1:]
    named = {
        part.split()[0]: re.findall(r"^Schema: (\S+) (\S+), (\S+) (\S+)\.$", part, re.M) for part in parts
    }
    return {
        version: [(one[0], one[1]), (one[2], one[3])]
        for version, found in reversed(named.items())
        for one in found
    }


def test_data_of_released_versions_are_migrated_and_whole(empty_database: None) -> None:
    """A database of each released version gets a disclosure, and is migrated on to the next, and to the present."""
    assert (list(released()), settings.VERSION in released()) == (["0.7.0", "0.8.0", "0.9.0"], True)
    for number, (version, migrations) in enumerate(released().items()):
        make_disclosure_of(migrate_to(migrations), version, 2020 + number)
    migrate_to()
    totals = Project.objects.order_by("fiscal_year").values_list(
        "name", "fiscal_year", "total", "fiscal_appropriation"
    )
    assert list(totals) == [
        (f"版本{version}", 2020 + n, 7 * WAN, 7 * WAN) for n, version in enumerate(released())
    ]
    keys = list(Disclosure.objects.values_list("pk", flat=True))
    assert [one.what for key in keys for one in verify_disclosure(key, fix=True) if not one.is_derived] == []
    assert [one.what for key in keys for one in verify_disclosure(key)] == []


def make_disclosure_of(old: Any, version: str, year: int) -> None:
    """A disclosure with its revision, as the tables of a released version hold it."""
    record = factories.disclosure(
        factories.unit("本级", factories.project(f"版本{version}", row=6)), year=year
    )

    def new(model: str, **columns: Any) -> Any:
        return old.get_model(model).objects.create(**columns)

    def named(name: str) -> dict[str, str]:
        return {"name": name, "name_folded": name, "name_sort": name}

    department = new("budget.Department", region=record.region, **named(f"{record.department}{year}"))
    unit = new("budget.Unit", department=department, **named("本级"))
    disclosure = new("budget.Disclosure", department=department, fiscal_year=year, changed_at=timezone.now())
    of = {"disclosure": disclosure, "unit": unit}
    statement = new("budget.UnitStatement", **of, name="本级", position=1, total=7 * WAN)
    project = new(
        "budget.Project",
        **of,
        **named(f"版本{version}"),
        statement=statement,
        fiscal_year=year,
        position=1,
        row=6,
        total=7 * WAN,
        fiscal_appropriation=7 * WAN,
    )
    new("indicators.Indicator", project=project, position=1, name="次数", annual_target="≥5次")
    new(
        "budget.Revision",
        disclosure=disclosure,
        number=1,
        is_current=True,
        digest=digest_of(record),
        snapshot=snapshot_of(record),
    )


def test_data_of_earlier_states_is_migrated_and_goes_back(empty_database: None) -> None:
    state = OldState(migrate_to([("budget", "0005_project_types"), ("indicators", "0001_first")]))
    state.make()
    migrate_to([("budget", "0020_corrected_findings"), ("django_tasks_database", state.TASKS)])
    state.queue()
    migrate_to(merged_findings.BEFORE)
    merged_findings.assert_merged_and_back()
    new = migrate_to([("budget", "0030_data_version"), ("indicators", "0003_kinds_of_targets")])

    def rows(model: str, *columns: str) -> list[tuple[Any, ...]]:
        return sorted(new.get_model(model).objects.values_list(*columns))

    assert_choices_are_counted(rows)
    new = migrate_to()
    assert_projects_are_placed(rows)
    assert_texts_are_indexed(rows)
    assert_findings_are_counted(rows)
    assert_problems_are_in_snapshots(rows)
    assert_queued_uploads_are_found(rows)
    assert_rules_are_written_once(new)
    assert_kinds_of_targets_go_back(new)
    migrate_to([("budget", "0020_corrected_findings")])
    results = apps.get_model("django_tasks_database.DBTaskResult").objects
    assert set(results.values_list("task_path", flat=True)) == {"budget.upload_work.work_on_upload"}


def assert_projects_are_placed(rows: Rows) -> None:
    """0006: the first rules, and the types of projects by them."""
    rules = rows("budget.ProjectTypeRule", "position", "project_type", "looks_in")
    assert len(rules) == 14
    assert rules[0] == (10, "transfer", "name")
    assert {project_type for _, project_type, _ in rules} == set(PROJECT_TYPES) - {"other"}
    assert rows("budget.Project", "name", "project_type", "type_rule__position") == [
        ("信息化 运维", "information", 20),
        ("未知", "other", None),
        ("某项", "property", 110),
    ]
    assert rows("budget.TypeFigures", "project_type", "project_count", "sum_total") == [
        ("information", 1, 9 * WAN),
        ("other", 1, None),
        ("property", 1, 60 * WAN),
    ]


def assert_texts_are_indexed(rows: Rows) -> None:
    """0007: the search index."""
    found = rows("budget.SearchText", "kind", "tokens")
    assert ("unit", f"本级 级 {MARK}unit2024") in found
    assert ("indicator", f"满意 意度 度{MARK} {MARK}≥ ≥9 95 5％ ％ {MARK}indicator2024") in found
    assert [kind for kind, _ in found].count("project") == 3


def assert_findings_are_counted(rows: Rows) -> None:
    """0010 and 0023: the counts of findings, by the checks that they became."""
    assert rows("budget.FindingFigures", "check_id", "level", "category", "finding_count") == [
        ("QNT-12", "warning", "", 2),
        ("QNT-12", "warning", "quality", 1),
        ("QNT-12", "warning", "quantity", 2),
    ]


def assert_problems_are_in_snapshots(rows: Rows) -> None:
    """0015: problems in the snapshot in force, and the disclosure of retired projects."""
    ((snapshot,),) = rows("budget.Revision", "snapshot")
    assert json.loads(zlib.decompress(bytes(snapshot))) == {
        "projects": [],
        "problems": [{"code": "no-name", "row": 6, "place": "表1"}],
    }
    assert rows("budget.RetiredProject", "name", "disclosure__fiscal_year") == [("旧项目", 2024)]


def assert_choices_are_counted(rows: Rows) -> None:
    """0019: the counts of each choice of a facet."""
    assert rows("budget.ChoiceFigures", "name", "value", "project_count", "indicator_count") == [
        ("amount", "-10", 1, 2),
        ("amount", "50-100", 1, 0),
        ("amount", "none", 1, 0),
        ("category", "satisfaction", 1, 1),
        ("category", "unclassified", 1, 1),
        ("comparator", "ge", 1, 1),
        ("comparator", "none", 1, 1),
        ("kind", "missing", 1, 1),
        ("kind", "percentage", 1, 1),
        ("level", "warning", 2, 2),
        ("source", "fiscal_appropriation", 1, 2),
        ("source", "unaccounted", 1, 0),
        ("type", "information", 1, 2),
        ("type", "other", 1, 0),
        ("type", "property", 1, 0),
    ]


def assert_queued_uploads_are_found(rows: Rows) -> None:
    """0021: the path of the task of uploads, and of the failure of one that killed its workers."""
    assert rows("django_tasks_database.DBTaskResult", "status", "task_path", "exception_class_path") == [
        ("FAILED", "budget.uploads.tasks.work_on_upload", "budget.uploads.worker.Died"),
        ("READY", "budget.uploads.tasks.work_on_upload", ""),
    ]


def assert_rules_are_written_once(new: Any) -> None:
    """0006: rules that are there are left alone."""
    rules = new.get_model("budget.ProjectTypeRule").objects
    before = list(rules.order_by("pk").values())
    import_module("budget.migrations.0006_project_types_placed").write_rules(new, None)
    assert list(rules.order_by("pk").values()) == before != []


def assert_kinds_of_targets_go_back(new: Any) -> None:
    """indicators 0003, reversed: kinds of targets are the earlier ones, and are counted."""
    indicators = new.get_model("indicators.Indicator").objects
    indicators.filter(position=1).update(annual_kind="yes/no", annual_comparator="")
    indicators.filter(position=2).update(
        annual_kind="percentage", annual_comparator="±", annual_number=5, annual_unit="%", period_kind="class"
    )
    old = migrate_to([("indicators", "0002_corrections"), ("budget", "0022_other_sources")])
    columns = ("annual_kind", "annual_comparator", "annual_number", "annual_unit", "period_kind")
    found = old.get_model("indicators.Indicator").objects.order_by("position").values_list(*columns)
    assert list(found) == [("words", "", None, "", "missing"), ("percentage", "", None, "", "words")]
    figures = old.get_model("budget.ChoiceFigures").objects.filter(name__in=("kind", "comparator"))
    assert sorted(figures.values_list("name", "value", "project_count", "indicator_count")) == [
        ("comparator", "none", 1, 2),
        ("kind", "percentage", 1, 1),
        ("kind", "words", 1, 1),
    ]


class OldState:
    """A disclosure as version 0005 of the schema held it, and a queue as 0020 did."""

    TASKS = "0021_conditional_partial_index_ordering"

    def __init__(self, old: Any) -> None:
        self.apps = old

    def new(self, model: str, **columns: Any) -> Any:
        return self.apps.get_model(model).objects.create(**columns)

    def make(self) -> None:
        department = self.new("budget.Department", name="某局", name_folded="某局", name_sort="mouju")
        unit = self.new(
            "budget.Unit", name="本级", name_folded="本级", name_sort="benji", department=department
        )
        disclosure = self.new(
            "budget.Disclosure", department=department, fiscal_year=2024, changed_at=timezone.now()
        )
        of = {"disclosure": disclosure, "unit": unit}
        self.of = of | {"statement": self.new("budget.UnitStatement", **of, name="本级", position=1)}
        snapshot = zlib.compress(json.dumps({"projects": []}).encode())
        revision = self.new(
            "budget.Revision", disclosure=disclosure, number=1, is_current=True, digest="", snapshot=snapshot
        )
        systems = self.project("信息化 运维", total=9 * WAN, fiscal_appropriation=9 * WAN, indicator_count=2)
        property_service = self.project("某项", total=60 * WAN, objective="支付物业服务费。")
        self.project("未知")
        self.new(
            "indicators.Indicator",
            project=systems,
            position=1,
            name="满意度",
            annual_target="≥95%",
            category="satisfaction",
            annual_kind="percentage",
            annual_comparator="≥",
        )
        self.new("indicators.Indicator", project=systems, position=2, name="次数")
        self.finding("1", revision, systems, "quality quantity")
        self.finding("2", revision, property_service, "quantity")
        self.new(
            "budget.Problem",
            disclosure=disclosure,
            position=1,
            code="no-name",
            level="warning",
            row=6,
            place="表1",
        )
        self.new(
            "budget.RetiredProject",
            project_id=77,
            fiscal_year=2024,
            name="旧项目",
            name_folded="旧项目",
            ordinal=1,
            last_revision=revision,
            unit=unit,
        )

    def project(self, name: str, **columns: Any) -> Any:
        names = {"name": name, "name_folded": name, "name_sort": name}
        return self.new("budget.Project", **self.of, **names, fiscal_year=2024, **columns)

    def finding(self, key: str, revision: Any, project: Any, categories: str) -> None:
        finding = self.new(
            "budget.Finding",
            disclosure=revision.disclosure,
            check_id="QNT-01",
            level="warning",
            level_rank=1,
            key=f"QNT-01:{key}.0",
            evidence_digest="",
            first_seen_in=revision,
            last_seen_in=revision,
            project=project,
            categories=categories,
        )
        finding.projects.add(project)

    def queue(self) -> None:
        results = apps.get_model("django_tasks_database.DBTaskResult").objects
        for status, failure in (
            (TaskResultStatus.READY, ""),
            (TaskResultStatus.FAILED, "budget.worker.Died"),
        ):
            results.create(
                id=uuid.uuid4(),
                status=status,
                args_kwargs={"args": [1], "kwargs": {}},
                task_path="budget.upload_work.work_on_upload",
                backend_name="default",
                run_after=timezone.now(),
                exception_class_path=failure,
            )

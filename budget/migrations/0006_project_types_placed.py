"""The rules that an installation begins with, and by them the types of the projects that are there already."""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count, Sum

from budget.project_types.defaults import DEFAULT_RULES
from budget.project_types.rules import OTHER, place

# Projects read and written at a time: a million of them never stand in memory, nor in one transaction.
BATCH = 2_000
# Between the orders of two rules there is room for another.
STEP = 10


def write_rules(apps, schema_editor):
    rules = apps.get_model("budget", "ProjectTypeRule").objects
    if rules.exists():
        return
    for number, rule in enumerate(DEFAULT_RULES, start=1):
        rules.create(
            position=number * STEP,
            project_type=rule.project_type,
            looks_in=rule.looks_in,
            words=" ".join(rule.words),
            without=" ".join(rule.without),
        )


def place_projects(apps, schema_editor):
    """Begun again after an interruption, it ends with the same."""
    projects = apps.get_model("budget", "Project").objects
    keys = apps.get_model("budget", "ProjectTypeRule").objects.order_by("position").values_list("pk", flat=True)
    key_of = dict(zip(DEFAULT_RULES, keys, strict=True))
    last = 0
    while batch := list(projects.filter(pk__gt=last).order_by("pk").values_list("pk", "name", "objective")[:BATCH]):
        last = batch[-1][0]
        moved = defaultdict(list)
        for key, name, objective in batch:
            placing = place(name, objective, DEFAULT_RULES)
            if placing.project_type != OTHER:
                moved[placing.project_type, key_of[placing.rule]].append(key)
        for (project_type, rule), found in moved.items():
            projects.filter(pk__in=found).update(project_type=project_type, type_rule=rule)


def sum_types(apps, schema_editor):
    figures = apps.get_model("budget", "TypeFigures").objects
    figures.all().delete()
    rows = apps.get_model("budget", "Project").objects.order_by().values("disclosure_id", "project_type")
    sums = rows.annotate(project_count=Count("pk"), sum_total=Sum("total"))
    figures.bulk_create([figures.model(**row) for row in sums], batch_size=500)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("budget", "0005_project_types")]

    operations = [
        migrations.RunPython(write_rules, migrations.RunPython.noop),
        migrations.RunPython(place_projects, migrations.RunPython.noop),
        migrations.RunPython(sum_types, migrations.RunPython.noop),
    ]

"""Write the rules for project types that an installation begins with, and set by them the type of every project."""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count, Sum

from budget.migrations._frozen_project_types import OTHER, RULES, place

# Projects read and written at a time, so that neither memory nor a transaction holds a million of them.
BATCH = 2_000
# Between the orders of two rules there is room for another.
STEP = 10


def write_rules(apps, schema_editor):
    rules = apps.get_model("budget", "ProjectTypeRule").objects
    if rules.exists():
        return
    # One statement: an interruption leaves all rules or none.
    rules.bulk_create(
        rules.model(
            position=number * STEP,
            project_type=project_type,
            looks_in=looks_in,
            words=" ".join(words),
            without=" ".join(without),
        )
        for number, (project_type, looks_in, words, without) in enumerate(RULES, start=1)
    )


def place_projects(apps, schema_editor):
    """Set type and rule of each project. Run again after an interruption, it gives the same."""
    projects = apps.get_model("budget", "Project").objects
    rules = apps.get_model("budget", "ProjectTypeRule").objects.order_by("position")
    key_of = dict(enumerate(rules.values_list("pk", flat=True)))
    last = 0
    while batch := list(projects.filter(pk__gt=last).order_by("pk").values_list("pk", "name", "objective")[:BATCH]):
        last = batch[-1][0]
        moved = defaultdict(list)
        for key, name, objective in batch:
            project_type, rule = place(name, objective)
            if project_type != OTHER:
                moved[project_type, key_of[rule]].append(key)
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

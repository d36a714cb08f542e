import json
import zlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

# The record of what a person did with a disclosure is never overwritten: the database refuses it to any program.
FORBID = {
    "sqlite": """
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON budget_disclosureevent
        BEGIN SELECT RAISE(ABORT, 'event_is_never_changed'); END
    """,
    "postgresql": """
        CREATE FUNCTION event_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'event_is_never_changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON budget_disclosureevent
        FOR EACH ROW EXECUTE FUNCTION event_is_never_changed()
    """,
}
ALLOW = {
    "sqlite": "DROP TRIGGER event_is_never_changed",
    "postgresql": "DROP TRIGGER event_is_never_changed ON budget_disclosureevent; DROP FUNCTION event_is_never_changed()",
}


def forbid(apps, schema_editor):
    schema_editor.execute(FORBID[schema_editor.connection.vendor])


def allow(apps, schema_editor):
    schema_editor.execute(ALLOW[schema_editor.connection.vendor])


def name_the_disclosures(apps, schema_editor):
    """Set the disclosure of each retired project: that of the last revision that contained it."""
    revisions = apps.get_model("budget", "Revision").objects.filter(pk=OuterRef("last_revision"))
    apps.get_model("budget", "RetiredProject").objects.update(
        disclosure=Subquery(revisions.values("disclosure")[:1])
    )
    if schema_editor.connection.vendor == "postgresql":
        # PostgreSQL alters no table with pending checks of foreign keys: run them now.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def keep_problems(apps, schema_editor):
    """Put the problems of the revisions in force into their snapshots. Those of earlier revisions are not in the
    database, and their snapshots stay without.
    """
    problems = apps.get_model("budget", "Problem").objects.order_by("position")
    current = apps.get_model("budget", "Revision").objects.filter(is_current=True)
    for revision in current.iterator(chunk_size=100):
        data = json.loads(zlib.decompress(bytes(revision.snapshot)))
        data["problems"] = [
            {
                name: value
                for name in ("code", "place", "row", "column", "text", "details", "file")
                if (value := getattr(problem, name)) not in ("", None, {})
            }
            for problem in problems.filter(disclosure=revision.disclosure_id)
        ]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        revision.snapshot = zlib.compress(text.encode("utf-8", "surrogatepass"), level=6)
        revision.save(update_fields=["snapshot"])


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0014_history_of_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("brought-back", "earlier revision brought back"),
                            ("moved", "moved"),
                            ("published", "publication noted"),
                        ],
                        max_length=20,
                        verbose_name="what was done",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("before", models.JSONField(verbose_name="before")),
                ("after", models.JSONField(verbose_name="after")),
            ],
            options={
                "verbose_name": "act on a disclosure",
                "verbose_name_plural": "acts on disclosures",
                "ordering": ["-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="disclosure",
            options={
                "ordering": ["-fiscal_year", "department__name_sort", "pk"],
                "permissions": [("manage_disclosure", "Can withdraw, bring back and move disclosures")],
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
            },
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="one_disclosure_per_department_and_year",
        ),
        migrations.RemoveConstraint(
            model_name="finding",
            name="finding_is_in_force_or_resolved",
        ),
        migrations.RemoveConstraint(
            model_name="retiredproject",
            name="retired_project_key",
        ),
        migrations.AddField(
            model_name="disclosure",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.AddField(
            model_name="retiredproject",
            name="disclosure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="retired_projects",
                to="budget.disclosure",
            ),
        ),
        migrations.RunPython(name_the_disclosures, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="retiredproject",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="retired_projects",
                to="budget.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="repeats",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="budget.revision",
                verbose_name="repeats",
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="resolved_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("revised", "a revision no longer gives it"),
                    ("switched-off", "the check was switched off"),
                    ("not-evaluated", "it can no longer be evaluated"),
                    ("rechecked", "checking again no longer gives it"),
                    ("withdrawn", "its disclosure was withdrawn"),
                ],
                default="",
                max_length=20,
                verbose_name="resolved because",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("department", "fiscal_year"),
                name="one_disclosure_in_force_per_department_and_year",
                violation_error_message="A disclosure of this department and year is there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_active", True),
                        ("resolved_at__isnull", True),
                        ("resolved_because", ""),
                        ("resolved_in__isnull", True),
                    ),
                    models.Q(
                        ("is_active", False),
                        ("resolved_at__isnull", False),
                        (
                            "resolved_because__in",
                            ["revised", "switched-off", "not-evaluated", "rechecked", "withdrawn"],
                        ),
                        ("resolved_in__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finding_is_in_force_or_resolved",
            ),
        ),
        migrations.AddConstraint(
            model_name="retiredproject",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "unit", "fiscal_year", "name_folded", "ordinal"),
                name="retired_project_key",
            ),
        ),
        migrations.AddField(
            model_name="disclosureevent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="disclosureevent",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="budget.disclosure",
                verbose_name="disclosure",
            ),
        ),
        migrations.AddField(
            model_name="disclosureevent",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="budget.disclosureevent",
                verbose_name="takes back",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["withdrawn", "brought-back", "moved", "published"])),
                name="event_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="event_gives_its_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="disclosureevent",
            index=models.Index(fields=["at"], name="event_by_time"),
        ),
        migrations.RunPython(keep_problems, migrations.RunPython.noop),
        migrations.RunPython(forbid, allow, elidable=False),
    ]

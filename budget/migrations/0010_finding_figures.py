from collections import Counter
from itertools import groupby
from operator import itemgetter

import django.db.models.deletion
from django.db import migrations, models


def count_findings(apps, schema_editor):
    """Count the findings in force by check, level and category, and under the category "" all of them."""
    FindingFigures = apps.get_model("budget", "FindingFigures")
    findings = apps.get_model("budget", "Finding").objects.filter(is_active=True).order_by("disclosure_id")
    rows = findings.values_list("disclosure_id", "check_id", "level", "categories").iterator()
    for disclosure, of_disclosure in groupby(rows, key=itemgetter(0)):
        counts = Counter(
            (check, level, category)
            for _disclosure, check, level, categories in of_disclosure
            for category in ("", *categories.split())
        )
        FindingFigures.objects.bulk_create(
            [
                FindingFigures(
                    disclosure_id=disclosure, check_id=check, level=level, category=category, finding_count=count
                )
                for (check, level, category), count in counts.items()
            ],
            batch_size=1000,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0009_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_id", models.CharField(max_length=10, verbose_name="check")),
                (
                    "level",
                    models.CharField(
                        choices=[("error", "error"), ("warning", "warning"), ("notice", "notice")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "category",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="category"),
                ),
                ("finding_count", models.PositiveIntegerField(verbose_name="findings")),
            ],
            options={
                "verbose_name": "counts of findings",
                "verbose_name_plural": "counts of findings",
                "ordering": ["disclosure", "check_id", "level", "category"],
            },
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["review_state", "disclosure"], name="finding_by_state"),
        ),
        migrations.AddField(
            model_name="findingfigures",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="finding_figures",
                to="budget.disclosure",
                verbose_name="disclosure",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingfigures",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "check_id", "level", "category"),
                name="findings_counted_once_per_check_level_and_category",
            ),
        ),
        migrations.RunPython(count_findings, migrations.RunPython.noop),
    ]

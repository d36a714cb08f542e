from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Coalesce


def _tallies_of(findings, disclosure, model):
    """The tallies of a disclosure's findings in force by check and level."""
    hits = {}
    for check, level, finding, project, total in findings:
        of_findings, of_projects = hits.setdefault((check, level), (set(), {}))
        of_findings.add(finding)
        if project is not None:
            of_projects[project] = total
    made = []
    for (check, level), (of_findings, of_projects) in sorted(hits.items()):
        stated = [total for total in of_projects.values() if total is not None]
        made.append(
            model(
                disclosure_id=disclosure,
                check_id=check,
                level=level,
                finding_count=len(of_findings),
                project_count=len(of_projects),
                money=sum(stated) if stated else None,
            )
        )
    return made


def fill(apps, schema_editor):
    """Tally findings by level, and give each the order that it had: the next check gives the present one."""
    Finding, Tally = apps.get_model("budget", "Finding"), apps.get_model("budget", "Tally")
    Finding.objects.update(subject_rank=F("level_rank"), subject_money=Coalesce("money", Value(-1)))
    in_force = Finding.objects.filter(is_active=True).order_by()
    for disclosure in in_force.values_list("disclosure", flat=True).distinct():
        rows = in_force.filter(disclosure=disclosure).values_list(
            "check_id", "level", "pk", "projects", "projects__total"
        )
        Tally.objects.bulk_create(_tallies_of(rows, disclosure, Tally), batch_size=500)


def clear(apps, schema_editor):
    """Leave the tallies of whole checks."""
    apps.get_model("budget", "Tally").objects.exclude(level="").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0023_checks_of_projects'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='tally',
            options={'ordering': ['disclosure', 'check_id', 'level'], 'verbose_name': "check's hits", 'verbose_name_plural': "checks' hits"},
        ),
        migrations.RemoveConstraint(
            model_name='tally',
            name='one_tally_per_check_and_disclosure',
        ),
        migrations.AddField(
            model_name='finding',
            name='subject_money',
            field=models.BigIntegerField(default=-1, editable=False),
        ),
        migrations.AddField(
            model_name='finding',
            name='subject_rank',
            field=models.PositiveSmallIntegerField(default=2, editable=False),
        ),
        migrations.AddField(
            model_name='tally',
            name='level',
            field=models.CharField(blank=True, choices=[('error', 'error'), ('warning', 'warning'), ('notice', 'notice')], default='', max_length=10, verbose_name='level'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['is_active', 'subject_rank', '-subject_money'], name='finding_as_read'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('disclosure', 'check_id', 'level'), name='one_tally_per_check_and_disclosure'),
        ),
        migrations.RunPython(fill, clear),
    ]

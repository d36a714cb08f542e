from django.db import migrations, models

from budget.migrations._frozen_department_kinds import kind_of


def fill(apps, schema_editor):
    """Give each department the kind by which it has peers."""
    Department = apps.get_model("budget", "Department")
    changed = []
    for department in Department.objects.only("name", "region").order_by("pk").iterator(chunk_size=500):
        department.body = kind_of(department.name, department.region)[:200]
        changed.append(department)
        if len(changed) == 500:
            Department.objects.bulk_update(changed, ["body"])
            changed = []
    Department.objects.bulk_update(changed, ["body"])


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0027_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='department',
            name='body',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='department',
            index=models.Index(fields=['body'], name='department_by_body'),
        ),
    ]

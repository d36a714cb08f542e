from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0035_uploaded_results'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='finding', name='finding_by_level'),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['is_active', 'level_rank', '-subject_money'], name='finding_gravest'),
        ),
        migrations.RemoveIndex(model_name='finding', name='finding_by_check'),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(
                fields=['check_id', 'is_active', 'level_rank', '-subject_money'], name='finding_of_check'
            ),
        ),
        # Without figures of the new indexes SQLite takes them for better than they are.
        migrations.RunSQL("ANALYZE budget_finding", migrations.RunSQL.noop),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """Counts of choices that the facts of a disclosure give (0027). Reversed, the table is there without rows."""

    dependencies = [
        ('budget', '0031_result_decisions'),
        # Writes some of the rows.
        ('indicators', '0003_kinds_of_targets'),
    ]

    operations = [
        migrations.DeleteModel(name='ChoiceFigures'),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0033_result_outcomes'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='reading',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0003_findings'),
    ]

    operations = [
        migrations.AddField(
            model_name='problem',
            name='file',
            field=models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='file'),
        ),
    ]

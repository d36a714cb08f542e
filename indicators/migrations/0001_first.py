
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('budget', '0004_problem_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('row', models.PositiveIntegerField(blank=True, null=True, verbose_name='row')),
                ('level1_code', models.CharField(blank=True, default='', max_length=10, verbose_name='level 1 code')),
                ('level1', models.TextField(blank=True, default='', verbose_name='level 1')),
                ('level2_code', models.CharField(blank=True, default='', max_length=10, verbose_name='level 2 code')),
                ('level2', models.TextField(blank=True, default='', verbose_name='level 2')),
                ('category', models.CharField(blank=True, default='', editable=False, max_length=20, verbose_name='category')),
                ('name', models.TextField(verbose_name='indicator')),
                ('name_sort', models.CharField(default='', editable=False, max_length=200)),
                ('period_target', models.TextField(blank=True, default='', verbose_name='period target')),
                ('annual_target', models.TextField(blank=True, default='', verbose_name='annual target')),
                ('comparator', models.TextField(blank=True, default='', verbose_name='comparator')),
                ('unit_of_measure', models.TextField(blank=True, default='', verbose_name='unit of measure')),
                ('weight', models.TextField(blank=True, default='', verbose_name='weight')),
                ('direction', models.TextField(blank=True, default='', verbose_name='direction')),
                ('standard', models.TextField(blank=True, default='', verbose_name='standard')),
                ('period_kind', models.CharField(default='missing', editable=False, max_length=12)),
                ('period_comparator', models.CharField(blank=True, default='', editable=False, max_length=2)),
                ('period_number', models.DecimalField(decimal_places=10, editable=False, max_digits=30, null=True)),
                ('period_upper', models.DecimalField(decimal_places=10, editable=False, max_digits=30, null=True)),
                ('period_unit', models.CharField(blank=True, default='', editable=False, max_length=50)),
                ('annual_kind', models.CharField(default='missing', editable=False, max_length=12, verbose_name='kind of target')),
                ('annual_comparator', models.CharField(blank=True, default='', editable=False, max_length=2)),
                ('annual_number', models.DecimalField(decimal_places=10, editable=False, max_digits=30, null=True)),
                ('annual_upper', models.DecimalField(decimal_places=10, editable=False, max_digits=30, null=True)),
                ('annual_unit', models.CharField(blank=True, default='', editable=False, max_length=50)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='budget.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ['project', 'position'],
                'indexes': [models.Index(fields=['category', 'project'], name='indicator_by_category'), models.Index(fields=['name_sort', 'id'], name='indicator_by_name')],
                'constraints': [models.UniqueConstraint(fields=('project', 'position'), name='indicator_numbered_in_its_project'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='indicator_positions_start_at_one'), models.CheckConstraint(condition=models.Q(('category__in', ['', 'quantity', 'quality', 'timeliness', 'cost', 'economic', 'social', 'ecological', 'sustained', 'satisfaction', 'economic_cost', 'social_cost', 'ecological_cost'])), name='indicator_category_is_known'), models.CheckConstraint(condition=models.Q(('period_kind__in', ['percentage', 'count', 'number', 'time', 'scoring', 'words', 'withheld', 'missing'])), name='indicator_period_kind_is_known'), models.CheckConstraint(condition=models.Q(('annual_kind__in', ['percentage', 'count', 'number', 'time', 'scoring', 'words', 'withheld', 'missing'])), name='indicator_annual_kind_is_known')],
            },
        ),
    ]

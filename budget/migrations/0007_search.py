import budget.models.search
import django.db.models.deletion
from django.db import migrations, models
from itertools import islice

from budget.migrations._frozen_folding import fold

# SQLite stores each token once: the index reads `tokens` from the table, and triggers tell it the former value
# of a changed row. On PostgreSQL the casts take the tokens as they are, without a parser of words.
INDEX = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE budget_searchtext_fts USING fts5(
            tokens, content='budget_searchtext', content_rowid='id', tokenize='ascii', columnsize=0, prefix='1'
        )
        """,
        "INSERT INTO budget_searchtext_fts(budget_searchtext_fts) VALUES ('rebuild')",
        """
        CREATE TRIGGER budget_searchtext_added AFTER INSERT ON budget_searchtext BEGIN
            INSERT INTO budget_searchtext_fts(rowid, tokens) VALUES (new.id, new.tokens);
        END
        """,
        """
        CREATE TRIGGER budget_searchtext_gone AFTER DELETE ON budget_searchtext BEGIN
            INSERT INTO budget_searchtext_fts(budget_searchtext_fts, rowid, tokens)
            VALUES ('delete', old.id, old.tokens);
        END
        """,
        """
        CREATE TRIGGER budget_searchtext_changed AFTER UPDATE OF id, tokens ON budget_searchtext BEGIN
            INSERT INTO budget_searchtext_fts(budget_searchtext_fts, rowid, tokens)
            VALUES ('delete', old.id, old.tokens);
            INSERT INTO budget_searchtext_fts(rowid, tokens) VALUES (new.id, new.tokens);
        END
        """,
    ],
    "postgresql": [
        """
        CREATE INDEX budget_searchtext_tokens ON budget_searchtext
        USING gin (array_to_tsvector(string_to_array(tokens, ' ')))
        """
    ],
}
NO_INDEX = {
    "sqlite": ["DROP TABLE budget_searchtext_fts"],  # the triggers go with the table they stand on
    "postgresql": ["DROP INDEX budget_searchtext_tokens"],
}
BATCH = 1000
# ASCII signs are separators, quotes or wildcards to the databases' parsers; as full width forms they are letters.
SIGNS = {code: code + 0xFEE0 for code in range(0x80) if not chr(code).isalnum()}
# Between two texts of an entry, and, as a full width form, before its kind and fiscal year.
BETWEEN_TEXTS = "\n"
MARK = chr(ord(BETWEEN_TEXTS) + 0xFEE0)


def make_index(apps, schema_editor):
    for statement in INDEX[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    for statement in NO_INDEX[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def tokens_of(texts, kind, year):
    """Return the pairs of neighbouring characters of the folded texts, and a token for kind and fiscal year."""
    folded = BETWEEN_TEXTS.join(filter(None, map(fold, texts))).translate(SIGNS)
    pairs = " ".join(folded[start : start + 2] for start in range(len(folded)))
    return f"{pairs} {MARK}{kind}{year}".lstrip()


def entries(apps, disclosure):
    """Yield the entries of the search index for a disclosure, whose rows are read a batch at a time."""
    SearchText = apps.get_model("budget", "SearchText")
    Unit = apps.get_model("budget", "Unit")
    Project = apps.get_model("budget", "Project")
    Indicator = apps.get_model("indicators", "Indicator")

    def entry(kind, *texts, **of):
        if any(texts):
            year = disclosure.fiscal_year
            tokens = tokens_of(texts, kind, year)
            yield SearchText(kind=kind, fiscal_year=year, disclosure=disclosure, tokens=tokens, **of)

    department = disclosure.department
    yield from entry("department", department.name, department.region)
    for unit in Unit.objects.filter(statements__disclosure=disclosure).distinct().order_by("pk"):
        yield from entry("unit", unit.name, unit_id=unit.pk)
    indicators = Indicator.objects.order_by("position").only(
        "project_id", "name", "period_target", "annual_target"
    )
    projects = (
        Project.objects.filter(disclosure=disclosure)
        .order_by("position", "pk")
        .only("name", "objective", "period_objective")
        .prefetch_related(models.Prefetch("indicators", indicators))
    )
    for project in projects.iterator(chunk_size=BATCH):
        yield from entry("project", project.name, project_id=project.pk)
        yield from entry("objective", project.objective, project.period_objective, project_id=project.pk)
        for one in project.indicators.all():
            texts = (one.name, one.period_target, one.annual_target)
            yield from entry("indicator", *texts, project_id=project.pk, indicator_id=one.pk)


def fill(apps, schema_editor):
    SearchText = apps.get_model("budget", "SearchText")
    Disclosure = apps.get_model("budget", "Disclosure")
    for disclosure in Disclosure.objects.select_related("department").order_by("pk"):
        found = entries(apps, disclosure)
        while batch := list(islice(found, BATCH)):
            SearchText.objects.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0006_project_types_placed'),
        ('indicators', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('department', 'Department'), ('unit', 'Unit'), ('project', 'Project'), ('objective', 'Objective'), ('indicator', 'Indicator')], max_length=10)),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('tokens', budget.models.search.TokensField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_texts', to='budget.disclosure')),
                ('indicator', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.indicator')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budget.project')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budget.unit')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['kind', 'fiscal_year', 'id'], name='search_entry_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['department', 'unit', 'project', 'objective', 'indicator'])), name='search_entry_kind_is_known')],
            },
        ),
        # What is there first, then the index over all of it at once.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(make_index, drop_index),
    ]

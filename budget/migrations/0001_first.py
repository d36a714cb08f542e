import budget.models.money
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField(verbose_name="name")),
                ("name_folded", models.CharField(editable=False, max_length=200)),
                ("name_sort", models.CharField(editable=False, max_length=200)),
                ("region", models.CharField(blank=True, default="", max_length=200, verbose_name="region")),
                ("region_folded", models.CharField(blank=True, default="", editable=False, max_length=200)),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["name_sort", "pk"],
                "indexes": [models.Index(fields=["name_sort", "id"], name="department_by_name")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region_folded", "name_folded"), name="department_named_by_region_and_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_folded", ""), _negated=True), name="department_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("total", budget.models.money.FenField(blank=True, null=True, verbose_name="total")),
                (
                    "fiscal_appropriation",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="fiscal appropriation"),
                ),
                (
                    "special_account",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="special account"),
                ),
                (
                    "other_funds",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="other funds"),
                ),
                (
                    "carried_over",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="carried over"),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="fiscal year")),
                (
                    "department_name",
                    models.TextField(blank=True, default="", verbose_name="department's name as disclosed"),
                ),
                ("title", models.TextField(blank=True, default="", verbose_name="title")),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("wide", "wide table"),
                            ("form", "form, one a project"),
                            ("flat", "flat table, one row an indicator"),
                            ("entered", "entered by hand"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="layout",
                    ),
                ),
                (
                    "money_unit",
                    models.CharField(default="万元", max_length=2, verbose_name="money unit as disclosed"),
                ),
                (
                    "row",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="row of the grand total"),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="sheet, table or page"
                    ),
                ),
                ("unit_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="units")),
                (
                    "project_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="projects"),
                ),
                (
                    "indicator_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="indicators"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="budget.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ["-fiscal_year", "department__name_sort", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("level", models.CharField(max_length=10, verbose_name="level")),
                (
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="sheet, table or page"
                    ),
                ),
                ("row", models.PositiveIntegerField(blank=True, null=True, verbose_name="row")),
                ("column", models.TextField(blank=True, default="", verbose_name="column")),
                ("text", models.TextField(blank=True, default="", verbose_name="text")),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="budget.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem",
                "verbose_name_plural": "problems",
                "ordering": ["disclosure", "position"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="revision")),
                ("is_current", models.BooleanField(default=True, verbose_name="in force")),
                ("digest", models.CharField(max_length=64)),
                ("snapshot", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="imported")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="budget.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "ordering": ["disclosure", "-number"],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "verbose_name": "file as received",
                "verbose_name_plural": "files as received",
                "constraints": [
                    models.UniqueConstraint(fields=("sha256",), name="a_file_is_stored_once"),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="stored_file_has_a_size"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("name", models.TextField(verbose_name="file name")),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                (
                    "published_url",
                    models.URLField(blank=True, default="", max_length=1000, verbose_name="published at"),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="budget.revision",
                        verbose_name="revision",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="budget.storedfile",
                        verbose_name="file as received",
                    ),
                ),
            ],
            options={
                "verbose_name": "source file",
                "verbose_name_plural": "source files",
                "ordering": ["revision", "position"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField(verbose_name="name")),
                ("name_folded", models.CharField(editable=False, max_length=200)),
                ("name_sort", models.CharField(editable=False, max_length=200)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="budget.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["name_sort", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RetiredProject",
            fields=[
                ("project_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("name", models.TextField()),
                ("name_folded", models.CharField(max_length=200)),
                ("ordinal", models.PositiveSmallIntegerField()),
                (
                    "last_revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retired_projects",
                        to="budget.revision",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired_projects",
                        to="budget.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "dropped project",
                "verbose_name_plural": "dropped projects",
            },
        ),
        migrations.CreateModel(
            name="UnitStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("total", budget.models.money.FenField(blank=True, null=True, verbose_name="total")),
                (
                    "fiscal_appropriation",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="fiscal appropriation"),
                ),
                (
                    "special_account",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="special account"),
                ),
                (
                    "other_funds",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="other funds"),
                ),
                (
                    "carried_over",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="carried over"),
                ),
                ("name", models.TextField(blank=True, default="", verbose_name="name as disclosed")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("row", models.PositiveIntegerField(blank=True, null=True, verbose_name="row")),
                (
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="sheet, table or page"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="budget.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="budget.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit's statement",
                "verbose_name_plural": "units' statements",
                "ordering": ["disclosure", "position"],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField(verbose_name="name")),
                ("name_folded", models.CharField(editable=False, max_length=200)),
                ("name_sort", models.CharField(editable=False, max_length=200)),
                ("total", budget.models.money.FenField(blank=True, null=True, verbose_name="total")),
                (
                    "fiscal_appropriation",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="fiscal appropriation"),
                ),
                (
                    "special_account",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="special account"),
                ),
                (
                    "other_funds",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="other funds"),
                ),
                (
                    "carried_over",
                    budget.models.money.FenField(blank=True, null=True, verbose_name="carried over"),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="fiscal year")),
                (
                    "ordinal",
                    models.PositiveSmallIntegerField(default=1, verbose_name="ordinal among namesakes"),
                ),
                ("position", models.PositiveIntegerField(default=1, verbose_name="position")),
                ("row", models.PositiveIntegerField(blank=True, null=True, verbose_name="row")),
                (
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="sheet, table or page"
                    ),
                ),
                ("file", models.CharField(blank=True, default="", max_length=64, verbose_name="file")),
                ("objective", models.TextField(blank=True, default="", verbose_name="objective")),
                ("is_confidential", models.BooleanField(default=False, verbose_name="confidential")),
                (
                    "indicators_text",
                    models.TextField(blank=True, default="", verbose_name="indicators as disclosed"),
                ),
                ("unread", models.TextField(blank=True, default="", verbose_name="unread text")),
                (
                    "period_objective",
                    models.TextField(blank=True, default="", verbose_name="objective of the whole period"),
                ),
                ("attribute", models.TextField(blank=True, default="", verbose_name="attribute")),
                ("starts_on", models.TextField(blank=True, default="", verbose_name="begins, as disclosed")),
                ("ends_on", models.TextField(blank=True, default="", verbose_name="ends, as disclosed")),
                (
                    "indicator_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="indicators"),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="projects",
                        to="budget.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="budget.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="projects",
                        to="budget.unitstatement",
                        verbose_name="unit as stated",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "verbose_name_plural": "projects",
                "ordering": ["disclosure", "position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                fields=("department", "fiscal_year"), name="one_disclosure_per_department_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("fiscal_year__gte", 1990), ("fiscal_year__lte", 2099)),
                name="disclosure_year_is_plausible",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("layout__in", ["wide", "form", "flat", "entered"])),
                name="disclosure_layout_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("money_unit__in", ["万元", "元"])), name="disclosure_money_unit_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "position"), name="problem_numbered_in_its_disclosure"
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["warning", "notice"])), name="problem_level_is_a_doubt"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "number"), name="revision_numbered_in_its_disclosure"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("disclosure",),
                name="one_current_revision_per_disclosure",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="revision_numbers_start_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("revision", "file"), name="a_file_once_per_revision"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                fields=("revision", "position"), name="source_numbered_in_its_revision"
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["name_sort", "id"], name="unit_by_name"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                fields=("department", "name_folded"), name="unit_named_in_its_department"
            ),
        ),
        migrations.AddConstraint(
            model_name="retiredproject",
            constraint=models.UniqueConstraint(
                fields=("unit", "fiscal_year", "name_folded", "ordinal"), name="retired_project_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitstatement",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "position"), name="statement_numbered_in_its_disclosure"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["fiscal_year", "total"], name="project_by_year_and_total"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["fiscal_year", "name_sort", "id"], name="project_by_year_and_name"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["disclosure", "position"], name="project_in_table_order"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                fields=("unit", "fiscal_year", "name_folded", "ordinal"), name="project_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__gte", 1)), name="project_ordinals_start_at_one"
            ),
        ),
    ]

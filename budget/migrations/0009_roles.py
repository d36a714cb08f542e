from django.db import migrations

# The groups only. They get their permissions after every migration (budget.accounts.groups), when those of the newest
# models exist.
ROLES = ["auditor", "editor", "administrator"]


def make_groups(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


def delete_groups(apps, schema_editor):
    """Delete the groups; their members lose the roles."""
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0008_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, delete_groups)]

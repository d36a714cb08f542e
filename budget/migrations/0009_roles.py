from django.db import migrations

# As in budget.accounts.roles, which gives them their permissions after every migration: those of the newest models are not
# there before.
ROLES = ["auditor", "editor", "administrator"]


def make_groups(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


def take_groups_out(apps, schema_editor):
    """Who had a role has it no longer."""
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0008_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, take_groups_out)]

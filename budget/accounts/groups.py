"""The roles as groups in the database.

After every migration, and after every emptying of the tables, they hold exactly what `budget.accounts.roles`
says: who needs another mixture makes a group of another name.
"""

from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from budget.accounts.roles import ROLES


def write_roles(apps: Any = installed_apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the groups hold exactly what `budget.accounts.roles` says; `apps` may be those of a migration.

    A permission that this state of the database does not have yet is left out.
    """
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    key_of = {
        f"{app}.{codename}": key
        for key, app, codename in permissions.values_list("pk", "content_type__app_label", "codename")
    }
    for name, role in ROLES.items():
        group, _made = groups.get_or_create(name=name)
        group.permissions.set([key_of[one] for one in role.permissions if one in key_of])


def after_migrating(
    sender: Any, using: str, apps: Any = installed_apps, plan: Any = (), **options: Any
) -> None:
    """Receiver of `post_migrate` for the app `budget`: permissions first, which Django makes app by app.

    After a step back nothing is written: it may be the roles themselves that were taken out.
    """
    if any(is_backwards for _migration, is_backwards in plan):
        return
    for label in sorted({one.partition(".")[0] for role in ROLES.values() for one in role.permissions}):
        create_permissions(installed_apps.get_app_config(label), verbosity=0, using=using, apps=apps)
    write_roles(apps, using)

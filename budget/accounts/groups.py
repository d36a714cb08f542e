"""The roles as groups in the database.

After every migration and every flush of the tables the groups have exactly the permissions of
`budget.accounts.roles`. Other combinations of permissions need groups of other names.
"""

from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from budget.accounts.roles import ROLES


def write_roles(apps: Any = installed_apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the groups and set their permissions. `apps` may be the apps of a migration's state.

    A permission that does not exist yet in that state is skipped.
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
    """Receive `post_migrate` of the app `budget`: create all permissions, then write the roles.

    Django creates permissions app by app, so that those of later apps are missing. After a reverse migration
    nothing is written: it may have deleted the roles.
    """
    if any(is_backwards for _migration, is_backwards in plan):
        return
    for label in sorted({one.partition(".")[0] for role in ROLES.values() for one in role.permissions}):
        create_permissions(installed_apps.get_app_config(label), verbosity=0, using=using, apps=apps)
    write_roles(apps, using)

"""The apps of the site: budget itself, and Django's admin with the site's own AdminSite."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    default = True
    name = "budget"
    verbose_name = _("budget")

    def ready(self) -> None:
        from budget.accounts.groups import after_migrating  # needs the models
        from budget.accounts.sessions import remember_rights
        from budget.store import data_version

        post_migrate.connect(after_migrating, sender=self)
        user_logged_in.connect(remember_rights)
        data_version.watch()


class AdminConfig(django_admin.AdminConfig):
    default = False
    default_site = "budget.admin.site.Site"

    def ready(self) -> None:
        super().ready()
        # Not in the package itself, which is imported while the site is being made.
        from budget.admin import registry  # noqa: F401

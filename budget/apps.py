from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = _("budget")

    def ready(self) -> None:
        from budget.accounts.groups import after_migrating  # needs the models

        post_migrate.connect(after_migrating, sender=self)

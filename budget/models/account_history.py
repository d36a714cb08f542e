"""The histories of users and groups, which are models of django.contrib.auth."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from budget.models.history import CHANGED, History, record, snapshot


class UserState(models.Model):
    """A user's groups and permissions by natural key, and whether the password was set anew."""

    groups = models.JSONField(_("roles"), default=list)
    user_permissions = models.JSONField(_("rights of their own"), default=list)
    secret_is_new = models.BooleanField(_("password set anew"), default=False)

    class Meta:
        abstract = True


class GroupState(models.Model):
    """A group's permissions by natural key."""

    permissions = models.JSONField(_("rights"), default=list)

    class Meta:
        abstract = True


# Names, groups and permissions; never passwords or other means of authentication.
History.of(
    User,
    lists=("groups", "user_permissions"),
    secret="password",
    bases=(UserState,),
    excluded_fields=["password", "last_login", "date_joined"],
    verbose_name=_("earlier state of a user"),
    verbose_name_plural=_("earlier states of users"),
)
History.of(
    Group,
    lists=("permissions",),
    bases=(GroupState,),
    verbose_name=_("earlier state of a group"),
    verbose_name_plural=_("earlier states of groups"),
)


@receiver(pre_delete, sender=Group)
def _snapshot_members(instance: Group, **kwargs: Any) -> None:
    instance.__dict__["_members"] = members = list(instance.user_set.all())
    snapshot(members)


@receiver(post_delete, sender=Group)
def _record_members(instance: Group, **kwargs: Any) -> None:
    """Record that the members left the group: deleting a group sends no `m2m_changed`."""
    record(instance.__dict__.pop("_members", []), CHANGED)

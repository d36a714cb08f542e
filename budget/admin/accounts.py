"""The administration of accounts: users and roles, locks after failed sign-ins, second factors."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.admin import GroupAdmin as DjangosGroupAdmin, UserAdmin as DjangosUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, Model
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.admin import TOTPDevice

from budget.accounts.roles import ROLES, label_of
from budget.admin.base import ReadOnlyAdmin
from budget.admin.history.base import HistoryAdmin, ReasonedForm
from budget.models import ExternalIdentity, FailedSignIn, SecondFactor

# Fields that give more rights than an administrator has. Only superusers see them.
_BEYOND_ADMINISTRATORS = ("is_superuser", "user_permissions")

# The modules imported above register their own; the classes below replace them.
admin.site.unregister([User, Group, TOTPDevice])


class RoleChoice(ModelMultipleChoiceField):
    """A choice of groups by their labels."""

    def label_from_instance(self, group: Group) -> str:
        return label_of(group.name)


class IdentityInline(admin.TabularInline):
    """Links an existing account to the person's identity at the OpenID Connect provider."""

    model = ExternalIdentity
    extra = 0


class UserForm(ReasonedForm, UserChangeForm):
    pass


class NewUserForm(ReasonedForm, AdminUserCreationForm):
    pass


class UserAdmin(HistoryAdmin, DjangosUserAdmin):
    """Django's own, except that nobody can give others rights that they lack themselves."""

    form = UserForm
    add_form = NewUserForm
    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    inlines = [IdentityInline]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Sequence[type[InlineModelAdmin]]:
        return self.inlines if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f not in _BEYOND_ADMINISTRATORS]})
            for name, options in fieldsets
        ]

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = RoleChoice
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def as_it_was(self, entry: Any) -> Any:
        """Restore a deleted user without a password, which the history does not contain."""
        user = super().as_it_was(entry)
        if not user.password:
            user.set_unusable_password()
        return user

    def form_of_state(self, request: HttpRequest, obj: User | None, then: User) -> type[ModelForm]:
        """Use the form for changes: the form for new users has a password and no roles."""
        return self.get_form(request, obj or then, change=True)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_within_reach(request, obj)


def _is_within_reach(request: HttpRequest, user: User | None) -> bool:
    """Whether the account may be changed: only a superuser changes a superuser."""
    return user is None or request.user.is_superuser or not user.is_superuser


class GroupAdmin(HistoryAdmin, DjangosGroupAdmin):
    """Groups. The groups of the roles are read-only; others may be made with other permissions."""

    list_display = ["label"]

    @admin.display(description=_("name"), ordering="name")
    def label(self, group: Group) -> str:
        return label_of(group.name)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_role(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_role(obj)


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in ROLES


class DeletableReadOnlyAdmin(ReadOnlyAdmin):
    """Rows that are shown and may be deleted, never added or changed."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)


class FailedSignInAdmin(DeletableReadOnlyAdmin, admin.ModelAdmin):
    """Failed sign-ins. Deleting a row ends its lock."""

    list_display = ["name", "address", "failures", "last"]
    search_fields = ["username", "ip_address"]
    fields = ["name", "address", "failures", "last"]
    readonly_fields = ["name", "address", "failures", "last"]

    @admin.display(description=_("user name"), ordering="username")
    def name(self, row: FailedSignIn) -> str:
        return row.username or "—"

    @admin.display(description=_("address"), ordering="ip_address")
    def address(self, row: FailedSignIn) -> str:
        return row.ip_address or "—"

    @admin.display(description=_("failures"), ordering="failures_since_start")
    def failures(self, row: FailedSignIn) -> int:
        return int(row.failures_since_start)

    @admin.display(description=_("last failure"), ordering="attempt_time")
    def last(self, row: FailedSignIn) -> Any:
        return row.attempt_time


class SecondFactorAdmin(DeletableReadOnlyAdmin, admin.ModelAdmin):
    """Second factors, without their secrets. Deleting one lets its user set up another, after a loss."""

    list_display = ["person", "in_force", "since"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["person", "in_force", "since"]
    readonly_fields = ["person", "in_force", "since"]

    @admin.display(description=_("user"), ordering="user__username")
    def person(self, row: SecondFactor) -> str:
        return str(row.user.get_username())

    @admin.display(description=_("in force"), ordering="confirmed", boolean=True)
    def in_force(self, row: SecondFactor) -> bool:
        return bool(row.confirmed)

    @admin.display(description=_("since"), ordering="created_at")
    def since(self, row: SecondFactor) -> Any:
        return row.created_at


class ExternalIdentityAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Read-only list of identities, which are added and deleted with their user."""

    list_display = ["user", "issuer", "subject"]
    list_select_related = ["user"]
    search_fields = ["user__username", "subject"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    User: UserAdmin,
    Group: GroupAdmin,
    ExternalIdentity: ExternalIdentityAdmin,
    FailedSignIn: FailedSignInAdmin,
    SecondFactor: SecondFactorAdmin,
}

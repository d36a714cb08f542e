"""Accounts beyond Django's users: identities at a provider, failed sign-ins, second factors."""

from axes.models import AccessAttempt
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice


class ExternalIdentity(models.Model):
    """A user's identity at the OpenID Connect provider: `subject`, which never changes there."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="external_identities",
        verbose_name=_("user"),
    )
    issuer = models.CharField(_("provider's address"), max_length=255)
    subject = models.CharField(_("identifier at the provider"), max_length=255)

    class Meta:
        verbose_name = _("identity at a provider")
        verbose_name_plural = _("identities at providers")
        ordering = ["user", "pk"]
        permissions = [("enter_admin", "Can enter the administration")]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_user_per_external_identity"),
        ]

    def __str__(self) -> str:
        return self.subject


class FailedSignIn(AccessAttempt):
    """Failed sign-ins with one name from one address. Deleting them ends a lock."""

    class Meta:
        proxy = True
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self) -> str:
        return f"{self.username} · {self.ip_address}"


class SecondFactor(TOTPDevice):
    """A user's authenticator app. Deleting it lets them set up another."""

    class Meta:
        proxy = True
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)

"""The columns that revisions and their files have in common, of disclosures and of self-evaluations."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionColumns(models.Model):
    """A state of what was disclosed. `snapshot` holds its records and the problems of reading them; equal
    records have an equal `digest`.
    """

    number = models.PositiveIntegerField(_("revision"))
    is_current = models.BooleanField(_("in force"), default=True)
    digest = models.CharField(_("digest of the records"), max_length=64)
    snapshot = models.BinaryField()
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("by"),
        related_name="+",
    )

    class Meta:
        abstract = True


class SourceColumns(models.Model):
    """A file that a revision was read from, with its name as received. Rows refer to the first one
    (`position` 1).
    """

    position = models.PositiveIntegerField()
    name = models.TextField(_("file name"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("by"),
        related_name="+",
    )
    published_url = models.URLField(_("published at"), max_length=1000, blank=True, default="")
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

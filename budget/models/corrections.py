"""Corrections by staff of disclosed values, with reason, author and status."""

import hashlib
import json
from dataclasses import fields
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from budget.disclosure import corrections
from budget.disclosure.corrections import CORRECTABLE, Subject
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models.disclosures import Disclosure, Revision, UnitStatement
from budget.models.projects import Project
from budget.models.querysets.disclosures import CorrectionQuerySet
from indicators.models import Indicator

# Columns that never change (a trigger of the database checks it too); the others hold the status.
SUBJECT_FIELDS = tuple(f.name for f in fields(Subject))
IMMUTABLE_COLUMNS = (
    "disclosure",
    "key",
    *SUBJECT_FIELDS,
    "field",
    "disclosed",
    "corrected",
    "reason",
    "by",
    "at",
    "revision",
    "supersedes",
)


class CorrectionStatus(models.TextChoices):
    IN_FORCE = "in-force", pgettext_lazy("correction", "in force")
    TO_DECIDE = "to-decide", pgettext_lazy("correction", "to decide")
    SUPERSEDED = "superseded", pgettext_lazy("correction", "superseded")
    TAKEN_BACK = "taken-back", pgettext_lazy("correction", "taken back")


# Statuses that every new state of the disclosure is compared with.
OPEN = (CorrectionStatus.IN_FORCE, CorrectionStatus.TO_DECIDE)


class Doubt(models.TextChoices):
    """Why a correction is to be decided: the finding in the state in force at its place."""

    CHANGED = "changed", _("another value is disclosed now")
    GONE = "gone", _("the place can no longer be told")


class Correction(models.Model):
    """A disclosed value and the corrected one. An amount is the decimal text of its fen, a text itself; "" is
    a value that is not stated, which is not 0.

    Names and ordinals among namesakes identify its subject (`budget.disclosure.corrections.Subject`), so that
    no revision deletes it by a cascade. `key` identifies the value among all of the disclosure. `statement`,
    `project` and `indicator_position` are its place in the state in force (null: none), and `disclosed_now`
    the value disclosed there; `budget.store.corrections` updates them. `ended_…` are who took it back or
    superseded it, when and why (the reason of a superseded one is its successor's).
    """

    ABOUT = [
        ("grand-total", _("grand total")),
        ("unit", _("unit")),
        ("project", _("project")),
        ("indicator", _("indicator")),
    ]

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="corrections", verbose_name=_("disclosure")
    )
    key = models.CharField(max_length=64, editable=False)
    about = models.CharField(_("about"), max_length=12, choices=ABOUT)
    unit_name = models.TextField(_("unit's name"), blank=True, default="")
    unit_ordinal = models.PositiveIntegerField(default=0, editable=False)
    unit_namesakes = models.PositiveIntegerField(default=0, editable=False)
    project_name = models.TextField(_("project's name"), blank=True, default="")
    project_ordinal = models.PositiveIntegerField(_("ordinal among namesakes"), default=0)
    project_namesakes = models.PositiveIntegerField(default=0, editable=False)
    indicator_name = models.TextField(_("indicator's name"), blank=True, default="")
    indicator_ordinal = models.PositiveIntegerField(default=0, editable=False)
    indicator_namesakes = models.PositiveIntegerField(default=0, editable=False)
    field = models.CharField(_("value"), max_length=30)
    disclosed = models.TextField(_("disclosed value"), blank=True)
    corrected = models.TextField(_("corrected value"), blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+", verbose_name=_("revision then"))
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )

    standing = models.CharField(
        _("standing"), max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.IN_FORCE
    )
    doubt = models.CharField(_("to decide because"), max_length=10, choices=Doubt.choices, blank=True)
    disclosed_now = models.TextField(_("disclosed now"), blank=True, default="")
    statement = models.ForeignKey(
        UnitStatement, models.SET_NULL, null=True, blank=True, related_name="corrections", editable=False
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="corrections", editable=False
    )
    indicator_position = models.PositiveIntegerField(_("indicator's position"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_because = models.TextField(_("ended because"), blank=True, default="")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["disclosure", "-pk"]
        permissions = [("correct_disclosure", "Can correct disclosures")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(about__in=list(CORRECTABLE)), name="correction_is_about_something_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_gives_its_reason"),
            models.CheckConstraint(
                condition=~models.Q(disclosed=models.F("corrected")),
                name="correction_changes_something",
            ),
            models.CheckConstraint(
                condition=models.Q(standing=CorrectionStatus.TO_DECIDE, doubt__in=Doubt.values)
                | (
                    ~models.Q(standing=CorrectionStatus.TO_DECIDE)
                    & models.Q(standing__in=CorrectionStatus.values, doubt="")
                ),
                name="correction_stands_somehow",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    standing__in=OPEN, ended_at__isnull=True, ended_by__isnull=True, ended_because=""
                )
                | models.Q(
                    standing=CorrectionStatus.SUPERSEDED, ended_at__isnull=False, ended_by__isnull=False
                )
                | (
                    models.Q(
                        standing=CorrectionStatus.TAKEN_BACK, ended_at__isnull=False, ended_by__isnull=False
                    )
                    & ~models.Q(ended_because="")
                ),
                name="correction_ended_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["disclosure", "key"],
                condition=models.Q(standing__in=OPEN),
                name="one_open_correction_of_a_value",
            ),
        ]
        indexes = [models.Index(fields=["standing", "id"], name="correction_by_standing")]

    def __str__(self) -> str:
        return gettext("%(subject)s: %(value)s") % {"subject": self.subject_words, "value": self.field_label}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and not set(kwargs.get("update_fields") or IMMUTABLE_COLUMNS).isdisjoint(
            IMMUTABLE_COLUMNS
        ):
            raise TypeError("the subject and the values of a correction never change")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a correction is taken back, never deleted")

    @property
    def subject(self) -> Subject:
        return Subject(**{name: getattr(self, name) for name in SUBJECT_FIELDS})

    @property
    def record(self) -> corrections.Correction:
        return corrections.Correction(self.subject, self.field, self.disclosed, self.corrected)

    @property
    def is_money(self) -> bool:
        return self.field in AMOUNT_FIELDS

    @property
    def field_label(self) -> str:
        return label_of(self.about, self.field)

    @property
    def subject_words(self) -> str:
        """The subject in the reader's language."""
        return words_of(self.subject)


def key_of(subject: Subject, field: str) -> str:
    """Return the key of a value of a disclosure, the same in every revision."""
    identity = json.dumps([subject.key, field], ensure_ascii=True)
    return hashlib.sha256(identity.encode()).hexdigest()


_MODELS = {
    "grand-total": Disclosure,
    "unit": UnitStatement,
    "project": Project,
    "indicator": Indicator,
}


def column_of(about: str, field: str) -> models.Field[Any, Any]:
    """Return the column that holds a value."""
    column = _MODELS[about]._meta.get_field(field)
    if not isinstance(column, models.Field):
        raise TypeError(f"{field} of {about} is no column")
    return column


def label_of(about: str, field: str) -> str:
    """Return the name of a value in the reader's language."""
    return capfirst(str(column_of(about, field).verbose_name))


def words_of(subject: Subject) -> str:
    """Return a subject in the reader's language."""
    match subject.about:
        case "unit":
            return subject.unit_name
        case "project":
            return subject.project_name
        case "indicator":
            return f"{subject.project_name} › {subject.indicator_name}"
        case _:
            return gettext("Grand total")

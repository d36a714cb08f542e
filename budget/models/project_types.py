"""Settings of project types: the ordered rules, and the types set by hand.

`budget.store.project_types` applies both. A type set by hand belongs to the project's key: revisions preserve
it.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.models.hierarchy import Unit
from budget.models.history import History
from budget.project_types import rules
from budget.project_types.rules import Rule, words_in

TYPE_LABELS: Mapping[str, Promise] = {
    rules.OPERATIONS: pgettext_lazy("project type", "operations"),
    rules.PROPERTY: pgettext_lazy("project type", "property services"),
    rules.INFORMATION: pgettext_lazy("project type", "information technology"),
    rules.WORKS: pgettext_lazy("project type", "works and repairs"),
    rules.PURCHASE: pgettext_lazy("project type", "purchases"),
    rules.EVENTS: pgettext_lazy("project type", "meetings and events"),
    rules.PUBLICITY: pgettext_lazy("project type", "publicity"),
    rules.SPECIAL: pgettext_lazy("project type", "special business"),
    rules.TRANSFER: pgettext_lazy("project type", "transfer payments"),
    rules.OTHER: pgettext_lazy("project type", "other"),
}
TYPE_CHOICES = list(TYPE_LABELS.items())


def type_label(project_type: str) -> str:
    """Return the name of a project type in the reader's language."""
    return str(TYPE_LABELS[project_type])


class ProjectTypeRule(models.Model):
    """One of the ordered rules: the first whose words occur classifies a project.

    `words` and `without` are lists as typed (`budget.project_types.rules.words_in`).
    """

    LOOKS_IN = [
        ("name", pgettext_lazy("where a rule looks", "the project's name")),
        ("objective", pgettext_lazy("where a rule looks", "the objective")),
    ]

    position = models.PositiveIntegerField(_("order"), help_text=_("The rule with the lowest comes first."))
    project_type = models.CharField(_("project type"), max_length=20, choices=TYPE_CHOICES)
    looks_in = models.CharField(_("looks in"), max_length=10, choices=LOOKS_IN, default="name")
    words = models.TextField(
        _("words"),
        help_text=_(
            "One of them must occur. Blanks, commas or line breaks stand between them; "
            "系统+运维 means that both must."
        ),
    )
    without = models.TextField(
        _("words passed over"),
        blank=True,
        default="",
        help_text=_("Struck out before the words are looked for: 政治协商会议 is no meeting."),
    )

    history = History(
        verbose_name=_("earlier state of a rule for project types"),
        verbose_name_plural=_("earlier states of rules for project types"),
    )

    class Meta:
        verbose_name = _("rule for project types")
        verbose_name_plural = _("rules for project types")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project_type__in=rules.PROJECT_TYPES), name="rule_type_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(looks_in__in=["name", "objective"]), name="rule_looks_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {type_label(self.project_type)}"

    def clean(self) -> None:
        if not self.record.has_words:
            raise ValidationError({"words": _("A rule without a word places nothing.")})

    @property
    def record(self) -> Rule:
        return Rule(
            self.pk,
            self.project_type,
            "name" if self.looks_in == "name" else "objective",
            words_in(self.words),
            words_in(self.without),
        )


class HandSetType(models.Model):
    """A project type set by hand: it precedes every rule, in every revision of the project."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_set_types", verbose_name=_("unit"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    name = models.TextField(_("project"))
    name_folded = models.CharField(max_length=200, editable=False)
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"), default=1)
    project_type = models.CharField(_("project type"), max_length=20, choices=TYPE_CHOICES)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    set_at = models.DateTimeField(_("when"), auto_now=True)

    history = History(
        excluded_fields=["set_at", "set_by"],
        verbose_name=_("earlier state of a project type set by hand"),
        verbose_name_plural=_("earlier states of project types set by hand"),
    )

    class Meta:
        verbose_name = _("project type set by hand")
        verbose_name_plural = _("project types set by hand")
        ordering = ["-set_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "name_folded", "ordinal"], name="type_set_once_per_project"
            ),
            models.CheckConstraint(
                condition=models.Q(project_type__in=rules.PROJECT_TYPES),
                name="hand_set_type_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {type_label(self.project_type)}"

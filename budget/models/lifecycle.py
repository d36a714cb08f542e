"""Acts of people on whole disclosures: withdrawn, brought back, moved, publication noted.

Written by `budget.actions.lifecycle` alone. Taking an act back adds an act and leaves the first one.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from budget.models.append_only import AppendOnly
from budget.models.disclosures import Disclosure


class EventKind(models.TextChoices):
    """The kinds of acts on a disclosure."""

    WITHDRAWN = "withdrawn", pgettext_lazy("done with a disclosure", "withdrawn")
    BROUGHT_BACK = "brought-back", pgettext_lazy("done with a disclosure", "earlier revision brought back")
    MOVED = "moved", pgettext_lazy("done with a disclosure", "moved")
    PUBLISHED = "published", pgettext_lazy("done with a disclosure", "publication noted")


@dataclass(frozen=True, slots=True)
class Place:
    """Department, year and revision of a disclosure: an event's `before` or `after`.

    `department` is a key, `department_name` the name in the table; `revision` is a number, None where the
    disclosure is withdrawn, since `withdrawn_at` (ISO 8601, else "").
    """

    department: int
    department_name: str
    region: str
    fiscal_year: int
    revision: int | None
    withdrawn_at: str = ""

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        return cls(**data)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def is_elsewhere(self, other: "Place") -> bool:
        """Return whether the other one is of another department or year."""
        return (self.department, self.fiscal_year) != (other.department, other.fiscal_year)

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Region, department, year, and the revision in force, in the reader's words."""
        in_force = gettext("revision %(number)s") % {"number": self.revision}
        now = gettext("is withdrawn") if self.revision is None else in_force
        return self.region, self.department_name, str(self.fiscal_year), now

    def differences_from(self, other: "Place") -> str:
        """Return the parts that differ from the other one, in words."""
        return _joined(own for own, theirs in zip(self.parts, other.parts, strict=True) if own != theirs)

    def __str__(self) -> str:
        return _joined(self.parts)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part or gettext("not stated") for part in parts)


class EventQuerySet(models.QuerySet["DisclosureEvent"]):
    def standing(self) -> Self:
        """Filter the acts that were not taken back and take back none, latest first."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True).order_by("-pk")

    def about_place(self) -> Self:
        """Filter the acts that set department, year or revision."""
        return self.exclude(kind=EventKind.PUBLISHED)

    def for_disclosure_page(self) -> Self:
        return self.select_related("by", "undoes", "undone_by").order_by("-pk")


class DisclosureEvent(AppendOnly):
    """An act of a person on a disclosure, with its reason. Append-only.

    `before` and `after` are a `Place`'s form; where a publication was noted, `{"file", "name", "sources"}`:
    the StoredFile's key, the file's name, and of each row of Source with it `[id, address, date]`. `undoes`
    names the act that this one takes back.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="events", verbose_name=_("disclosure")
    )
    kind = models.CharField(_("what was done"), max_length=20, choices=EventKind.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("takes back")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on a disclosure")
        verbose_name_plural = _("acts on disclosures")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="event_by_time")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_is_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="event_gives_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure}: {self.what}"

    @property
    def what(self) -> str:
        """The act in the reader's language."""
        done = self.get_kind_display()
        return gettext("taken back: %(act)s") % {"act": done} if self.undoes_id else done

    @property
    def was(self) -> str:
        """The changed values before the act, in words."""
        return self._words(self.before, self.after)

    @property
    def became(self) -> str:
        """The changed values after the act, in words."""
        return self._words(self.after, self.before)

    def _words(self, data: dict[str, Any], other: dict[str, Any]) -> str:
        if self.kind != EventKind.PUBLISHED:
            return Place.read(data).differences_from(Place.read(other))
        notes = {" ".join(filter(None, (url, on))) for _source, url, on in data["sources"]}
        return f"{data['name']}: {', '.join(sorted(note or gettext('not stated') for note in notes))}"

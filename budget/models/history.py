"""What people change, kept: each state of a thing with who left it so, when and why.

django-simple-history gives the models and hears of saves and deletions. What is kept is what people do: a row
is written where somebody is at work (the request's user, or whom the caller names) and something changed. An
import, a command or a migration leaves none; what it made is noted, without a person, when somebody changes
it for the first time. So the row before a person's row always says what stood before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db import models
from django.db.models import Max, Model
from django.db.models.signals import m2m_changed, post_delete, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from simple_history import register
from simple_history.models import HistoricalRecords

MADE: Final = "+"
CHANGED: Final = "~"
DELETED: Final = "-"
ACTIONS = [
    (MADE, pgettext_lazy("what somebody did", "entered")),
    (CHANGED, pgettext_lazy("what somebody did", "changed")),
    (DELETED, pgettext_lazy("what somebody did", "deleted")),
]

# What names a row of a list (groups, permissions) for good: its key may be another's tomorrow.
_NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "auth.group": ("name",),
    "auth.permission": ("content_type__app_label", "codename"),
}

State = dict[str, Any]


class History(HistoricalRecords):
    """`history = History(…)` in a model, or `History.of(model, …)` for one that is not ours.

    `lists` names many-to-many fields whose rows are kept by their names, in JSON columns that `bases`
    declares. Of a `secret` column nothing is kept but that it was set anew, in a column `secret_is_new`.
    """

    def __init__(self, *, lists: Sequence[str] = (), secret: str = "", **options: Any) -> None:
        self.lists = lists
        self.secret = secret
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(_("reason"), blank=True, default=""),
            **options,
        )

    def get_extra_fields(self, model: type[Model], fields: Mapping[str, models.Field]) -> dict[str, Any]:
        """The library's, in our words; and who changed something is never deleted."""
        return super().get_extra_fields(model, fields) | {
            "history_date": models.DateTimeField(_("when"), db_index=True),
            "history_type": models.CharField(_("what was done"), max_length=1, choices=ACTIONS),
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
            ),
            "__str__": _words_of_row,
        }

    def finalize(self, sender: type[Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is not self.cls:
            return
        TRACED[sender] = self
        pre_save.connect(self.pre_save, sender=sender, weak=False)
        for name in self.lists:
            through = sender._meta.get_field(name).remote_field.through
            m2m_changed.connect(self.list_changed, sender=through, weak=False)

    # ---- What the library hears.

    def pre_save(self, instance: Model, **kwargs: Any) -> None:
        if not instance._state.adding and self._is_heard(instance, **kwargs):
            note(type(instance)._base_manager.filter(pk=instance.pk), into=[instance])

    def post_save(self, instance: Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if self._is_heard(instance, **kwargs):
            record([instance], MADE if created else CHANGED)

    def pre_delete(self, instance: Model, **kwargs: Any) -> None:
        super().pre_delete(instance, **kwargs)
        if self._is_heard(instance):
            note([instance], into=[instance])

    def post_delete(self, instance: Model, using: str | None = None, **kwargs: Any) -> None:
        if self._is_heard(instance):
            record([instance], DELETED)

    def list_changed(
        self, instance: Model, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
    ) -> None:
        """A receiver of `m2m_changed`, from either side."""
        rows = self.cls._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for row in rows:
            if not self._is_heard(row):
                continue
            if action.startswith("pre_"):
                note([row], into=[row])
            else:
                record([row], CHANGED)

    def _is_heard(
        self, instance: Model, raw: bool = False, update_fields: Iterable[str] | None = None, **_kwargs: Any
    ) -> bool:
        """Whether somebody is at work on something that is kept."""
        if raw or hasattr(instance, "skip_history_when_saving") or self.get_history_user(instance) is None:
            return False
        if update_fields is None:
            return True
        kept = {name for field in self.fields_included(self.cls) for name in (field.name, field.attname)}
        return not kept.isdisjoint(update_fields)

    # ---- States.

    def state_of(self, row: Model) -> State:
        """What is kept of a row of the model, as it stands; its lists are read from the database."""
        return {field.attname: getattr(row, field.attname) for field in self.fields_included(self.cls)} | {
            name: _names_of(row, name) for name in self.lists
        }

    def said(self, entry: Model) -> State:
        """The same of a row of the history."""
        names = [field.attname for field in self.fields_included(self.cls)]
        return {name: getattr(entry, name) for name in (*names, *self.lists)}

    @property
    def model(self) -> type[Model]:
        """The model of the rows of this history."""
        return getattr(self.cls, self.manager_name).model

    @classmethod
    def of(cls, model: type[Model], **options: Any) -> None:
        """Keep the history of a model of another app in this one."""
        register(model, app="budget", records_class=cls, **options)


# The models whose history is kept, in the order in which they are met.
TRACED: dict[type[Model], History] = {}


def note(rows: Iterable[Model], *, into: Sequence[Model]) -> None:
    """Keep for `record` what stands, as `rows` say it, with the objects that are to be changed: the same
    rows, in the same order.
    """
    for row, changed in zip(rows, into, strict=False):
        history = TRACED[type(row)]
        changed._stood_before = history.state_of(row)
        if history.secret:
            changed._secret_before = getattr(row, history.secret)


def record(
    rows: Sequence[Model], action: str, *, by: AbstractBaseUser | None = None, reason: str | None = None
) -> None:
    """Write what somebody did to rows of one model, in the caller's transaction. What was changed or deleted
    went through `note` before; where nothing changed, nothing is written.

    `by` and `reason` are the request's user and the row's `_change_reason` where they are not given.
    """
    if not rows:
        return
    history = TRACED[type(rows[0])]
    latest = _latest(history, [row.pk for row in rows])
    of_request = _written_in_this_request(history)
    now = timezone.now()
    entries = []
    for row in rows:
        before = row.__dict__.pop("_stood_before", None)
        after = before if action == DELETED else history.state_of(row)
        told = _told_of_secret(history, row) if action == CHANGED else {}
        if action == CHANGED and after == before and not told:
            continue
        last = latest.get(row.pk)
        who = by or history.get_history_user(row)
        why = reason if reason is not None else getattr(row, "_change_reason", "")
        if action == CHANGED and last is not None and last.pk in of_request:
            history.model._base_manager.filter(pk=last.pk).update(**after | told)
            continue
        if before is not None and (last is None or history.said(last) != before):
            # What an import, a command or a migration left: nobody's.
            entries.append(_entry(history, before, MADE if last is None else CHANGED, None, "", now))
        entries.append(_entry(history, after | told, action, who, why, now))
    of_request.update(entry.pk for entry in history.model._base_manager.bulk_create(entries))


def _told_of_secret(history: History, row: Model) -> State:
    """That a row's secret was set anew, where it was."""
    if not history.secret or "_secret_before" not in row.__dict__:
        return {}
    is_new = row.__dict__.pop("_secret_before") != getattr(row, history.secret)
    return {"secret_is_new": True} if is_new else {}


def last_state(model: type[Model], key: int) -> Model | None:
    """A deleted thing as it last was, None where nobody knows of it."""
    last = _latest(TRACED[model], [key]).get(key)
    return last.history_object if last else None


def _entry(
    history: History, state: State, action: str, who: AbstractBaseUser | None, why: str, now: datetime
) -> Model:
    return history.model(
        history_date=now, history_type=action, history_user=who, history_change_reason=why, **state
    )


def _latest(history: History, keys: Sequence[Any]) -> dict[Any, Model]:
    """The latest row of the history of each of these objects."""
    key = history.cls._meta.pk.attname
    rows = history.model._base_manager.filter(**{f"{key}__in": keys}).order_by()
    last = rows.values(key).annotate(last=Max("history_id")).values("last")
    return {getattr(row, key): row for row in history.model._base_manager.filter(history_id__in=last)}


def _written_in_this_request(history: History) -> set[int]:
    """The rows of this history that the request wrote: a form saves a row and then its lists, one after the
    other, and that is one change.
    """
    request = getattr(history.context, "request", None)
    if request is None:
        return set()
    return request.__dict__.setdefault("_history_written", {}).setdefault(history.cls, set())


def _names_of(row: Model, name: str) -> list[str]:
    """What a row's list holds, by the names that last."""
    if row.pk is None:
        return []
    field = row._meta.get_field(name)
    columns = _NAMED_BY[field.related_model._meta.label_lower]
    return sorted(".".join(names) for names in getattr(row, name).values_list(*columns))


def _words_of_row(entry: Model) -> str:
    return gettext("%(thing)s on %(date)s") % {
        "thing": entry.history_object,
        "date": date_format(timezone.localtime(entry.history_date), "SHORT_DATETIME_FORMAT"),
    }


def keys_named(model: type[Model], name: str, names: Iterable[str]) -> dict[str, Any]:
    """The keys of the rows that a list named so (`state_of`), as they are now; of a name that is gone,
    none.
    """
    related = model._meta.get_field(name).related_model
    rows = related._base_manager.values_list("pk", *_NAMED_BY[related._meta.label_lower])
    wanted = set(names)
    return {one: key for key, *parts in rows if (one := ".".join(parts)) in wanted}


class PersonThen(models.Model):
    """A user's roles and rights of their own as they were, by their names, and whether the password was set
    then.
    """

    groups = models.JSONField(_("roles"), default=list)
    user_permissions = models.JSONField(_("rights of their own"), default=list)
    secret_is_new = models.BooleanField(_("password set anew"), default=False)

    class Meta:
        abstract = True


class PermissionsThen(models.Model):
    """A group's rights as they were, by their names."""

    permissions = models.JSONField(_("rights"), default=list)

    class Meta:
        abstract = True


# Names, roles and rights of people; passwords and whatever else proves who they are never.
History.of(
    User,
    lists=("groups", "user_permissions"),
    secret="password",
    bases=(PersonThen,),
    excluded_fields=["password", "last_login", "date_joined"],
    verbose_name=_("earlier state of a user"),
    verbose_name_plural=_("earlier states of users"),
)
History.of(
    Group,
    lists=("permissions",),
    bases=(PermissionsThen,),
    verbose_name=_("earlier state of a group"),
    verbose_name_plural=_("earlier states of groups"),
)


@receiver(pre_delete, sender=Group)
def _note_members(instance: Group, **kwargs: Any) -> None:
    if TRACED[Group].get_history_user(instance) is not None:
        instance._members = list(instance.user_set.all())
        note(instance._members, into=instance._members)


@receiver(post_delete, sender=Group)
def _record_members(instance: Group, **kwargs: Any) -> None:
    """Who was in a group is changed with it, which nothing else says."""
    record(instance.__dict__.pop("_members", []), CHANGED)

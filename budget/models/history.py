"""The history of what people change: each state of a row, with who made it, when and why.

django-simple-history gives the models, the receivers of signals, the request's user and the reason. Its own
records do not serve: it writes a row at every save and none of the state before. Here a row is written where
a person is at work and something changed; imports, commands and migrations write none, and the state that
they left is written, without a person, before the first change by one. So the row before a person's row
always holds the state before. `m2m_fields` stores keys, which do not outlast the rows that they name, and
`bulk_update_with_history` writes unchanged rows too.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import ManyToManyField, Max, Model
from django.db.models.signals import m2m_changed, pre_save
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

# Columns that identify a row of a list (groups, permissions) for good: its key may be reused.
_NATURAL_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "auth.group": ("name",),
    "auth.permission": ("content_type__app_label", "codename"),
}

# Values of a row by attribute; of its lists the natural keys.
Values = dict[str, Any]


class History(HistoricalRecords):
    """`history = History(…)` in a model, or `History.of(model, …)` for a model of another app.

    `lists` names many-to-many fields; the natural keys of their rows are stored in JSON columns that `bases`
    declares. Of a `secret` column only its renewal is stored, in a column `secret_is_new`.
    """

    def __init__(self, *, lists: Sequence[str] = (), secret: str = "", **options: Any) -> None:
        self.lists = lists
        self.secret = secret
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(_("reason"), blank=True, default=""),
            **options,
        )

    @classmethod
    def of(cls, model: type[Model], **options: Any) -> None:
        """Give a model of another app a history in this one."""
        register(model, app="budget", records_class=cls, **options)

    def get_extra_fields(
        self, model: type[Model], fields: Mapping[str, models.Field[Any, Any]]
    ) -> dict[str, Any]:
        """The library's columns with labels in our words; the author of a change cannot be deleted."""
        theirs: dict[str, Any] = super().get_extra_fields(model, fields)
        return theirs | {
            "history_date": models.DateTimeField(_("when"), db_index=True),
            "history_type": models.CharField(_("what was done"), max_length=1, choices=ACTIONS),
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
            ),
            "__str__": _words_of_entry,
        }

    def finalize(self, sender: type[Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is not self.cls:
            return
        HISTORIES[sender] = self
        pre_save.connect(self.pre_save, sender=sender, weak=False)
        for name in self.lists:
            field = sender._meta.get_field(name)
            receiver = partial(self.list_changed, field=field)
            m2m_changed.connect(receiver, sender=field.remote_field.through, weak=False)

    # ---- Receivers of signals. Those of the library call `create_historical_record`.

    def pre_save(
        self, instance: Model, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
    ) -> None:
        names = {name for field in self.fields_included(self.cls) for name in (field.name, field.attname)}
        if instance.pk is None or raw or (update_fields is not None and names.isdisjoint(update_fields)):
            return
        snapshot([instance], stored=self.cls._base_manager.filter(pk=instance.pk))

    def pre_delete(self, instance: Model, **kwargs: Any) -> None:
        super().pre_delete(instance, **kwargs)
        snapshot([instance])

    def list_changed(
        self, instance: Model, action: str, field: ManyToManyField[Any, Any], **change: Any
    ) -> None:
        """Receive `m2m_changed` from either side of a list."""
        if action.startswith("post_"):
            record(instance.__dict__.pop("_rows_of_change", []), CHANGED)
            return
        rows = [instance]
        if change["reverse"]:
            members = getattr(instance, str(field.remote_field.get_accessor_name()))
            keys = change["pk_set"]
            rows = list(members.all() if keys is None else self.cls._base_manager.filter(pk__in=keys))
        snapshot(rows)
        instance.__dict__["_rows_of_change"] = rows

    def create_historical_record(self, instance: Model, history_type: str, using: str | None = None) -> None:
        record([instance], history_type)

    # ---- States.

    def values_of(self, row: Model) -> Values:
        """The recorded values of a row of the model (its lists come from the database) or of the history."""
        names = [field.attname for field in self.fields_included(self.cls)]
        read = getattr if isinstance(row, self.model) else _natural_keys
        return {name: getattr(row, name) for name in names} | {name: read(row, name) for name in self.lists}

    def secret_of(self, row: Model) -> Any:
        return getattr(row, self.secret) if self.secret else None

    @property
    def model(self) -> type[Model]:
        """The model of the rows of this history."""
        model: type[Model] = getattr(self.cls, self.manager_name).model
        return model


# The histories by model, in the order of definition.
HISTORIES: dict[type[Model], History] = {}


def snapshot(rows: Sequence[Model], *, stored: Iterable[Model] | None = None, by: User | None = None) -> None:
    """Attach to rows that a person is about to change the values before the change, for `record`.

    `stored` are the same rows as in the database, in the same order, where `rows` hold new values already.
    """
    history = HISTORIES[type(rows[0])] if rows else None
    if history is None or _author(history, rows[0], by) is None:
        return
    for row, before in zip(rows, rows if stored is None else stored, strict=False):
        row.__dict__["_before"] = history.values_of(before)
        row.__dict__["_secret_before"] = history.secret_of(before)


def record(rows: Sequence[Model], action: str, *, by: User | None = None) -> None:
    """Write what a person did to rows of one model, in the caller's transaction.

    Rows that were changed or deleted need a `snapshot` before. Nothing is written where no value changed, or
    where nobody is at work: neither `by` nor a user of the request.
    """
    rows = [row for row in rows if action == MADE or "_before" in row.__dict__]
    history = HISTORIES[type(rows[0])] if rows else None
    if history is None or (author := _author(history, rows[0], by)) is None:
        return
    latest = _latest(history, [row.pk for row in rows])
    of_request = _written_in_this_request(history)
    make = partial(history.model, history_date=timezone.now())
    entries = []
    for row in rows:
        before, secret = (row.__dict__.pop(name, None) for name in ("_before", "_secret_before"))
        after = before if action == DELETED else history.values_of(row)
        renewed = action == CHANGED and secret != history.secret_of(row)
        if action == CHANGED and after == before and not renewed:
            continue
        values = after | ({"secret_is_new": True} if renewed else {})
        last = latest.get(row.pk)
        if action == CHANGED and last is not None and last.pk in of_request:
            history.model._base_manager.filter(pk=last.pk).update(**values)
            continue
        if before is not None and (last is None or history.values_of(last) != before):
            # Written by an import, a command or a migration.
            entries.append(make(history_type=MADE if last is None else CHANGED, **before))
        reason = history.get_change_reason_for_object(row, action, None) or ""
        entries.append(make(history_type=action, history_user=author, history_change_reason=reason, **values))
    of_request.update(entry.pk for entry in history.model._base_manager.bulk_create(entries))


def _author(history: History, row: Model, by: User | None) -> User | None:
    return by or history.get_history_user(row)


def _latest(history: History, keys: Sequence[Any]) -> dict[Any, Model]:
    """The latest row of the history of each of these rows, by key."""
    key = history.cls._meta.pk.attname
    rows = history.model._base_manager.filter(**{f"{key}__in": keys}).order_by()
    last = rows.values(key).annotate(last=Max("history_id")).values("last")
    return {getattr(row, key): row for row in history.model._base_manager.filter(history_id__in=last)}


def _written_in_this_request(history: History) -> set[int]:
    """The keys of the rows of this history that the request wrote: a form saves a row and then its lists, and
    that is one change.
    """
    request = getattr(history.context, "request", None)
    if request is None:
        return set()
    by_model: dict[type[Model], set[int]] = request.__dict__.setdefault("_history_written", {})
    return by_model.setdefault(history.cls, set())


def _natural_keys(row: Model, name: str) -> list[str]:
    """The natural keys of the rows in a list."""
    if row.pk is None:
        return []
    columns = _NATURAL_KEYS[_related(type(row), name)._meta.label_lower]
    return sorted(".".join(parts) for parts in getattr(row, name).values_list(*columns))


def _related(model: type[Model], name: str) -> type[Model]:
    """The model of the rows in a list."""
    related = model._meta.get_field(name).related_model
    if related is None:
        raise TypeError(f"{name} of {model.__name__} is no list of rows of another model")
    return related


def keys_of(model: type[Model], name: str, natural_keys: Iterable[str]) -> dict[str, Any]:
    """The keys of the rows of a list by natural key. Rows that no longer exist are missing."""
    related = _related(model, name)
    rows = related._base_manager.values_list("pk", *_NATURAL_KEYS[related._meta.label_lower])
    wanted = set(natural_keys)
    return {one: key for key, *parts in rows if (one := ".".join(parts)) in wanted}


def _words_of_entry(entry: Any) -> str:
    return gettext("%(thing)s on %(date)s") % {
        "thing": entry.history_object,
        "date": date_format(timezone.localtime(entry.history_date), "SHORT_DATETIME_FORMAT"),
    }

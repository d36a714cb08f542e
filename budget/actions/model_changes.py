"""Changes of the models with a history: their states before and after, in the reader's words.

`diff_against` of django-simple-history does not serve here: it asks the database for each foreign key of each
row, and compares neither the lists nor with an object that is added or deleted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, Field, ForeignKey, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, pgettext

from budget.accounts.roles import label_of
from budget.actions.changes import Change, Difference, Kind, Link, Sides, names_of
from budget.disclosure.amounts import wan_yuan
from budget.models.history import DELETED, HISTORIES, MADE, History, Values
from budget.models.money import FenField

_SIDES: dict[str, Sides] = {MADE: "after", DELETED: "before"}


class ModelKind(Kind):
    """Changes by people of the rows of one model."""

    at = "history_date"
    by = "history_user"

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.history = HISTORIES[model]
        self.name, self.label = names_of(model)
        self.permission = f"budget.view_{self.history.model._meta.model_name}"
        self.object_column = model._meta.pk.attname

    def rows(self) -> QuerySet[Any]:
        """Each with the key of the row before it, and whether its object exists."""
        there = self.model._base_manager.filter(pk=OuterRef(self.object_column))
        return self.history.model._base_manager.annotate(
            before_id=Subquery(
                before(self.history, OuterRef("pk"), OuterRef(self.object_column)).values("pk")[:1]
            ),
            is_there=Exists(there),
        )

    def changes(self, rows: Sequence[Any], reader: User) -> list[Change]:
        values = self.history.values_of
        rows_before: dict[int, Any] = self.history.model._base_manager.in_bulk(
            [row.before_id for row in rows if row.before_id]
        )
        earlier = [rows_before.get(row.before_id) for row in rows]
        pairs = [
            (
                None if one is None or one.history_type == DELETED else values(one),
                None if row.history_type == DELETED else values(row),
            )
            for row, one in zip(rows, earlier, strict=True)
        ]
        differences = differences_of(self.history, pairs)
        for row, difference in zip(rows, differences, strict=True):
            if self.history.secret and row.secret_is_new:
                difference.append(Difference(_("Password"), "", _("set anew")))
        return [
            Change(
                at=row.history_date,
                by=row.history_user,
                action=_action(row, one),
                what=str(row.history_object),
                url=self._url(row) if row.is_there else "",
                differences=difference,
                sides=_SIDES.get(row.history_type, "both"),
                reason=row.history_change_reason,
                links=self._links(row, one, reader) if pair[0] != pair[1] else [],
            )
            for row, one, pair, difference in zip(rows, earlier, pairs, differences, strict=True)
        ]

    def _url(self, row: Any) -> str:
        options = self.model._meta
        return reverse(
            f"admin:{options.app_label}_{options.model_name}_change", args=[getattr(row, self.object_column)]
        )

    def _links(self, row: Any, earlier: Any, reader: User) -> list[Link]:
        options = self.model._meta
        needed = f"{options.app_label}.{'change' if row.is_there else 'add'}_{options.model_name}"
        if earlier is None or earlier.history_type == DELETED or not reader.has_perm(needed):
            return []
        return [Link(_("Bring back what was before"), back_url(row))]


def back_url(entry: Model) -> str:
    """Return the address of the page that restores the state before a row of a history."""
    return reverse(f"admin:budget_{entry._meta.model_name}_back", args=[entry.pk])


def before(history: History, entry: Any, object_key: Any) -> QuerySet[Any]:
    """Return the rows of a history before one of them, of the same object, latest first; both by key."""
    key = history.cls._meta.pk.attname
    return history.model._base_manager.filter(**{key: object_key, "pk__lt": entry}).order_by("-pk")


def _action(row: Any, earlier: Any) -> str:
    if row.history_type == MADE and earlier is not None:
        return pgettext("what somebody did", "brought back")
    return str(row.get_history_type_display())


def differences_of(
    history: History, pairs: Sequence[tuple[Values | None, Values | None]]
) -> list[list[Difference]]:
    """Return the differences between the states of each pair, in words and in the order of the columns.

    None is the state of an object that is not there.
    """
    fields = [
        field for field in history.fields_included(history.cls) if field.editable and not field.primary_key
    ]
    lists = [history.model._meta.get_field(name) for name in history.lists]
    names = _names(fields, [state for pair in pairs for state in pair if state is not None])

    def words(field: Field[Any, Any], state: Values | None) -> str:
        if state is None:
            return ""
        value = state[field.attname]
        return names[field.name].get(value, "") if field.name in names else _words(field, value)

    return [
        [
            Difference(capfirst(str(field.verbose_name)), old, new)
            for field in (*fields, *lists)
            if (old := words(field, pair[0])) != (new := words(field, pair[1]))
        ]
        for pair in pairs
    ]


def _names(fields: Iterable[Field[Any, Any]], states: Sequence[Values]) -> dict[str, dict[Any, str]]:
    """Return for each foreign key the names of its objects by key; for deleted objects the key in words."""
    found: dict[str, dict[Any, str]] = defaultdict(dict)
    for field in fields:
        if isinstance(field, ForeignKey):
            keys = {state[field.attname] for state in states} - {None}
            there = field.related_model._base_manager.in_bulk(keys) if keys else {}
            gone = _("no longer there (%(key)s)")
            found[field.name] = {
                key: str(there[key]) if key in there else gone % {"key": key} for key in keys
            }
    return found


def money(fen: int) -> str:
    """Return an amount in words, in 万元."""
    return _("%(amount)s ×10,000 yuan") % {"amount": wan_yuan(fen)}


def _words(field: Field[Any, Any], value: Any) -> str:
    match value:
        case None | "" | []:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return pgettext("between the names of a list", ", ").join(
                label_of(one) if field.name == "groups" else one for one in value
            )
        case _ if isinstance(field, FenField):
            return money(value)
        case _ if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        case _:
            return str(value)

"""Queries over what has names: its own, and other ones as aliases."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Aggregate, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from indicators.sorting import sort_key

# A model of things that have other names.
N = TypeVar("N", bound=models.Model)


class _Listed(Aggregate):
    """JSON values in one list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def other_names(aliases: models.QuerySet[Any], of: str, at: str = "pk") -> Subquery:
    """What annotates a row with the other names, `[{"name", "note"}]` in no order, of what `at` leads to;
    None where it has none. `of`: what leads from an alias to whose it is.
    """
    rows = aliases.filter(**{of: OuterRef(at)}).order_by().values(of)
    entries = rows.annotate(entries=_Listed(JSONObject(name=F("name"), note=F("note")))).values("entries")
    return Subquery(entries, output_field=JSONField())


def sorted_names(entries: list[dict[str, str]] | None) -> list[dict[str, str]]:
    """What `other_names` annotates, as a page shows it."""
    return sorted(entries or (), key=lambda entry: sort_key(entry["name"]))


class NamedQuerySet(models.QuerySet[N]):
    def with_other_names(self) -> Self:
        """Each with its `other_names`, as the function of that name gives them."""
        aliases, of = self._aliases()
        return self.annotate(other_names=other_names(aliases, of))

    def named(self, key: str) -> Self:
        """Those of which a name, their own or another, is this (`name_key`)."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded=key).values(of)
        return self.filter(Q(name_folded=key) | Q(pk__in=theirs))

    def name_contains(self, folded: str) -> Self:
        """Those of which a name, their own or another, holds this folded text."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded__contains=folded)
        return self.filter(Q(name_folded__contains=folded) | Q(pk__in=theirs.values(of)))

    def _aliases(self) -> tuple[models.QuerySet[Any], str]:
        """The other names of all such things, and what leads from one to whose it is."""
        relation = self.model._meta.get_field("aliases")
        if not isinstance(relation, models.ManyToOneRel):
            raise TypeError(f"{self.model.__name__} has no other names")
        return relation.related_model._default_manager.all(), relation.field.name

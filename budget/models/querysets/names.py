"""Queries over models with names: a name of their own, and aliases."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Aggregate, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Length

from indicators.sorting import sort_key

# A model with aliases.
N = TypeVar("N", bound=models.Model)


@models.CharField.register_lookup
class Like(models.Lookup):
    """Whether a text fits a pattern of SQL's LIKE, in which a backslash escapes a sign."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, params = self.process_lhs(compiler, connection)
        return f"{text} LIKE %s ESCAPE '\\'", (*params, self.rhs)


class _Listed(Aggregate):
    """JSON values in one list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def other_names(aliases: models.QuerySet[Any], of: str, at: str = "pk") -> Subquery:
    """The other names of a row as a subquery: `[{"name", "note"}]` in no order, None where there are none.

    `of` is the lookup from an alias to its body, `at` the lookup from the row to the body.
    """
    rows = aliases.filter(**{of: OuterRef(at)}).order_by().values(of)
    entries = rows.annotate(entries=_Listed(JSONObject(name=F("name"), note=F("note")))).values("entries")
    return Subquery(entries, output_field=JSONField())


def sorted_names(entries: list[dict[str, str]] | None) -> list[dict[str, str]]:
    """Sort the value of `other_names` for a page."""
    return sorted(entries or (), key=lambda entry: sort_key(entry["name"]))


class NamedQuerySet(models.QuerySet[N]):
    def with_other_names(self) -> Self:
        """Annotate each row with `other_names`, by the function of that name."""
        aliases, of = self._aliases()
        return self.annotate(other_names=other_names(aliases, of))

    def named(self, key: str) -> Self:
        """Filter by an own or other name with this key (`name_key`)."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded=key).values(of)
        return self.filter(Q(name_folded=key) | Q(pk__in=theirs))

    def name_contains(self, folded: str) -> Self:
        """Filter by an own or other name that contains this folded text."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded__contains=folded)
        return self.filter(Q(name_folded__contains=folded) | Q(pk__in=theirs.values(of)))

    def like(self, pattern: str) -> Self:
        """Filter by an own name whose folded form fits a pattern of SQL's LIKE, the shortest names first."""
        return self.filter(name_folded__like=pattern).order_by(Length("name_folded"), "pk")

    def _aliases(self) -> tuple[models.QuerySet[Any], str]:
        """The aliases of the model, and the name of their foreign key to it."""
        relation = self.model._meta.get_field("aliases")
        if not isinstance(relation, models.ManyToOneRel):
            raise TypeError(f"{self.model.__name__} has no other names")
        return relation.related_model._default_manager.all(), relation.field.name

"""The key that names a project over all revisions of a disclosure."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, Self

from django.apps import apps
from django.db.models import QuerySet

from budget.disclosure.namesakes import number_namesakes

if TYPE_CHECKING:
    from budget.models import MatchDecision, ResultDecision


class KeyedRow(Protocol):
    """A row that has a project's key in its columns: a Project, a RetiredProject, a HandSetType."""

    @property
    def unit_id(self) -> int: ...
    @property
    def fiscal_year(self) -> int: ...
    @property
    def name_folded(self) -> str: ...
    @property
    def ordinal(self) -> int: ...


class ProjectKey(NamedTuple):
    """Unit, fiscal year, folded name (`name_key`) and ordinal among namesakes.

    The fields are named as the columns are.
    """

    unit_id: int
    fiscal_year: int
    name_folded: str
    ordinal: int

    @classmethod
    def of(cls, row: KeyedRow) -> Self:
        return cls(row.unit_id, row.fiscal_year, row.name_folded, row.ordinal)

    @property
    def columns(self) -> dict[str, int | str]:
        """The key as columns by name: arguments of a filter, or of a row that gets the key."""
        return self._asdict()

    def next_free(self, taken: Container["ProjectKey"]) -> "ProjectKey":
        """Return this key, or the next one of its namesakes that is not taken."""
        key = self
        while key in taken:
            key = key._replace(ordinal=key.ordinal + 1)
        return key


def number_projects(names: Iterable[tuple[int, int, str]]) -> Iterator[ProjectKey]:
    """Yield the keys of projects: units' ids, fiscal years and folded names, in the order of the table."""
    return map(ProjectKey._make, number_namesakes(names))


@dataclass(frozen=True, slots=True)
class MatchSide:
    """The columns of a decision on a match that hold the key of one of its projects; `model` names it."""

    model: str
    unit: str
    fiscal_year: str
    name_folded: str
    ordinal: str

    def key_of(self, row: "MatchDecision | ResultDecision") -> ProjectKey:
        rest = (self.fiscal_year, self.name_folded, self.ordinal)
        return ProjectKey(getattr(row, f"{self.unit}_id"), *(getattr(row, name) for name in rest))

    def rows(self, **where: Any) -> QuerySet[Any]:
        """The decisions under a condition, in the order in which they were made."""
        found: QuerySet[Any] = apps.get_model("budget", self.model)._default_manager.filter(**where)
        return found.order_by("pk")

    def columns(self, key: ProjectKey) -> dict[str, int | str]:
        """The key as columns by name."""
        return {
            f"{self.unit}_id": key.unit_id,
            self.fiscal_year: key.fiscal_year,
            self.name_folded: key.name_folded,
            self.ordinal: key.ordinal,
        }


MATCH_SIDES: Final = (
    MatchSide("MatchDecision", "unit", "fiscal_year", "name_folded", "ordinal"),
    MatchSide("MatchDecision", "before_unit", "before_year", "before_name_folded", "before_ordinal"),
    MatchSide("ResultDecision", "unit", "fiscal_year", "name_folded", "ordinal"),
)

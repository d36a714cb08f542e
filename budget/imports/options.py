"""What holds for all files of an import run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User

from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.reading import Given
from budget.store.disclosures import Stored
from budget.store.names import Key
from budget.store.self_evaluations import StoredResult


@dataclass(frozen=True, slots=True)
class Expected:
    """A disclosure as a preview showed it: the key of the revision in force before (None for none), and the
    digest of the records in force after.
    """

    before: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """What an import run's storing of self-evaluations takes.

    `expected`: the states of a confirmed preview (`state_of`); whatever differs from them is refused.
    `on_stored` is called in the transaction of a department and year, which a dry run rolls back.
    """

    on_stored: Callable[[Key, Sequence[StoredResult]], None] | None = None
    expected: Mapping[Key, str] | None = None
    dry_run: bool = False
    by: User | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for all files of an import run, and what reading them may cost.

    `expected`: the disclosures of a confirmed preview; whatever differs from them is refused. `on_stored` is
    called in the transaction of each stored disclosure, which a dry run rolls back. `results`: the same of
    self-evaluations.
    """

    given: Given = Given()
    published_url: str = ""
    published_on: date | None = None
    dry_run: bool = False
    by: User | None = None
    jobs: int = 1
    limits: Limits = DEFAULT_LIMITS
    expected: Mapping[Key, Expected] | None = None
    on_stored: Callable[[Key, Stored], None] | None = None
    results: ResultOptions = field(default_factory=ResultOptions)

    @property
    def is_watched(self) -> bool:
        """Whether somebody compares what is stored with a preview, or is told of it in its transaction."""
        hooks = (self.on_stored, self.expected, self.results.on_stored, self.results.expected)
        return any(one is not None for one in hooks)

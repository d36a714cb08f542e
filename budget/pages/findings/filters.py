"""The findings of a year as an address narrows them, and the facets beside their list."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from budget.audit.catalogue import CHECKS, LEVELS
from budget.models import Finding, FindingFigures, ReviewState, Tally
from budget.models.finding_querysets import FindingQuerySet, Named, may_review
from budget.models.findings import LEVEL_NAMES
from budget.pages.facets import Facet, facet
from budget.pages.filters import Filters, check_words
from indicators import taxonomy
from indicators.columns import category_label
from indicators.querysets import UNCLASSIFIED

# The filters that everybody may use; auditors may filter by state as well.
FILTERS = ("department", "unit", "project", "check", "level", "category")
# Under these alone a list is of whole disclosures, of which a check that hits most projects is summed up.
_OF_WHOLE_DISCLOSURES = {"department", "level"}
# Filters whose counts come from one query.
_COUNTED = ("check", "level", "state")
# Under these alone the counts are kept; under others the findings are counted one by one.
_KEPT = {"department", "check", "level", "category"}
_CATEGORIES = [*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED]


class FindingSelection:
    """The findings in force of a year under the filters of an address, as its reader may see them."""

    def __init__(self, request: HttpRequest, year: int, filters: Filters) -> None:
        self.request = request
        self.year = year
        self.chosen = filters.values
        self.is_for_auditor = may_review(request.user)
        self._readable = Finding.objects.for_reader(request.user).in_force()
        self._counts = self._counted()

    @property
    def findings(self) -> FindingQuerySet:
        return self._under_others_than()

    @property
    def number(self) -> int:
        """How many findings there are."""
        return sum(self._counts_by("level", lifted=()).values())

    @property
    def gravest_levels(self) -> dict[str, str]:
        """By check: the gravest level of its findings."""
        levels = {(check, level) for check, level, _state in self._counts}
        return dict(sorted(levels, key=lambda key: LEVELS.index(key[1]), reverse=True))

    def summed_up(self) -> QuerySet[Tally]:
        """The tallies of the checks that hit most projects of a disclosure.

        None where the list is of less than whole disclosures, or of one check: those stand one by one.
        """
        if not self.chosen.keys() <= _OF_WHOLE_DISCLOSURES:
            return Tally.objects.none()
        tallies = Tally.objects.of(self.year, self.chosen.get("department")).hitting_most()
        if "level" not in self.chosen:
            return tallies
        # A tally counts all findings of its check: under a level, only of checks that have no other.
        of_other_levels = {check for check, level, _state in self._counts if level != self.chosen["level"]}
        return tallies.filter(check_id__in=set(CHECKS) - of_other_levels)

    def facets(self) -> list[Facet]:
        """Those that leave a choice: level, state (for auditors), where in the hierarchy, category, check."""
        made = [
            facet(
                self.request,
                "level",
                self._counts_by("level"),
                lambda level: str(LEVEL_NAMES[level]),
                LEVELS,
            )
        ]
        if self.is_for_auditor:
            by_state = self._counts_by("state")
            made.append(
                facet(
                    self.request,
                    "state",
                    by_state,
                    lambda state: str(ReviewState(state).label),
                    ReviewState.values,
                )
            )
        made += self._places()
        made.append(facet(self.request, "category", self._by_category(), category_label, _CATEGORIES))
        made.append(facet(self.request, "check", self._counts_by("check"), check_words))
        return [one for one in made if one is not None]

    def _places(self) -> list[Facet | None]:
        """The next step down from what is chosen: the departments, the units of one, the projects of one."""
        if "project" in self.chosen:
            return []
        if "unit" in self.chosen:
            return [self._place("project", self.findings.by_project_of(self.chosen["unit"]))]
        made = []
        by_department = None
        if "department" not in self.chosen:
            by_department = self._by_department()
            made.append(self._place("department", by_department))
        if by_department is None or len(by_department) == 1:
            made.append(self._place("unit", self.findings.by_unit()))
        return made

    def _place(self, name: str, counts: Named) -> Facet | None:
        names = dict(counts.keys())
        by_key = {key: number for (key, _name), number in counts.items()}
        return facet(self.request, name, by_key, names.__getitem__)

    def _counted(self) -> dict[tuple[str, str, str], int]:
        """By check, level and state ("" for others than auditors), under all filters but these."""
        found = self._under_others_than(*_COUNTED)
        if not self._is_kept_under("state"):
            if self.is_for_auditor:
                return found.by_check_level_and_state()
            return {(*key, ""): number for key, number in found.by_check_and_level().items()}
        kept = FindingFigures.objects.narrowed(self.year, **self._others_than(*_COUNTED)).by_check_and_level()
        if not self.is_for_auditor:
            return {(*key, ""): number for key, number in kept.items()}
        counts = found.decided().by_check_level_and_state()
        for (check, level, _state), number in counts.items():
            kept[check, level] -= number
        return counts | {(*key, ReviewState.OPEN.value): number for key, number in kept.items() if number}

    def _by_department(self) -> Named:
        if not self._is_kept_under():
            return self.findings.by_department()
        return FindingFigures.objects.narrowed(self.year, **self.chosen).by_department()

    def _by_category(self) -> dict[str, int]:
        if not self._is_kept_under():
            return self._under_others_than("category").by_category()
        return FindingFigures.objects.of_all_categories(
            self.year, **self._others_than("category")
        ).by_category()

    def _is_kept_under(self, *lifted: str) -> bool:
        """Whether the counts under the filters that are chosen, but for the lifted ones, are kept."""
        return self._others_than(*lifted).keys() <= _KEPT

    def _counts_by(self, name: str, lifted: tuple[str, ...] | None = None) -> dict[str, int]:
        """Counts by one of _COUNTED, under all filters but itself (or but those that are `lifted`)."""
        lifted = (name,) if lifted is None else lifted
        kept = {
            other: self.chosen[other] for other in _COUNTED if other in self.chosen and other not in lifted
        }
        counts: dict[str, int] = {}
        for key, number in self._counts.items():
            values = dict(zip(_COUNTED, key, strict=True))
            if all(values[other] == value for other, value in kept.items()):
                counts[values[name]] = counts.get(values[name], 0) + number
        return counts

    def _under_others_than(self, *names: str) -> FindingQuerySet:
        return self._readable.narrowed(year=self.year, **self._others_than(*names))

    def _others_than(self, *names: str) -> dict[str, Any]:
        return {name: value for name, value in self.chosen.items() if name not in names}

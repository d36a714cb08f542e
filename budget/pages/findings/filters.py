"""The findings of a year as an address narrows them, and the facets of their list."""

from django.http import HttpRequest

from budget.audit.catalogue import LEVELS
from budget.models import Finding, FindingFigures, ReviewState, Tally
from budget.models.filters import ABOUT, FindingFilters, about
from budget.models.findings import LEVEL_NAMES
from budget.models.querysets.findings import FindingQuerySet, Named, TallyQuerySet, may_review
from budget.pages.facets import Facet, facet
from budget.pages.filters import Chip, about_label, check_words, filters_of
from budget.pages.remembered import remembered
from indicators import taxonomy
from indicators.columns import category_label
from indicators.filters import UNCLASSIFIED

# The filters that everybody may use; auditors may filter by state as well.
FILTERS = ("department", "unit", "project", "check", "level", "category", "about")
# Under these alone a list is of whole disclosures, of which a check that hits most projects is summed up.
_OF_WHOLE_DISCLOSURES = ("department", "level", "about")
# Filters whose counts come from one query; what a finding is about goes by its check.
_COUNTED = ("check", "level", "state")
# Under these alone the counts are stored; under others the findings are counted one by one.
_STORED = ("department", "check", "level", "category", "about")
_CATEGORIES = [*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED]


class FindingSelection:
    """The findings in force of a year under the filters of an address, as its reader may see them."""

    def __init__(self, request: HttpRequest, year: int, filters: FindingFilters) -> None:
        self.request = request
        self.year = year
        self.filters = filters
        self.is_for_auditor = may_review(request.user)
        self._readable = Finding.objects.for_reader(request.user).in_force().of_year(year)
        self._figures = FindingFigures.objects.of_year(year)
        self._counts = self._counted()

    @property
    def findings(self) -> FindingQuerySet:
        return self._readable.narrowed(self.filters)

    @property
    def number(self) -> int:
        """How many findings there are."""
        return sum(self._counts_by("level", lifted=()).values())

    def summed_up(self) -> TallyQuerySet:
        """The tallies of the checks that hit most projects of a disclosure with findings of one level.

        None where the list is of less than whole disclosures, or of one check: those stand one by one.
        """
        if not self.filters.is_within(*_OF_WHOLE_DISCLOSURES):
            return Tally.objects.none()
        of_place = Tally.objects.of(self.year, self.filters.department)
        tallies = of_place.about(self.filters.about).hitting_most()
        return tallies.filter(level=self.filters.level) if self.filters.level else tallies

    def facets(self) -> list[Facet]:
        """Those that leave a choice: level, state (for auditors), what findings are about, where in the
        hierarchy, category, check.
        """
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
        made.append(facet(self.request, "about", self._counts_by("about"), about_label, ABOUT))
        made += self._places()
        made.append(facet(self.request, "category", self._by_category(), category_label, _CATEGORIES))
        made.append(facet(self.request, "check", self._counts_by("check"), check_words))
        return [one for one in made if one is not None]

    def _places(self) -> list[Facet | None]:
        """The next step down from what is chosen: the departments, the units of one, the projects of one."""
        if self.filters.project is not None:
            return []
        if self.filters.unit is not None:
            return [self._place("project", self.findings.by_project_of(self.filters.unit))]
        made = []
        by_department = None
        if self.filters.department is None:
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
        others = self.filters.without(*_COUNTED, "about")
        found = self._readable.narrowed(others)
        if not self.filters.without("state").is_within(*_STORED):
            if self.is_for_auditor:
                return found.by_check_level_and_state()
            return {(*key, ""): number for key, number in found.by_check_and_level().items()}
        figures = self._figures.narrowed(others)
        stored = dict(remembered(("by check", self.year, others), figures.by_check_and_level))
        if not self.is_for_auditor:
            return {(*key, ""): number for key, number in stored.items()}
        counts = found.decided().by_check_level_and_state()
        for (check, level, _state), number in counts.items():
            stored[check, level] -= number
        return counts | {(*key, ReviewState.OPEN.value): number for key, number in stored.items() if number}

    def _by_department(self) -> Named:
        if not self.filters.is_within(*_STORED):
            return self.findings.by_department()
        figures = self._figures.narrowed(self.filters)
        return remembered(("by department", self.year, self.filters), figures.by_department)

    def _by_category(self) -> dict[str, int]:
        others = self.filters.without("category")
        if not self.filters.is_within(*_STORED):
            return self._readable.narrowed(others).by_category()
        figures = self._figures.of_each_category(others)
        return remembered(("by category", self.year, others), figures.by_category)

    def _counts_by(self, name: str, lifted: tuple[str, ...] | None = None) -> dict[str, int]:
        """Counts by one of _COUNTED or by what findings are about, under all filters but itself (or but those
        that are `lifted`).
        """
        lifted = (name,) if lifted is None else lifted
        others = self.filters.only(*_COUNTED, "about").without(*lifted).chosen
        counts: dict[str, int] = {}
        for key, number in self._counts.items():
            values = {**dict(zip(_COUNTED, key, strict=True)), "about": about(key[0])}
            if all(values[other] == value for other, value in others.items()):
                counts[values[name]] = counts.get(values[name], 0) + number
        return counts


def finding_filters(request: HttpRequest, *, is_for_auditor: bool) -> tuple[FindingFilters, list[Chip]]:
    """Return the filters of findings in an address, for auditors the state as well, and a chip for each."""
    return filters_of(request, FindingFilters, (*FILTERS, "state") if is_for_auditor else FILTERS)

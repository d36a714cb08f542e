"""The arrays of a year's facts."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from budget.models.facts import INDICATOR, PROJECT

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


class YearFacts:
    """Projects and indicators of a year, a row each, in the order of their disclosures' ids.

    `blocks` are the bytes of PROJECT and INDICATOR by disclosure, `departments` the departments' keys,
    `without_projects` the departments' keys by unit of those that a disclosure names without a project.
    """

    def __init__(
        self,
        blocks: Mapping[int, tuple[bytes, bytes]],
        departments: Mapping[int, int],
        without_projects: Mapping[int, int],
    ) -> None:
        keys = sorted(blocks)
        self.disclosures: Array = np.array(keys, dtype=np.int64)
        self.departments: Array = np.array([departments[key] for key in keys], dtype=np.int64)
        self.projects: Array = np.frombuffer(b"".join(blocks[key][0] for key in keys), dtype=PROJECT)
        self._indicators: Array = np.frombuffer(b"".join(blocks[key][1] for key in keys), dtype=INDICATOR)
        numbers = np.array([len(blocks[key][0]) // PROJECT.itemsize for key in keys], dtype=np.int64)
        of_indicators = np.array([len(blocks[key][1]) // INDICATOR.itemsize for key in keys], dtype=np.int64)
        # The places of each project's disclosure in `disclosures`, of each indicator's project in `projects`.
        self.disclosure: Array = np.repeat(np.arange(len(keys), dtype=np.int32), numbers)
        firsts = np.repeat(np.cumsum(numbers) - numbers, of_indicators)
        self.project: Array = (self._indicators["project"] + firsts).astype(np.int32)
        self._without_projects = without_projects
        self._columns: dict[str, Array] = {}

    def column(self, name: str) -> Array:
        """A column of PROJECT or INDICATOR; their keys are `projects` and `indicators`."""
        if name not in self._columns:
            source = self.projects if name in (PROJECT.names or ()) else self._indicators
            self._columns[name] = np.ascontiguousarray(source[name])
        return self._columns[name]

    @cached_property
    def indicator_keys(self) -> Array:
        return np.ascontiguousarray(self._indicators["id"])

    def keys_of(self, what: Literal["projects", "indicators"]) -> tuple[Array, dict[int, slice]]:
        """The keys of all rows, and where those of each disclosure are among them."""
        if what == "projects":
            keys, owners = self.column("id"), self.disclosure
        else:
            keys, owners = self.indicator_keys, self.disclosure[self.project]
        ends = np.cumsum(np.bincount(owners, minlength=len(self.disclosures))).tolist()
        starts = [0, *ends]
        places = map(slice, starts, ends)
        return keys, dict(zip(self.disclosures.tolist(), places, strict=True))

    @cached_property
    def units(self) -> Array:
        """The keys of the units that disclosures name."""
        of_projects = np.unique(self.column("unit"))
        others = np.array(sorted(self._without_projects), dtype=np.int64)
        return np.union1d(of_projects, others)

    @cached_property
    def unit(self) -> Array:
        """The place of each project's unit in `units`."""
        return np.searchsorted(self.units, self.column("unit")).astype(np.int32)

    @cached_property
    def departments_of_units(self) -> Array:
        """The key of the department of each of `units`."""
        found = np.zeros(len(self.units), dtype=np.int64)
        others = list(self._without_projects)
        found[np.searchsorted(self.units, others)] = [self._without_projects[one] for one in others]
        found[self.unit] = self.departments[self.disclosure]
        return found

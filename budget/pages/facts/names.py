"""The order of the names of a year's projects or indicators.

Names are read once a process, and again of those disclosures that changed. Equal names share one code, and
only the different names are sorted.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Final, Literal

import numpy as np
from django.db.models import QuerySet

from budget.models import Project
from budget.pages.facts.year import Array, YearFacts
from indicators.models import Indicator

Named = Literal["projects", "indicators"]
# One query names so many disclosures.
_BATCH: Final = 500


class NameOrder:
    """The names of a year's projects or indicators, by disclosure with the stamp of its facts."""

    def __init__(self, what: Named) -> None:
        self._what = what
        self._codes: dict[str, int] = {}
        self._known: dict[int, tuple[int, Array]] = {}
        self._lock = Lock()

    def ranks(self, facts: YearFacts, stamps: Mapping[int, int]) -> Array | None:
        """The rank of each row of `facts` by its name, equal names alike; None where the database has other
        rows meanwhile.
        """
        with self._lock:
            wanted = facts.disclosures.tolist()
            known = {key: self._known[key] for key in wanted if key in self._known}
            changed = [key for key in wanted if key not in known or known[key][0] != stamps.get(key)]
            keys, places = facts.keys_of(self._what)
            for start in range(0, len(changed), _BATCH):
                read = self._read(changed[start : start + _BATCH])
                for disclosure in changed[start : start + _BATCH]:
                    pks, codes = read.get(disclosure, ([], []))
                    if pks != keys[places[disclosure]].tolist():
                        return None
                    known[disclosure] = (stamps.get(disclosure, -1), np.array(codes, dtype=np.int32))
            self._known = known
            names = list(self._codes)
            in_order = sorted(range(len(names)), key=names.__getitem__)
            rank_of = np.empty(len(names), dtype=np.int64)
            rank_of[in_order] = np.arange(len(names))
            of_rows = [known[key][1] for key in wanted]
            return rank_of[np.concatenate(of_rows)] if of_rows else np.empty(0, dtype=np.int64)

    def _read(self, disclosures: list[int]) -> dict[int, tuple[list[int], list[int]]]:
        """The keys of the rows of each disclosure and the codes of their names, in the order of the keys."""
        found: dict[int, tuple[list[int], list[int]]] = {}
        rows: QuerySet[Project, tuple[int, int, str]] | QuerySet[Indicator, tuple[int, int, str]]
        if self._what == "projects":
            rows = Project.objects.filter(disclosure__in=disclosures).values_list(
                "disclosure", "pk", "name_sort"
            )
        else:
            of_these = Indicator.objects.filter(project__disclosure__in=disclosures)
            rows = of_these.values_list("project__disclosure", "pk", "name_sort")
        for disclosure, pk, name in rows.order_by("pk").iterator(chunk_size=5_000):
            pks, codes = found.setdefault(disclosure, ([], []))
            pks.append(pk)
            codes.append(self._codes.setdefault(name, len(self._codes)))
        return found

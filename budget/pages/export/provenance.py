"""Where each row of an exported table comes from: file, sheet or page, row, revision, SHA-256 and address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budget.links import address
from budget.models import Revision, SelfEvaluationRevision
from budget.pages.formats import place_words
from budget.pages.tables.base import Provenance

# A key that no row has: its place in an address is where the rows' keys go.
_ANY = 987_654_321


class _File(NamedTuple):
    name: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class _InForce:
    """The revision in force of a disclosure, and its files in their order."""

    number: int
    files: list[_File]

    def file(self, sha256: str) -> _File:
        """The file with this SHA-256; the first one where a row names none."""
        return next((one for one in self.files if one.sha256 == sha256), self.files[0])


class Origins:
    """The cells that say where rows come from. `site` is the address of the site without a slash."""

    def __init__(self, provenance: Provenance, site: str) -> None:
        self._provenance = provenance
        self.fields: tuple[str, ...] = (
            provenance.disclosure,
            provenance.key,
            *([provenance.anchor[1]] if provenance.anchor else []),
            *provenance.rows,
            *([provenance.place] if provenance.place else []),
            *([provenance.file] if provenance.file else []),
            *([provenance.result] if provenance.result else []),
        )
        page = site + address(provenance.page, _ANY)
        self._before, self._after = page.split(str(_ANY))

    @staticmethod
    def headings() -> tuple[tuple[str, str, str], ...]:
        """Name, label and kind of each column, in their order."""
        return (
            ("file", _("File"), "name"),
            ("place", _("Sheet, table or page"), "text"),
            ("row", _("Row"), "number"),
            ("revision", _("Revision"), "number"),
            ("sha256", "SHA-256", "name"),
            ("address", _("Address"), "name"),
        )

    def cells(self, rows: Sequence[Sequence[Any]]) -> Iterable[list[Any]]:
        """The cells of each row, given the values of its `fields`; one query for all of them, and one more
        for those of self-evaluations.
        """
        in_force = _in_force({row[0] for row in rows})
        results: Mapping[int, _InForce] = {}
        if self._provenance.result:
            results = _results_in_force({row[-1] for row in rows} - {None})
        return [self._cells(dict(zip(self.fields, row, strict=True)), in_force, results) for row in rows]

    def _cells(
        self, values: Mapping[str, Any], in_force: Mapping[int, _InForce], results: Mapping[int, _InForce]
    ) -> list[Any]:
        of = self._provenance
        if (result := values[of.result] if of.result else None) is not None:
            revision, sha256 = results.get(result), ""
        else:
            revision, sha256 = in_force.get(values[of.disclosure]), values[of.file] if of.file else ""
        file = revision.file(sha256) if revision else _File(None, None)
        page = f"{self._before}{values[of.key]}{self._after}"
        if of.anchor:
            page += f"#{of.anchor[0]}{values[of.anchor[1]]}"
        return [
            file.name,
            place_words(values[of.place]) if of.place else None,
            next((values[name] for name in of.rows if values[name] is not None), None),
            revision.number if revision else None,
            file.sha256,
            page,
        ]


def _results_in_force(evaluations: set[int]) -> dict[int, _InForce]:
    """The revision in force of each of these self-evaluations."""
    rows = SelfEvaluationRevision.objects.filter(self_evaluation__in=evaluations, is_current=True)
    return _by_subject(rows, "self_evaluation") if evaluations else {}


def _in_force(disclosures: set[int]) -> dict[int, _InForce]:
    """The revision in force of each of these disclosures."""
    return _by_subject(Revision.objects.filter(disclosure__in=disclosures, is_current=True), "disclosure")


def _by_subject(rows: QuerySet[Any], subject: str) -> dict[int, _InForce]:
    """Revisions by what they are of, with their files."""
    found: dict[int, _InForce] = {}
    for key, number, name, sha256 in rows.order_by(subject, "sources__position").values_list(
        subject, "number", "sources__name", "sources__file__sha256"
    ):
        found.setdefault(key, _InForce(number, [])).files.append(_File(name, sha256))
    return found

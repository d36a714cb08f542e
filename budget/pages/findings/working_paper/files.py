"""What all sheets of a working paper use: the files of its disclosures, and how its rows are read."""

from typing import Any

from django.db.models import QuerySet

from budget.models import Disclosure, Finding, SelfEvaluationSource, Source

# Rows of the database held at a time.
CHUNK = 1000


class RevisionFiles:
    """The files of the revisions in force of some disclosures, and of the self-evaluations beside them."""

    def __init__(self, disclosures: QuerySet[Disclosure]) -> None:
        sources = (
            Source.objects.filter(revision__disclosure__in=keys_of(disclosures), revision__is_current=True)
            .select_related("file", "revision")
            .defer("file__content", "revision__snapshot")
            .order_by("position")
        )
        self._of: dict[int, list[Source]] = {}
        for source in sources:
            self._of.setdefault(source.revision.disclosure_id, []).append(source)
        results = SelfEvaluationSource.objects.filter(
            revision__is_current=True,
            revision__self_evaluation__findings__is_active=True,
            revision__self_evaluation__findings__disclosure__in=keys_of(disclosures),
        )
        names = results.order_by("-position").values_list("revision__self_evaluation", "name")
        self._of_results: dict[int, str] = dict(names)

    def of(self, disclosure: Disclosure) -> list[Source]:
        return self._of.get(disclosure.pk, [])

    def name_for(self, finding: Finding) -> str:
        """The file with a finding's row: its self-evaluation's, the one its project names, else the first."""
        if finding.self_evaluation_id is not None:
            return self._of_results.get(finding.self_evaluation_id, "")
        sources = self._of.get(finding.disclosure_id, [])
        if finding.project is not None and finding.project.file:
            sources = [one for one in sources if one.file.sha256 == finding.project.file]
        return sources[0].name if sources else ""


def keys_of(disclosures: QuerySet[Disclosure]) -> QuerySet[Disclosure, Any]:
    """The keys of the disclosures, for a subquery."""
    return disclosures.order_by().values("pk")

"""Findings of an audit, stored by their keys, so that reviews last over revisions, with their counts.

No other module writes findings (`budget.store.findings_writer` writes their rows,
`budget.store.result_findings` gives those of self-evaluations).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from budget.audit.findings import Audit, ProjectNames
from budget.disclosure import records
from budget.disclosure.records import sum_stated
from budget.models import (
    Checked,
    Disclosure,
    Finding,
    FindingFigures,
    NotEvaluated,
    Revision,
    Tally,
)
from budget.models.findings import ResolutionReason
from budget.store import bulk
from budget.store.findings_writer import Counted
from budget.store.table_findings import TableFindings, TableRows


def store_findings(
    disclosure: Disclosure,
    record: records.Disclosure,
    audit: Audit,
    settings_digest: str,
    because: ResolutionReason = ResolutionReason.RECHECKED,
) -> None:
    """Store the findings of the audit of a disclosure's records in force.

    `settings_digest` is of the installation's settings under which the audit was made. `because` is the
    reason of a finding that ends though the revision is the same.
    """
    with transaction.atomic(savepoint=False):
        revision = disclosure.revisions.defer("snapshot").get(is_current=True)
        table = TableRows.of(disclosure, record)
        writer = TableFindings(disclosure, revision, table, audit, because)
        write_figures(disclosure, writer.run(audit.findings))
        _write_not_evaluated(disclosure, table, audit)
        _write_tallies(disclosure, audit)
        checked = Checked(
            disclosure=disclosure,
            revision=revision,
            at=timezone.now(),
            off=list(audit.off),
            settings_digest=settings_digest,
        )
        Checked.objects.bulk_create(
            [checked],
            update_conflicts=True,
            unique_fields=["disclosure"],
            update_fields=["revision", "at", "off", "settings_digest"],
        )


def end_all(disclosure: Disclosure, revision: Revision) -> None:
    """End the findings of a disclosure that is withdrawn; `revision` had them. Their reviews stay."""
    in_force = Finding.objects.filter(disclosure=disclosure).in_force()
    in_force.update(
        is_active=False,
        resolved_at=timezone.now(),
        resolved_in=revision,
        resolved_because=ResolutionReason.WITHDRAWN,
        version=F("version") + 1,
    )
    for derived in (disclosure.finding_figures, disclosure.not_evaluated, disclosure.tallies):
        derived.all().delete()
    Checked.objects.filter(disclosure=disclosure).delete()


def _write_not_evaluated(disclosure: Disclosure, table: TableRows, audit: Audit) -> None:
    bulk.delete(NotEvaluated, "disclosure_id", disclosure.pk)
    columns = ("disclosure_id", "position", "check_id", "project_id", "why", "details")
    rows = [
        (
            disclosure.pk,
            position,
            one.check,
            table.projects[one.project.key].project_id if one.project else None,
            one.why,
            dict(one.details),
        )
        for position, one in enumerate(audit.not_evaluated, start=1)
    ]
    bulk.insert(NotEvaluated, columns, rows)


def write_figures(disclosure: Disclosure, findings: Iterable[Counted], checks: Collection[str] = ()) -> None:
    """Replace the counts of a disclosure's findings, with `checks` those of these alone."""
    counts = Counter(
        (finding.check, finding.level, category)
        for finding in findings
        for category in ("", *finding.categories.split())
    )
    _clear(FindingFigures, disclosure, checks)
    columns = ("disclosure_id", "check_id", "level", "category", "finding_count")
    rows = [(disclosure.pk, *key, count) for key, count in sorted(counts.items())]
    bulk.insert(FindingFigures, columns, rows)


def _write_tallies(disclosure: Disclosure, audit: Audit) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    hit: dict[tuple[str, str], dict[ProjectNames, int | None]] = defaultdict(dict)
    for finding in audit.findings:
        for level in ("", finding.level):
            counts[finding.check, level] += 1
            hit[finding.check, level].update({project.key: project.total for project in finding.projects})
    write_tallies(disclosure, counts, hit)


def write_tallies(
    disclosure: Disclosure,
    counts: Mapping[tuple[str, str], int],
    hit: Mapping[tuple[str, str], Mapping[Any, int | None]],
    checks: Collection[str] = (),
) -> None:
    """Replace the tallies of a disclosure, with `checks` those of these alone. `counts` are of findings by
    check and level, `hit` the fen of each project that they hit.
    """
    _clear(Tally, disclosure, checks)
    columns = ("disclosure_id", "check_id", "level", "finding_count", "project_count", "money")
    rows = [
        (disclosure.pk, *key, count, len(hit[key]), sum_stated(hit[key].values()))
        for key, count in sorted(counts.items())
    ]
    bulk.insert(Tally, columns, rows)


def _clear(model: type[Model], disclosure: Disclosure, checks: Collection[str]) -> None:
    """Delete the rows of a disclosure, with `checks` those of these alone."""
    if not checks:
        bulk.delete(model, "disclosure_id", disclosure.pk)
    else:
        model._default_manager.filter(disclosure=disclosure, check_id__in=checks).delete()

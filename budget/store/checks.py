"""Disclosures checked under the installation's settings, and their findings stored.

The same records and settings give the same findings: at import, after an edit, in a re-run.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet

from budget.audit.catalogue import CHECKS, LEVELS, Level
from budget.audit.corrected import Views, mark_corrected
from budget.audit.findings import Audit
from budget.audit.policy import Policy
from budget.audit.run import audit
from budget.audit.subjects import LastYear, subject_of
from budget.audit.year_matches import UNDECIDED, Decisions
from budget.disclosure import records
from budget.disclosure.problems import Problem
from budget.models import Checked, CheckSetting, Department, Disclosure
from budget.models.findings import ResolutionReason
from budget.store import facts, names, quality, readings, result_findings
from budget.store.findings import store_findings
from budget.store.rows_reader import as_disclosed, records_of
from budget.store.year_matches import decisions_by_pair, decisions_in
from indicators import targets

# Projects that are checked again within one request when a setting changes: some seconds' work.
FEW_PROJECTS = 2_000
# Raised when the same findings are stored otherwise: 2 marks corrected values, 3 gives the order of reading
# and tallies by level, 4 shows AMT-05 once and compares the counts of periods (VAL-15), 5 counts quality,
# 6 quotes last year's name, 7 stores what the checks of self-evaluations find.
_EVIDENCE_VERSION = 7


@dataclass(frozen=True)
class Installation:
    """The operator's settings: checks switched on or off, and levels that differ from the catalogue's."""

    switches: Mapping[str, bool]
    levels: Mapping[str, Level]

    @classmethod
    def now(cls) -> "Installation":
        """Return the stored settings, without those of checks that the catalogue no longer has."""
        rows = [row for row in CheckSetting.objects.order_by("check_id") if row.check_id in CHECKS]
        return cls(
            switches={row.check_id: row.is_on for row in rows if row.is_on is not None},
            levels={row.check_id: row.level for row in rows if row.level in LEVELS},
        )

    @cached_property
    def digest(self) -> str:
        """A hash of the settings, of the version of the reader of targets and of that of the evidence: a
        disclosure that was checked under another one is to be checked again.
        """
        data = json.dumps([self.switches, self.levels, targets.VERSION, _EVIDENCE_VERSION], sort_keys=True)
        return hashlib.sha256(data.encode()).hexdigest()

    def policy_for(self, department: Department) -> Policy:
        """The policy for a department's disclosures."""
        return Policy.for_(department.region, department.name, switches=self.switches, levels=self.levels)


def check_around(
    disclosure: Disclosure,
    record: records.Disclosure | None = None,
    problems: Sequence[Problem] | None = None,
    *,
    because: ResolutionReason = ResolutionReason.RECHECKED,
) -> None:
    """Check a disclosure with changed records, and the next year's, which is compared with it.

    `because` is the reason of findings that end without a new revision.
    """
    installation = Installation.now()
    record = record or records_of(disclosure)
    check(disclosure, record, problems, installation=installation, because=because)
    check_following(disclosure.department_id, disclosure.fiscal_year, record, installation)


def check_following(
    department: int,
    fiscal_year: int,
    record: records.Disclosure | None = None,
    installation: Installation | None = None,
) -> None:
    """Check a department's disclosure of the year after `fiscal_year`, which is compared with it.

    `record` is now in force for `fiscal_year`, None where nothing is.
    """
    following = Disclosure.objects.in_force().filter(department=department, fiscal_year=fiscal_year + 1)
    if following.exists():  # most often there is none, and this asks for no columns
        for next_year in following.select_related("department"):
            check(next_year, last_year=record, installation=installation)


def check(
    disclosure: Disclosure,
    record: records.Disclosure | None = None,
    problems: Sequence[Problem] | None = None,
    *,
    last_year: records.Disclosure | None = None,
    installation: Installation | None = None,
    because: ResolutionReason = ResolutionReason.RECHECKED,
) -> Audit:
    """Check one disclosure and the self-evaluations of its department and year, store the findings of both,
    and write its facts, in one transaction. Matches of self-evaluations are those stored.

    `record`, `problems` and `last_year` are those in force; what is not given is read from the database.
    Where the record is not given, the stored targets are read again, so that pages and checks read them the
    same after the reader of targets has changed. `because` is the reason of findings that end without a new
    revision.
    """
    with transaction.atomic(savepoint=False):
        installation = installation or Installation.now()
        if record is None:
            readings.refresh(disclosure)
            record = records_of(disclosure)
        if problems is None:
            problems = [problem.record for problem in disclosure.problems.order_by("position")]
        done = _audited(disclosure, record, problems, last_year, installation)
        store_findings(disclosure, record, done, installation.digest, because)
        of_results = result_findings.check(
            disclosure, installation.policy_for(disclosure.department), because
        )
        quality.refresh([disclosure.pk])
        facts.refresh([disclosure.pk])
        return result_findings.added(done, of_results)


def _audited(
    disclosure: Disclosure,
    record: records.Disclosure,
    problems: Sequence[Problem],
    last_year: records.Disclosure | None,
    installation: Installation,
) -> Audit:
    """The audit of a disclosure's records in force, with the evidence marked that rests on corrections."""
    before = _last_year_of(disclosure)
    if last_year is None and before is not None:
        last_year = records_of(before)
    policy = installation.policy_for(disclosure.department)
    other_names = names.other_names_of_units(disclosure.department_id)
    decisions = _decisions_on(disclosure) if last_year is not None else UNDECIDED
    in_both = LastYear(last_year, decisions) if last_year is not None else None
    done = audit(record, problems, policy, in_both, other_names)
    is_corrected = disclosure.correction_count > 0
    was_corrected = before is not None and last_year is not None and before.correction_count > 0
    if not (is_corrected or was_corrected):
        return done
    disclosed = as_disclosed(disclosure) if is_corrected else record
    both_disclosed = LastYear(as_disclosed(before), decisions) if before and was_corrected else in_both
    views = Views(
        subject_of(record, problems, policy, in_both, other_names),
        subject_of(disclosed, problems, policy, both_disclosed, other_names),
    )
    return mark_corrected(done, audit(disclosed, problems, policy, both_disclosed, other_names), views)


def _decisions_on(disclosure: Disclosure) -> Decisions:
    """What auditors decided of its projects and last year's."""
    return decisions_in(
        decisions_by_pair(fiscal_year=disclosure.fiscal_year, unit__department=disclosure.department_id)
    )


def _last_year_of(disclosure: Disclosure) -> Disclosure | None:
    before = Disclosure.objects.in_force().filter(
        department=disclosure.department_id, fiscal_year=disclosure.fiscal_year - 1
    )
    return before.select_related("department").first() if before.exists() else None


def unchecked() -> QuerySet[Disclosure]:
    """The disclosures in force that were not checked under the present settings, the latest year first."""
    return (
        Disclosure.objects.in_force()
        .exclude(checked__settings_digest=Installation.now().digest)
        .select_related("department")
        .order_by("-fiscal_year", "pk")
    )


def check_again(disclosures: QuerySet[Disclosure]) -> int:
    """Mark these disclosures as unchecked, and check them at once where they are few.

    Returns how many are left, as `check_unchecked_if_few` does.
    """
    Checked.objects.filter(disclosure__in=disclosures).update(settings_digest="")
    return check_unchecked_if_few()


def check_unchecked_if_few() -> int:
    """Check the unchecked disclosures where together they have few projects; return how many are left."""
    found = list(unchecked())
    if sum(disclosure.project_count for disclosure in found) > FEW_PROJECTS:
        return len(found)
    with transaction.atomic():
        for disclosure in found:
            check(disclosure)
    return 0

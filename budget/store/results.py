"""Self-evaluations matched with their projects and checked beside them: what each change of either side calls
for.
"""

from budget.models import Disclosure, SelfEvaluation
from budget.models.findings import ResolutionReason
from budget.store import result_findings, result_matches
from budget.store.checks import Installation


def refresh(
    department: int, fiscal_year: int, because: ResolutionReason = ResolutionReason.RECHECKED
) -> None:
    """Match the self-evaluations of a department (its id) and year with its projects, check them, and store
    both, in the transaction of a caller who holds the department's lock.

    `because` is the reason of findings that end without a new revision. Where no disclosure is in force the
    self-evaluations have no findings.
    """
    result_matches.refresh(department, fiscal_year)
    found = Disclosure.objects.in_force().filter(department=department, fiscal_year=fiscal_year)
    disclosure = found.select_related("department").first()
    if disclosure is None:
        result_findings.end_all(department, fiscal_year)
    else:
        policy = Installation.now().policy_for(disclosure.department)
        result_findings.check(disclosure, policy, because)


def refresh_other_years(department: int) -> None:
    """`refresh` the years whose self-evaluations name a unit that a disclosure of another year has made."""
    for year in result_matches.years_of_other_units(department):
        refresh(department, year)


def refresh_department(department: int) -> None:
    """`refresh` all years of a department, whose units or names changed."""
    years = SelfEvaluation.objects.filter(department=department).order_by()
    for year in years.values_list("fiscal_year", flat=True).distinct():
        refresh(department, year)

"""A verification of all that is stored."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from budget.disclosure.limits import Limits
from budget.models import Disclosure
from budget.store.verification.differences import Difference, any_text
from budget.store.verification.files import read_again, verify_stored_files
from budget.store.verification.result_files import read_results_again
from budget.store.verification.results import verify_results
from budget.store.verification.rows import verify_disclosure, verify_names


def verify(
    *,
    fix: bool = False,
    jobs: int,
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Iterator[Difference]:
    """Yield all that differs: names, disclosures one by one, self-evaluations, the search index,
    files.

    `fix`: what derives is stored as computed. `report` is called with the number of disclosures done and of
    all. Each disclosure is compared in a transaction of its own.
    """
    with any_text():
        yield from verify_names(fix=fix)
        yield from _verify_disclosures(fix=fix, report=report)
        yield from verify_results(fix=fix)
        yield from verify_full_text(fix=fix)
        yield from verify_stored_files()
        yield from read_again(jobs, limits)
        yield from read_results_again(jobs, limits)


def _verify_disclosures(*, fix: bool, report: Callable[[int, int], None]) -> Iterator[Difference]:
    keys = list(Disclosure.objects.order_by("fiscal_year", "pk").values_list("pk", flat=True))
    for done, key in enumerate(keys):
        report(done, len(keys))
        yield from verify_disclosure(key, fix=fix)
    report(len(keys), len(keys))


def verify_full_text(*, fix: bool = False) -> Iterator[Difference]:
    """Compare SQLite's full-text table with its entries. PostgreSQL has an index that it keeps itself."""
    if connection.vendor != "sqlite":
        return
    insert = "INSERT INTO budget_searchtext_fts(budget_searchtext_fts, rank) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        try:
            cursor.execute(insert, ["integrity-check", 1])
        except DatabaseError:
            if fix:
                cursor.execute("INSERT INTO budget_searchtext_fts(budget_searchtext_fts) VALUES ('rebuild')")
            words = _("The full-text table is not that of the search entries.")
            yield Difference(_("Search index"), words)

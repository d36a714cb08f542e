"""Statistics of the query planner."""

import logging

from django.db import Error, connection

from budget.store.outages import WORDS, outage_of

logger = logging.getLogger(__name__)

# Rows that SQLite reads in each index: enough to tell a column of one value from one of many, and done in
# milliseconds at a million rows.
_ANALYSIS_LIMIT = 1000


def refresh_statistics() -> None:
    """Refresh the statistics after an import, which changes thousands of rows.

    SQLite never does it by itself: without it a unit's page took a hundred times as long at 300,000 projects.
    PostgreSQL does it by itself, but minutes later. What keeps the database from it is logged: what was
    imported is stored.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA analysis_limit = {_ANALYSIS_LIMIT}")
            cursor.execute("ANALYZE")
    except Error as error:
        if (outage := outage_of(error)) is None:
            raise
        logger.warning("the statistics of the query planner are not renewed: %s", WORDS[outage])

"""Statistics of the query planner."""

from django.db import connection

# Rows that SQLite reads in each index: enough to tell a column of one value from one of many, and done in
# milliseconds at a million rows.
_ANALYSIS_LIMIT = 1000


def refresh_statistics() -> None:
    """Refresh the statistics after an import, which changes thousands of rows.

    SQLite never does it by itself: without it a unit's page took a hundred times as long at 300,000 projects.
    PostgreSQL does it by itself, but minutes later.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_ANALYSIS_LIMIT}")
        cursor.execute("ANALYZE")

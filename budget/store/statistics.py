"""The databases' own statistics, by which they choose how to answer a query."""

from django.db import connection

# Rows that SQLite looks at in each index: enough to tell a column of one value from one of many, and done in
# milliseconds at a million rows.
_ROWS_LOOKED_AT = 1000


def refresh_statistics() -> None:
    """Have the database look at its tables anew, as an import changes them by the thousand.

    SQLite never does it by itself: without, a unit's page took a hundred times as long at 300,000 projects.
    PostgreSQL does it by itself, but minutes later.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")

"""Names as choices: 3,000 places have a 教育局, and each of its tables a unit of that name."""

from django.db.models import Model

from budget.models import Department, Unit, UnitStatement


def told_apart(row: Model) -> str:
    """A row's name with what tells it from its namesakes, to choose it by."""
    match row:
        case Department(region=region) if region:
            return f"{row.name} — {region}"
        case Unit():
            return f"{row.name} — {told_apart(row.department)}"
        case UnitStatement():
            year = row.disclosure.fiscal_year
            return f"{row.name} — {told_apart(row.disclosure.department)} {year}"
    return str(row)

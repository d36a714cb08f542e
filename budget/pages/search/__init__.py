"""The search page's queries and results."""

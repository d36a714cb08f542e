"""The text of an answer without what differs with each request."""

import re

# The tokens of forms, and the moment.
_PASSING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.+Z]*|\d{4}年\d+月\d+日 \d\d:\d\d'
)


def lasting(text: str) -> str:
    """Return the text without tokens and moments."""
    return _PASSING.sub("", text)

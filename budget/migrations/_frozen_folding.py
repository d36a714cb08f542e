"""The folded form of texts as migrations 0006 and 0007 compare them. Frozen: living code has its own."""

import unicodedata


def fold(text: str) -> str:
    """Return the text in NFKC, without whitespace, case folded."""
    # Case folding and the loss of a blank can each bring together what NFKC composes: first and last.
    bare = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return unicodedata.normalize("NFKC", bare)

"""The folded form in which names and labels are compared (never shown, never stored in place of the text)."""

import unicodedata


def fold(text: str) -> str:
    """The text in NFKC, without blanks and line breaks, case folded; folding it again changes nothing.

    >>> fold("服务对象　满意度指标（％）")
    '服务对象满意度指标(%)'
    """
    # Case folding and the loss of a blank can each bring together what NFKC composes: first and last.
    bare = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return unicodedata.normalize("NFKC", bare)

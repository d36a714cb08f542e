"""Numbers in the query of an address."""

# Every number of so many digits fits the databases' 64-bit keys.
MOST_DIGITS = 18


def positive_int(text: str, digits: int = MOST_DIGITS) -> int | None:
    """Return the number that the text is, None where it is none, is 0, or has more digits than allowed.

    ASCII digits alone are a number: no sign, blank, underscore or digit of another script.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        return None
    return int(text) or None

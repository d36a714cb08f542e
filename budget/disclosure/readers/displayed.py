"""Text as it is displayed: invisible characters are dropped, and all kinds of blanks become one kind."""

import re

# Zero-width characters and the soft hyphen are invisible. Office programs and web editors insert them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LINE_BREAK = re.compile("\r\n?|\x0b|\u2028")


def displayed(text: str) -> str:
    """A cell's or line's text without outer blanks (ideographic ones too), its line breaks as "\\n", no-break
    blanks as blanks.
    """
    if text.isascii() and text.isalnum():  # most cells of a large table need no change
        return text
    return _LINE_BREAK.sub("\n", text.translate(_INVISIBLE)).replace("\xa0", " ").strip()

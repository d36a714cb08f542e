"""Text of a file or a file's name as it is quoted in messages, reports, terminals and logs."""

import re

# What no message can hold or show: NUL and halves of surrogate pairs, which databases and UTF-8 refuse; other
# control characters, which command a terminal; and marks that turn the direction of the text after them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Return a text that can be stored, printed and logged: each character that cannot is written as its
    code (\x1b, \ud83d). Tabs and line breaks stay. A text so returned is returned unchanged again.
    """
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub(_code, text)


def printable_line(text: str) -> str:
    r"""As `printable`, on one line: tabs and line breaks are codes (\t, \n) as well."""
    return printable(text).replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def _code(character: re.Match[str]) -> str:
    number = ord(character[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"

"""The rules of style sheets, with those within at-rules that hold for a page on a screen."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_COMMENT: Final = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|<!--|-->")
_STRING: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_MARK: Final = re.compile(r"[{}]")
# The page is read as on a screen of this width, in pixels.
_SCREEN: Final = 1280.0
_FEATURE: Final = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([^()]*?)\s*)?\)")
_LENGTH: Final = re.compile(r"([0-9.]+)(px|em|rem|)")
_KNOWN: Final = {
    "orientation": "landscape", "pointer": "fine", "any-pointer": "fine", "hover": "hover",
    "any-hover": "hover", "prefers-color-scheme": "light", "prefers-contrast": "no-preference",
    "prefers-reduced-motion": "no-preference",
}  # fmt: skip
_HOLD_WHERE_SUPPORTED: Final = ("@supports", "@layer", "@container", "@scope", "@starting-style")


class Block(NamedTuple):
    """A rule: its selectors and declarations. `is_doubtful`: whether it holds is not known."""

    selectors: str
    declarations: str
    is_doubtful: bool


def blocks(sheet: str) -> Iterator[Block]:
    """The rules of a style sheet that hold, or may hold, for a page on a screen."""
    sheet = _STRING.sub(lambda match: re.sub(r"[{};]", " ", match[0]), _COMMENT.sub(" ", sheet))
    # For each open at-rule, whether it holds; None where that is not known.
    around: list[bool | None] = []
    at = 0
    selectors = ""
    for mark in _MARK.finditer(sheet):
        text = sheet[at : mark.start()]
        at = mark.end()
        if mark[0] == "{":
            head = text.rpartition(";")[2].strip()
            if head.startswith("@"):
                around.append(_holds(head))
                selectors = ""
            else:
                selectors = head
                around.append(True)
        else:
            if selectors and False not in around:
                yield Block(selectors, text, None in around)
            selectors = ""
            if around:
                around.pop()


def _holds(head: str) -> bool | None:
    """Whether the rules within an at-rule hold, None where that is not known."""
    head = head.lower()
    if head.startswith("@media"):
        found = [_query_holds(query.strip()) for query in head[len("@media") :].split(",")]
        return True if True in found else None if None in found else False
    if head.startswith(_HOLD_WHERE_SUPPORTED):
        return True if head.startswith(("@supports", "@layer")) else None
    return False


def _query_holds(query: str) -> bool | None:
    is_not = query.startswith("not ")
    bare = query.removeprefix("not ").removeprefix("only ").strip()
    medium = re.match(r"[a-z]+", bare)
    found: list[bool | None] = [medium is None or medium[0] in ("all", "screen", "and")]
    found += [_feature_holds(name, value or "") for name, value in _FEATURE.findall(bare)]
    if False in found:
        return is_not
    return None if None in found or " or " in bare else not is_not


def _feature_holds(name: str, value: str) -> bool | None:
    length = _LENGTH.fullmatch(value)
    if length is not None and name in ("min-width", "max-width", "min-device-width", "max-device-width"):
        pixels = float(length[1]) * (16 if "em" in length[2] else 1)
        return pixels <= _SCREEN if name.startswith("min") else pixels >= _SCREEN
    if name in _KNOWN:
        return value == _KNOWN[name]
    return False if "device-pixel-ratio" in name or name == "min-resolution" else None

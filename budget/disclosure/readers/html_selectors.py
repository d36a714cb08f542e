"""Selectors of style sheets (Selectors 4): which elements of a page a rule is for.

A selector with a part that is not known fits what its other parts fit, and says that it is doubtful.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from budget.disclosure.readers.package import Element

Test = Callable[[Element], bool]

_TOKEN: Final = re.compile(
    r"(?P<combinator>\s*[>+~]\s*|\s+)|(?P<tag>\*|[a-zA-Z][\w-]*)|\.(?P<cls>[\w-]+)|\#(?P<id>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<op>[~|^$*]?=)\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\]\s]+)\s*[is]?\s*)?\]"
    r"|(?P<colons>::?)(?P<pseudo>[\w-]+)(?:\((?P<argument>[^()]*(?:\([^()]*\)[^()]*)*)\))?"
)
_NTH: Final = re.compile(
    r"(?P<step>[-+]?[0-9]*)n(?:\s*(?P<sign>[-+])\s*(?P<first>[0-9]+))?|(?P<only>[-+]?[0-9]+)"
)
# States of a page that somebody uses, and boxes that are no elements: no text of a page that is read so.
_STATES: Final = frozenset(
    "hover active focus focus-within focus-visible visited target selection before after marker placeholder "
    "backdrop file-selector-button playing paused fullscreen popover-open".split()
)
_LONGEST: Final = 2_000


@dataclass(slots=True)
class _Compound:
    """The part of a selector that is for one element: its tests."""

    tests: list[Test] = field(default_factory=list)

    def fits(self, element: Element) -> bool:
        return all(test(element) for test in self.tests)


@dataclass(slots=True)
class Selector:
    """A selector: its compounds from left to right with what combines each with the one before it.

    `rank` is its specificity. `is_doubtful`: a part of it is not known. `key`: what each element has that it
    fits: an id (#x), a class (.x), a tag, or "" for anything.
    """

    compounds: list[tuple[str, _Compound]]
    rank: tuple[int, int, int] = (0, 0, 0)
    is_doubtful: bool = False
    text: str = ""
    key: str = ""

    def fits(self, element: Element) -> bool:
        """Whether the selector is for an element."""
        return self.compounds[-1][1].fits(element) and self._fits_around(len(self.compounds) - 1, element)

    def _fits_around(self, at: int, element: Element) -> bool:
        """Whether the compounds before one that fits an element fit what is around it."""
        if at == 0:
            return True
        combinator, before = self.compounds[at][0], self.compounds[at - 1][1]
        return any(
            before.fits(other) and self._fits_around(at - 1, other) for other in _related(combinator, element)
        )


class _ImpliedBody:
    """The element tbody that a browser puts round the rows of a table without one."""

    tag: Final = "tbody"
    attrib: Final[Mapping[str, str]] = {}

    def __init__(self, table: Element) -> None:
        self._table = table

    def get(self, name: str, default: str | None = None) -> str | None:
        """No attribute is set."""
        return default

    def getparent(self) -> Element:
        """The table."""
        return self._table

    def getprevious(self) -> None:
        """It is the only one."""


def _parent(element: Element) -> Element:
    above = element.getparent()
    return _ImpliedBody(above) if above is not None and (element.tag, above.tag) == ("tr", "table") else above


def _related(combinator: str, element: Element) -> Iterator[Element]:
    if combinator in (">", " "):
        above = _parent(element)
        while above is not None:
            yield above
            above = _parent(above) if combinator == " " else None
        return
    before = element.getprevious()
    while before is not None:
        if isinstance(before.tag, str):
            yield before
            if combinator == "+":
                return
        before = before.getprevious()


def selectors_of(text: str) -> Iterator[Selector]:
    """The selectors of a list; those for states and for boxes that are no elements are left out."""
    for part in _split(text[:_LONGEST]):
        selector = _selector(part)
        if selector is not None:
            yield selector


def _split(text: str) -> Iterator[str]:
    """The parts of a list between its commas, not of those within brackets."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth <= 0:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _selector(text: str) -> Selector | None:
    """A selector, None for one that is for no element that is seen."""
    selector = Selector([("", _Compound())], text=text)
    ids = classes = tags = at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            selector.is_doubtful = True
            break
        at = match.end()
        compound = selector.compounds[-1][1]
        if match["combinator"]:
            selector.compounds.append((match["combinator"].strip() or " ", _Compound()))
            selector.key = ""
        elif match["tag"]:
            tags += match["tag"] != "*"
            if match["tag"] != "*":
                compound.tests.append(_has_tag(match["tag"].lower()))
                selector.key = selector.key or match["tag"].lower()
        elif match["cls"]:
            classes += 1
            compound.tests.append(_has_class(match["cls"]))
            selector.key = f".{match['cls']}"
        elif match["id"]:
            ids += 1
            compound.tests.append(_has_attribute("id", "=", match["id"]))
            selector.key = f"#{match['id']}"
        elif match["name"]:
            classes += 1
            value = (match["value"] or "").strip("\"'")
            compound.tests.append(_has_attribute(match["name"].lower(), match["op"] or "", value))
        else:
            name = match["pseudo"].lower()
            if name in _STATES or (match["colons"] == "::" and name.startswith("-")):
                return None
            classes += name != "where"
            test = _pseudo(name, (match["argument"] or "").strip()) if match["colons"] == ":" else None
            if test is None:
                selector.is_doubtful = True
            else:
                compound.tests.append(test)
    selector.rank = ids, classes, tags
    return selector if text else None


def _has_tag(tag: str) -> Test:
    return lambda element: bool(element.tag == tag)


def _has_class(name: str) -> Test:
    return lambda element: name in element.get("class", "").split()


def _has_attribute(name: str, operator: str, value: str) -> Test:
    def fits(element: Element) -> bool:
        own = element.get(name)
        if own is None:
            return False
        match operator:
            case "=":
                return bool(own == value)
            case "~=":
                return bool(value in own.split())
            case "|=":
                return bool(own == value or own.startswith(f"{value}-"))
            case "^=":
                return bool(value and own.startswith(value))
            case "$=":
                return bool(value and own.endswith(value))
            case "*=":
                return bool(value and value in own)
        return True

    return fits


def _pseudo(name: str, argument: str) -> Test | None:
    """The test of a pseudo-class, None for one that is not known."""
    match name:
        case "not" | "is" | "where" | "matches" | "any" | "-webkit-any":
            inner = [one for part in _split(argument) if (one := _selector(part)) is not None]
            if not argument or any(one.is_doubtful for one in inner):
                return None
            return lambda element: any(one.fits(element) for one in inner) != (name == "not")
        case "root":
            return lambda element: element.getparent() is None
        case "empty":
            return lambda element: len(element) == 0 and not element.text
        case "link" | "any-link":
            return lambda element: element.tag == "a" and "href" in element.attrib
        case "only-child" | "only-of-type":
            return lambda element: sum(1 for _ in _siblings(element, name == "only-of-type")) == 1
    place = {
        "first-child": "1", "last-child": "1", "first-of-type": "1", "last-of-type": "1",
        "nth-child": argument, "nth-last-child": argument,
        "nth-of-type": argument, "nth-last-of-type": argument,
    }.get(name)  # fmt: skip
    return None if place is None else _nth(place.lower(), is_of_type="type" in name, from_end="last" in name)


def _nth(place: str, *, is_of_type: bool, from_end: bool) -> Test | None:
    """The test of a place among siblings: 3, odd, 2n+1."""
    match = _NTH.fullmatch({"odd": "2n+1", "even": "2n"}.get(place, place))
    if match is None:
        return None
    if match["only"] is not None:
        step, first = 0, int(match["only"])
    else:
        written = match["step"]
        step = int(written) if written not in ("", "+", "-") else int(f"{written}1")
        first = int(f"{match['sign']}{match['first']}") if match["first"] else 0

    def fits(element: Element) -> bool:
        siblings = list(_siblings(element, is_of_type))
        if from_end:
            siblings.reverse()
        steps = siblings.index(element) + 1 - first
        return steps == 0 if step == 0 else steps % step == 0 and steps // step >= 0

    return fits


def _siblings(element: Element, is_of_type: bool) -> Iterator[Element]:
    """The elements with the same parent, in order, this one among them."""
    parent = element.getparent()
    if parent is None:
        yield element
        return
    for one in parent:
        if isinstance(one.tag, str) and (not is_of_type or one.tag == element.tag):
            yield one

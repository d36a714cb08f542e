"""The layers of a PDF (optional content, ISO 32000 8.11): which of them are shown when it is opened."""

from collections.abc import Iterable
from typing import Final

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral, literal_name

# A membership may not name itself, but a damaged file may say so.
_DEEPEST: Final = 4


class Layers:
    """The layers of a document that its default configuration switches off."""

    def __init__(self, document: PDFDocument) -> None:
        properties = _dictionary(document.catalog.get("OCProperties"))
        default = _dictionary(properties.get("D"))
        self._off = _numbers(default.get("OFF"))
        base = resolve1(default.get("BaseState"))
        if isinstance(base, PSLiteral) and literal_name(base) == "OFF":
            self._off |= _numbers(properties.get("OCGs")) - _numbers(default.get("ON"))

    def hides(self, group: object, depth: int = 0) -> bool:
        """Whether content of a layer, or of a membership of several layers, is not shown. `group` is the
        reference or the dictionary that marks it.
        """
        if not self._off or depth > _DEEPEST:
            return False
        if isinstance(group, PDFObjRef) and group.objid in self._off:
            return True
        membership = _dictionary(group)
        groups = membership.get("OCGs")
        if groups is None:
            return False
        own = resolve1(groups)
        hidden = [self.hides(one, depth + 1) for one in (own if isinstance(own, list) else [groups])]
        policy = resolve1(membership.get("P"))
        match literal_name(policy) if isinstance(policy, PSLiteral) else "AnyOn":
            case "AllOn":
                return any(hidden)
            case "AnyOff":
                return bool(hidden) and not any(hidden)
            case "AllOff":
                return not all(hidden)
        return bool(hidden) and all(hidden)


def _dictionary(value: object) -> dict[str, object]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _numbers(value: object) -> set[int]:
    """The numbers of the objects that an array refers to."""
    found = resolve1(value)
    references: Iterable[object] = found if isinstance(found, list) else ()
    return {one.objid for one in references if isinstance(one, PDFObjRef)}

"""Zipped XML documents (XLSX, ODS, DOCX): their parts, opened after a check of their expanded sizes.

XML is read without opening any address. A document type declaration, by which XML names entities and
other files, refuses the file: no office program writes one.
"""

import io
import posixpath
from collections.abc import Iterator
from typing import IO, Any, cast

from lxml import etree

from budget.disclosure.limits import MIB, Limits, size_words
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.zipped import BROKEN, METHODS, open_zip

# A tree takes about ten times its text in memory; the text of a 1,000-page document is 20 MiB of XML.
LARGEST_TREE = 96 * MIB
# A part of this size is parsed faster as a whole than piece by piece.
_AT_ONCE = 4 * MIB
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}

Element = Any  # lxml ships no types


class Package:
    """The parts of a zipped document, by name (letter case and a leading slash do not matter).

    Raises Refused when opened on no zip, on encrypted parts, and on parts that expand beyond
    `limits.expanded_bytes` together.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = open_zip(io.BytesIO(data))
        except BROKEN as error:
            raise unreadable(_("the zip archive it is made of is broken")) from error
        self._parts = {_key(info.filename): info for info in self._zip.infolist()}
        if any(info.flag_bits & 0x1 for info in self._parts.values()):
            raise Refused(Problem("encrypted"))
        # zipfile stops at a part's declared size, so the declared sizes are a bound.
        expanded = sum(info.file_size for info in self._zip.infolist())
        if expanded > limits.expanded_bytes:
            details = {"size": size_words(expanded), "limit": size_words(limits.expanded_bytes)}
            raise Refused(Problem("expands-too-far", details=details))

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream; raises Refused where it is missing."""
        info = self._parts.get(_key(name))
        if info is None:
            raise unreadable(_("its part {part} is missing"), part=name)
        if info.compress_type not in METHODS:
            raise unreadable(_("its part {part} is packed in a way no office program uses"), part=name)
        try:
            return self._zip.open(info)
        except BROKEN as error:
            raise unreadable(_("its part {part} is broken"), part=name) from error

    def tree(self, name: str) -> Element:
        """The root element of a part's XML; raises Refused where it is missing, broken, too large or declares
        a document type.
        """
        with self.open(name) as stream:
            size = self._parts[_key(name)].file_size
            if size > LARGEST_TREE:
                raise Refused(
                    Problem(
                        "expands-too-far",
                        details={"size": size_words(size), "limit": size_words(LARGEST_TREE)},
                    )
                )
            try:
                if size <= _AT_ONCE:
                    return parsed(stream.read(), name)
                root = etree.parse(stream, etree.XMLParser(**SAFE)).getroot()
            except _BROKEN as error:
                raise unreadable(_("its part {part} is broken"), part=name) from error
        _refuse_document_type(root, name)
        return root

    def size(self, name: str) -> int:
        """The expanded size of a part in bytes; 0 where it is missing."""
        info = self._parts.get(_key(name))
        return info.file_size if info else 0

    def contains(self, name: str, word: bytes) -> bool:
        """Whether a word is in a part; raises Refused where it is missing or broken."""
        with self.open(name) as stream:
            try:
                tail = b""
                while chunk := stream.read(MIB):
                    if word in tail + chunk:
                        return True
                    tail = chunk[-len(word) :]
            except _BROKEN as error:
                raise unreadable(_("its part {part} is broken"), part=name) from error
        return False

    def content(self, name: str) -> bytes:
        """A part's bytes; raises Refused where it is missing or broken."""
        with self.open(name) as stream:
            try:
                return stream.read()
            except _BROKEN as error:
                raise unreadable(_("its part {part} is broken"), part=name) from error

    def elements(
        self, name: str, *, ends: frozenset[str], starts: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Element]]:
        """Stream a part: ("start", element) for tags (local names) in `starts`, ("end", element) for the
        outermost ones in `ends`.

        An ended element is complete, and is discarded when the next one is requested, so that a part is
        never in memory as a whole. Raises Refused as `tree` does.
        """
        with self.open(name) as stream:
            try:
                tags = [f"{{*}}{tag}" for tag in ends | starts]
                is_first = True
                for event, element in etree.iterparse(stream, events=("start", "end"), tag=tags, **SAFE):
                    if is_first:  # a document type is declared before the first element
                        _refuse_document_type(element, name)
                        is_first = False
                    tag = local_name(element)
                    if event == "start" and tag in starts:
                        yield event, element
                    elif event == "end" and tag in ends and not _inside(element, ends):
                        yield event, element
                        element.clear(keep_tail=False)
                        while element.getprevious() is not None:
                            del element.getparent()[0]
            except _BROKEN as error:
                raise unreadable(_("its part {part} is broken"), part=name) from error

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the relations of the part `name` ("" for the package itself): id -> (the last word of the
        kind, the part's name).
        """
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if part not in self:
            return {}
        found = {}
        for relation in self.tree(part):
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                target = relation.get("Target", "").replace("\\", "/")
                full = (
                    target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], full)
        return found


# Errors on damaged bytes.
_BROKEN = (etree.XMLSyntaxError, *BROKEN)


def parsed(content: bytes, name: str) -> Element:
    """The root element of a part's XML; raises Refused where it is broken or declares a document type."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**SAFE))
    except _BROKEN as error:
        raise unreadable(_("its part {part} is broken"), part=name) from error
    _refuse_document_type(root, name)
    return root


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _inside(element: Element, tags: frozenset[str]) -> bool:
    return any(local_name(ancestor) in tags for ancestor in element.iterancestors())


def _refuse_document_type(root: Element, name: str) -> None:
    if root.getroottree().docinfo.doctype:
        raise unreadable(
            _("its part {part} declares a document type, which could name other files"), part=name
        )


def local_name(element: Element) -> str:
    """An element's tag without its namespace ("" for a comment or processing instruction), so that both OOXML
    dialects are read alike.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child_of(element: Element | None, tag: str) -> Element | None:
    """The first child with this local name; None where there is none, or no element to begin with."""
    return None if element is None else next(element.iterchildren(f"{{*}}{tag}"), None)


def children_of(element: Element, tag: str) -> Iterator[Element]:
    """The children with this local name."""
    return cast(Iterator[Element], element.iterchildren(f"{{*}}{tag}"))


def value_of(element: Element | None) -> str:
    """Return the attribute `val` of a Word property, "" where the property is missing."""
    return "" if element is None else attribute(element, "val") or ""

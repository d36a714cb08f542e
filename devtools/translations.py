"""The translations: what code and templates say, merged into the catalogue and compiled.

`.venv/bin/python -m devtools.translations` after a change of words: it rewrites the .po under locale/ (new
messages empty, unused ones dropped), compiles the .mo next to it, and lists messages without a translation.
It does what Django's makemessages and compilemessages do with the programs of GNU gettext, which a fresh
machine lacks.
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Context, Engine
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

T = TypeVar("T", bound=Node)

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
PACKAGES = ("budget", "indicators")
TEMPLATES = ROOT / "templates"

# function -> the positions of message, plural and context ("c") in its arguments; None: the message is first.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# Messages of Django that readers meet and that its own catalogue words as a programmer would.
OF_DJANGO = ("Constraint “%(name)s” is violated.",)

# A message, or its singular and plural; and the context that distinguishes it from equal messages.
Extracted = tuple[str | tuple[str, ...], str | None]


class OurCatalog(Catalog):
    """A catalogue with the header that gettext needs, without dates or names that change with every run."""

    mime_headers = [
        ("Language", LANGUAGE),
        ("Plural-Forms", "nplurals=1; plural=0;"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]

    def __init__(self) -> None:
        super().__init__(locale=LANGUAGE, header_comment="# 简体中文", fuzzy=False)


def messages_of_code(path: Path) -> Iterator[Extracted]:
    """Yield the messages of the calls of gettext in a Python file."""
    for _line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
        yield message, context


def messages_of_template(path: Path) -> Iterator[Extracted]:
    """Yield the messages of the translate and blocktranslate tags of a template, as parsed by Django."""
    nodes = Engine.get_default().from_string(path.read_text(encoding="utf-8")).nodelist
    for node in _nodes(nodes, TranslateNode):
        literal = node.filter_expression.var.literal
        if isinstance(literal, str):  # else a variable, whose text is marked where it comes from
            yield literal.replace("%", "%%"), _context(node)
    for block in _nodes(nodes, BlockTranslateNode):
        singular, _names = block.render_token_list(block.singular)
        plural, _names = block.render_token_list(block.plural or [])
        yield (singular, plural) if plural else singular, _context(block)


def _nodes(nodes: NodeList, kind: type[T]) -> list[T]:
    """Return the nodes of one kind, with those inside other nodes."""
    return [node for node in nodes.get_nodes_by_type(kind) if isinstance(node, kind)]


def _context(node: TranslateNode | BlockTranslateNode) -> str | None:
    return None if node.message_context is None else str(node.message_context.resolve(Context()))


def extracted() -> OurCatalog:
    """Return the messages of code and templates, each with its files; nothing is translated."""
    catalogue = OurCatalog()
    sources = [(path, messages_of_code) for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    sources += [(path, messages_of_template) for path in sorted(TEMPLATES.rglob("*.html"))]
    for path, messages in sources:
        for message, context in messages(path):
            catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    for message in OF_DJANGO:
        catalogue.add(message, locations=[("django", 0)])
    return catalogue


def stored() -> Catalog:
    """Return the catalogue in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merged(new: OurCatalog, old: Catalog) -> OurCatalog:
    """Return `new` with the translations that `old` has; nothing is guessed from similar words."""
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and _is_translated(known):
            message.string = known.string
    return new


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages without a translation, or with one that is marked as a guess (fuzzy)."""
    return [message for message in catalogue if message.id and not _is_translated(message)]


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def as_po(catalogue: OurCatalog) -> bytes:
    """Return the catalogue as it is stored: sorted, without the places, which change with every edit."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, no_location=True)
    return buffer.getvalue()


def as_mo(catalogue: OurCatalog) -> bytes:
    """Return the catalogue compiled."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> int:
    """Rewrite and compile the catalogue; return 1 where a translation is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "budget.settings")
    django.setup()
    catalogue = merged(extracted(), stored())
    CATALOGUE.write_bytes(as_po(catalogue))
    COMPILED.write_bytes(as_mo(catalogue))
    missing = untranslated(catalogue)
    for message in missing:
        print(f"not translated: {message.id!r} ({', '.join(name for name, _line in message.locations)})")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

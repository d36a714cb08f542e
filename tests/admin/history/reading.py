"""A page of changes, as its reader reads it."""

from lxml import html


def of_class(node: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements within a node that bear a class."""
    return node.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def words(node: html.HtmlElement) -> str:
    """An element's text, blanks brought together."""
    return " ".join(node.text_content().split())


def entries_in(page: html.HtmlElement) -> list[dict[str, object]]:
    """The changes of a page, the first one first."""
    return [_entry(one) for one in page.xpath("//ol[@class='changes']/li")]


def _entry(item: html.HtmlElement) -> dict[str, object]:
    def text(name: str) -> str:
        return " ".join(words(one) for one in of_class(item, name))

    return {
        "kind": text("change-kind"),
        "what": words(item.xpath("./h2")[0]),
        "who": " ".join(words(link) for one in of_class(item, "change-who") for link in one.xpath("./a")),
        "reason": text("change-reason"),
        "differences": [tuple(words(cell) for cell in row) for row in item.xpath(".//tbody/tr")],
        "links": {words(link): link.get("href") for one in of_class(item, "change-links") for link in one},
    }

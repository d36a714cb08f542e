"""Filters of the templates: figures in the form in which every page shows them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from budget.figures import grouped_wan_yuan, percent
from budget.figures import share as share_of

register = template.Library()


def not_stated() -> SafeString:
    """A dash to the eye, words to a screen reader: a figure that is not stated is not 0."""
    return format_html(
        '<span class="not-stated"><span aria-hidden="true">—</span><span class="visually-hidden">{}</span></span>',
        _("not stated"),
    )


@register.filter
def wan(fen: int | None) -> str:
    """Fen as 万元: `{{ project.total|wan }}` -> 3,340.00; a dash where not stated."""
    text = grouped_wan_yuan(fen)
    return not_stated() if text is None else text


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """`{{ project.total|share:unit_total }}` -> 11.3%; a dash where part or whole leave none."""
    text = percent(share_of(part, whole))
    return not_stated() if text is None else text


@register.filter
def count(number: int | None) -> str:
    """A count grouped by commas: 12345 -> 12,345; a dash where there is none to tell."""
    return not_stated() if number is None else f"{number:,}"

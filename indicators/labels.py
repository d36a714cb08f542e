"""Keys by their labels, in any language of the site."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from indicators.folding import fold


def keys_labelled(labels: Mapping[str, Promise | str], word: str) -> list[str]:
    """The keys whose label holds a folded word in one of the site's languages."""
    found: dict[str, None] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= dict.fromkeys(key for key, label in labels.items() if word in fold(str(label)))
    return list(found)

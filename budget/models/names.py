"""Names as disclosed, with the keys that compare and sort them."""

import hashlib
import re
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.folding import fold
from indicators.sorting import KEY_LENGTH, sort_key

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def name_key(name: str) -> str:
    """Return the key that compares a name: its folded form. Of a form too long for an index, the beginning
    and a hash of the whole.
    """
    folded = fold(name)
    if len(folded) <= KEY_LENGTH:
        return folded
    digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
    return folded[: KEY_LENGTH - len(digest)] + digest


def can_be_stored(text: str) -> bool:
    """Return whether both databases store a text: PostgreSQL refuses NUL and half a surrogate pair."""
    return _UNSTORABLE.search(text) is None


class Named(models.Model):
    """A name as disclosed with its folded form and its sort key, which `rename` and `save` set."""

    name = models.TextField(_("name"))
    name_folded = models.CharField(max_length=KEY_LENGTH, editable=False)
    name_sort = models.CharField(max_length=KEY_LENGTH, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        _change_reason: str  # of the next change that is recorded

        def save_without_historical_record(self) -> None:
            """Save it as nobody's change; django-simple-history gives it to what has a history."""

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name and the keys derived from it."""
        self.name = name
        self.name_folded = name_key(name)
        self.name_sort = sort_key(name)

    def save(self, *args: object, **kwargs: object) -> None:
        self.rename(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as given

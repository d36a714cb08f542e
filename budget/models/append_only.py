"""The base of models whose rows are written once."""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.Model):
    """Rows that are never changed or deleted. Both raise TypeError."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only")

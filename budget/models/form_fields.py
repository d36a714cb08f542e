"""Form fields of the domain."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budget.disclosure.amounts import FinerThanFen, NotAnAmount, OutOfRange, parse_amount, wan_yuan
from budget.models.names import can_be_stored


def validate_whole_characters(text: str) -> None:
    """Raise ValidationError for half a surrogate pair, which PostgreSQL does not store (a CharField refuses
    NUL by itself).
    """
    if "\0" not in text and not can_be_stored(text):
        raise ValidationError(_("This text holds half a character, which cannot be stored."))


class WanYuanField(forms.CharField):
    """Money typed in 万元, as tables write it (1,027.87); in Python it is fen, None where nothing is
    stated.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("×10,000 yuan; blank where the table states none"))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return wan_yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]  # typed as text, held as fen
        text = super().to_python(value) or ""
        try:
            return parse_amount(text, "万元")
        except NotAnAmount as error:
            raise ValidationError(
                _("“%(text)s” is not an amount of money."), params={"text": text}
            ) from error
        except FinerThanFen as error:
            raise ValidationError(_("“%(text)s” is finer than one fen."), params={"text": text}) from error
        except OutOfRange as error:
            message = _("“%(text)s” is more money than any table can hold.")
            raise ValidationError(message, params={"text": text}) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

"""An indicator as pages show it: its disclosed text, and the reading of each target."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.columns import CHANGE_LABELS, KIND_LABELS

# What only some layouts state of an indicator: the field, and the words for it.
STATED_EXTRAS = (
    ("comparator", _("Comparator")),
    ("unit_of_measure", _("Unit of measure")),
    ("weight", _("Weight")),
    ("direction", _("Direction")),
    ("standard", _("Standard")),
)


def plain_number(number: Decimal | None) -> str:
    """A number without the zeros that its column adds: Decimal("98.0000000000") -> "98"; "" for None."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target: its text as disclosed, its kind, and comparator, number, unit and direction of change as read
    ("": none).
    """

    text: str
    kind: str
    comparator: str
    number: str
    unit: str
    change: str = ""

    @property
    def measure(self) -> str:
        """Change, comparator, number and unit in one: "≥ 98 %", "5–10 %", "increase by ≥ 5 %"; "" where no
        number was read.
        """
        if not self.number:
            return ""
        return " ".join(part for part in (self.change, self.comparator, self.number, self.unit) if part)


class IndicatorView:
    """An indicator for a template."""

    def __init__(self, indicator: Any) -> None:
        self.pk = indicator.pk
        self.position = indicator.position
        self.row = indicator.row
        self.name = indicator.name
        self.level1 = _coded(indicator.level1_code, indicator.level1)
        self.level2 = _coded(indicator.level2_code, indicator.level2)
        self.period = _target(indicator, "period")
        self.annual = _target(indicator, "annual")
        self.extras = [
            (label, getattr(indicator, name)) for name, label in STATED_EXTRAS if getattr(indicator, name)
        ]


def _coded(code: str, label: str) -> str:
    """A level as disclosed: "11-数量指标", or the label or the code alone."""
    return "-".join(part for part in (code, label) if part)


def _target(indicator: Any, which: str) -> TargetView:
    return TargetView(
        text=getattr(indicator, f"{which}_target"),
        kind=str(KIND_LABELS[getattr(indicator, f"{which}_kind")]),
        comparator=getattr(indicator, f"{which}_comparator"),
        number="–".join(
            text
            for end in ("number", "upper")
            if (text := plain_number(getattr(indicator, f"{which}_{end}")))
        ),
        unit=getattr(indicator, f"{which}_unit"),
        change=str(CHANGE_LABELS.get(getattr(indicator, f"{which}_change"), "")),
    )

"""Colours of web pages as red, green and blue, as far as they can be told (CSS Color 4)."""

import colorsys
import re
from functools import lru_cache
from typing import Final

Color = tuple[int, int, int]
BLACK: Final[Color] = (0, 0, 0)
WHITE: Final[Color] = (255, 255, 255)
# Colours that differ less than this in each part cannot be told apart on paper.
_SAME: Final = 10
# An opacity below this shows nothing.
FAINT: Final = 0.05
# A lightness from which a colour is white, in percent.
_LIGHTEST: Final = 97.0

# The light ones, and those that grounds and texts of tables have; text of another name is seen on white.
_NAMED: Final[dict[str, Color]] = {
    "white": WHITE, "black": BLACK, "window": WHITE, "canvas": WHITE, "windowtext": BLACK,
    "canvastext": BLACK,
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "mintcream": (245, 255, 250),
    "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "honeydew": (240, 255, 240), "lightyellow": (255, 255, 224), "lightcyan": (224, 255, 255),
    "lavenderblush": (255, 240, 245), "oldlace": (253, 245, 230), "linen": (250, 240, 230),
    "cornsilk": (255, 248, 220), "beige": (245, 245, 220), "lavender": (230, 230, 250),
    "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "lime": (0, 255, 0),
    "yellow": (255, 255, 0), "cyan": (0, 255, 255), "aqua": (0, 255, 255), "magenta": (255, 0, 255),
    "fuchsia": (255, 0, 255), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "navy": (0, 0, 128), "maroon": (128, 0, 0), "olive": (128, 128, 0), "teal": (0, 128, 128),
    "purple": (128, 0, 128), "orange": (255, 165, 0), "pink": (255, 192, 203), "gold": (255, 215, 0),
    "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "gainsboro": (220, 220, 220),
    "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "lightblue": (173, 216, 230),
}  # fmt: skip
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b|\A([0-9a-f]{6})\Z")
_FUNCTION: Final = re.compile(r"\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(([^()]*)\)")
_NUMBER: Final = re.compile(r"(none|[-+]?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?)(%|deg|turn|rad|grad)?")
_TRANSPARENT: Final = re.compile(r"\btransparent\b")
_TURNS: Final = {"turn": 360.0, "rad": 57.29578, "grad": 0.9}


def are_alike(one: Color | None, other: Color | None) -> bool:
    """Whether two known colours cannot be told from each other."""
    if one is None or other is None:
        return False
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=1024)
def color_of(value: str) -> tuple[Color | None, bool]:
    """Return a colour and whether it is transparent, None for one not known; of a value in lower case."""
    if _TRANSPARENT.search(value):
        return None, True
    if "url(" in value or "gradient(" in value:
        return None, False
    if match := _HEX.search(value):
        return _of_digits(match[1] or match[2])
    if match := _FUNCTION.search(value):
        return _of_function(match[1], match[2])
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None), False


def _of_digits(digits: str) -> tuple[Color | None, bool]:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None, False
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return (red, green, blue), len(digits) == 8 and int(digits[6:], 16) < 255 * FAINT


def _of_function(name: str, arguments: str) -> tuple[Color | None, bool]:
    if name == "color":
        space, _, arguments = arguments.strip().partition(" ")
        name = "srgb" if space == "srgb" else "wide"
    found = _NUMBER.findall(arguments)
    numbers = [(0.0 if number == "none" else float(number), unit) for number, unit in found]
    if len(numbers) < 3:
        return None, False
    alpha = numbers[3][0] / (100 if numbers[3][1] == "%" else 1) if len(numbers) > 3 else 1.0
    return _opaque(name, numbers[:3]), alpha < FAINT


def _opaque(name: str, numbers: list[tuple[float, str]]) -> Color | None:
    values = [number for number, _ in numbers]
    if name in ("rgb", "srgb", "wide"):
        whole = 255.0 if name == "rgb" else 1.0
        parts = [number / (100 if unit == "%" else whole) for number, unit in numbers]
        return _rgb(*parts) if name != "wide" or min(parts) > _LIGHTEST / 100 else None
    if name in ("hsl", "hwb"):
        hue = (values[0] * _TURNS.get(numbers[0][1], 1.0) / 360) % 1
        if name == "hsl":
            return _rgb(*colorsys.hls_to_rgb(hue, values[2] / 100, values[1] / 100))
        white, black = values[1] / 100, values[2] / 100
        if white + black >= 1:
            return _rgb(*[white / (white + black)] * 3)
        return _rgb(*(part * (1 - white - black) + white for part in colorsys.hls_to_rgb(hue, 0.5, 1.0)))
    # Of the others only white is known: by its lightness.
    scale = 100.0 if name.startswith("ok") and numbers[0][1] != "%" else 1.0
    return WHITE if values[0] * scale >= _LIGHTEST else None


def _rgb(*parts: float) -> Color:
    red, green, blue = (round(255 * min(max(part, 0.0), 1.0)) for part in parts)
    return red, green, blue

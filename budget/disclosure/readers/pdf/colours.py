"""Colours of a PDF as red, green and blue, as far as they are known without a colour profile."""

from functools import lru_cache

from pdfminer.pdfcolor import PDFColorSpace

Rgb = tuple[float, float, float]

WHITE: Rgb = (1.0, 1.0, 1.0)
# Two colours that differ by no more in each part look the same.
_SAME = 0.03

_GREY = frozenset({"DeviceGray", "CalGray", "G"})
_RGB = frozenset({"DeviceRGB", "CalRGB", "RGB"})
_CMYK = frozenset({"DeviceCMYK", "CMYK"})
_BY_COMPONENTS = {1: _GREY, 3: _RGB, 4: _CMYK}


def rgb_of(colour: object, space: PDFColorSpace) -> Rgb | None:
    """Return a colour of a colour space; None for a pattern and for every colour that is not known."""
    numbers = colour if isinstance(colour, tuple) else (colour,)
    if not all(isinstance(number, (int, float)) for number in numbers):
        return None
    return _rgb(tuple(map(float, numbers)), space.name, space.ncomponents)


@lru_cache(maxsize=1024)
def _rgb(numbers: tuple[float, ...], name: str, components: int) -> Rgb | None:
    if len(numbers) != components:
        return None
    if name in ("Separation", "DeviceN"):
        return None if any(numbers) else WHITE  # no ink
    if name == "Lab":
        return WHITE if numbers[0] >= 98 and max(abs(numbers[1]), abs(numbers[2])) <= 2 else None
    if name == "ICCBased":
        name = next(iter(_BY_COMPONENTS.get(components, {""})))
    if name in _GREY:
        return numbers[0], numbers[0], numbers[0]
    if name in _RGB:
        return numbers[0], numbers[1], numbers[2]
    if name in _CMYK:
        cyan, magenta, yellow, black = numbers
        rest = 1 - black
        return (1 - cyan) * rest, (1 - magenta) * rest, (1 - yellow) * rest
    return None


def initial_colour(space: PDFColorSpace) -> object:
    """Return the colour that the choice of a colour space sets; an unknown one is empty."""
    name = space.name
    if name == "ICCBased":
        name = next(iter(_BY_COMPONENTS.get(space.ncomponents, {""})))
    if name in _GREY:
        return 0.0
    if name in _RGB:
        return (0.0, 0.0, 0.0)
    return (0.0, 0.0, 0.0, 1.0) if name in _CMYK else ()


def are_alike(colour: Rgb, other: Rgb) -> bool:
    """Whether two colours cannot be told from each other."""
    return all(abs(one - two) <= _SAME for one, two in zip(colour, other, strict=True))

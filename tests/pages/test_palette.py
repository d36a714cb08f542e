"""The colours of static/css/site.css: enough contrast with their ground in both schemes, and none missing."""

import re

import pytest

from budget.disclosure.records import AMOUNT_FIELDS
from budget.pages.charts import PALETTE
from budget.project_types.rules import PROJECT_TYPES
from indicators.taxonomy import CATEGORIES
from tests.support.paths import ROOT

CSS = (ROOT / "static" / "css" / "site.css").read_text(encoding="utf-8")
PROPERTY = re.compile(r"--([a-z0-9_-]+):\s*(#[0-9a-f]{6});")

LIGHT = dict(PROPERTY.findall(CSS.partition("@media (prefers-color-scheme: dark)")[0]))
DARK = LIGHT | dict(
    PROPERTY.findall(CSS.partition("@media (prefers-color-scheme: dark)")[2].partition("/* ──")[0])
)
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])

TONES = [
    *(category.key for category in CATEGORIES),
    *(name for name in AMOUNT_FIELDS if name != "total"),
    *(f"type-{project_type}" for project_type in PROJECT_TYPES),
    "unclassified",
    "unaccounted",
    "others",
]
CHARTED = [f"tone-{tone}" for tone in TONES] + [f"series-{number + 1}" for number in range(PALETTE)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@SCHEMES
@pytest.mark.parametrize("name", CHARTED)
def test_every_colour_of_a_chart_stands_out_from_its_ground(name: str, scheme: dict[str, str]) -> None:
    assert contrast(scheme[name], scheme["surface"]) >= 3  # WCAG 2, 1.4.11


@pytest.mark.parametrize("name", CHARTED)
def test_every_colour_of_a_chart_is_a_swatch_too_and_has_a_dark_form(name: str) -> None:
    assert f".{name} {{\n  background: var(--{name});\n}}" in CSS
    assert LIGHT[name] != DARK[name]


@SCHEMES
@pytest.mark.parametrize("ground", ["page", "surface", "surface-raised", "notice-surface", "mark"])
@pytest.mark.parametrize("ink", ["ink", "link"])
def test_text_is_read_on_every_ground(ink: str, ground: str, scheme: dict[str, str]) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= 4.5  # WCAG 2, 1.4.3


@SCHEMES
@pytest.mark.parametrize("ground", ["page", "surface", "surface-raised"])
def test_soft_text_is_read_too(ground: str, scheme: dict[str, str]) -> None:
    assert contrast(scheme["ink-soft"], scheme[ground]) >= 4.5


@SCHEMES
def test_the_categories_of_one_level_are_told_apart(scheme: dict[str, str]) -> None:
    colours = [scheme[f"tone-{category.key}"] for category in CATEGORIES]
    assert len(set(colours)) == len(colours)

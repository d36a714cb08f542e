"""The font of documents: Noto Sans SC, under the SIL Open Font License, which allows to embed it.

It comes by npm (`package.json`), as TrueType outlines: PDF and DOCX embed of it the characters that they use.
"""

import logging
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

# It tells each step at the level INFO.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FAMILY: Final = "Noto Sans SC"
PACKAGE: Final = "@expo-google-fonts/noto-sans-sc"
_FILES: Final = {
    "regular": "400Regular/NotoSansSC_400Regular.ttf",
    "bold": "700Bold/NotoSansSC_700Bold.ttf",
}


def font_file(weight: str) -> Path:
    """The file of a weight, `regular` or `bold`."""
    packages: Path = settings.BASE_DIR / "node_modules"
    return packages / PACKAGE / _FILES[weight]


def font_subset(weight: str, characters: set[str]) -> bytes:
    """The font with these characters alone, as a TrueType file."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    with TTFont(font_file(weight), lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        stream = BytesIO()
        font.save(stream)
    return stream.getvalue()

"""Characters of the symbol fonts, which documents hold as numbers of the font, as the characters that they
show.
"""

# A symbol font's characters are in this private range, or at their plain number.
_FIRST_PRIVATE = 0xF000

# Only what targets and ticked boxes are written with; the Symbol font has its digits and signs where ASCII
# has them.
_SHOWN: dict[str, dict[int, str]] = {
    "symbol": {
        **{code: chr(code) for code in range(0x20, 0x40) if code not in (0x22, 0x24, 0x27, 0x2A, 0x2D)},
        0x2A: "∗",
        0x2D: "−",
        0xA3: "≤",
        0xA5: "∞",
        0xB0: "°",
        0xB1: "±",
        0xB3: "≥",
        0xB4: "×",
        0xB7: "•",
        0xB8: "÷",
        0xB9: "≠",
        0xBA: "≡",
        0xBB: "≈",
    },
    "wingdings": {0x6F: "□", 0xA8: "□", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x6C: "●", 0x6E: "■"},
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x51: "☒", 0xA3: "□"},
}


def symbol(character: str, font: str) -> str:
    """Return the character that `font` displays for `character`; the character itself for fonts other than
    symbol fonts, and for unknown symbols.
    """
    code = ord(character)
    if _FIRST_PRIVATE <= code <= _FIRST_PRIVATE + 0xFF:
        code -= _FIRST_PRIVATE
    return _SHOWN.get(font.lower(), {}).get(code, character)

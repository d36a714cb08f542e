"""Sort keys of names, equal on every database."""

from functools import lru_cache

from indicators.folding import fold

# PostgreSQL's B-tree takes at most 2,700 bytes a row; a sort key longer than this sorts no better.
KEY_LENGTH = 200


@lru_cache(maxsize=4096)  # disclosures repeat their indicators' names
def sort_key(name: str) -> str:
    """The name in pinyin with tones as digits, so that both databases sort as a Chinese reader expects:
    广州 -> "guang3zhou1".
    """
    # Here, not above: its dictionary takes half a second, which a start that stores no name need not wait
    # for.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(fold(name)[:KEY_LENGTH], style=Style.TONE3, neutral_tone_with_five=True)
    return "".join(syllables)[:KEY_LENGTH]

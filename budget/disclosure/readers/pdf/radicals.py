"""Radicals back to the characters they were drawn for.

A font draws ⾏ (a Kangxi radical) and 行 (the character) with one glyph, and a PDF's writer that notes only
glyphs names the radical, because it comes first. No one types radicals, so they are read as the characters;
all else (full-width forms, brackets) stays as it is.
"""

import unicodedata

_KANGXI = range(0x2F00, 0x2FD6)

# The radicals supplement, each followed by its character, where that is one of the basic plane. Source:
# Unicode's EquivalentUnifiedIdeograph.txt; NFKC knows two of these alone.
_SUPPLEMENT = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 "
    "⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 "
    "⺭礻 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺶羊 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 "
    "⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 "
    "⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 "
    "⻳龟 "
)

_CHARACTERS = {radical: unicodedata.normalize("NFKC", chr(radical)) for radical in _KANGXI} | {
    ord(pair[0]): pair[1] for pair in _SUPPLEMENT.split()
}


def without_radicals(text: str) -> str:
    """The text with every radical replaced by the character it is drawn like; nothing else is changed."""
    return text.translate(_CHARACTERS)

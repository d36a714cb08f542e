"""What is added to a drawn table without being a part of it changes none of its texts."""

import random
from collections.abc import Callable

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.disclosure.readers.drawn import FONT, LINE, PADDING, Drawn
from tests.disclosure.readers.pdf.reading import HEADER, WIDTHS, only, read

ROWS = [
    HEADER,
    ["合计", "1,160.50", "", ""],
    ["供水管网改造", "120.50", "改造老旧管网10km²", "1、完成率≥95%\n2、合格率≥98%"],
    ["污水处理", "40.00", "处理污水\n达标排放", "1、处理量"],
    ["机构运行", "1,000.00", "", "1、及时率"],
]
LEFT, TOP = 40, 50


def width(text: str, size: float = 9) -> float:
    return float(stringWidth(text, FONT, size))


class Additions:
    """Draws additions at random places of a table of ROWS."""

    def __init__(self, seed: int) -> None:
        self.drawn = Drawn()
        self.random = random.Random(seed)
        self.told: list[str] = []
        self._taken: set[tuple[int, int]] = set()

    def place(self) -> tuple[float, float, str]:
        """Return where the text of a cell ends, its baseline, and the text; each cell once."""
        cells = [(row, at) for row in range(1, len(ROWS)) for at in range(4) if (row, at) not in self._taken]
        row, at = self.random.choice(cells)
        self._taken.add((row, at))
        y: float = TOP
        for above in ROWS[:row]:
            y += LINE * max(text.count("\n") + 1 for text in above) + PADDING
        x = LEFT + sum(WIDTHS[:at]) + PADDING
        first = ROWS[row][at].split("\n")[0]
        return x + width(first), y + LINE, first

    def struck(self) -> None:
        x, y, _ = self.place()
        text = self.random.choice(["9", "88.00", "旧"])
        self.drawn.text(x + 1, y, text)
        height = self.random.uniform(2, 4.5)
        if self.random.random() < 0.5:
            self.drawn.rule(x + 1, y - height, x + 1 + width(text), y - height)
        else:
            self.drawn.canvas.rect(x + 1, self.drawn.height - y + height, width(text), 0.7, stroke=0, fill=1)
        self.told.append(text)

    def white(self) -> None:
        x, y, _ = self.place()
        self.drawn.canvas.setFillGray(1)
        self.drawn.text(x + self.random.uniform(-10, 2), y + self.random.uniform(-1, 1), "77")
        self.drawn.canvas.setFillGray(0)
        self.told.append("77")

    def covered(self) -> None:
        x, y, _ = self.place()
        self.drawn.text(x + 1, y, "66")
        self.drawn.canvas.setFillGray(1)
        self.drawn.canvas.rect(x + 0.7, self.drawn.height - y - 2, 11, 11, stroke=0, fill=1)
        self.drawn.canvas.setFillGray(0)
        self.told.append("66")

    def note_mark(self) -> None:
        x, y, text = self.place()
        if not text or text.endswith("km²"):
            return
        mark = self.random.choice(["1", "②", "*", "[3]"])
        self.drawn.text(x, y - 3, mark, size=5)
        self.told.append(mark)

    def white_rule(self) -> None:
        _, y, _ = self.place()
        self.drawn.canvas.setStrokeColorRGB(1, 1, 1)
        x = LEFT + self.random.uniform(5, 300)
        if self.random.random() < 0.5:
            height = self.random.uniform(5.2, 9)  # a white line over a black one would hide it
            self.drawn.rule(LEFT, y - height, 430, y - height)
        else:
            self.drawn.rule(x, TOP, x, TOP + 100)
        self.drawn.canvas.setStrokeGray(0)


ADDED: list[Callable[[Additions], None]] = [
    Additions.struck,
    Additions.white,
    Additions.covered,
    Additions.note_mark,
    Additions.white_rule,
]


@pytest.mark.parametrize("seed", range(60))
def test_the_texts_of_a_table_are_those_without_its_additions(seed: int) -> None:
    additions = Additions(seed)
    for add in additions.random.choices(ADDED, k=additions.random.randint(1, 5)):
        add(additions)
    additions.drawn.table(TOP, WIDTHS, ROWS, left=LEFT)
    grids = read(additions.drawn.done())

    assert only(grids) == [[text.replace("\n", "") for text in row] for row in ROWS]
    # Two pieces that touch are told as one.
    told = "".join(each.text for each in grids[0].omissions).replace(" ", "")
    assert sorted(told) == sorted("".join(additions.told))

"""Draws PDF pages with rules and lines of text at given places."""

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
LINE = 12.0
PADDING = 3.0


class Drawn:
    """A PDF in the making; lengths in points, y down from the page's top."""

    def __init__(self, width: float = 600, height: float = 400, font: str = FONT, **options: Any) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._stream = io.BytesIO()
        self.height, self.font = height, font
        self.canvas = Canvas(self._stream, pagesize=(width, height), **options)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """A line of text on the baseline y."""
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.height - y, text)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def table(
        self,
        top: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        left: float = 40,
        closed_above: bool = True,
        closed_below: bool = True,
    ) -> float:
        """A grid of cells; "\\n" in a text is where its lines break. Returns where it ends."""
        xs = [left]
        for width in widths:
            xs.append(xs[-1] + width)
        y = top
        for number, row in enumerate(rows):
            if number or closed_above:
                self.rule(xs[0], y, xs[-1], y)
            for x, text in zip(xs, row, strict=False):
                for line_number, line in enumerate(text.split("\n"), start=1):
                    self.text(x + PADDING, y + LINE * line_number, line)
            y += LINE * max(text.count("\n") + 1 for text in row) + PADDING
        if closed_below:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, top, x, y)
        return y

    def page(self) -> None:
        """End a page."""
        self.canvas.showPage()

    def done(self) -> bytes:
        """End the last page, and the file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._stream.getvalue()


def encrypted(password: str) -> Drawn:
    """A PDF that opens with this password alone; of Latin letters, for the font's own names are not encrypted."""
    return Drawn(font="Helvetica", encrypt=StandardEncryption(password, ownerPassword="owner", strength=128))

"""Reads the operations of a page for a recorder that knows clipping, transparency and inherited colours,
which pdfminer does not pass to its devices.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFStackT
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, PathSegment

from budget.disclosure.readers.pdf.colours import initial_colour
from budget.disclosure.readers.pdf.layers import Layers
from budget.disclosure.readers.pdf.painting import PaintState

_UNKNOWN_OPACITY = 0.5


class StatefulDevice(PDFTextDevice, ABC):
    """A device that the interpreter gives the state, too."""

    state: PaintState

    @abstractmethod
    def clip(self, path: Sequence[PathSegment]) -> None:
        """Clip further drawing to a path."""

    @abstractmethod
    def shade(self) -> None:
        """Fill what is shown with a shading."""


class StatefulInterpreter(PDFPageInterpreter):
    """Passes clipping paths, opacity, layers and shadings to the recorder.

    What is in a layer that is switched off is drawn without ink.

    Chromium draws the rules of a cut row over the page's margins and clips them. Spreadsheets draw the text
    of a narrow cell over the next one and clip it. A path that is no rectangle counts as the rectangle
    around it.
    """

    device: "StatefulDevice"
    layers: Layers | None = None
    _inherited: PDFGraphicState | None = None

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        if self._inherited is not None:
            self.graphicstate = self._inherited.copy()
        self._states: list[PaintState] = []
        self._base = self.device.state
        # For each open span of marked content the state before it where the span is not shown, else None.
        self._spans: list[PaintState | None] = []

    def subinterp(self) -> PDFPageInterpreter:
        inner = super().subinterp()
        if isinstance(inner, StatefulInterpreter):
            inner._inherited = self.graphicstate
            inner.layers = self.layers
        return inner

    def do_q(self) -> None:
        super().do_q()
        self._states.append(self.device.state)

    def do_Q(self) -> None:
        super().do_Q()
        if self._states:
            self.device.state = self._states.pop()

    def do_W(self) -> None:
        self.device.clip(self.curpath)

    def do_W_a(self) -> None:
        self.do_W()

    def do_gs(self, name: PDFStackT) -> None:
        states = dict_value(resolve1(self.resources.get("ExtGState")) or {})
        given = dict_value(resolve1(states.get(literal_name(name))) or {})
        fill, stroke = (_number(resolve1(given.get(key))) for key in ("ca", "CA"))
        state = self.device.state
        if any(self._spans):
            fill = stroke = None
        if fill is not None:
            state = state._replace(fill_opacity=self._base.fill_opacity * fill)
        if stroke is not None:
            state = state._replace(stroke_opacity=self._base.stroke_opacity * stroke)
        if isinstance(resolve1(given.get("SMask")), dict) and not any(self._spans):
            state = state._replace(fill_opacity=_UNKNOWN_OPACITY, stroke_opacity=_UNKNOWN_OPACITY)
        blend = resolve1(given.get("BM"))
        if isinstance(blend, PSLiteral):
            state = state._replace(is_blended=literal_name(blend) not in ("Normal", "Compatible"))
        self.device.state = state

    def do_CS(self, name: PDFStackT) -> None:
        super().do_CS(name)
        is_known = literal_name(name) in self.csmap
        self.graphicstate.scolor = initial_colour(self.graphicstate.scs) if is_known else ()  # type: ignore[assignment]  # an unknown colour

    def do_cs(self, name: PDFStackT) -> None:
        super().do_cs(name)
        is_known = literal_name(name) in self.csmap
        self.graphicstate.ncolor = initial_colour(self.graphicstate.ncs) if is_known else ()  # type: ignore[assignment]  # an unknown colour

    def do_sh(self, name: object) -> None:
        self.device.shade()

    def do_BMC(self, tag: PDFStackT) -> None:
        super().do_BMC(tag)
        self._spans.append(None)

    def do_BDC(self, tag: PDFStackT, props: PDFStackT) -> None:
        super().do_BDC(tag, props)
        is_layer = isinstance(tag, PSLiteral) and literal_name(tag) == "OC"
        named = dict_value(resolve1(self.resources.get("Properties")) or {}) if is_layer else {}
        group = named.get(literal_name(props)) if isinstance(props, PSLiteral) else None
        is_hidden = self._hides(group) if is_layer else False
        self._spans.append(self.device.state if is_hidden else None)
        if is_hidden:
            self.device.state = _without_ink(self.device.state)

    def do_EMC(self) -> None:
        super().do_EMC()
        before = self._spans.pop() if self._spans else None
        if before is not None:
            state = self.device.state
            self.device.state = state._replace(
                fill_opacity=before.fill_opacity, stroke_opacity=before.stroke_opacity
            )

    def _hides(self, group: object) -> bool:
        return self.layers is not None and group is not None and self.layers.hides(group)

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        state = self.device.state
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(drawn, PDFStream) and self._hides(drawn.attrs.get("OC")):
            self.device.state = _without_ink(state)
        super().do_Do(xobjid_arg)
        self.device.state = state

    def do_EI(self, obj: PDFStackT) -> None:
        state = self.device.state
        super().do_EI(obj)
        self.device.state = state


def _without_ink(state: PaintState) -> PaintState:
    return state._replace(fill_opacity=0.0, stroke_opacity=0.0)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None

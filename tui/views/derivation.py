"""Where cross-entropy comes from: equations 9 to 14 with what they give here, each found twice, and C as an area."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.chain import factors
from sigmascope.engine.cost import COSTS
from sigmascope.engine.derivation import NOTHING, derive, properties
from sigmascope.engine.quantity import evaluate
from sigmascope.engine.sigmoid import error_of, sigmoid_pair
from sigmascope.tui.draw.line import Line, justify, width_of
from sigmascope.tui.draw.scale import MINUS, short
from sigmascope.tui.views.area import Area
from sigmascope.tui.views.parts import models_of, padded, whole, z_scale
from sigmascope.tui.views.view import Drawn, View
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.derivation import Derivation as Found
    from sigmascope.engine.derivation import Step
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

_NARROW, _WIDE = 52, 74
"""The columns of the text: without what the second way is called, and with it."""
_PICTURED, _ROOMY = 76, 140
"""The columns of all from which there is a picture, and from which the text is wide."""
_SPACED = 3 * 6 + 3
"""The rows from which a blank one is between the six steps and before the properties."""
_TWO = 26
"""The rows from which there are two pictures, one above the other."""
_GAP = 2
_MOST_TARGETS = 8
_ABOUT = "cross-entropy"
_NEEDED = "∂C/∂a = (a − y)/(a(1 − a))"


class Derivation(Drawn):
    """The derivation for a run at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words = medium.glyphs, medium.words
        self._unchecked = (" " * (1 + len(medium.glyphs.right)), "text")
        box = whole(areas)
        models = models_of(session, self._glyphs)
        self._samples = session.simulation.samples
        y = self._samples.y
        self._known = bool(((y >= 0.0) & (y <= 1.0)).all())
        # Without a model that it is about, where the first one stands.
        about = [factors(model.descent.cost, y).cancels for model in models] if self._known else []
        self._model = next((model for model, it in zip(models, about, strict=False) if it), models[0])
        self._instead = not any(about)
        pictured = box.width >= _PICTURED and self._known
        width = box.width if not pictured else _WIDE if box.width >= _ROOMY else _NARROW
        self._text = box._replace(width=width)
        beside = box._replace(x=box.x + width + _GAP, width=box.width - width - _GAP)
        ways = [evaluate(model.descent, model.columns(slice(0, session.last + 1)), ["z"])["z"] for model in models]
        self._z = z_scale(models, ways)
        # What stays as it is for a target, wherever the neuron stands.
        self._area = lru_cache(2 * _MOST_TARGETS)(self._drawn)
        self._properties = lru_cache(_MOST_TARGETS)(self._found)
        self._places: list[tuple[Model, Box]] = []
        if pictured:
            self._places = self._placed(beside, [model for model in models if model is not self._model])

    def _placed(self, box: Box, others: list[Model]) -> list[tuple[Model, Box]]:
        # Which models' areas are shown where: where there is room, beside cross-entropy's one that is another.
        half = (box.height - 1) // 2
        upper, lower = box._replace(height=half), box._replace(y=box.y + half + 1, height=box.height - half - 1)
        targets = [float(y) for y in np.unique(self._samples.y)[:_MOST_TARGETS]]
        for model in others if box.height >= _TWO else ():
            is_another = not factors(model.descent.cost, self._samples.y).cancels
            if is_another and all(self._area(model, y, lower).adds_up for y in targets):
                return [(self._model, upper), (model, lower)]
        return [(self._model, box)]

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:  # noqa: ARG002  # as every view
        """The steps, and the pictures beside them."""
        if not self._known:
            said = wrap(self._words("views-derivation.outside"), self._text.width - 2)
            yield self._text, self._padded([((f" {row}", "text"),) for row in said], self._text)
            return
        z, y, which = _worst(self._model, session.epoch)
        found = derive(z, y, which)
        yield self._text, self._padded(self._rows(found, which), self._text)
        for model, box in self._places:
            if model is not self._model:
                z, y, which = _worst(model, session.epoch)
            rows = self._pictured(model, box, float(z[which]), float(y[which]), session.reached)
            yield box, self._padded(rows, box)

    def _padded(self, rows: list[Line], box: Box) -> list[Line]:
        return padded(rows, box.width, box.height, self._words)

    # ── the text ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, found: Found, which: int) -> list[Line]:
        say, cost, count = self._words, COSTS[_ABOUT], self._samples.n
        sample = say("views-derivation.sample", number=which + 1, count=count) if count > 1 else ""
        if self._instead:
            sample = say("views-derivation.instead", cost=say.cost(_ABOUT))
        slope_in_b = say("views-derivation.slope-in-b")
        steps = [
            (9, cost.gradient, sample, found.gradient, "wanted", slope_in_b),
            (10, "∂C/∂b = ∂C/∂a · σ′(z)", "", found.product, "chain", say("views-derivation.as", equation=9)),
            (11, "σ′(z) = a(1 − a)", "", found.slope, "slope", say("views-derivation.measured")),
            (12, _NEEDED, "", found.needed, "needed", say("views-derivation.slope-of", equation=13)),
            (13, cost.formula, "", found.cost, "summed", say("views-derivation.strips", count=f"{found.strips:,}")),
            (14, say("views-derivation.mean", equation=13), "", found.mean, "again", slope_in_b),
        ]
        below = self._properties(found.y)
        spaced = self._text.height >= _SPACED + (len(below) - 3)
        rows: list[Line] = []
        for equation, formula, more, step, words, way in steps:
            value = self._written(step.value)
            if equation == 10 and np.isfinite(found.outward):
                slope = self._written(found.slope.value, 4)
                value = f"{self._written(found.outward, 4)} {say.plain('·')} {slope}"
            left: Line = ((f"{f'({equation})':>4} {say.plain(formula)}", "text"), (f"  {more}", "dim"))
            rows.append(self._beside(left, ((value, f"{self._model.role}-title"), self._unchecked)))
            left = ((f"     {say(f'views-derivation.{words}', equation=9)}", "dim"),)
            right = self._second(step, found.product.value if equation == 10 else step.again)
            named: Line = ((f"{way}  ", "dim"), *right)
            rows.append(self._beside(left, named if self._text.width >= _WIDE else right))
            if spaced:
                rows.append(())
        return rows + below

    def _beside(self, left: Line, right: Line) -> Line:
        # What does not fit beside a number gives way to it, and a remark goes before a formula is cut.
        if width_of(left) + width_of(right) >= self._text.width and len(left) > 1:
            left = left[:1]
        return justify(left, right, self._text.width)

    def _second(self, step: Step, value: float) -> Line:
        agrees = step.agrees
        if agrees is None:
            return ((self._words("views-derivation.flat"), "dim"), self._unchecked)
        sign, role = self._checked(agrees)
        return ((self._written(value), f"{self._model.role}-title"), (f" {sign}", role))

    def _written(self, value: float, digits: int = 6) -> str:
        if np.isnan(value):
            return self._words("views-derivation.flat")
        if np.isinf(value):
            return self._words("views-derivation.huge")
        text = f"{value:#.{digits}g}"
        if 0.0 < abs(value) < 1e-3 or "e" in text:  # with fewer digits, so that it is no wider than others
            mantissa, _, power = f"{value:.3e}".partition("e")
            text = f"{mantissa}e{int(power)}"
        return self._words.plain(text.rstrip(".").replace("-", MINUS))

    def _checked(self, holds: bool) -> tuple[str, str]:  # noqa: FBT001  # what was found
        return (self._glyphs.right, "cancels") if holds else (self._glyphs.wrong, "warning")

    def _found(self, y: float) -> list[Line]:
        say, found = self._words, properties(y)
        least = found.least
        goes = say("views-derivation.goes", least="H(y)" if least else "0")
        first: Line = (
            (f" {say.plain('C ≥ 0')} ", "text"),
            self._checked(found.never_negative),
            (f"  {say.plain(goes)} ", "text"),
            self._checked(found.vanishes),
        )
        if least:
            long = f"  H(y) = {self._written(least)}{say('views-derivation.constant', equation=13)}"
            fits = width_of(first) + cell_len(long) <= self._text.width
            first = (*first, (long if fits else f"  H(y) = {short(least)}", "dim"))
        rows = [first]
        for name, values in (("|a − y|", found.distances), ("C", found.costs)):
            cells = "".join(f"{value:<10.4g}" for value in values)
            rows.append(((f"  {say.plain(name):<8}", "dim"), (cells, "text")))
        return rows

    # ── the pictures ─────────────────────────────────────────────────────────────────────────────────────────────

    def _pictured(self, model: Model, box: Box, z: float, y: float, reached: int) -> list[Line]:
        area, say = self._area(model, y, box), self._words
        what = say.plain("C − H(y)" if area.least > NOTHING else "C")
        size = self._written(area.value(z) - area.least, 4)
        title = say("views-derivation.area", what=what, area=size)
        brief = say("views-derivation.area-of", cost=what, area=size)
        cost = _ABOUT if model is self._model else model.cost
        named = say("views-derivation.area-of", cost=say.cost(cost), area=title)
        first = ((self._fitting([named, title, brief], box), f"{model.role}-title"),)
        error = say("views-derivation.error", equation=9)
        told = [error, say("views-derivation.brief-error")]
        if model is not self._model:
            told = [say("views-derivation.pull"), say("views-derivation.brief-pull")]
            if np.isfinite(area.most):
                told.insert(0, say("views-derivation.never", about=told[0], most=short(area.most)))
        return [first, *area.lines(reached, z), ((self._fitting(told, box), "dim"),)]

    def _drawn(self, model: Model, y: float, box: Box) -> Area:
        cost = COSTS[_ABOUT] if model is self._model else model.descent.cost
        return Area(cost, y, self._z, (box.width, box.height - 2), (model.role, model.sign), self._glyphs)

    def _fitting(self, texts: list[str], box: Box) -> str:
        return next((text for text in texts if cell_len(text) <= box.width), texts[-1])


def _worst(model: Model, epoch: int) -> tuple[Array, Array, int]:
    # z and y of all samples, and which of them has the largest error.
    stretch = model.at(epoch)
    z, y = np.ravel(stretch.z), np.ravel(stretch.y)
    return z, y, int(np.argmax(np.abs(error_of(*sigmoid_pair(z), y))))


DERIVATION = View(
    "derivation",
    Derivation,
    lambda _: (),
    ("d",),
    "equations 9 to 14, each computed two ways, and the area that is C",
    tells=("factor_error", "factor_added", "factor_slope", "dC_db"),
)

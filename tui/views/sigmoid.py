"""Where each neuron stands on the sigmoid: σ over σ′ on one axis of z, the ways come, and a ticker tape a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.quantity import evaluate
from sigmascope.engine.sigmoid import sigmoid_pair
from sigmascope.tui.draw.line import Line, width_of
from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.raster import Mark
from sigmascope.tui.draw.scale import Scale, brief, strobe_step
from sigmascope.tui.views.parts import covered, met, models_of, padded, whole, z_scale, z_ticks
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.raster import Layer, Whole
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

_LABEL = 6
_MOST_POINTS = 16
_TALL = 24
"""The rows from which it is said what the tapes mean, and a blank one is between σ and σ′."""


class Sigmoid(Drawn):
    """The sigmoid of a run at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words = medium.glyphs, medium.words
        self._box = box = whole(areas)
        self._models = models_of(session, self._glyphs)
        self._samples = session.simulation.samples
        epochs = slice(0, session.last + 1)
        self._z = [evaluate(m.descent, m.columns(epochs), ["z"])["z"] for m in self._models]
        self._scale = z_scale(self._models, self._z)
        self._tall = box.height >= _TALL
        rows = box.height - 3 - len(self._models) - 2 * self._tall
        above = max(3, round(0.6 * rows))
        self._sigma = self._plane(above, Scale(0.0, 1.0), "σ", ("0", "0.5", "1"))
        quarter = "1/4" if medium.words.ascii else "¼"
        self._slope = self._plane(max(2, rows - above), Scale(0.0, 0.25), "σ′", ("0", "", quarter))
        self._draw()
        self._ruler = self._slope.ruler(z_ticks(self._scale.high, self._slope.width), name="z")
        self._step = strobe_step(session.last)
        self._strobes = [
            np.array([across for across, _ in self._sigma.cells_of(way, np.zeros_like(way))])
            for way in (column[:: self._step] for column in self._z)
        ]
        self._zones = [self._zone(session, model) for model in self._models]
        self._tapes: tuple[int, list[Line]] = (0, [])
        self._about = self._explained()

    def _plane(self, rows: int, y: Scale, name: str, texts: tuple[str, str, str]) -> Plane:
        ticks = [Tick(share, text) for share, text in zip((0.0, 0.5, 1.0), texts, strict=True) if text]
        if rows < 5:
            ticks = [ticks[0], ticks[-1]]
        ticks[-1] = Tick(1.0, self._words.plain(f"{name} {ticks[-1].text}"))
        return Plane((self._box.width, rows), self._scale, y, ticks, self._glyphs, _LABEL)

    def _draw(self) -> None:
        z = np.linspace(self._scale.low, self._scale.high, 8 * self._sigma.width)
        a, a_bar = sigmoid_pair(z)
        curves = [(self._sigma, a), (self._slope, a * a_bar)]
        # The longest way first, so that shorter ones lie on top: the layers before are seen before those after.
        order = sorted(range(len(self._models)), key=lambda number: float(np.ptp(self._z[number])))
        for number in order:
            since = covered(self._z[number], z)
            for plane, y in curves:
                layer = plane.canvas.layer(self._models[number].role)
                plane.curve(layer, np.where(since < 0, np.nan, z), y, since, thick=True)
        for plane, y in curves:
            plane.curve(plane.canvas.layer("shadow", self._glyphs.shadow), z, y)

    def _zone(self, session: Session, model: Model) -> Whole:
        # The cells of a tape in which its cost is slow; of several samples none, because each has its own.
        if self._samples.n > 1:
            return np.zeros(self._sigma.width, np.int64)
        z = np.linspace(self._scale.low, self._scale.high, self._sigma.width)
        zone: Whole = session.milestones[model.cost].slowness.slow(z).astype(np.int64)
        return zone

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:
        """Both curves, the tapes, and the slopes in numbers."""
        every = [self._points(model, session.epoch) for model in self._models]
        slopes = [sigmoid_pair(z) for z in every]
        rows: list[Line] = []
        for plane, heights, over in (
            (self._sigma, [a for a, _ in slopes], [] if self._samples.n > 1 else [self._tangents(every)]),
            (self._slope, [a * a_bar for a, a_bar in slopes], []),
        ):
            marks = [
                Mark(*cell, model.sign, f"{model.role}-title")
                for model, z, height in zip(self._models, every, heights, strict=True)
                for cell in plane.cells_of(z, height)
            ]
            # Two samples of one model in a cell are that model's, and no meeting.
            rows += plane.lines(session.reached, met(dict.fromkeys(marks), self._glyphs), over=over)
            if self._tall and plane is self._sigma:
                rows.append(())
        rows += [*self._ruler, *self._taped(session.reached // self._step + 1), self._said(values), *self._about]
        yield self._box, padded(rows, self._box.width, self._box.height, self._words)

    def _points(self, model: Model, epoch: int) -> Array:
        z = np.ravel(model.at(epoch).z)
        return z[:: _stride(len(z))]

    def _tangents(self, points: list[Array]) -> Layer:
        # As far as they are inside of the picture, so that two points are enough for each.
        low, high = self._scale.low, self._scale.high
        x, y = [], []
        for z in (float(point[0]) for point in points):
            a, a_bar = (float(value) for value in sigmoid_pair(np.array(z)))
            begin = max(low, z - high / 3, z - (1.0 / a_bar if a_bar else np.inf))
            end = min(high, z + high / 3, z + (1.0 / a if a else np.inf))
            x += [begin, end, np.nan]
            y += [a + a * a_bar * (begin - z), a + a * a_bar * (end - z), np.nan]
        layer = self._sigma.canvas.loose("text")
        self._sigma.curve(layer, np.array(x), np.array(y))
        return layer

    def _taped(self, known: int) -> list[Line]:
        if known != self._tapes[0]:
            tapes = zip(self._models, self._strobes, self._zones, strict=True)
            self._tapes = known, [self._tape(model, strobes[:known], zone) for model, strobes, zone in tapes]
        return self._tapes[1]

    def _tape(self, model: Model, strobes: Whole, zone: Whole) -> Line:
        counts = np.bincount(strobes, minlength=self._sigma.width)[: self._sigma.width]
        spans: list[tuple[str, str]] = [(model.sign.ljust(_LABEL + 1), f"{model.role}-title")]
        for count, slow in zip(np.minimum(counts, 4).tolist(), zone.tolist(), strict=True):
            sign = self._glyphs.tape[count - 1] if count else self._glyphs.zone if slow else " "
            role = model.role if count else "slow" if slow else spans[-1][1]
            if role == spans[-1][1]:
                spans[-1] = (spans[-1][0] + sign, role)
            else:
                spans.append((sign, role))
        return tuple(spans)

    def _said(self, values: list[dict[str, float]]) -> Line:
        say, line = self._words, [(" ", "text")]
        symbol = say("views-sigmoid.mean", symbol="σ′") if self._samples.n > 1 else "σ′"
        for model, at in zip(self._models, values, strict=True):
            slope = say.plain(f"{model.sign} {symbol} {brief(at['sigma_prime'], 8, 4).strip()}")
            line += [(slope, f"{model.role}-title"), ("  ", "text")]
        names = ("each-epoch", "brief-each-epoch") if self._step == 1 else ("strobes", "brief-strobes", "least-strobes")
        for name in names:
            more = (say(f"views-sigmoid.{name}", epochs=self._step), "dim")
            if width_of((*line, more)) <= self._box.width:
                return (*line, more)
        return tuple(line)

    def _explained(self) -> list[Line]:
        # What the zones mean, where there are any; of several samples, what the points and the tapes are.
        say, count = self._words, self._samples.n
        if not self._tall:
            return []
        if count > 1:
            seen = len(range(0, count, _stride(count)))
            return [((" " + say("views-sigmoid.samples", seen=seen, count=count), "dim"),)]
        if not any(zone.any() for zone in self._zones):
            return []
        return [((" " + say("views-sigmoid.zone", zone=self._glyphs.zone), "dim"),)]


def _stride(samples: int) -> int:
    return -(-samples // _MOST_POINTS)


SIGMOID = View(
    "sigmoid",
    Sigmoid,
    lambda _: ("sigma_prime",),
    ("f",),
    "σ over σ′, and where each neuron stands and has been",
    tells=("z", "sigma_prime", "factor_slope", "slope_at", "slow", "drag"),
)

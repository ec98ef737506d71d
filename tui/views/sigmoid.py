"""Where each neuron stands on the sigmoid: σ over σ′ on one axis of z, the ways come, and a ticker tape a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.quantity import Stretch, evaluate
from sigmascope.engine.sigmoid import sigmoid_pair
from sigmascope.tui.draw.line import Line, width_of
from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.scale import MINUS, Scale, brief
from sigmascope.tui.views.parts import met, models_of, padded, strobe_step, whole
from sigmascope.tui.views.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.raster import Layer, Mark, Whole
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

_RANGES = (6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
_LABEL = 5
_MOST_POINTS = 16
_TALL = 30
"""The rows from which it is said what the zones of the tapes mean."""


class Sigmoid:
    """The sigmoid of a run at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words, _ = medium
        self._box = box = whole(areas)
        self._models = models_of(session, self._glyphs)
        self._samples = session.simulation.samples
        epochs = slice(0, session.last + 1)
        self._z = [evaluate(m.descent, m.columns(epochs), ["z"])["z"] for m in self._models]
        ends = [self._every_z(model, epoch) for model in self._models for epoch in (0, session.last)]
        furthest = max(float(np.max(np.abs(z))) for z in [*self._z, *ends]) + 1.0
        self._scale = Scale(-_range(furthest), _range(furthest))
        self._tall = box.height >= _TALL
        rows = box.height - 3 - len(self._models) - self._tall
        self._rows = max(3, round(0.6 * rows)), max(2, rows - max(3, round(0.6 * rows)))
        self._sigma = self._plane(self._rows[0], Scale(0.0, 1.0), "σ", ("0", "0.5", "1"))
        self._slope = self._plane(self._rows[1], Scale(0.0, 0.25), "σ′", ("0", "", "¼"))
        self._draw()
        self._step = strobe_step(session.last)
        self._strobes = [
            np.array([self._sigma.cell(z, 0.0)[0] for z in column[:: self._step].tolist()]) for column in self._z
        ]
        self._zones = [self._zone(session, model) for model in self._models]

    def _plane(self, rows: int, y: Scale, name: str, texts: tuple[str, str, str]) -> Plane:
        ticks = [Tick(share, text) for share, text in zip((0.0, 0.5, 1.0), texts, strict=True) if text]
        if rows < 5:
            ticks = [ticks[0], ticks[-1]]
        ticks[-1] = Tick(1.0, f"{name} {ticks[-1].text}")
        return Plane((self._box.width, rows), self._scale, y, ticks, self._glyphs, _LABEL)

    def _every_z(self, model: Model, epoch: int) -> Array:
        return np.ravel(Stretch(model.descent, model.columns(slice(epoch, epoch + 1))).z)

    def _draw(self) -> None:
        z = np.linspace(self._scale.low, self._scale.high, 8 * self._sigma.width)
        a, a_bar = sigmoid_pair(z)
        curves = [(self._sigma, a), (self._slope, a * a_bar)]
        # The longest way first, so that shorter ones lie on top: the layers before are seen before those after.
        order = sorted(range(len(self._models)), key=lambda number: float(np.ptp(self._z[number])))
        for number in order:
            since = _covered(self._z[number], z)
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
        points = [self._points(model, session.epoch) for model in self._models]
        rows: list[Line] = []
        for number, plane in enumerate((self._sigma, self._slope)):
            marks: list[Mark] = []
            for model, z in zip(self._models, points, strict=True):
                a, a_bar = sigmoid_pair(z)
                height = a * a_bar if number else a
                marks += [
                    plane.mark(at, up, model.sign, f"{model.role}-title")
                    for at, up in zip(z.tolist(), height.tolist(), strict=True)
                ]
            over = [] if number or self._samples.n > 1 else [self._tangent(plane, z[0]) for z in points]
            rows += plane.lines(session.reached, met(marks, self._glyphs), over=over)
        ends = self._scale.high
        ticks = [
            Tick(share, f"{ends * (2 * share - 1):g}".replace("-", MINUS))
            for share in (0, 1 / 6, 1 / 3, 0.5, 2 / 3, 5 / 6, 1)
        ]
        rows += self._slope.ruler([Tick(float(share), text) for share, text in ticks], name="z")
        known = session.reached // self._step + 1
        rows += [
            self._tape(model, strobes[:known], zone)
            for model, strobes, zone in zip(self._models, self._strobes, self._zones, strict=True)
        ]
        rows += self._said(values)
        yield self._box, padded(rows, self._box.width, self._box.height, self._words)

    def _points(self, model: Model, epoch: int) -> Array:
        z = self._every_z(model, epoch)
        return z[:: -(-len(z) // _MOST_POINTS)]

    def _tangent(self, plane: Plane, z: float) -> Layer:
        a, a_bar = (float(value) for value in sigmoid_pair(np.array(z)))
        run = self._scale.high / 3
        x = np.array([z - run, z + run])
        layer = plane.canvas.loose("text")
        steps = np.linspace(x[0], x[1], 50)
        y = a + a * a_bar * (steps - z)
        inside = (steps >= self._scale.low) & (steps <= self._scale.high)
        plane.curve(layer, np.where(inside, steps, np.nan), y, cut=True)
        return layer

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

    def _said(self, values: list[dict[str, float]]) -> list[Line]:
        say, line = self._words, [(" ", "text")]
        for model, at in zip(self._models, values, strict=True):
            slope = self._words.plain(f"{model.sign} σ′ {brief(at['sigma_prime'], 8, 4).strip()}")
            line += [(slope, f"{model.role}-title"), ("  ", "text")]
        for name in ("strobes", "brief-strobes"):
            more = (say(f"views-sigmoid.{name}", epochs=self._step), "dim")
            if width_of((*line, more)) <= self._box.width:
                line.append(more)
                break
        rows: list[Line] = [tuple(line)]
        if self._tall and self._samples.n == 1:
            rows.append(((" " + say("views-sigmoid.zone", zone=self._glyphs.zone), "dim"),))
        return rows

    def command_at(self, x: int, y: int) -> str | None:  # noqa: ARG002  # as every view
        """Nothing: there is no epoch in these pictures."""
        return None


def _range(furthest: float) -> float:
    known = next((float(end) for end in _RANGES if furthest <= end), None)
    if known is not None:
        return known
    power = 10.0 ** np.floor(np.log10(furthest))
    return float(min(next((step * power for step in (1.0, 2.0, 5.0) if furthest <= step * power), 10.0 * power), 1e300))


def _covered(way: Array, z: Array) -> Whole:
    # The epoch at which each z was first passed on a way; −1 for never.
    lowest, highest = np.minimum.accumulate(way), np.maximum.accumulate(way)
    up, down = np.searchsorted(highest, z), np.searchsorted(-lowest, -z)
    since = np.where(z >= way[0], up, down)
    return np.where(since < len(way), since, -1).astype(np.int64)


SIGMOID = View(
    "sigmoid", Sigmoid, lambda _: ("sigma_prime",), ("f",), "σ over σ′, and where each neuron stands and has been"
)

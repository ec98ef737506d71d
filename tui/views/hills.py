"""The cost as a landscape: from above with the descents on it, and below it the same hill from the side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.landscape import Slope, ground, walked
from sigmascope.tui.draw.line import Line, put
from sigmascope.tui.draw.plane import Plane, Tick, ticks_of
from sigmascope.tui.draw.scale import Scale, round_up, scale_of, short, strobe_step
from sigmascope.tui.views.output import session_costs
from sigmascope.tui.views.parts import covered, models_of, padded, whole
from sigmascope.tui.views.terrain import Terrain, Window
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigmascope.engine.landscape import Ground
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.view import Medium

_LABEL = 6
_MAP_SHARE = 0.62
_TALL = 30
"""The rows from which the hill from the side has an axis of its own."""
_AT_ONCE = 400_000
"""Costs of single samples that are computed before there is a picture: some ten milliseconds."""
_SLICE = 50_000
_MOST = 30_000_000
"""Of data sets that would need more, every so many samples are taken: the hill is the same to the eye."""
_THINNED = 4096
"""Epochs of a way that are enough to find a plane for it."""
_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
_MARGIN = 1.25
_LARGEST = 1e300


class _Side(NamedTuple):
    """The hill of a model from the side."""

    plane: Plane
    along: Array
    """How far along the axis each epoch is."""
    cost: Array


class Hills(Drawn):
    """The hills of a run at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words, self._areas = medium.glyphs, medium.words, areas
        self._models = models_of(session, self._glyphs)
        self._samples, self._shared = session.simulation.samples, session.look.shared
        self._step = strobe_step(session.last)
        ways = [model.columns(slice(0, session.last + 1)) for model in self._models]
        thin = -(-session.last // _THINNED)
        thinned = [np.column_stack([way[:, ::thin], way[:, -1:]]) for way in ways]
        self._plane = ground(thinned)
        self._window = _window(self._plane, ways)
        self._about = self._explained(max(self._plane.beside(way) for way in thinned))
        tall = areas[0].height >= _TALL
        rows = areas[0].height - 1 - len(self._about) - 2 * tall
        upper = max(3, round(rows * _MAP_SHARE))
        size = areas[0].width - _LABEL - 1, upper
        self._terrains = [Terrain(model, self._plane, self._window, size, medium) for model in self._models]
        self._left = self._measured()
        self._paint()
        self._labels = [self._label(row, upper) for row in range(upper)]
        self._map_ruler = self._ruler(size[0])
        self._sides = self._from_the_side(session, ways, rows - upper)
        scale = self._sides[0].plane.x
        ticks = [tick._replace(text=tick.text.strip()) for tick in ticks_of(scale, 13)]
        self._side_rulers = [side.plane.ruler(ticks) if tall else [] for side in self._sides]
        strobes = [way[:, :: self._step] for way in ways]
        self._strobes = [terrain.places(columns) for terrain, columns in zip(self._terrains, strobes, strict=True)]
        self._strobe_marks = [
            [
                side.plane.mark(along, cost, self._glyphs.strobe, model.role)
                for along, cost in zip(
                    side.along[:: self._step].tolist(), side.cost[:: self._step].tolist(), strict=True
                )
            ]
            for model, side in zip(self._models, self._sides, strict=True)
        ]

    # ── from above ───────────────────────────────────────────────────────────────────────────────────────────────

    def _measured(self) -> list[tuple[Terrain, slice, slice]]:
        # What is left to measure after all ground is measured once: by some samples, where all would take long.
        points = sum(terrain.heights.size for terrain in self._terrains)
        last = max(1, -(-points * self._samples.n // _MOST))
        first = max(last, -(-points * self._samples.n // _AT_ONCE))
        for terrain in self._terrains:
            terrain.measure(slice(None), slice(None, None, first))
        if first == last:
            return []
        rows = max(1, _SLICE * last // (self._terrains[0].width * self._samples.n))
        return [
            (terrain, slice(row, row + rows), slice(None, None, last))
            for terrain in self._terrains
            for row in range(0, len(terrain.heights), rows)
        ]

    def _paint(self) -> None:
        ends = [terrain.ends() for terrain in self._terrains]
        if self._shared:
            ends = [(min(low for low, _ in ends), max(high for _, high in ends))] * len(ends)
        for terrain, (low, high) in zip(self._terrains, ends, strict=True):
            terrain.paint(low, high)

    def refine(self, seconds: float) -> bool:
        """Measure the ground by all samples, a few rows at a time, and then show it at once: nothing flickers."""
        if not self._left:
            return False
        end = time.perf_counter() + seconds
        while self._left:
            terrain, rows, samples = self._left.pop()
            terrain.measure(rows, samples)
            if time.perf_counter() >= end:
                break
        if not self._left:
            self._paint()
        return True

    @property
    def _names(self) -> tuple[str, str]:
        return ("w", "b") if self._plane.whole else ("u", "v")

    def _label(self, row: int, rows: int) -> tuple[str, str]:
        low, high = self._window.up
        text = {0: short(high), rows // 2: self._names[1], rows - 1: short(low)}.get(row, "")
        return self._words.plain(text).rjust(_LABEL) + " ", "axis"

    def _ruler(self, width: int) -> Line:
        low, high = (self._words.plain(short(end)) for end in self._window.across)
        text = put(((self._names[0].center(width), "axis"),), 0, low, "axis")
        return ((" " * (_LABEL + 1), "axis"), *put(text, width - len(high), high, "axis"))

    # ── from the side ────────────────────────────────────────────────────────────────────────────────────────────

    def _from_the_side(self, session: Session, ways: Sequence[Array], rows: int) -> list[_Side]:
        costs = [session_costs(session, model) for model in self._models]
        # All steps on one sample go along one line, whose hill is known; on several the way bends.
        slope = Slope(self._models[0].descent, ways[0][:, 0]) if self._samples.n == 1 else None
        alongs = [walked(way) if slope is None else slope.along(way) for way in ways]
        across = scale_of(alongs, from_zero=True)
        ends = [(min(0.0, float(cost.min())), float(cost.max())) for cost in costs]
        if self._shared:
            ends = [(min(low for low, _ in ends), max(high for _, high in ends))] * len(ends)
        sides = []
        for model, along, cost, (low, high) in zip(self._models, alongs, costs, ends, strict=True):
            up = Scale(low, high if high > low else low + 1.0)
            ticks = [Tick(0.0, short(up.low)), Tick(1.0, f"C {short(up.high)}")]
            plane = Plane((self._areas[0].width, rows), across, up, ticks, self._glyphs, _LABEL)
            layer = plane.canvas.layer(model.role)
            if slope is None:
                plane.curve(layer, along, cost, np.arange(len(along)))
            else:
                # The hill is drawn whole, and stands out as far as it was gone over.
                line = across.low * (1.0 - (share := np.linspace(0.0, 1.0, 8 * plane.width))) + across.high * share
                hill, since = slope.heights(model.descent, line), covered(along, line)
                plane.curve(layer, np.where(since < 0, np.nan, line), hill, since, cut=True)
                plane.curve(plane.canvas.layer("shadow", self._glyphs.shadow), line, hill, cut=True)
            sides.append(_Side(plane, along, cost))
        return sides

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:  # noqa: ARG002  # as every view
        """A map and a hill a pane, and below them what they are."""
        known, epoch, glyphs = session.reached // self._step + 1, session.epoch, self._glyphs
        for number, model in enumerate(self._models):
            terrain, side, box = self._terrains[number], self._sides[number], self._areas[number]
            rows, columns = self._strobes[number]
            ground = terrain.lines(
                [
                    ((rows[:known], columns[:known]), glyphs.strobe, model.role),
                    ((rows[:1], columns[:1]), glyphs.start, "text"),
                    (terrain.places(model.columns(slice(epoch, epoch + 1))), model.sign, "cursor"),
                ]
            )
            ball = side.plane.mark(float(side.along[epoch]), float(side.cost[epoch]), model.sign, "cursor")
            lines = [(label, *line) for label, line in zip(self._labels, ground, strict=True)]
            lines += [
                self._map_ruler,
                *side.plane.lines(session.reached, [*self._strobe_marks[number][:known], ball]),
                *self._side_rulers[number],
            ]
            height = box.height - len(self._about)
            yield box._replace(height=height), padded(lines, box.width, height, self._words)
        box = whole(self._areas)
        below = box._replace(y=box.y + box.height - len(self._about), height=len(self._about))
        yield below, padded(self._about, below.width, below.height, self._words)

    def _explained(self, beside: float) -> list[Line]:
        say, width, step = self._words, whole(self._areas).width, self._step
        strobes = say("views-hills.each-epoch") if step == 1 else say("views-hills.strobes", epochs=step)
        facts = {"strobe": self._glyphs.strobe, "strobes": strobes}
        texts = [say(f"views-hills.{name}", **facts) for name in ("about", "brief-about", "least-about")]
        lines = [next((text for text in texts if cell_len(text) < width), texts[-1])]
        if not self._plane.whole:
            off = short(100.0 * beside)
            texts = [say(f"views-hills.{name}", off=off) for name in ("plane", "brief-plane")]
            lines.append(next((text for text in texts if cell_len(text) < width), texts[-1]))
        return [((" " + text, "dim"),) for text in lines]


def _window(plane: Ground, ways: Sequence[Array]) -> Window:
    places = [plane.coordinates(way) for way in ways]
    if plane.whole:
        # Symmetric, and as far one way as the other: what is on the map is told by its place.
        furthest = max(float(np.max(np.abs(place))) for place in places)
        end = min(round_up(max(min(furthest, _LARGEST) * _MARGIN, 1.0), _ROUND), _LARGEST)
        return Window((-end, end), (-end, end))
    lows = [min(float(place[axis].min()) for place in places) for axis in (0, 1)]
    highs = [max(float(place[axis].max()) for place in places) for axis in (0, 1)]
    half = max(_MARGIN * max(high / 2 - low / 2 for low, high in zip(lows, highs, strict=True)), 1e-300)
    middle = [low / 2 + high / 2 for low, high in zip(lows, highs, strict=True)]
    across, up = ((centre - half, centre + half) for centre in middle)
    return Window(across, up)


HILLS = View(
    "hills",
    Hills,
    lambda _: (),
    ("h",),
    "C over (w, b) with both descents on it, and the hill from the side",
    tells=("w", "b"),
)

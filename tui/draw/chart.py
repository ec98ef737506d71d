"""One quantity of one cost: drawn once for a size and a run, uncovered as the playhead moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.tui.draw.curve import telling_epochs
from sigmascope.tui.draw.line import Line, fit, justify, width_of
from sigmascope.tui.draw.plot import Plot, draw
from sigmascope.tui.draw.reveal import revealed
from sigmascope.tui.draw.scale import Scale, epoch_ticks, fixed
from sigmascope.tui.words.plain import plain

if TYPE_CHECKING:
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.curve import Epochs
    from sigmascope.tui.draw.glyphs import Glyphs

GUTTER = 11
"""Columns left of a stacked chart that hold its symbol and its value."""
_NARROW, _NARROWEST = 26, 22  # panes narrower than these have room for shorter values in the gutter, and for none


class Curve(NamedTuple):
    """What a chart draws: the few epochs that matter, and the values there."""

    epochs: Epochs
    """Shape (k,), from 0."""
    values: list[Array]
    """One array (k,) a column: one, or m for a quantity of each input."""

    @classmethod
    def of(cls, columns: list[Array], dots: int) -> Curve:
        """The curve of a whole run's values, one array (epochs + 1,) a column."""
        epochs = np.unique(np.concatenate([telling_epochs(column, dots) for column in columns]))
        return cls(epochs, [column[epochs] for column in columns])


class Chart:
    """A drawn chart in its box. `lines` gives it as the playhead and what has been uncovered stand."""

    def __init__(
        self,
        box: Box,
        symbol: str,
        label: str,
        role: str,
        curve: Curve,
        scale: Scale,
        last: int,
        glyphs: Glyphs,
        *,
        stacked: bool,
        axis: bool,
        tick_width: int,
    ) -> None:
        self.box = box
        self.symbol, self.label, self.role = symbol, label, role
        self.scale, self.last, self.glyphs = scale, last, glyphs
        self.stacked = stacked
        self.gutter = gutter_of(box.width, stacked=stacked)
        width = box.width - self.gutter
        height = box.height - (0 if stacked else 1)
        rows = height - (2 if axis else 0)
        y_ticks = [(at, text.rjust(tick_width)) for at, text in scale.ticks(y_tick_count(rows))]
        canvas = width - tick_width - 1
        most = max(2, canvas // (len(str(last)) + 5))
        x_ticks = [(epoch / last, str(epoch)) for epoch in epoch_ticks(last, most)] if axis else []
        shares = curve.epochs / last
        points = [(shares, scale.position(values)) for values in curve.values]
        plot = draw(points, (width, height), x_ticks, y_ticks, charset=glyphs.charset)
        if glyphs.charset == "ascii":
            plot = plot._replace(lines=[plain(line) for line in plot.lines])
        self.plot: Plot = plot
        self._last_key: tuple[object, ...] | None = None
        self._last_lines: list[Line] = []

    @property
    def canvas_left(self) -> int:
        """The screen column of the canvas's left edge."""
        return self.box.x + self.gutter + self.plot.left

    def epoch_at(self, x: int) -> int:
        """The epoch under a screen column, held to the run's."""
        share = (x - self.canvas_left) / max(1, self.plot.width - 1)
        return round(min(max(share, 0.0), 1.0) * self.last)

    def lines(self, epoch: int, reached: int, values: list[float]) -> list[Line]:
        """The chart's lines, each as wide as its box, with the exact values at the playhead."""
        cursor = int(self.plot.cell(epoch / self.last))
        halves = int(2 * self.plot.cell(reached / self.last)) + 1
        rows = tuple(self.plot.row(float(self.scale.position(value))) for value in values)
        texts = tuple(fixed(value, 8 if self.gutter == 9 else 9) for value in values)
        if self.glyphs.charset == "ascii":
            texts = tuple(map(plain, texts))
        key = (cursor, halves, rows, texts)
        if key != self._last_key:
            self._last_key = key
            self._last_lines = self._render(cursor, halves, set(rows), texts)
        return self._last_lines

    def _render(self, cursor: int, halves: int, rows: set[int], texts: tuple[str, ...]) -> list[Line]:
        lines: list[Line] = []
        if not self.stacked:
            # As many values as there is room for: one, but for the weights of several inputs.
            shown = texts[: max(1, (self.box.width - 4) // (len(texts[0]) + 1))]
            value = " ".join(shown)
            name: Line = ((self.symbol, "symbol"), ("  " + self.label, "dim"))
            if width_of(name) + len(value) > self.box.width:
                name = name[:1]
            lines.append(justify(name, ((value, self.role),), self.box.width))
        plot = self.plot
        for number, line in enumerate(plot.lines):
            gutter = self._gutter(number, texts)
            left, canvas = line[: plot.left], line[plot.left :]
            if number < plot.height:
                canvas = revealed(canvas, halves)
                spans: Line = ((left, "axis"),)
                if number in rows:
                    spans += (
                        (canvas[:cursor], self.role),
                        (self.glyphs.cursor, "cursor"),
                        (canvas[cursor + 1 :], self.role),
                    )
                else:
                    spans += ((canvas, self.role),)
            elif number == plot.height:
                spans = ((left + canvas[:cursor], "axis"), (self.glyphs.mark, "cursor"), (canvas[cursor + 1 :], "axis"))
            else:
                spans = ((line, "axis"),)
            lines.append(tuple(span for span in (*gutter, *spans) if span[0]))
        return lines

    def _gutter(self, row: int, texts: tuple[str, ...]) -> Line:
        if not self.gutter:
            return ()
        if row == 0:
            return fit(((self.symbol, "symbol"),), self.gutter)
        if row <= min(len(texts), self.plot.height - 1) and self.gutter >= 9:
            return fit(((texts[row - 1], self.role),), self.gutter)
        return ((" " * self.gutter, "text"),)


def gutter_of(width: int, *, stacked: bool) -> int:
    """The columns of the gutter of a chart in a pane of this width."""
    if not stacked:
        return 0
    return GUTTER if width >= _NARROW else 9 if width >= _NARROWEST else 6


def y_tick_count(rows: int) -> int:
    """How many ticks a value axis of so many rows has room for."""
    # Closer than two and a half rows, ticks at equal distances would be seen at unequal ones.
    return 2 if rows < 5 else min(7, 1 + int((rows - 1) / 2.5))

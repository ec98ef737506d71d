"""Two axes with a canvas between them: where a value stands, and what is written beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.tui.draw.raster import Canvas, Mark
from sigmascope.tui.words.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.draw.line import Line
    from sigmascope.tui.draw.raster import Layer, Note, Whole
    from sigmascope.tui.draw.scale import Scale


_MANY, _BLOCK = 4096, 64
"""Of a line with more points than this, they are looked at in blocks first."""


class Tick(NamedTuple):
    """Where on an axis something is written: 0 at its low end, 1 at its high end."""

    share: float
    text: str


def ticks_of(scale: Scale, rows: int) -> list[Tick]:
    """The ticks of an axis up a canvas of so many rows."""
    return [Tick(float(share), text.strip()) for share, text in scale.ticks(rows)]


class Plane:
    """A canvas with a value axis on its left; what is drawn is given in values, and held to the axes."""

    def __init__(
        self, size: tuple[int, int], x: Scale, y: Scale, y_ticks: Sequence[Tick], glyphs: Glyphs, label: int
    ) -> None:
        """``size`` holds columns and rows of all, of which ``label`` columns are left of the axis."""
        self.x, self.y, self.label, self.glyphs = x, y, label, glyphs
        width, self.height = size
        self.width = width - label - 1
        self.canvas = Canvas(self.width, self.height, glyphs.charset)
        at = {self.canvas.cell(0.0, tick.share)[1]: tick.text for tick in reversed(y_ticks)}
        ascii_only = glyphs.charset == "ascii"
        self._labels = [
            (plain(text) if ascii_only else text).rjust(label)[:label] + (plain(sign) if ascii_only else sign)
            for text, sign in ((at[row], "┤") if row in at else ("", "│") for row in range(self.height))
        ]

    def curve(
        self, layer: Layer, x: Array, y: Array, since: Whole | None = None, *, thick: bool = False, cut: bool = False
    ) -> None:
        """The line through values, shapes (k,); with ``cut`` it leaves the canvas where they do."""
        low, high = -np.inf, np.inf
        if cut:
            low, high = (10.0**self.y.low, 10.0**self.y.high) if self.y.log else (self.y.low, self.y.high)
        if len(x) > _MANY:
            kept = self._telling(x, y, low, high)
            x, y, since = x[kept], y[kept], None if since is None else since[kept]
        across, up = self.x.position(x), self.y.position(y)
        if cut:
            up = np.where((y >= low) & (y <= high), up, np.nan)
        self.canvas.path(layer, across, up, since, thick=thick)

    def _telling(self, x: Array, y: Array, low: float, high: float) -> NDArray[np.bool_]:
        # Which of many points can be the first one in a dot: of a block that is in one dot, or wholly cut away, only
        # its first. The line is the same, and most of a long run is never looked at.
        whole = len(x) // _BLOCK * _BLOCK
        (left, right), (least, most) = (
            (blocks.min(axis=1), blocks.max(axis=1)) for blocks in (v[:whole].reshape(-1, _BLOCK) for v in (x, y))
        )
        dots = [self.canvas.dots_of(self.x.position(i), self.y.position(j)) for i, j in ((left, least), (right, most))]
        with np.errstate(invalid="ignore"):
            inside, outside = (least >= low) & (most <= high), (most < low) | (least > high)
            one = inside & (dots[0][0] == dots[1][0]) & (dots[0][1] == dots[1][1])  # where one is no number, neither
        kept = np.ones(len(x), dtype=bool)
        kept[:whole] = np.repeat(~(one | outside), _BLOCK)
        kept[:whole:_BLOCK] = True
        return kept

    def cells_of(self, x: Array, y: Array) -> list[tuple[int, int]]:
        """The column and row of the cell that shows each point, shapes (k,)."""
        return self.canvas.cells_of(self.x.position(x), self.y.position(y))

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The column and row of the cell that shows a point."""
        return self.cells_of(np.array([x]), np.array([y]))[0]

    def share_at(self, column: int, row: int) -> float | None:
        """Which share of the x axis is under a column of all, in a row of the canvas; none beside it."""
        across = column - self.label - 1
        if not (0 <= across < self.width and 0 <= row < self.height):
            return None
        return across / max(1, self.width - 1)

    def mark(self, x: float, y: float, sign: str, role: str) -> Mark:
        """A mark at a point."""
        return Mark(*self.cell(x, y), sign, role)

    def lines(
        self,
        reached: int,
        marks: Iterable[Mark] = (),
        notes: Sequence[Note] = (),
        over: Sequence[Layer] = (),
        under: Sequence[tuple[Layer, int]] = (),
    ) -> list[Line]:
        """The rows of the canvas with the axis beside them."""
        rows = self.canvas.lines(reached, marks, notes, over, under)
        return [((label, "axis"), *row) for label, row in zip(self._labels, rows, strict=True)]

    def ruler(self, ticks: Sequence[Tick], *, name: str = "") -> list[Line]:
        """The axis below the canvas, and what is written under it, with the axis' ``name`` on the left."""
        flat, up = ("-", "+") if self.glyphs.charset == "ascii" else ("─", "┴")
        bar, words = [flat] * self.width, [" "] * (self.width + self.label + 1)
        free = 0
        for tick in ticks:
            column = self.canvas.cell(tick.share, 0.0)[0]
            bar[column] = up
            # Centred below its tick; at the ends of the axis it stays inside.
            wide = cell_len(tick.text)
            before = {0.0: 0, 1.0: wide - 1}.get(tick.share, wide // 2)
            start = max(0, min(column + self.label + 1 - before, len(words) - wide))
            if start >= free:
                # The second column of a wide character holds nothing of its own.
                words[start : start + wide] = [part for char in tick.text for part in [char, ""][: cell_len(char)]]
                free = start + wide + 1
        text = "".join(words)
        if name and not text[: len(name) + 1].strip():
            text = name + text[len(name) :]
        if self.glyphs.charset == "ascii":
            text = plain(text)
        return [((" " * (self.label + 1) + "".join(bar), "axis"),), ((text, "axis"),)]

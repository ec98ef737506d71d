"""A landscape from above: one cost over a plane of parameters in bands of height, with its descent on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.landscape import heights
from sigmascope.tui.draw.bands import BANDS, ground_role, on_ground_role
from sigmascope.tui.draw.raster import Cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.engine.landscape import Ground
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.line import Line
    from sigmascope.tui.draw.raster import Whole
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

_HALF = ord("▀")


class Window(NamedTuple):
    """What of a plane is seen: the least and the largest of both coordinates."""

    across: tuple[float, float]
    up: tuple[float, float]


class Terrain:
    """The ground of one model at a size. It is measured, perhaps piece by piece, and then painted."""

    def __init__(self, model: Model, plane: Ground, window: Window, size: tuple[int, int], medium: Medium) -> None:
        """``size`` holds columns and rows. Where cells can have colours, a row of them shows two of heights."""
        self._model, self._plane, self._window, self._medium = model, plane, window, medium
        self.width, rows = size
        self._halves = 2 if medium.coloured else 1
        across, up = np.arange(self.width) + 0.5, np.arange(rows * self._halves) + 0.5
        self._across = _between(window.across, across / self.width)
        self._up = _between(window.up, 1.0 - up / len(up))
        self.heights = np.zeros((len(up), self.width))
        self._cells = Cells(self.width, rows, solid=True)
        self._bands: Whole
        self._base: tuple[Whole, Whole]

    def measure(self, rows: slice, samples: slice) -> None:
        """Compute some rows of heights, as means over some samples."""
        self.heights[rows] = heights(self._model.descent, self._plane, self._across, self._up[rows], samples)

    def ends(self) -> tuple[float, float]:
        """The least and the largest height that is finite."""
        finite = self.heights[np.isfinite(self.heights)]
        return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)

    def paint(self, low: float, high: float) -> None:
        """Show the ground in bands, equal steps between two heights."""
        with np.errstate(all="ignore"):
            share = np.nan_to_num((self.heights / 2 - low / 2) / (high / 2 - low / 2), nan=0.0, posinf=1.0)
        self._bands = bands = np.clip(share * BANDS, 0, BANDS - 1).astype(np.int64)
        shades = np.array([ord(sign) for sign in self._medium.glyphs.bands])
        role = self._cells.role
        if not self._medium.coloured:
            self._base = shades[bands], np.full(bands.shape, role("ground"))
            return
        roles = np.array([[role(ground_role(upper, lower)) for lower in range(BANDS)] for upper in range(BANDS)])
        upper, lower = bands[::2], bands[1::2]
        # Where both halves are alike nothing is seen of a sign; whoever copies the screen gets a shade.
        self._base = np.where(upper == lower, shades[upper], _HALF), roles[upper, lower]

    def places(self, columns: Array) -> tuple[Whole, Whole]:
        """Where parameters, shape (m + 1, k), stand: the rows of heights and the columns, each of shape (k,)."""
        u, v = self._plane.coordinates(columns)
        down, along = 1.0 - _share(self._window.up, v), _share(self._window.across, u)
        rows, width = len(self._up), self.width
        return (
            np.minimum((down * rows).astype(np.int64), rows - 1),
            np.minimum((along * width).astype(np.int64), width - 1),
        )

    def lines(self, marks: Sequence[tuple[tuple[Whole, Whole], str, str]]) -> list[Line]:
        """The ground with marks on it, each some `places`, a sign and a role; later ones over those before."""
        codes, roles = (part.copy() for part in self._base)
        for (rows, columns), sign, role in marks:
            cells = rows // self._halves, columns
            codes[cells] = ord(sign)
            if self._medium.coloured:
                on = np.array([self._cells.role(on_ground_role(role, band)) for band in range(BANDS)])
                roles[cells] = on[self._bands[rows, columns]]
            else:
                roles[cells] = self._cells.role(role)
        return self._cells.lines(codes, roles)


def _between(ends: tuple[float, float], share: Array) -> Array:
    return ends[0] * (1.0 - share) + ends[1] * share


def _share(ends: tuple[float, float], values: Array) -> Array:
    # Halved first: the ends can be further apart than any float is large.
    share: Array = np.clip((values / 2 - ends[0] / 2) / (ends[1] / 2 - ends[0] / 2), 0.0, 1.0)
    return share

"""A cost as an area: |∂C/∂z| over z, shaded from the target to the neuron."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.scale import Scale, round_up, short
from sigmascope.tui.views.parts import z_ticks

if TYPE_CHECKING:
    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.draw.line import Line

_LABEL = 4
_FURTHEST = 650.0
"""Where a target of 0 or 1 is taken to be: what is missing then is no number."""


class Area:
    """The picture of one cost for one target, ∫ ∂C/∂z dz: what the neuron's cost is above that of a = y."""

    def __init__(
        self, cost: BaseCost, y: float, z: Scale, size: tuple[int, int], look: tuple[str, str], glyphs: Glyphs
    ) -> None:
        """``size`` holds columns and rows, the two of the axis among them; ``look`` the model's role and sign."""
        self._cost, self._y = cost, y
        self._role, self._sign = look
        with np.errstate(divide="ignore"):
            self.target = float(np.clip(np.log(y) - np.log1p(-y), -_FURTHEST, _FURTHEST))
        self.least = self.value(self.target)
        self._plane = self._drawn(z, size, glyphs)
        grid = self._plane.canvas.grid
        self._columns = grid.columns
        places = np.linspace(z.low, z.high, self._columns)
        heights = self._plane.y.position(np.abs(self._pull(places)))
        # An area begins at the target and goes on to either side of it.
        begin, columns = self._column(self.target), np.arange(self._columns)
        self._fills = []
        for side in (1, -1):
            layer = self._plane.canvas.loose(f"{self._role}", glyphs.zone)
            self._plane.canvas.fill(layer, heights, (columns - begin) * side)
            self._fills.append(layer)
        self._ruler = self._plane.ruler(z_ticks(z.high, self._plane.width), name="z")

    def _drawn(self, z: Scale, size: tuple[int, int], glyphs: Glyphs) -> Plane:
        places = np.linspace(z.low, z.high, 8 * size[0])
        pull = np.abs(self._pull(places))
        high = max(1.0, round_up(float(np.max(pull, where=np.isfinite(pull), initial=0.0)), (1.0, 2.0, 5.0)))
        width, rows = size[0], size[1] - 2
        ticks = [Tick(0.0, "0"), Tick(1.0, short(high))]
        if rows >= 9:
            ticks.insert(1, Tick(0.5, short(high / 2)))
        plane = Plane((width, rows), z, Scale(0.0, high), ticks, glyphs, _LABEL)
        plane.curve(plane.canvas.layer(f"{self._role}"), places, pull)
        return plane

    def value(self, z: float) -> float:
        """The cost at a weighted input."""
        with np.errstate(all="ignore"):
            return float(self._cost.value(np.array([z]), np.array([self._y]))[0])

    def _pull(self, z: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(self._cost.delta(z, np.full_like(z, self._y)), dtype=np.float64)

    def _column(self, z: float) -> int:
        return round(float(self._plane.x.position(z)) * (self._columns - 1))

    @property
    def adds_up(self) -> bool:
        """Whether every step away from the target makes the cost larger, so that it is an area above the axis."""
        z = np.linspace(-_FURTHEST, _FURTHEST, 5201)
        away = self._pull(z) * np.sign(z - self.target)
        return bool(np.isfinite(away).all() and (away >= -1e-12).all() and np.isfinite(self.least))

    @property
    def most(self) -> float:
        """What the cost never passes, however far out the neuron is; infinite where there is no such bound."""
        far, half = (max(self.value(-z), self.value(z)) for z in (_FURTHEST, _FURTHEST / 2))
        return far if far <= half * (1.0 + 1e-9) else np.inf

    def lines(self, reached: int, z: float) -> list[Line]:
        """The picture with the neuron at a weighted input."""
        until, begin = self._column(z), self._column(self.target)
        right, left = self._fills
        under = [(right, until - begin), (left, begin - until)]
        mark = self._plane.mark(z, float(np.abs(self._pull(np.array([z])))[0]), self._sign, f"{self._role}-title")
        return [*self._plane.lines(reached, [mark], under=under), *self._ruler]

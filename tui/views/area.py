"""A cost as an area: |∂C/∂z| over z, shaded from the target to the neuron."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.sigmoid import logit
from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.scale import Scale, round_up, short
from sigmascope.tui.views.parts import cost_over, pull_over, z_ticks

if TYPE_CHECKING:
    from sigmascope.engine.cost import BaseCost
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
        self.target = float(np.clip(logit(np.array(y)), -_FURTHEST, _FURTHEST))
        self.least = self.value(self.target)
        far, half = (max(self.value(-end), self.value(end)) for end in (_FURTHEST, _FURTHEST / 2))
        self.most = far if far <= half * (1.0 + 1e-9) else np.inf
        """What the cost never passes, however far out the neuron is; infinite where there is no such bound."""
        self._plane = self._drawn(z, size, glyphs)
        places = np.linspace(z.low, z.high, self._plane.canvas.grid.columns)
        heights = self._plane.y.position(np.abs(pull_over(cost, places, y)))
        # An area begins at the target and goes on to either side of it.
        self._begin = self._column(self.target)
        self._fills = []
        for side in (1, -1):
            layer = self._plane.canvas.loose(self._role, glyphs.zone)
            self._plane.canvas.fill(layer, heights, (np.arange(len(places)) - self._begin) * side)
            self._fills.append(layer)
        self._ruler = self._plane.ruler(z_ticks(z.high, self._plane.width), name="z")

    def _drawn(self, z: Scale, size: tuple[int, int], glyphs: Glyphs) -> Plane:
        width, rows = size[0], size[1] - 2
        places = np.linspace(z.low, z.high, 8 * width)
        pull = np.abs(pull_over(self._cost, places, self._y))
        high = max(1.0, round_up(float(np.max(pull, where=np.isfinite(pull), initial=0.0)), (1.0, 2.0, 5.0)))
        ticks = [Tick(0.0, "0"), Tick(1.0, short(high))]
        if rows >= 9:
            ticks.insert(1, Tick(0.5, short(high / 2)))
        plane = Plane((width, rows), z, Scale(0.0, high), ticks, glyphs, _LABEL)
        plane.curve(plane.canvas.layer(self._role), places, pull)
        return plane

    def value(self, z: float) -> float:
        """The cost at a weighted input."""
        return float(cost_over(self._cost, np.array([z]), self._y)[0])

    def _column(self, z: float) -> int:
        return round(float(self._plane.x.position(z)) * (self._plane.canvas.grid.columns - 1))

    @property
    def adds_up(self) -> bool:
        """Whether every step away from the target makes the cost larger, so that it is an area above the axis."""
        z = np.linspace(-_FURTHEST, _FURTHEST, 5201)
        away = pull_over(self._cost, z, self._y) * np.sign(z - self.target)
        return bool(np.isfinite(away).all() and (away >= -1e-12).all() and np.isfinite(self.least))

    def lines(self, reached: int, z: float) -> list[Line]:
        """The picture with the neuron at a weighted input."""
        until = self._column(z)
        right, left = self._fills
        under = [(right, until - self._begin), (left, self._begin - until)]
        height = float(np.abs(pull_over(self._cost, np.array([z]), self._y))[0])
        mark = self._plane.mark(z, height, self._sign, f"{self._role}-title")
        return [*self._plane.lines(reached, [mark], under=under), *self._ruler]

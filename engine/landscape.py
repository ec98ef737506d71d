"""The ground a descent goes over: the cost over a plane of parameters, and over the way that was walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array

_LARGEST = 1e300
"""Where a weighted input or a coordinate would leave the range of floats, it is held here."""
_NOTHING = 1e-9
"""A part of a direction that is smaller than this, beside the whole, is rounding."""


class Ground(NamedTuple):
    """A plane through the space of the parameters, which is that space itself where there is one input."""

    origin: Array
    """Shape (m + 1,), the bias last."""
    across: Array
    """Of length 1, shape (m + 1,): where its first coordinate goes."""
    up: Array
    """Of length 1 and at a right angle to ``across``."""

    @property
    def whole(self) -> bool:
        """Whether there is nothing beside it."""
        return len(self.origin) == 2

    def coordinates(self, columns: Array) -> Array:
        """Where parameters, shape (m + 1, k), stand on it, or nearest to it: shape (2, k)."""
        with np.errstate(over="ignore", invalid="ignore"):
            from_origin = _held(columns - self.origin[:, np.newaxis])
            return _held(np.stack([self.across @ from_origin, self.up @ from_origin]))

    def beside(self, columns: Array) -> float:
        """How far from it those parameters are that are furthest, as a share of their way's length."""
        length = float(walked(columns)[-1])
        if self.whole or not 0.0 < length < np.inf:
            return 0.0
        u, v = self.coordinates(columns)
        with np.errstate(over="ignore", invalid="ignore"):
            foot = self.origin[:, np.newaxis] + self.across[:, np.newaxis] * u + self.up[:, np.newaxis] * v
            off = float(np.sqrt(np.max(np.sum(np.square(columns - foot), axis=0))))
        return off / length if np.isfinite(off) else 0.0


def ground(ways: Sequence[Array]) -> Ground:
    """The plane to show some ways on, each of shape (m + 1, k) and all from one start: through it and two of the ends.

    Where ends are in line with the start, through what is furthest from that line; else along the axis that is.
    """
    axes = np.eye(len(ways[0]))
    if len(axes) == 2:
        return Ground(np.zeros(2), axes[0], axes[1])
    start = ways[0][:, 0]
    with np.errstate(over="ignore"):
        moved = [_held(way - start[:, np.newaxis]) for way in ways]
    unit = max(float(np.max(np.abs(way))) for way in moved) or 1.0
    found: list[Array] = []
    for candidates in (np.column_stack([way[:, -1] for way in moved]) / unit, np.hstack(moved) / unit, axes[:, ::-1]):
        while len(found) < 2:
            rest = candidates
            for direction in (*found, *found):  # twice, or rounding would leave them out of square
                rest = rest - direction[:, np.newaxis] * (direction @ rest)
            lengths = np.sqrt(np.sum(np.square(rest), axis=0))
            # Of those that are as long as the longest but for rounding, the first.
            best = int(np.argmax(lengths >= lengths.max() * (1.0 - _NOTHING)))
            if lengths[best] < _NOTHING:
                break
            found.append(rest[:, best] / lengths[best])
    return Ground(start, *found)


def heights(descent: Descent, plane: Ground, across: Array, up: Array, samples: slice = slice(None)) -> Array:
    """The cost of a descent over points of a plane, shape (q, p): p coordinates ``across`` and q coordinates ``up``.

    The mean over the chosen ``samples``. What leaves the range of floats is ∞, or as large as floats are.
    """
    x = np.column_stack([descent.samples.x[samples], np.ones(len(descent.samples.y[samples]))])
    y = descent.samples.y[samples]
    with np.errstate(all="ignore"):
        # z is a plane over a plane: of each sample its value at the origin, and how it rises either way.
        at, right, ahead = x @ plane.origin, x @ plane.across, x @ plane.up
        z = _held(at + right * across[:, np.newaxis] + (ahead * up[:, np.newaxis])[:, np.newaxis])
        cost = np.asarray(descent.cost.value(z, np.broadcast_to(y, z.shape)), dtype=np.float64)
        return _told(np.mean(cost, axis=-1))


def walked(columns: Array) -> Array:
    """How far a way has gone at each of its epochs, in the space of the parameters: shape (k,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.sqrt(np.sum(np.square(np.diff(columns, axis=1)), axis=0))
        return _held(np.concatenate([[0.0], np.cumsum(steps)]))


class Slope:
    """The line on which every descent on one sample goes up and down: along (x, 1), from its start downhill."""

    def __init__(self, descent: Descent, start: Array) -> None:
        """Which way is down is asked of a descent; ``start`` has shape (m + 1,), the bias last."""
        samples = descent.samples
        inputs = np.append(samples.x[0], 1.0)
        unit = float(np.max(np.abs(inputs)))
        length = unit * float(np.sqrt(np.sum(np.square(inputs / unit))))
        self.start = start
        with np.errstate(all="ignore"):
            self.z = _held(start @ inputs)
            """The weighted input at the start, shape ()."""
            down = -1.0 if descent.cost.delta(self.z, samples.y[0]) > 0.0 else 1.0
        self.rise = down * length
        """How far z goes where the parameters go by 1."""
        self.direction = inputs / self.rise

    def along(self, columns: Array) -> Array:
        """How far from the start parameters are, shape (m + 1, k), with a sign: shape (k,)."""
        with np.errstate(over="ignore", invalid="ignore"):
            return _held(self.direction @ _held(columns - self.start[:, np.newaxis]))

    def heights(self, descent: Descent, along: Array) -> Array:
        """The cost of a descent that far from the start, shape (k,)."""
        with np.errstate(all="ignore"):
            z = _held(self.z + self.rise * along)
            cost = np.asarray(descent.cost.value(z, np.full_like(z, descent.samples.y[0])), dtype=np.float64)
        return _told(cost)


def _held(values: Array) -> Array:
    held: Array = np.clip(np.nan_to_num(values), -_LARGEST, _LARGEST)
    return held


def _told(costs: Array) -> Array:
    told: Array = np.nan_to_num(costs, nan=np.inf, posinf=np.inf)
    return told

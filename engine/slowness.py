"""Where a cost is slow: where the neuron would be pulled much harder nearer its target than it is pulled now."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.sigmoid import error_of, logit, sigmoid_pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.sigmoid import Array

    Truth = NDArray[np.bool_]

SLOW = 2.0
"""A sample is stuck where its drag is above this."""

# Between ±40 a cost's pull has its shape; beyond, σ is 0 or 1 to the last bit, and only the scale goes on.
_TAIL = np.geomspace(41.0, 1000.0, 30)
_GRID = np.concatenate([-_TAIL[::-1], np.linspace(-40.0, 40.0, 1281), _TAIL])
_AT_ONCE = 256  # so many targets are looked at together
_FEW = 4
_ZOOMS, _POINTS = 9, 33


class Slowness:
    """The drag of a cost at some targets: max |direction| on the way from z to the target, over |direction| at z.

    It belongs to a cost, an output and a target, not to a run. 1 where nothing on the way pulls harder.
    """

    def __init__(self, cost: BaseCost, y: Array) -> None:
        """``y`` holds a target a sample, shape (n,)."""
        self.cost = cost
        self.y = y if len(y) > 1 else y[0]
        distinct, back = np.unique(y, return_inverse=True)
        parts = [distinct[i : i + _AT_ONCE] for i in range(0, len(distinct), _AT_ONCE)]
        # The few targets of a task that is run again and again are looked at once.
        found = (
            [_known_peaks(cost, tuple(distinct.tolist()))]
            if len(distinct) <= _FEW
            else [_peaks(cost, part) for part in parts]
        )
        most = max(len(positions) for positions, _ in found)
        # Of each sample: where its pull is locally largest, and how large it is there.
        positions, heights = (
            np.concatenate([np.pad(part[i], ((0, most - len(part[i])), (0, 0))) for part in found], axis=1)[:, back]
            for i in (0, 1)
        )
        goal = logit(np.clip(y, 0.0, 1.0))
        if len(y) == 1:
            self._goal, self._peaks = goal[0], list(zip(positions[:, 0], heights[:, 0], strict=True))
        else:
            self._goal, self._peaks = goal, list(zip(positions, heights, strict=True))

    @property
    def peaks(self) -> list[tuple[float, float]]:
        """Of one target: the weighted inputs at which the pull is locally largest, and how large it is there."""
        return [(float(position), float(height)) for position, height in self._peaks if np.ndim(position) == 0]

    def drag(self, z: Array) -> Array:
        """The drag at weighted inputs, shape (..., n), or (...) for one sample; at least 1, ∞ where nothing pulls
        here but something does on the way.
        """
        here = _pull(self.cost, z, self.y)
        most = np.array(here)
        for position, height in self._peaks:
            between = (np.minimum(z, self._goal) <= position) & (position <= np.maximum(z, self._goal))
            np.maximum(most, np.where(between, height, 0.0), out=most)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = most / here
        quotient: Array = np.where(most == here, 1.0, ratio)  # 0/0 and ∞/∞ among them
        return quotient

    def stuck(self, z: Array) -> Truth:
        """Whether each sample is stuck at its weighted input, of z's shape."""
        stuck: Truth = self.drag(z) > SLOW
        return stuck

    def slow(self, z: Array) -> Truth:
        """Whether each of k epochs is slow, shape (k,), from weighted inputs (k,) or, of several samples, (k, n).

        Of several samples: whether those that are stuck hold at least half of the error Σ|a − y|.
        """
        stuck = self.stuck(z)
        if not np.ndim(self.y):
            return stuck
        error = np.abs(error_of(*sigmoid_pair(z), self.y))
        whole = np.add.reduce(error, axis=-1)
        held: Truth = (np.add.reduce(np.where(stuck, error, 0.0), axis=-1) >= whole / 2) & (whole > 0)
        return held


def _pull(cost: BaseCost, z: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        pull: Array = np.abs(np.asarray(cost.direction(z, y), dtype=np.float64))
    return np.nan_to_num(pull, nan=0.0, posinf=np.inf)


@lru_cache(64)
def _known_peaks(cost: BaseCost, y: tuple[float, ...]) -> tuple[Array, Array]:
    return _peaks(cost, np.array(y))


def _peaks(cost: BaseCost, y: Array) -> tuple[Array, Array]:
    # For targets of shape (t,): positions and heights of all local maxima, shapes (p, t); padded with heights of 0.
    pull = _pull(cost, np.repeat(_GRID[:, np.newaxis], len(y), axis=1), y)
    edge = np.full((1, len(y)), -1.0)
    left, right = np.concatenate([edge, pull[:-1]]), np.concatenate([pull[1:], edge])
    rows, columns = np.nonzero((pull >= left) & (pull >= right) & (pull > np.minimum(left, right)))
    low, high = _GRID[np.maximum(rows - 1, 0)], _GRID[np.minimum(rows + 1, len(_GRID) - 1)]
    position, height = _GRID[rows], pull[rows, columns]
    every = np.arange(len(rows))
    for _ in range(_ZOOMS):
        points = low + (high - low) * np.linspace(0.0, 1.0, _POINTS)[:, np.newaxis]
        pulls = _pull(cost, points, y[columns])
        best = np.argmax(pulls, axis=0)
        better = pulls[best, every] > height
        position = np.where(better, points[best, every], position)
        height = np.where(better, pulls[best, every], height)
        low, high = points[np.maximum(best - 1, 0), every], points[np.minimum(best + 1, _POINTS - 1), every]
    # The first of each target in the first row, and so on.
    order = np.argsort(columns, kind="stable")
    counts = np.bincount(columns, minlength=len(y))
    row = np.concatenate([np.arange(count) for count in counts])
    shape = (int(counts.max(initial=0)), len(y))
    positions, heights = np.zeros(shape), np.zeros(shape)
    positions[row, columns[order]], heights[row, columns[order]] = position[order], height[order]
    return positions, heights

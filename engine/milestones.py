"""What a run comes past: an error below one half and one tenth, its fastest step, and where it is slow."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.quantity import evaluate, stretches
from sigmascope.engine.sigmoid import error_of, sigmoid_pair
from sigmascope.engine.slowness import Slowness

if TYPE_CHECKING:
    from sigmascope.engine.descent import Descent
    from sigmascope.engine.quantity import Stretch
    from sigmascope.engine.sigmoid import Array


class Told(NamedTuple):
    """What is known of a run up to and including some epoch."""

    half: int | None
    """The first epoch whose error is below one half; the error is |a − y|, of several samples its mean."""
    tenth: int | None
    """The same for one tenth."""
    fastest: int
    """The epoch whose step moved z the most, the first of such."""
    slow: tuple[tuple[int, int], ...]
    """The first and the last epoch of every stretch in which it was slow."""


class Milestones:
    """The milestones of one descent, told of its epochs as they are computed."""

    def __init__(self, descent: Descent) -> None:
        self._descent = descent
        self.slowness = Slowness(descent.cost, descent.samples.y)
        self._below: dict[float, int] = {}
        # The epochs that were faster than all before them; their last is the fastest.
        self._records = array("q")
        self._highest = -1.0
        self._begins: list[int] = []
        self._ends: list[int] = []
        self.epochs = 0
        """How many epochs are known."""

    def extend(self, columns: Array) -> None:
        """Take the parameters of the epochs that follow, shape (m + 1, k), the bias last."""
        for block, stretch in stretches(self._descent, columns):
            self._take(columns[:, block], stretch)

    def _take(self, columns: Array, stretch: Stretch) -> None:
        first = self.epochs
        self.epochs += columns.shape[1]
        error = stretch.mean(np.abs(error_of(*sigmoid_pair(stretch.z), stretch.y)))
        for bound in (0.5, 0.1):
            if bound not in self._below and (below := error < bound).any():
                self._below[bound] = first + int(np.argmax(below))
        speed = evaluate(self._descent, columns, ["speed"])["speed"]
        before = np.maximum.accumulate(np.concatenate([[self._highest], speed]))
        self._records.extend((first + np.flatnonzero(speed > before[:-1])).tolist())
        self._highest = float(before[-1])
        slow = self.slowness.slow(stretch.z)
        turns = np.diff(np.concatenate([[False], slow, [False]]).astype(np.int8))
        begins, ends = (first + np.flatnonzero(turns == 1)).tolist(), (first + np.flatnonzero(turns == -1) - 1).tolist()
        if begins and self._ends and begins[0] == self._ends[-1] + 1:
            del begins[0], self._ends[-1]
        self._begins += begins
        self._ends += ends

    def until(self, reached: int) -> Told:
        """What is known up to and including an epoch, and nothing of what follows."""
        half, tenth = (
            epoch if (epoch := self._below.get(bound, reached + 1)) <= reached else None for bound in (0.5, 0.1)
        )
        count = bisect_right(self._begins, reached)
        slow = [(begin, min(end, reached)) for begin, end in zip(self._begins[:count], self._ends[:count], strict=True)]
        return Told(half, tenth, self._records[bisect_right(self._records, reached) - 1], tuple(slow))

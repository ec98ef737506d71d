"""The parameters of every epoch so far, in columns that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.errors import EngineError

if TYPE_CHECKING:
    from sigmascope.engine.sigmoid import Array


class History:
    """w_1 … w_m and b of the epochs 0, 1, 2 …; everything else is a function of them."""

    def __init__(self, inputs: int) -> None:
        self._columns = np.empty((inputs + 1, 16))
        self._epochs = 0

    def __len__(self) -> int:
        return self._epochs

    def extend(self, columns: Array) -> None:
        """Add epochs: ``columns`` has shape (m + 1, epochs), the bias last."""
        end = self._epochs + columns.shape[1]
        if end > self._columns.shape[1]:
            grown = np.empty((self._columns.shape[0], max(end, 2 * self._columns.shape[1])))
            grown[:, : self._epochs] = self._columns[:, : self._epochs]
            self._columns = grown
        self._columns[:, self._epochs : end] = columns
        self._epochs = end

    def columns(self, epochs: slice | list[int] | Array | None = None) -> Array:
        """The parameters of the chosen epochs (all by default), shape (m + 1, epochs), the bias last; not for writing.

        Raises EngineError for an epoch not held; a slice takes those that are.
        """
        held = self._columns[:, : self._epochs]
        held.flags.writeable = False
        if epochs is None or isinstance(epochs, slice):
            return held[:, epochs or slice(None)]
        chosen = np.asarray(epochs, dtype=np.intp)
        outside = chosen[(chosen < 0) | (chosen >= self._epochs)]
        if outside.size:
            raise EngineError("history", epoch=int(outside[0]), last=self._epochs - 1)
        return held[:, chosen]

    def at(self, epoch: int) -> Array:
        """The parameters of one epoch, shape (m + 1,), the bias last. Raises EngineError for one not held."""
        if not 0 <= epoch < self._epochs:
            raise EngineError("history", epoch=epoch, last=self._epochs - 1)
        column: Array = self._columns[:, epoch].copy()
        return column

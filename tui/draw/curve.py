"""A run's values as a curve of few points: as many as a chart of a given width can show, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigmascope.engine.sigmoid import Array

    Epochs = NDArray[np.int64]


def telling_epochs(values: Array, columns: int) -> Epochs:
    """The epochs a chart of so many dot columns needs: the first of each column, and any peak or dip within it.

    ``values`` has shape (k,), one an epoch. A line through these passes where a line through all epochs does, to a
    dot.
    """
    k = len(values)
    if k <= columns:
        return np.arange(k, dtype=np.int64)
    edges = np.linspace(0, k, columns + 1).astype(np.int64)[:-1]
    ends = np.append(edges[1:], k - 1)
    picked = [edges, np.array([k - 1])]
    for extreme in (np.minimum, np.maximum):
        extremes = extreme.reduceat(values, edges)
        inner = np.flatnonzero(extreme(values[edges], values[ends]) != extreme(values[ends], extremes))
        picked.append(_first_hits(values, extremes, edges, inner))
    return np.unique(np.concatenate(picked))


def _first_hits(values: Array, extremes: Array, edges: Epochs, columns: Epochs) -> Epochs:
    # For each of the chosen columns, the epoch that holds its extreme value.
    ends = np.append(edges[1:], len(values))
    hits = [edges[c] + int(np.argmax(values[edges[c] : ends[c]] == extremes[c])) for c in columns]
    return np.array(hits, dtype=np.int64)

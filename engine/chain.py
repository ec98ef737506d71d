"""The chain rule in means over the samples, whose quotients multiply to the mean pull exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.quantity import Stretch
from sigmascope.engine.sigmoid import sigmoid_pair

if TYPE_CHECKING:
    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array

_BLOCK = 65_536


class Means(NamedTuple):
    """Mean magnitudes over the samples, each of shape (k,), one an epoch.

    A product of means is not the mean of products; but outward / error, pull / outward and so on are factors whose
    product is (eq. 10 to 12).
    """

    error: Array
    """|a − y|."""
    outward: Array
    """|∂C/∂a|."""
    pull: Array
    """|∂C/∂z|, the gradient."""
    step: Array
    """|what a step uses as ∂C/∂z|, which is the gradient for every honest cost."""


def means(descent: Descent, columns: Array) -> Means:
    """The means at k epochs of a descent, whose parameters ``columns`` holds, shape (m + 1, k)."""
    found = Means(*(np.empty(columns.shape[1]) for _ in Means._fields))
    size = max(1, _BLOCK // descent.samples.n)
    for start in range(0, columns.shape[1], size):
        block = slice(start, start + size)
        stretch = Stretch(descent, columns[:, block])
        z, y, cost = stretch.z, stretch.y, stretch.cost
        a, a_bar = sigmoid_pair(z)
        # A user's cost may raise nothing and return an infinity; a mean can leave the range of floats.
        with np.errstate(all="ignore"):
            for mean, values in zip(
                found,
                ((1.0 - y) * a - y * a_bar, cost.output_gradient(z, y), cost.delta(z, y), cost.direction(z, y)),
                strict=True,
            ):
                mean[block] = stretch.mean(np.abs(values))
    return found

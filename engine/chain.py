"""The chain rule in means over the samples, whose quotients multiply to the mean pull exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.errors import EngineError
from sigmascope.engine.quantity import Stretch
from sigmascope.engine.sigmoid import sigmoid_pair

if TYPE_CHECKING:
    from sigmascope.engine.cost import BaseCost
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


class Factors(NamedTuple):
    """Which factors a cost's gradient has beside the error and σ′, found by computing, never by its name."""

    adds: bool
    """Whether ∂C/∂a is anything but the error."""
    cancels: bool
    """Whether what it adds makes up for σ′ exactly, so that the gradient is the error (eq. 7, 8)."""
    honest: bool
    """Whether a step uses the gradient."""


_PROBES = np.linspace(-6.0, 6.0, 49)
_MOST_TARGETS = 16


def factors(cost: BaseCost, y: Array) -> Factors:
    """What a cost's gradient is made of, for targets ``y`` of shape (n,)."""
    targets = np.unique(y)[:_MOST_TARGETS]
    z, y = np.repeat(_PROBES, len(targets)), np.tile(targets, len(_PROBES))
    a, a_bar = sigmoid_pair(z)
    error = (1.0 - y) * a - y * a_bar

    def alike(values: Array, others: Array) -> bool:
        return bool(np.allclose(values, others, rtol=1e-9, atol=1e-15))

    with np.errstate(all="ignore"):
        try:
            outward, pull, step = cost.output_gradient(z, y), cost.delta(z, y), cost.direction(z, y)
        except EngineError:  # a user's cost need not know all of the probes, only what its run meets
            return Factors(adds=True, cancels=False, honest=True)
        return Factors(adds=not alike(outward, error), cancels=alike(pull, error), honest=alike(step, pull))


def moves(descent: Descent, columns: Array) -> Array:
    """How far the step from one epoch moves each parameter, shape (m + 1,), the bias last.

    ``columns`` holds the epoch's parameters, shape (m + 1, 1).
    """
    stretch = Stretch(descent, columns)
    with np.errstate(all="ignore"):
        in_w, in_b = stretch.update.gradient(stretch.eta * stretch.cost.direction(stretch.z, stretch.y))
    return -np.array([float(np.ravel(move)[0]) for move in (*in_w, in_b)])

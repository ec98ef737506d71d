"""The chain rule in means over the samples, whose quotients multiply to the mean pull exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.errors import EngineError
from sigmascope.engine.quantity import stretches
from sigmascope.engine.sigmoid import error_of, sigmoid_pair

if TYPE_CHECKING:
    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.descent import Descent
    from sigmascope.engine.quantity import Stretch
    from sigmascope.engine.sigmoid import Array


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
    for block, stretch in stretches(descent, columns):
        z, y, cost = stretch.z, stretch.y, stretch.cost
        # A user's cost may raise nothing and return an infinity; a mean can leave the range of floats.
        with np.errstate(all="ignore"):
            for mean, values in zip(
                found,
                (
                    error_of(*sigmoid_pair(z), y),
                    cost.output_gradient(z, y),
                    cost.delta(z, y),
                    cost.direction(z, y),
                ),
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


def probes(y: Array) -> tuple[Array, Array]:
    """Weighted inputs and targets at which a cost is looked at to tell what it is, each z with each y: shapes (k,)."""
    targets = np.unique(y)[:_MOST_TARGETS]
    return np.repeat(_PROBES, len(targets)), np.tile(targets, len(_PROBES))


def alike(values: Array, others: Array) -> bool:
    """Whether two costs' values at the probes are the same but for rounding."""
    return bool(np.allclose(values, others, rtol=1e-9, atol=1e-15))


def factors(cost: BaseCost, y: Array) -> Factors:
    """What a cost's gradient is made of, for targets ``y`` of shape (n,)."""
    z, y = probes(y)
    error = error_of(*sigmoid_pair(z), y)
    with np.errstate(all="ignore"):
        try:
            outward, pull, step = cost.output_gradient(z, y), cost.delta(z, y), cost.direction(z, y)
        except EngineError:  # a user's cost need not know all of the probes, only what its run meets
            return Factors(adds=True, cancels=False, honest=True)
        return Factors(adds=not alike(outward, error), cancels=alike(pull, error), honest=alike(step, pull))


def moves(stretch: Stretch, direction: Array) -> Array:
    """How far the step from the one epoch of a stretch moves each parameter, shape (m + 1,), the bias last.

    ``direction`` is what the step uses as ∂C/∂z, of z's shape.
    """
    with np.errstate(all="ignore"):
        in_w, in_b = stretch.update.gradient(stretch.eta * direction)
    return -np.array([float(np.ravel(move)[0]) for move in (*in_w, in_b)])

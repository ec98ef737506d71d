"""What a step is made of: the error, the slope of the sigmoid, and what a cost puts in or leaves out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.chain import alike, moves, probes
from sigmascope.engine.errors import EngineError
from sigmascope.engine.quantity import Stretch
from sigmascope.engine.sigmoid import error_of, sigmoid_pair

if TYPE_CHECKING:
    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array


def slope_power(cost: BaseCost, y: Array) -> int | None:
    """The p with which a step of this cost is (a − y)·σ′(z)^p, for targets ``y`` of any shape; None where none is.

    1 is the quadratic's (eq. 2, 3), 0 is cross-entropy's (eq. 7, 8), −1 the published animation's. Found by
    computing, so that a user's cost is told for what it is.
    """
    z, y = probes(y)
    a, a_bar = sigmoid_pair(z)
    error = error_of(a, a_bar, y)
    with np.errstate(all="ignore"):
        try:
            step = np.asarray(cost.direction(z, y), dtype=np.float64)
        except EngineError:  # a user's cost need not know all of the probes, only what its run meets
            return None
        for power in (0, 1, -1):
            if alike(step, error * (a * a_bar) ** power):
                return power
    return None


class Makeup(NamedTuple):
    """A step's direction as a product: error · added · slope^power, where power is that of `slope_power`.

    Of one sample, signed. Of several, magnitudes: error is mean |a − y|, pull is mean |direction|, and the factors
    between are quotients of such means, because a product of means is not the mean of products.
    """

    error: float
    slope: float
    """σ′(z); of several samples what σ′ makes of their errors, on average: it weighs by error."""
    added: float
    """What the cost puts in beside; 1 where the power says it all, nan where no number does."""
    pull: float
    """What a step uses as ∂C/∂z."""
    in_w: float
    """How far the step moves the first weight."""
    in_b: float
    """How far it moves the bias."""


def makeup(descent: Descent, columns: Array, power: int | None) -> Makeup:
    """The makeup of the step from one epoch, whose parameters ``columns`` holds, shape (m + 1, 1)."""
    stretch = Stretch(descent, columns)
    direction = stretch.cost.direction(stretch.z, stretch.y)
    a, a_bar = sigmoid_pair(stretch.z)
    error = error_of(a, a_bar, stretch.y)
    slope = a * a_bar
    in_w, *_, in_b = moves(stretch, direction).tolist()
    if descent.samples.n == 1:
        whole, part, pull = (float(np.ravel(values)[0]) for values in (error, slope, direction))
        return Makeup(whole, part, _added(pull, whole, part, power), pull, in_w, in_b)
    whole, pull = float(np.mean(np.abs(error))), float(np.mean(np.abs(direction)))
    if power and whole and pull:
        part = (pull / whole) ** (1 / power)
    else:
        part = float(np.mean(np.abs(error) * slope)) / whole if whole else float(np.mean(slope))
    return Makeup(whole, part, _added(pull, whole, part, power), pull, in_w, in_b)


def _added(pull: float, error: float, slope: float, power: int | None) -> float:
    if power is not None:
        return 1.0
    quotient = pull / error / slope if error and slope else math.nan
    return quotient if math.isfinite(quotient) else math.nan

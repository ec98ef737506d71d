"""What a neuron is asked to make small: costs of the weighted input z, and their gradients."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sigmascope.engine.sigmoid import error_of, logit, sigmoid_pair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigmascope.engine.sigmoid import Array

# Past this, e^z is held at 1e301: finite, with room left for a learning rate and an input.
_LARGEST_EXPONENT = 693.0


class Cost(Protocol):
    """All that a cost must offer; derive from `BaseCost` to get the rest for nothing.

    z, y and the results are per sample: shapes (..., n), or () for one sample of one run.
    """

    def value(self, z: Array, y: Array) -> Array:
        """The cost C of each sample."""

    def delta(self, z: Array, y: Array) -> Array:
        """∂C/∂z of each sample."""


class BaseCost:
    """A cost with a name, a formula to show, and what follows from its ``value`` and ``delta``."""

    name: str
    formula: str
    """The cost of one sample, as a person writes it."""
    gradient: str
    """∂C/∂b of one sample, as a person writes it; Δb where the step is another."""
    targets: tuple[float, float] | None = None
    """The smallest and largest target y the cost is defined for; None for any."""
    is_reference: bool = False
    """Whether a learning-rate rule's η is meant for this cost where it runs."""
    book_rate: float = 0.005
    """The learning rate that the pair of Nielsen's book gives it."""

    place: int | None = None
    """Its place among the colours and signs of models, from 0, where it has one of its own."""

    def value(self, z: Array, y: Array) -> Array:
        """The cost C of each sample, of z's shape."""
        raise NotImplementedError

    def delta(self, z: Array, y: Array) -> Array:
        """∂C/∂z of each sample, of z's shape."""
        raise NotImplementedError

    def output_gradient(self, z: Array, y: Array) -> Array:
        """∂C/∂a of each sample (eq. 10, 11: ∂C/∂z = ∂C/∂a · σ′(z)); past z = ±693, its value there."""
        z = np.clip(z, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
        a, a_bar = sigmoid_pair(z)
        return self.delta(z, y) / (a * a_bar)

    def direction(self, z: Array, y: Array) -> Array:
        """What a step of the descent uses as ∂C/∂z: the gradient itself, for every honest cost."""
        return self.delta(z, y)

    def mean_pull(self) -> float:
        """What multiplies the error in ∂C/∂z, as a mean over outputs a from 0 to 1: ∫ δ/(a − y) da.

        The target is the smallest that the cost takes, or 0. Not finite where it cannot be written.
        """
        nodes, weights = np.polynomial.legendre.leggauss(64)
        a, share = (nodes + 1.0) / 2.0, weights / 2.0
        y = np.full_like(a, 0.0 if self.targets is None else self.targets[0])
        with np.errstate(all="ignore"):
            return float(np.sum(share * self.delta(logit(a), y) / (a - y)))


class Quadratic(BaseCost):
    """Half the squared error (eq. 1). Its gradient carries σ′(z), which vanishes where the neuron saturates."""

    name = "quadratic"
    formula = "C = (y − a)²/2"
    gradient = "∂C/∂b = (a − y) σ′(z)"
    is_reference = True
    book_rate = 0.15
    place = 0

    def value(self, z: Array, y: Array) -> Array:
        """C = (y − a)²/2 (eq. 1)."""
        error = error_of(*sigmoid_pair(z), y)
        return 0.5 * error * error

    def delta(self, z: Array, y: Array) -> Array:
        """∂C/∂z = (a − y) σ′(z) (eq. 2, 3)."""
        a, slope = sigmoid_pair(z)
        error = error_of(a, slope, y)
        slope *= a
        slope *= error
        return slope

    def output_gradient(self, z: Array, y: Array) -> Array:
        """∂C/∂a = a − y."""
        return error_of(*sigmoid_pair(z), y)

    def mean_pull(self) -> float:
        """∫σ(1 − σ)dσ = 1/6."""
        return 1 / 6


class CrossEntropy(BaseCost):
    """Cross-entropy (eq. 5). σ′(z) has cancelled from its gradient: the larger the error, the faster it learns."""

    name = "cross-entropy"
    formula = "C = −[y ln a + (1 − y) ln(1 − a)]"
    gradient = "∂C/∂b = a − y"
    targets = (0.0, 1.0)
    place = 1

    def value(self, z: Array, y: Array) -> Array:
        """C = −[y ln a + (1 − y) ln(1 − a)] (eq. 5), from z: neither logarithm can become −inf."""
        # Two softpluses, because softplus(z) - y*z cancels where y = 1 and z is large.
        return y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)

    def delta(self, z: Array, y: Array) -> Array:
        """∂C/∂z = a − y (eq. 7, 8)."""
        return error_of(*sigmoid_pair(z), y)

    def output_gradient(self, z: Array, y: Array) -> Array:
        """∂C/∂a = (a − y)/(a(1 − a)) (eq. 12), as (1 − y)/(1 − a) − y/a; held at ±1e301."""
        rise = np.exp(np.minimum(z, _LARGEST_EXPONENT))
        fall = np.exp(np.minimum(-z, _LARGEST_EXPONENT))
        return (1.0 - y) * (1.0 + rise) - y * (1.0 + fall)

    def mean_pull(self) -> float:
        """1: the gradient is the error."""
        return 1.0


class PublishedCrossEntropy(CrossEntropy):
    """Cross-entropy, stepped as the published animation stepped it: by ∂C/∂a (eq. 12) in place of ∂C/∂z (eq. 7, 8).

    Each step is too long by 1/σ′(z). Cost and gradient are those of cross-entropy; only the step taken is not.
    """

    name = "published-cross-entropy"
    formula = "C = −[y ln a + (1 − y) ln(1 − a)]"
    gradient = "Δb = −η ∂C/∂a = −η (a − y)/(a(1 − a))"
    place = 2

    def direction(self, z: Array, y: Array) -> Array:
        """∂C/∂a where the gradient ∂C/∂z belongs."""
        return self.output_gradient(z, y)


COSTS: dict[str, BaseCost] = {cost.name: cost for cost in (Quadratic(), CrossEntropy(), PublishedCrossEntropy())}
"""Every cost by name. A class and its entry here are all a new cost needs."""


def places(costs: Iterable[BaseCost]) -> dict[str, int]:
    """The place of each cost among colours and signs, by name: its own where it has one, else the first left free."""
    costs = list(costs)
    taken = {cost.name: cost.place for cost in costs if cost.place is not None}
    free = (place for place in count() if place not in taken.values())
    return {cost.name: taken[cost.name] if cost.name in taken else next(free) for cost in costs}

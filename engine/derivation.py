"""Where cross-entropy comes from: equations 9 to 14 in numbers, each as its formula has it and measured another way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.cost import COSTS
from sigmascope.engine.sigmoid import error_of, logit, sigmoid_pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.engine.sigmoid import Array

ALIKE, NOTHING = 1e-5, 1e-12
"""How far two ways to a number may be apart, as a share of it, or in all."""
_H = 0.005
"""The step of a difference quotient."""
_STENCIL = np.array([-2.0, -1.0, 1.0, 2.0])
_WEIGHTS = np.array([1.0, -8.0, 8.0, -1.0]) / 12.0
_FLATTEST = 690.0
"""Beyond this |z| the powers e^|z| are about to leave the range of floats, and a cost's ∂C/∂a is held."""
_TAIL, _STRIPS, _WIDEST = 40.0, 4000, 80.0
"""A sum begins so far from nothing, where e^−40 is left out, and has so many strips on so wide a way over z."""
_DISTANCES = 0.1, 0.01, 0.001
_GRID = np.linspace(-40.0, 40.0, 1601)


class Step(NamedTuple):
    """What one equation gives, and the same number got another way."""

    value: float
    """By its formula; infinite where that leaves the range of floats, nan where it is then undefined."""
    again: float
    """By measuring or by summing; nan where that is beyond what floats can show."""

    @property
    def agrees(self) -> bool | None:
        """Whether both are one number, to a relative 1e−5 or an absolute 1e−12; None where that cannot be told."""
        if not (math.isfinite(self.value) and math.isfinite(self.again)):
            return None
        return abs(self.value - self.again) <= max(ALIKE * abs(self.value), NOTHING)


class Derivation(NamedTuple):
    """Equations 9 to 14 at one sample, all but the last; that one is a mean over all samples."""

    z: float
    y: float
    gradient: Step
    """(9) ∂C/∂b = a − y; again, ΔC/Δb of this sample's cost."""
    product: Step
    """(10) ∂C/∂b = ∂C/∂a · σ′(z); again, a − y."""
    outward: float
    """∂C/∂a, its first factor."""
    slope: Step
    """(11) σ′(z) = a(1 − a), its second factor; again, Δσ/Δz."""
    needed: Step
    """(12) ∂C/∂a = (a − y)/(a(1 − a)); again, ΔC/Δa of (13)."""
    cost: Step
    """(13) C = −[y ln a + (1 − y) ln(1 − a)]; again, ∂C/∂a · Δa summed in strips from the target to a."""
    strips: int
    """How many those are."""
    least: float
    """C at a = y, the constant of (13): 0 where the target is 0 or 1, else its entropy H(y)."""
    mean: Step
    """(14) the mean of a − y over the samples; again, ΔC/Δb of the mean cost."""


def derive(z: Array, y: Array, which: int) -> Derivation:
    """The derivation at sample ``which`` of weighted inputs and targets, both of shape (n,); targets are in 0…1.

    Nielsen's equations by their numbers. Finite z of any size; no warning leaves it.
    """
    at, target = z[which : which + 1], y[which : which + 1]
    a, a_bar = sigmoid_pair(at)
    error, slope = float(error_of(a, a_bar, target)[0]), float((a * a_bar)[0])
    outward = float(_cross_entropy.output_gradient(at, target)[0])
    steep = abs(float(at[0])) > _FLATTEST
    if steep and target[0] != (0.0 if at[0] < 0.0 else 1.0):
        outward = math.copysign(math.inf, float(at[0]))
    product = math.nan if math.isinf(outward) else outward * slope
    rise, noise = _measured(_cross_entropy.value, at, target)
    run, _ = _measured(_outputs, at, target)
    needed = math.nan
    if not steep and run and noise / run <= max(ALIKE * abs(outward), NOTHING):
        needed = rise / run
    summed, strips = (math.nan, 0) if steep else _summed(float(at[0]), float(target[0]))
    least = _least(target)
    errors = error_of(*sigmoid_pair(z), y)
    mean = float(np.mean(errors))
    return Derivation(
        float(at[0]),
        float(target[0]),
        Step(error, _told(rise, noise, error)),
        Step(product, error),
        outward,
        Step(slope, math.nan if steep else run),
        Step(outward, needed),
        Step(float(_cross_entropy.value(at, target)[0]), summed + least),
        strips,
        least,
        Step(mean, _told(*_measured(_cross_entropy.value, z, y), mean)),
    )


class Properties(NamedTuple):
    """What a cost must have to be one (eq. 5): it is never negative, and goes to its least as a goes to y."""

    smallest: float
    """The smallest C of many outputs a between 0 and 1."""
    distances: tuple[float, ...]
    """Some |a − y|, ever smaller."""
    costs: tuple[float, ...]
    """C at each of them."""
    least: float
    """C at a = y."""

    @property
    def never_negative(self) -> bool:
        """Whether C ≥ 0 held for all of them."""
        return self.smallest >= 0.0

    @property
    def vanishes(self) -> bool:
        """Whether C came down towards its least, all the way and by far."""
        above = np.array(self.costs) - self.least
        return bool((np.diff(above) < 0.0).all() and 0.0 <= above[-1] < 0.01 * above[0])


def properties(y: float) -> Properties:
    """The two properties of cross-entropy for a target in 0…1, found by computing."""
    ends = y in (0.0, 1.0)
    distances = (0.5 if ends else 0.4, *_DISTANCES)  # a stays within 0…1 for any target
    off = np.array(distances)
    # By a itself, a distance of 0.001 from 1 would lose digits.
    z = logit(off) * (1.0 - 2.0 * y) if ends else logit(y + off if y <= 0.5 else y - off)
    costs = _cross_entropy.value(z, np.full_like(z, y))
    smallest = float(_cross_entropy.value(_GRID, np.full_like(_GRID, y)).min())
    return Properties(smallest, distances, tuple(costs.tolist()), _least(np.array([y])))


_cross_entropy = COSTS["cross-entropy"]


def _least(y: Array) -> float:
    # H(y) = −y ln y − (1 − y) ln(1 − y), and 0 ln 0 is 0.
    return math.fsum(float(-part * np.log(part)) for part in (y[0], 1.0 - y[0]) if 0.0 < part < 1.0)


def _outputs(z: Array, y: Array) -> Array:  # noqa: ARG001  # as a cost
    # Where a is near 1 its distance from 1 says what a itself has no digits for.
    a, a_bar = sigmoid_pair(z)
    return np.where(z[len(z) // 2] > 0.0, -a_bar, a)


def _measured(of: Callable[[Array, Array], Array], z: Array, y: Array) -> tuple[float, float]:
    # The slope over z, as a mean over samples, by five points (the middle one weighs nothing), and how far off rounding
    # can make it.
    with np.errstate(over="ignore", invalid="ignore"):
        values = of(z + _H * _STENCIL[:, np.newaxis], y)
        means = np.mean(values, axis=-1)
        noise = 2.0 * np.finfo(np.float64).eps / _H * float(np.mean(np.abs(values)))
        return float(_WEIGHTS @ means) / _H, noise


def _told(measured: float, noise: float, value: float) -> float:
    # A difference that rounding could have made is none.
    return measured if noise <= max(ALIKE * abs(value), NOTHING) else math.nan


def _summed(z: float, y: float) -> tuple[float, int]:
    # ∂C/∂a · Δa from the target to σ(z), with ∂C/∂a by Simpson's rule over each strip. Strips are equally wide over z:
    # over a, those that count would all be at the wall.
    low, high = min(-_TAIL, z - _TAIL), max(_TAIL, z + _TAIL)
    start = min(max(float(logit(np.array(y))), low), high)
    count = _STRIPS * max(1, math.ceil(abs(z - start) / _WIDEST))
    a, a_bar = sigmoid_pair(np.linspace(start, z, count + 1))
    widths = np.where(a[1:] > 0.5, a_bar[:-1] - a_bar[1:], a[1:] - a[:-1])
    middle = _needed((a[1:] + a[:-1]) / 2.0, (a_bar[1:] + a_bar[:-1]) / 2.0, y)
    edges = _needed(a, a_bar, y)
    heights = (edges[:-1] + 4.0 * middle + edges[1:]) / 6.0
    return float(np.sum(heights * widths)), count


def _needed(a: Array, a_bar: Array, y: float) -> Array:
    # Equation 12 as it stands, with 1 − a as it was found.
    return error_of(a, a_bar, np.float64(y)) / (a * a_bar)  # type: ignore[arg-type]  # a scalar is an Array of shape ()

"""The sigmoid and its slope, right for every float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # An array of any shape; a numpy scalar stands for shape ().
    Array = NDArray[np.float64]

# 1/(1 + e^z) is subnormal above this, 1022 ln 2, and has lost bits. From 37 up σ(z) is the float 1, and σ(-z) and e^-z
# are the same float.
_DEEP = 708.3964185322641


def sigmoid_pair(z: Array) -> tuple[Array, Array]:
    """(σ(z), σ(−z)) from one exponential, each right to a few units in the last place.

    σ(−z) is 1 − σ(z) without the rounding: at z = 40 it is 4.2e−18, where 1 − σ(z) is 0. ``z`` has any shape and
    unit; both results have its shape. No finite z warns.
    """
    if z.ndim:
        try:
            # Asking the processor whether a result left the normal floats is free; looking for the largest z is not.
            with np.errstate(over="raise", under="raise"):
                rise = np.exp(z)
                a_bar = rise + 1.0
                np.divide(1.0, a_bar, out=a_bar)
        except FloatingPointError:
            return _sigmoid_pair_deep(z)
    elif z > _DEEP:
        return np.float64(1.0), np.exp(-z)  # type: ignore[return-value]  # a scalar is an Array of shape ()
    else:
        rise = np.exp(z)
        a_bar = 1.0 / (rise + 1.0)
    rise *= a_bar
    return rise, a_bar


def _sigmoid_pair_deep(z: Array) -> tuple[Array, Array]:
    # Each element gets the same operations as alone, so that a grid cell and a single run agree to the bit.
    rise = np.exp(np.minimum(z, _DEEP))
    a_bar = 1.0 / (rise + 1.0)
    deep = z > _DEEP
    return np.where(deep, 1.0, rise * a_bar), np.where(deep, np.exp(-np.maximum(z, 0.0)), a_bar)


def sigmoid(z: Array) -> Array:
    """The neuron's output a = σ(z) = 1/(1 + e^−z), in 0…1, of z's shape."""
    return sigmoid_pair(np.asarray(z, dtype=np.float64)[()])[0]


def sigmoid_prime(z: Array) -> Array:
    """The slope σ′(z) = σ(z)(1 − σ(z)) (eq. 4), in 0…1/4, of z's shape."""
    # a*(1-a) rounds to zero once the neuron saturates; σ(z)σ(-z) does not.
    a, a_bar = sigmoid_pair(np.asarray(z, dtype=np.float64)[()])
    return a * a_bar


def logit(a: Array) -> Array:
    """The weighted input z = ln a − ln(1 − a) whose output is ``a``, in 0…1, of its shape; infinite at both ends."""
    with np.errstate(divide="ignore"):
        return np.log(a) - np.log1p(-a)


def error_of(a: Array, a_bar: Array, y: Array) -> Array:
    """The error a − y of outputs, from σ(z) and σ(−z), without cancellation as a → y = 0 or 1; of their shape."""
    # Both shortcuts give the bits that the last line would.
    if not y.ndim:
        if y == 0.0:
            return a
        if y == 1.0:
            return 0.0 - a_bar  # not -a_bar, which is -0.0 for a_bar = 0
    return (1.0 - y) * a - y * a_bar

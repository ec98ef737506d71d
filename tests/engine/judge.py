"""An independent judge of numbers: the formulas as the article prints them, in arithmetic of very many digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from mpmath import mp, mpf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# 1 - σ(z) is 1e-324 at z = 745, and is to be right there. A run stays where 60 digits do.
mp.dps = 400
DIGITS_OF_A_RUN = 60


def sigmoid(z: mpf) -> mpf:
    return 1 / (1 + mp.exp(-z))


def slope(z: mpf) -> mpf:
    return sigmoid(z) * sigmoid(-z)


def _error(z: mpf, y: mpf) -> mpf:
    return sigmoid(z) - y


def _quadratic(z: mpf, y: mpf) -> mpf:
    return (y - sigmoid(z)) ** 2 / 2


def _cross_entropy(z: mpf, y: mpf) -> mpf:
    a, a_bar = sigmoid(z), sigmoid(-z)
    return -((y * mp.log(a) if y else mpf(0)) + ((1 - y) * mp.log(a_bar) if y != 1 else mpf(0)))


class Formulas(NamedTuple):
    """A cost as the article writes it: of z and y, one sample."""

    value: Callable[[mpf, mpf], mpf]
    delta: Callable[[mpf, mpf], mpf]
    output_gradient: Callable[[mpf, mpf], mpf]
    direction: Callable[[mpf, mpf], mpf]


def _quadratic_delta(z: mpf, y: mpf) -> mpf:
    return _error(z, y) * slope(z)


def _by_slope(z: mpf, y: mpf) -> mpf:
    return _error(z, y) / slope(z)


FORMULAS = {
    "quadratic": Formulas(_quadratic, _quadratic_delta, _error, _quadratic_delta),
    "cross-entropy": Formulas(_cross_entropy, _error, _by_slope, _error),
    "published-cross-entropy": Formulas(_cross_entropy, _error, _by_slope, _by_slope),
}


class State(NamedTuple):
    """One epoch of a run: parameters, and the means over the samples of what can be read off it."""

    w: list[mpf]
    b: mpf
    z: mpf
    a: mpf
    cost: mpf
    sigma_prime: mpf
    dC_dw: list[mpf]  # noqa: N815  # the name of the quantity
    dC_db: mpf  # noqa: N815


@mp.workdps(DIGITS_OF_A_RUN)
def run(
    cost: str,
    w: Sequence[float],
    b: float,
    x: Sequence[Sequence[float]],
    y: Sequence[float],
    eta: float,
    epochs: int,
) -> list[State]:
    """Every epoch of a run from 0 to ``epochs``, by the formulas; floats are taken for exactly what they are."""
    formulas = FORMULAS[cost]
    rows = [[mpf(float(value)) for value in row] for row in x]
    targets = [mpf(float(target)) for target in y]
    rate, n = mpf(float(eta)), len(rows)
    now_w, now_b = [mpf(float(weight)) for weight in w], mpf(float(b))

    def mean(values: list[mpf]) -> mpf:
        return mp.fsum(values) / n

    states = []
    for _ in range(epochs + 1):
        zs = [mp.fdot(now_w, row) + now_b for row in rows]
        pairs = list(zip(zs, targets, strict=True))
        deltas = [formulas.delta(z, target) for z, target in pairs]
        steps = [formulas.direction(z, target) for z, target in pairs]
        columns = list(zip(*rows, strict=True))
        states.append(
            State(
                now_w,
                now_b,
                mean(zs),
                mean([sigmoid(z) for z in zs]),
                mean([formulas.value(z, target) for z, target in pairs]),
                mean([slope(z) for z in zs]),
                [mean([d * value for d, value in zip(deltas, column, strict=True)]) for column in columns],
                mean(deltas),
            )
        )
        now_w = [
            weight - rate * mean([s * value for s, value in zip(steps, column, strict=True)])
            for weight, column in zip(now_w, columns, strict=True)
        ]
        now_b -= rate * mean(steps)
    return states


def relative_error(computed: float, exact: mpf) -> float:
    """How far a float is from the exact value, relative to it."""
    if exact == 0:
        return 0.0 if computed == 0 else float("inf")
    return float(abs((mpf(float(computed)) - exact) / exact))


def ulps(computed: float, exact: mpf) -> float:
    """How far a float is from the exact value, in units of the float's last place."""
    return float(abs(mpf(float(computed)) - exact) / mpf(float(np.spacing(abs(float(exact))))))

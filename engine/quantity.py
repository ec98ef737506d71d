"""What can be read off an epoch: each quantity once, with its symbol, its words and its computation."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.sigmoid import sigmoid_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array

# So many weighted inputs are held at a time, however long the stretch and however large the data set.
_BLOCK = 65_536


class Stretch:
    """Some epochs of one descent, and what the quantities share when computed for all of them at once."""

    def __init__(self, descent: Descent, columns: Array) -> None:
        """``columns`` holds the parameters of k epochs, shape (m + 1, k), the bias last."""
        self.cost = descent.cost
        self.eta = descent.eta
        self.update = descent.update
        *self.w, self.b = columns
        self.y = self.update.y

    @cached_property
    def z(self) -> Array:
        """The weighted input, shape (k,), or (k, n) for several samples."""
        return self.update.weighted_input(self.w, self.b)

    @cached_property
    def gradient(self) -> tuple[list[Array], Array]:
        """∂C/∂w, a list of m, and ∂C/∂b, each of shape (k,)."""
        return self.update.gradient(self.cost.delta(self.z, self.y))

    def mean(self, values: Array) -> Array:
        """The mean over the samples, shape (k,), of one value a sample and epoch."""
        if self.update.n == 1:
            return values
        try:
            return self.update.mean(values)
        except FloatingPointError:
            # A sum can leave the range of floats where the mean cannot.
            with np.errstate(over="ignore", invalid="ignore"):
                mean = self.update.mean(values)
            return np.where(np.isfinite(mean), mean, np.add.reduce(values / self.update.n, axis=-1))


def stretches(descent: Descent, columns: Array) -> Iterator[tuple[slice, Stretch]]:
    """The epochs of ``columns``, shape (m + 1, k), in pieces that fit into memory however large the data set."""
    size = max(1, _BLOCK // descent.samples.n)
    for start in range(0, columns.shape[1], size):
        block = slice(start, start + size)
        yield block, Stretch(descent, columns[:, block])


class Quantity(NamedTuple):
    """One thing to know about an epoch."""

    name: str
    """What a person types, and the column of a table."""
    symbol: str
    """What a chart is headed with."""
    description: str
    compute: Callable[[Stretch], Array | list[Array]]
    """From a stretch of k epochs: shape (k,), or a list of m such arrays."""
    per_input: bool = False
    """Whether there is one for each of the m inputs."""
    from_zero: bool = False
    """Whether its axis begins at 0, because it is never below."""
    per_cost: bool = False
    """Whether its unit is its cost's own, so that a range shared with another cost compares what cannot be."""
    log: bool = False
    """Whether it can be charted on a log scale."""
    charted: int = 0
    """Its place among what is charted where nobody has said what is, 1 first; 0 for not there."""
    telling: int = 0
    """Its rank, 1 first, where there is no room for all columns; those of 0 come last."""

    def columns(self, inputs: int) -> list[str]:
        """The names of its columns in a table: w, or w1 … wm where there are several inputs."""
        if not self.per_input or inputs == 1:
            return [self.name]
        return [f"{self.name}{j + 1}" for j in range(inputs)]


def _output(stretch: Stretch) -> Array:
    return stretch.mean(sigmoid_pair(stretch.z)[0])


def _slope(stretch: Stretch) -> Array:
    a, a_bar = sigmoid_pair(stretch.z)
    return stretch.mean(a * a_bar)


def _cost(stretch: Stretch) -> Array:
    return stretch.mean(stretch.cost.value(stretch.z, stretch.y))


def _speed(stretch: Stretch) -> Array:
    update = stretch.update
    in_w, in_b = update.gradient(stretch.eta * stretch.cost.direction(stretch.z, stretch.y))
    return stretch.mean(np.abs(update.weighted_input(in_w, in_b)))


QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        Quantity("w", "w", "weight", lambda stretch: stretch.w, per_input=True, charted=3, telling=1),
        Quantity("b", "b", "bias", lambda stretch: stretch.b, charted=4, telling=2),
        Quantity(
            "z",
            "z",
            "weighted input w·x + b, mean over the samples",
            lambda stretch: stretch.mean(stretch.z),
            telling=7,
        ),
        Quantity("a", "a", "output σ(z), mean over the samples", _output, from_zero=True, telling=3),
        Quantity(
            "cost",
            "C",
            "cost, mean over the samples",
            _cost,
            from_zero=True,
            per_cost=True,
            log=True,
            charted=1,
            telling=4,
        ),
        Quantity(
            "sigma_prime",
            "σ′",
            "slope of the sigmoid at z, σ(z)(1 − σ(z)), mean over the samples",
            _slope,
            from_zero=True,
            charted=2,
            telling=5,
        ),
        Quantity(
            "dC_dw",
            "∂C/∂w",
            "gradient of the cost with respect to the weight",
            lambda stretch: stretch.gradient[0],
            per_input=True,
            telling=9,
        ),
        Quantity(
            "dC_db",
            "∂C/∂b",
            "gradient of the cost with respect to the bias",
            lambda stretch: stretch.gradient[1],
            telling=8,
        ),
        Quantity(
            "speed",
            "|Δz|",
            "learning speed: how far the next step moves z, mean over the samples",
            _speed,
            from_zero=True,
            telling=6,
        ),
    )
}
"""Every quantity by name, in the order of a table's columns. An entry here is all a new one needs."""


def usually_charted() -> tuple[str, ...]:
    """The names of what is charted where nobody has said what is, in order."""
    ranked = [quantity for quantity in QUANTITIES.values() if quantity.charted]
    return tuple(quantity.name for quantity in sorted(ranked, key=lambda quantity: quantity.charted))


def by_telling() -> list[Quantity]:
    """Every quantity, those that say most first."""
    return sorted(QUANTITIES.values(), key=lambda quantity: quantity.telling or len(QUANTITIES))


def find_quantity(name: str) -> Quantity:
    """The quantity called ``name``. Raises EngineError with the nearest known one."""
    if name not in QUANTITIES:
        raise unknown("quantity", name, QUANTITIES)
    return QUANTITIES[name]


def evaluate(descent: Descent, columns: Array, names: list[str]) -> dict[str, Array]:
    """Quantities of k epochs of a descent, by column name (w1 … wm for several inputs), each of shape (k,).

    ``columns`` holds the epochs' parameters, shape (m + 1, k), as `History.columns` and `Descent.trace` give them.
    Raises EngineError for an unknown name, and where a value leaves the range of floats.
    """
    quantities = [find_quantity(name) for name in names]
    k = columns.shape[1]
    out = {column: np.empty(k) for quantity in quantities for column in quantity.columns(descent.samples.m)}
    for block, stretch in stretches(descent, columns):
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            for quantity in quantities:
                try:
                    values = quantity.compute(stretch)
                except FloatingPointError:
                    raise EngineError("overflow-quantity", quantity=quantity.name, name=descent.cost.name) from None
                rows = values if isinstance(values, list) else [values]
                for column, row in zip(quantity.columns(descent.samples.m), rows, strict=True):
                    out[column][block] = row
    for column, values in out.items():  # a user's cost can return what no arithmetic here has raised
        if not np.isfinite(values).all():
            raise EngineError("overflow-quantity", quantity=column, name=descent.cost.name)
    return out

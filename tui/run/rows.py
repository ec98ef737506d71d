"""A run without a screen: epochs of all models in turn, computed as they are asked for and then forgotten."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine import EngineError, Simulation, evaluate
from sigmascope.engine.condition import columns_of
from sigmascope.tui.run.samples import read_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sigmascope.engine import Descent, Samples, Scenario
    from sigmascope.engine.condition import Condition
    from sigmascope.engine.sigmoid import Array

# So many weighted inputs are computed between two looks at the clock, and so many parameters held before they are
# handed on: some tenths of a second, and some hundred kilobytes.
_SPAN = 65_536
_HELD = 8_192


class Leg(NamedTuple):
    """Some epochs of one model."""

    model: str
    epochs: NDArray[np.int64]
    """Shape (k,), whole numbers."""
    columns: Array
    """Their parameters, shape (m + 1, k), the bias last."""


class Block(NamedTuple):
    """Rows of a tidy table, one a model and epoch: by epoch, and within an epoch by model."""

    models: list[str]
    epochs: list[int]
    values: list[list[float]]
    """A list of numbers for each column."""


def simulate(scenario: Scenario, *, keep: bool) -> Simulation:
    """The simulation of a scenario, with its samples read and its costs found, those in the current folder too.

    Raises EngineError and Refusal for a scenario that cannot run.
    """
    return Simulation(scenario, gather(scenario), keep=keep)


def gather(scenario: Scenario) -> Samples | None:
    """The samples in a scenario's file, if it names one; its costs can be found in the current folder from then on.

    Raises Refusal for a file that holds no samples.
    """
    if any(":" in name for name in scenario.costs):
        see_current_folder()
    if not scenario.data:
        return None
    return read_samples(scenario.data)


def see_current_folder() -> None:
    """Let package.module:Class name a module in the current folder, behind all that is installed.

    What Python warns of in a person's own cost is not shown, unless they ask Python for it.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    folder = os.getcwd()
    if folder not in sys.path:
        sys.path.append(folder)


class Run:
    """All epochs of a simulation that keeps no history, from 0 to the scenario's last, every ``every``-th one shown.

    The last epoch of each model is always shown: that of the scenario, or the first where ``until`` holds, where the
    model stops. ``tick`` is called with the number of epochs done, over all models, every few tenths of a second.
    Raises EngineError while iterated, where a value leaves the range of floats.
    """

    def __init__(
        self,
        simulation: Simulation,
        every: int = 1,
        until: Condition | None = None,
        tick: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.simulation = simulation
        self.every = every
        self.until = until
        self.tick = tick
        self.last = simulation.scenario.epochs
        self.reached: dict[str, int] = {}
        """The epoch where ``until`` held, for each model where it has."""
        size = simulation.samples.x.shape
        self._span = max(1, _SPAN // (size[0] * size[1]))
        self._rows = max(1, _HELD // (size[1] + 1))

    def __iter__(self) -> Iterator[list[Leg]]:
        """Stretches of all models up to the same epoch, then up to the next."""
        descents = self.simulation.descents
        begun = {
            name: np.append(descent.params.w, descent.params.b)[:, np.newaxis] for name, descent in descents.items()
        }
        yield [self._leg(name, 0, columns) for name, columns in begun.items()]
        at = 0
        while at < self.last and len(self.reached) < len(descents):
            stride = self.every if self.until is None else 1
            at = min(self.last, at + stride * max(1, min(self._rows, self._span // stride)))
            yield [self._pass(name, at) for name in descents if name not in self.reached]

    def _pass(self, name: str, target: int) -> Leg:
        # Take one model to an epoch that all others will be taken to.
        descent, passed = self.simulation.descents[name], []
        while descent.epoch < target and name not in self.reached:
            left = target - descent.epoch
            if self.until is not None:
                columns = _trace(descent, min(left, self._span))
                passed.append(self._leg(name, descent.epoch - columns.shape[1] + 1, columns))
            else:
                passed += self._skip(name, descent, left)
            self.tick(self._done())
        return Leg(
            name,
            np.concatenate([leg.epochs for leg in passed]),
            np.concatenate([leg.columns for leg in passed], axis=1),
        )

    def _done(self) -> int:
        descents = self.simulation.descents
        return sum(self.last if name in self.reached else descent.epoch for name, descent in descents.items())

    def _skip(self, name: str, descent: Descent, left: int) -> list[Leg]:
        # Only every so many epochs are looked at; of what lies between, the descent alone takes notice.
        to_next = min(left, self.every - descent.epoch % self.every)
        if to_next > self._span:
            descent.trace(1, self._span)
            return []
        rows, stride = (left // self.every, self.every) if to_next == self.every else (1, to_next)
        first = descent.epoch + stride
        columns = descent.trace(rows, stride)
        return [Leg(name, np.arange(first, descent.epoch + 1, stride), columns)]

    def _leg(self, name: str, first: int, columns: Array) -> Leg:
        # Of consecutive epochs, those to show; and nothing after the one where the condition holds.
        epochs = np.arange(first, first + columns.shape[1])
        if self.until is not None:
            found = self.until.first(self.simulation.descents[name], columns)
            if found is not None:
                self.reached[name] = first + found
                epochs, columns = epochs[: found + 1], columns[:, : found + 1]
        end = self.reached.get(name, self.last)
        shown = (epochs % self.every == 0) | (epochs == end)
        return Leg(name, epochs[shown], columns[:, shown])


def _trace(descent: Descent, rows: int) -> Array:
    # Up to so many epochs; fewer where a value then leaves the range of floats, for the model may stop before that.
    try:
        return descent.trace(rows)
    except EngineError:
        if rows == 1:
            raise
        return _trace(descent, rows // 2)


def kept(simulation: Simulation) -> Iterator[list[Leg]]:
    """All epochs of a simulation that has kept its history, in legs as a `Run` yields them."""
    size = max(1, _HELD // (simulation.samples.m + 1))
    for first in range(0, simulation.epoch + 1, size):
        epochs = np.arange(first, min(first + size, simulation.epoch + 1))
        yield [
            Leg(name, epochs, descent.history.columns(slice(first, first + len(epochs))))
            for name, descent in simulation.descents.items()
            if descent.history is not None
        ]


def blocks(simulation: Simulation, legs: Iterable[list[Leg]], columns: Sequence[str]) -> Iterator[Block]:
    """The rows of a run's legs, of each when it is asked for.

    ``columns`` are those of the table. Raises EngineError where a quantity leaves the range of floats.
    """
    known = columns_of(simulation.samples.m)
    names = list(dict.fromkeys(known[column].name for column in columns))
    for together in legs:
        yield block(simulation, together, columns, names)


def block(simulation: Simulation, legs: Sequence[Leg], columns: Sequence[str], names: list[str]) -> Block:
    """The rows of some legs: ``columns`` are those of the table, ``names`` the quantities they belong to.

    Raises EngineError where a quantity leaves the range of floats.
    """
    tables = [evaluate(simulation.descents[leg.model], leg.columns, names) for leg in legs]
    epochs = np.concatenate([leg.epochs for leg in legs])
    models = np.repeat(np.arange(len(legs)), [len(leg.epochs) for leg in legs])
    order = np.lexsort((models, epochs))
    return Block(
        [legs[i].model for i in models[order].tolist()],
        epochs[order].tolist(),
        [np.concatenate([table[column] for table in tables])[order].tolist() for column in columns],
    )

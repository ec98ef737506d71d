"""The costs of a scenario, descending in lockstep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.descent import Descent
from sigmascope.engine.quantity import evaluate
from sigmascope.engine.rules import RULES, Start
from sigmascope.engine.supplied import find_cost
from sigmascope.engine.validation import check_samples, check_targets

if TYPE_CHECKING:
    from sigmascope.engine.descent import Samples
    from sigmascope.engine.scenario import Scenario
    from sigmascope.engine.sigmoid import Array


class Simulation:
    """One descent a cost, all at the same epoch.

    ``samples`` are handed over where the scenario's are in a file. ``keep=False`` holds no history, for runs too long
    to keep. Raises EngineError for a scenario that cannot run.
    """

    def __init__(self, scenario: Scenario, samples: Samples | None = None, *, keep: bool = True) -> None:
        self.scenario = scenario
        self.samples = scenario.samples() if samples is None else samples
        check_samples(scenario, self.samples)
        costs = [find_cost(name) for name in scenario.costs]
        for cost in costs:
            if cost.targets is not None:
                check_targets(cost.name, cost.targets, self.samples)
        start = Start(costs, scenario.start(), self.samples)
        self.rates = RULES[scenario.rule].rates(scenario.eta, start) | dict(scenario.rates)
        """The learning rate each cost runs with, by name."""
        self.descents = {
            cost.name: Descent(cost, self.samples, start.params, self.rates[cost.name], keep=keep) for cost in costs
        }
        """Each cost's run, by name, in the scenario's order."""

    @property
    def epoch(self) -> int:
        """The epoch all descents are at."""
        return next(iter(self.descents.values())).epoch

    def advance(self, epochs: int = 1) -> None:
        """Advance every descent by ``epochs`` epochs, or none.

        Raises EngineError where a value leaves the range of floats.
        """
        stretches = [descent.ahead(epochs) for descent in self.descents.values()]
        for descent, stretch in zip(self.descents.values(), stretches, strict=True):
            descent.accept(stretch)

    def values(self, cost: str, *names: str, epochs: slice | list[int] | Array | None = None) -> dict[str, Array]:
        """Quantities of past epochs (all by default) under a cost, by column name, each of shape (k,)."""
        descent = self.descents[cost]
        assert descent.history is not None, "a simulation without history has no past epochs"
        return evaluate(descent, descent.history.columns(epochs), list(names))

    def at(self, epoch: int, cost: str, *names: str) -> dict[str, float]:
        """Quantities of one epoch under a cost, by column name. Raises EngineError for an epoch not reached."""
        descent = self.descents[cost]
        assert descent.history is not None, "a simulation without history has no past epochs"
        columns = descent.history.at(epoch)[:, np.newaxis]
        return {column: float(values[0]) for column, values in evaluate(descent, columns, list(names)).items()}

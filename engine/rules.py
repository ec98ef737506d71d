"""Learning-rate rules: what makes a race between two costs a fair one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.descent import Params, Samples, Update
from sigmascope.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sigmascope.engine.cost import BaseCost


class Start(NamedTuple):
    """All that a rule may look at: the costs, where they start and what they learn from."""

    costs: Sequence[BaseCost]
    params: Params
    samples: Samples

    @property
    def reference(self) -> BaseCost:
        """The cost that a rule's η is meant for: the one that says so, or the first."""
        return next((cost for cost in self.costs if cost.is_reference), self.costs[0])


class Rule(NamedTuple):
    """A way to give each cost its learning rate, from the one a person names."""

    name: str
    description: str
    rates: Callable[[float, Start], dict[str, float]]
    """From η and a start, the learning rate of each cost by name. Raises EngineError where there is none."""
    own_eta: float | None = None
    """The η of a rule that brings its own and takes no number; None where a person gives it."""

    @property
    def takes_number(self) -> bool:
        """Whether a person names its η."""
        return self.own_eta is None

    def text(self, eta: str) -> str:
        """What stands after ``eta=`` for this rule at an η written so: 0.15, one-sixth:0.15, book."""
        if not self.takes_number:
            return self.name
        return eta if self is IMPLIED else f"{self.name}:{eta}"


def _same(eta: float, start: Start) -> dict[str, float]:
    return {cost.name: eta for cost in start.costs}


def _equal_first_step(eta: float, start: Start) -> dict[str, float]:
    moves = {cost.name: _first_move(cost, start) for cost in start.costs}
    reference = start.reference.name
    rates = {}
    for name, move in moves.items():
        # Divided first: the ratio of two moves of a saturated neuron is tame, the moves are not.
        rate = eta if name == reference else eta * (moves[reference] / move) if move > 0.0 else 0.0
        if not (0.0 < rate < np.inf):
            raise EngineError("no-first-step", name=name, reference=reference)
        rates[name] = rate
    return rates


def _first_move(cost: BaseCost, start: Start) -> float:
    # |Δz| of the first step at η = 1, mean over the samples; not finite where it cannot be written.
    update = Update(cost, start.samples, 1.0)
    w, b = update.columns(start.params)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        in_w, in_b = update.gradient(cost.direction(update.weighted_input(w, b), update.y))
        return float(np.mean(np.abs(update.weighted_input(in_w, in_b))))


def _one_sixth(eta: float, start: Start) -> dict[str, float]:
    rates = {}
    for cost in start.costs:
        pull = cost.mean_pull()
        if not (0.0 < pull < np.inf):
            raise EngineError("no-mean-pull", name=cost.name)
        # Rounded, so that a sixth of η is the float that a person would get.
        rates[cost.name] = eta / round(6 * pull, 9)
    return rates


def _book(_: float, start: Start) -> dict[str, float]:
    return {cost.name: cost.book_rate for cost in start.costs}


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("same", "the same η for every cost", _same),
        Rule(
            "equal-first-step",
            "η for the quadratic cost (without it, the first); the others' chosen so that all first Δz agree",
            _equal_first_step,
        ),
        Rule(
            "one-sixth",
            "η for the quadratic cost, a sixth of it for cross-entropy (∫σ(1 − σ)dσ = 1/6), its due for any other",
            _one_sixth,
        ),
        Rule(
            "book",
            "the pair of Nielsen's book: 0.15 for the quadratic cost, 0.005 for every other",
            _book,
            own_eta=0.15,
        ),
    )
}
"""Every learning-rate rule by name."""

IMPLIED = RULES["same"]
"""The rule of a learning rate that is written without one."""

"""Learning-rate rules: what makes a race between two costs a fair one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.descent import Epoch, Params, Samples
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.cost import BaseCost

BOOK_QUADRATIC, BOOK_OTHER = 0.15, 0.005


class Start(NamedTuple):
    """All that a rule may look at: the costs, where they start and what they learn from."""

    costs: Sequence[BaseCost]
    params: Params
    samples: Samples


class Rule(NamedTuple):
    """A way to give each cost its learning rate, from the one a person names."""

    name: str
    description: str
    rates: Callable[[float, Start], dict[str, float]]


def _same(eta: float, start: Start) -> dict[str, float]:
    return {cost.name: eta for cost in start.costs}


def _equal_first_step(eta: float, start: Start) -> dict[str, float]:
    moves = {cost.name: _first_move(cost, start) for cost in start.costs}
    reference = "quadratic" if "quadratic" in moves else start.costs[0].name
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
    epoch = Epoch(cost, start.samples, 1.0)
    w, b = epoch.columns(start.params)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        in_w, in_b = epoch.gradient(cost.direction(epoch.weighted_input(w, b), epoch.y))
        return float(np.mean(np.abs(epoch.weighted_input(in_w, in_b))))


def _one_sixth(eta: float, start: Start) -> dict[str, float]:
    return {cost.name: eta if cost.name == "quadratic" else eta / 6.0 for cost in start.costs}


def _book(_: float, start: Start) -> dict[str, float]:
    return {cost.name: BOOK_QUADRATIC if cost.name == "quadratic" else BOOK_OTHER for cost in start.costs}


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("same", "the same η for every cost", _same),
        Rule(
            "equal-first-step",
            "η for the quadratic cost (without it, the first); the others' chosen so that all first Δz agree",
            _equal_first_step,
        ),
        Rule("one-sixth", "η for the quadratic cost, a sixth of it for every other (∫σ(1 − σ)dσ = 1/6)", _one_sixth),
        Rule("book", "the book's pair: 0.15 for the quadratic cost, 0.005 for every other", _book),
    )
}
"""Every learning-rate rule by name."""

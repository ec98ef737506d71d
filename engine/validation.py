"""Whether a run can be made of a scenario, and of the samples it is to learn from."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, TypeVar

from sigmascope.engine.cost import COSTS
from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.keys import MOST_EPOCHS, MOST_INPUTS, RATE, accepted
from sigmascope.engine.rules import RULES
from sigmascope.engine.text import number_text

if TYPE_CHECKING:
    from sigmascope.engine.descent import Samples
    from sigmascope.engine.fields import Fields

MOST_COSTS = 8

F = TypeVar("F", bound="Fields")

# A class in a module, by name.
_CLASS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


def _check(*, ok: bool, key: str, value: object) -> None:
    if not ok:
        raise EngineError("range", key=key, text=value, accepted=accepted(key))


def validate(scenario: F) -> F:
    """The scenario in the form that its text parses to, if a run can be made of it.

    Its samples, where a file holds them, are not looked at. Raises EngineError naming the first thing wrong.
    """
    if scenario.data:
        scenario = scenario._replace(x=(), y=0.0)
    numbers = {"w": scenario.w, "b": (scenario.b,), "x": scenario.x, "y": (scenario.y,), "eta": (scenario.eta,)}
    for key, values in numbers.items():
        for value in values:
            if not math.isfinite(value):
                raise EngineError("finite", key=key, text=value, accepted=accepted(key))
        if not values and not (key == "x" and scenario.data):
            raise EngineError("empty-value", key=key, accepted=accepted(key))
        _check(ok=len(values) <= MOST_INPUTS, key=key, value=f"({len(values)} numbers)")
    whole = isinstance(scenario.epochs, int) and not isinstance(scenario.epochs, bool)
    _check(ok=whole and 1 <= scenario.epochs <= MOST_EPOCHS, key="epochs", value=scenario.epochs)
    if scenario.data and not scenario.data.strip():
        raise EngineError("empty-value", key="data", accepted=accepted("data"))
    _check_costs(scenario)
    if not scenario.data:
        check_samples(scenario, scenario.samples())
    return _with_checked_rates(scenario)


def _with_checked_rates(scenario: F) -> F:
    if scenario.rule not in RULES:
        raise unknown("rule", scenario.rule, RULES)
    _check(ok=scenario.eta > 0, key="eta", value=number_text(scenario.eta))
    set_alone = dict(scenario.rates)
    for name, rate in set_alone.items():
        _check(ok=0 < rate < math.inf, key=f"{RATE}{name}", value=number_text(rate))
        if name not in scenario.costs:
            raise EngineError("rate-without-cost", name=name, known=", ".join(scenario.costs))
    rates = tuple((name, set_alone[name]) for name in scenario.costs if name in set_alone)
    own = RULES[scenario.rule].own_eta
    return scenario._replace(rates=rates, eta=scenario.eta if own is None else own)


def _check_costs(scenario: Fields) -> None:
    seen: set[str] = set()
    if not any(scenario.costs):
        raise EngineError("empty-value", key="costs", accepted=accepted("costs"))
    for name in scenario.costs:
        if name not in COSTS and not _CLASS.fullmatch(name):
            raise unknown("cost", name, COSTS)
        if name in seen:
            raise EngineError("same-cost-twice", name=name)
        seen.add(name)
    if len(seen) > MOST_COSTS:
        raise EngineError("too-many-costs", count=len(seen), most=MOST_COSTS)


def check_samples(scenario: Fields, samples: Samples) -> None:
    """Whether the samples fit the scenario. Raises EngineError: other inputs than weights, targets a cost cannot take.

    Says nothing about a user's costs, which are not loaded for it.
    """
    if samples.m != len(scenario.w):
        source = scenario.data or "x"
        raise EngineError("entry-count", weights=len(scenario.w), source=source, inputs=samples.m)
    for name in scenario.costs:
        if name in COSTS and (allowed := COSTS[name].targets) is not None:
            check_targets(name, allowed, samples)


def check_targets(name: str, allowed: tuple[float, float], samples: Samples) -> None:
    """Raises EngineError for the first target y outside what the cost called ``name`` is defined for."""
    low, high = allowed
    outside = samples.y[(samples.y < low) | (samples.y > high)]
    if outside.size:
        raise EngineError("target-range", name=name, low=low, high=high, value=float(outside[0]))

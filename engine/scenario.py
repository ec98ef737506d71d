"""All that determines a run, as a value: printed to a line of text that reads back, and validated."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np

from engine.cost import COSTS
from engine.descent import Params, Samples
from engine.errors import EngineError, unknown
from engine.rates import BOOK_QUADRATIC, RULES
from engine.text import printable

MOST_EPOCHS = 1_000_000_000
MOST_INPUTS = 1_000
MOST_COSTS = 8

ACCEPTED = {
    "w": f"1 to {MOST_INPUTS} finite numbers joined by a colon, as in w=2 or w=0.5:-1.2",
    "b": "a finite number, as in b=2",
    "x": f"1 to {MOST_INPUTS} finite numbers joined by a colon, as in x=1 or x=0.5:1",
    "y": "a finite number, as in y=0; cross-entropy needs it from 0 to 1",
    "eta": "a finite number above 0, alone or behind a rule, as in eta=0.15, eta=one-sixth:0.15 or eta=book",
    "epochs": f"a whole number from 1 to {MOST_EPOCHS}, as in epochs=300",
    "costs": "names joined by +, as in costs=quadratic+cross-entropy",
    "data": "the name of a CSV file with the header x,y or x1,x2,…,y",
}
"""Every key, and what it takes."""


class Scenario(NamedTuple):
    """A run as a value. Equal scenarios run alike, and ``parse(scenario.text()) == scenario``."""

    w: tuple[float, ...]
    """w₀: the weight of each input at epoch 0."""
    b: float
    """b₀: the bias at epoch 0."""
    x: tuple[float, ...]
    """The inputs of the one sample; empty where ``data`` names a file."""
    y: float
    """The target of the one sample; 0 where ``data`` names a file."""
    data: str
    """The file the samples are in, or an empty string."""
    rule: str
    """Which of `RULES` shares out the learning rate."""
    eta: float
    """η, as the rule takes it."""
    rates: tuple[tuple[str, float], ...]
    """Learning rates set for one cost each, past the rule."""
    epochs: int
    costs: tuple[str, ...]

    def text(self) -> str:
        """A printable line that parses to this scenario: the preset from which least differs, and what does."""
        lines = (_differences(name, preset, self) for name, preset in PRESETS.items())
        return min(lines, key=lambda line: line.count("="))

    def samples(self) -> Samples:
        """The one sample written in the scenario. Raises EngineError where a file holds the samples instead."""
        if self.data:
            raise EngineError("samples-needed", data=self.data)
        return Samples(np.array([self.x]), np.array([self.y]))

    def start(self) -> Params:
        """(w₀, b₀): w of shape (m,), b of shape ()."""
        return Params(np.array(self.w), np.array(self.b))


def number_text(value: float) -> str:
    """The shortest text that reads back as exactly this number: 2, 0.15, 1e-09."""
    text = repr(float(value))
    return text.removesuffix(".0")


def _key_texts(scenario: Scenario) -> dict[str, str]:
    rule = {"same": "", "book": "book"}.get(scenario.rule, f"{scenario.rule}:")
    texts = {
        "w": ":".join(map(number_text, scenario.w)),
        "b": number_text(scenario.b),
        "x": ":".join(map(number_text, scenario.x)),
        "y": number_text(scenario.y),
        "data": _name_text(scenario.data),
        "eta": rule if scenario.rule == "book" else rule + number_text(scenario.eta),
        "epochs": str(scenario.epochs),
        "costs": "+".join(scenario.costs),
    }
    if scenario.data:
        del texts["x"], texts["y"]
    else:
        del texts["data"]
    return texts


def _name_text(name: str) -> str:
    # What no terminal can show or no clipboard hold is written as a shell would read it back.
    if not name.isprintable():
        return "$'" + printable(name.replace("\\", "\\\\").replace("'", "\\'")) + "'"
    return name if re.fullmatch(r'(?!\$\')[^\s,"\\]*', name) else quoted(name)


def quoted(text: str) -> str:
    """The text in double quotes, as one token of a scenario's text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _differences(name: str, preset: Scenario, scenario: Scenario) -> str:
    mine, its = _key_texts(scenario), _key_texts(preset)
    tokens = [f"{key}={text}" for key, text in mine.items() if its.get(key) != text]
    # Behind eta=, which forgets the rates of single costs. No preset has any.
    rates = [f"eta.{cost}={number_text(rate)}" for cost, rate in scenario.rates]
    return " ".join([name, *tokens, *rates])


# A class in a module, by name.
_CLASS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


def accepted(key: str) -> str:
    """What a key takes, the eta. of one cost included."""
    return "a finite number above 0" if key.startswith("eta.") else ACCEPTED[key]


def _check(*, ok: bool, key: str, value: object) -> None:
    if not ok:
        raise EngineError("range", key=key, text=value, accepted=accepted(key))


def validate(scenario: Scenario) -> Scenario:
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


def _with_checked_rates(scenario: Scenario) -> Scenario:
    if scenario.rule not in RULES:
        raise unknown("rule", scenario.rule, RULES)
    _check(ok=scenario.eta > 0, key="eta", value=number_text(scenario.eta))
    set_alone = dict(scenario.rates)
    for name, rate in set_alone.items():
        _check(ok=0 < rate < math.inf, key=f"eta.{name}", value=number_text(rate))
        if name not in scenario.costs:
            raise EngineError("rate-without-cost", name=name, known=", ".join(scenario.costs))
    rates = tuple((name, set_alone[name]) for name in scenario.costs if name in set_alone)
    return scenario._replace(rates=rates, eta=BOOK_QUADRATIC if scenario.rule == "book" else scenario.eta)


def _check_costs(scenario: Scenario) -> None:
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


def check_samples(scenario: Scenario, samples: Samples) -> None:
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


def _preset(w: float, b: float, *costs: str, rule: str = "same", eta: float = 0.15) -> Scenario:
    return Scenario((w,), b, (1.0,), 0.0, "", rule, eta, (), 300, costs)


_RACE = ("quadratic", "cross-entropy")
_PUBLISHED = "published-cross-entropy"

PRESETS: dict[str, Scenario] = {
    "saturated": _preset(2.0, 2.0, *_RACE),
    "mild": _preset(0.6, 0.9, *_RACE),
    "book-saturated": _preset(2.0, 2.0, *_RACE, rule="book"),
    "book-mild": _preset(0.6, 0.9, *_RACE, rule="book"),
    "animation-1": _preset(0.6, 0.9, "quadratic"),
    "animation-2": _preset(2.0, 2.0, "quadratic"),
    "animation-3": _preset(0.6, 0.9, _PUBLISHED, eta=0.005),
    "animation-4": _preset(2.0, 2.0, _PUBLISHED, eta=0.005),
}
"""Every preset by name."""

PRESET_DESCRIPTIONS: dict[str, str] = {
    "saturated": "badly wrong, from (2, 2): the quadratic cost learns slowly, cross-entropy does not",
    "mild": "a little wrong, from (0.6, 0.9): both costs learn",
    "book-saturated": "from (2, 2), with the book's learning rates 0.15 and 0.005 and the right gradients",
    "book-mild": "from (0.6, 0.9), with the book's learning rates 0.15 and 0.005 and the right gradients",
    "animation-1": "the first published animation: quadratic, from (0.6, 0.9)",
    "animation-2": "the second: quadratic, from (2, 2)",
    "animation-3": "the third, as published: stepped by ∂C/∂a in place of the gradient, from (0.6, 0.9)",
    "animation-4": "the fourth, as published: stepped by ∂C/∂a in place of the gradient, from (2, 2)",
}
"""Each preset in a line."""

DEFAULT = "saturated"

"""All that determines a run, as a value: parsed from a line of text, printed back to one, validated."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.cost import COSTS
from engine.descent import Params, Samples
from engine.errors import EngineError, nearest
from engine.rates import BOOK_QUADRATIC, RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
        """The shortest line that parses to this scenario: a preset, and what differs from it."""
        return min((_differences(name, preset, self) for name, preset in PRESETS.items()), key=len)

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
        "data": scenario.data if re.fullmatch(r'[^\s,"\\]*', scenario.data) else _quoted(scenario.data),
        "eta": rule if scenario.rule == "book" else rule + number_text(scenario.eta),
        "epochs": str(scenario.epochs),
        "costs": "+".join(scenario.costs),
    }
    if scenario.data:
        del texts["x"], texts["y"]
    else:
        del texts["data"]
    return texts


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _differences(name: str, preset: Scenario, scenario: Scenario) -> str:
    mine, its = _key_texts(scenario), _key_texts(preset)
    tokens = [f"{key}={text}" for key, text in mine.items() if its.get(key) != text]
    # The rates of single costs stand only where they are after the last eta=.
    if preset.rates != scenario.rates:
        if preset.rates and not any(token.startswith("eta=") for token in tokens):
            tokens.append(f"eta={mine['eta']}")
        tokens += [f"eta.{cost}={number_text(rate)}" for cost, rate in scenario.rates]
    elif any(token.startswith("eta=") for token in tokens):
        tokens += [f"eta.{cost}={number_text(rate)}" for cost, rate in scenario.rates]
    return " ".join([name, *tokens])


# A token is anything without a space or comma, but for what stands in double quotes.
_TOKEN = re.compile(r'(?:[^\s,"]|"(?:[^"\\]|\\.)*")+', re.DOTALL)
_CLASS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


def tokens(text: str) -> list[str]:
    """The tokens of a scenario's text, quotes removed. Raises EngineError for a quote that is never closed."""
    found, rest = [], text
    while rest := rest.lstrip(", \t\r\n\f\v\u00a0\u3000"):
        if not (match := _TOKEN.match(rest)) or (match.end() < len(rest) and rest[match.end()] == '"'):
            raise EngineError("unbalanced-quote", text=rest)
        found.append(re.sub(r'"((?:[^"\\]|\\.)*)"', lambda q: re.sub(r"\\(.)", r"\1", q[1], flags=re.DOTALL), match[0]))
        rest = rest[match.end() :].lstrip()
    return found


def parse(text: str, base: Scenario | None = None) -> Scenario:
    """The scenario that a line of text describes, starting from ``base`` (the preset `DEFAULT`).

    Tokens are separated by spaces or commas: preset names, each setting everything, and key=value; later tokens win.
    Raises EngineError naming what was wrong and what is accepted.
    """
    scenario = PRESETS[DEFAULT] if base is None else base
    for token in tokens(text):
        key, equals, value = token.partition("=")
        if not equals:
            if token in COSTS:
                raise EngineError("cost-as-preset", name=token)
            if token not in PRESETS:
                known = list(PRESETS)
                raise EngineError("unknown-preset", name=token, nearest=nearest(token, known), known=", ".join(known))
            scenario = PRESETS[token]
        else:
            scenario = scenario._replace(**_setting(scenario, key, value))
    return validate(scenario)


def _setting(scenario: Scenario, key: str, text: str) -> dict[str, Any]:
    # The fields that key=text sets.
    if key not in ACCEPTED and not key.startswith("eta."):
        known = [*ACCEPTED, "eta.<cost>"]
        raise EngineError("unknown-key", key=key, nearest=nearest(key, known), known=", ".join(known))
    if not text.strip():
        raise EngineError("empty-value", key=key, accepted=_accepted(key))
    if key.startswith("eta."):
        cost = key.removeprefix("eta.")
        kept = tuple(pair for pair in scenario.rates if pair[0] != cost)
        return {"rates": (*kept, (cost, _number(key, text)))}
    return _SETTERS[key](scenario, key, text)


def _epochs(text: str) -> int:
    number = _number("epochs", text)
    if not number.is_integer():
        raise EngineError("range", key="epochs", text=text, accepted=_accepted("epochs"))
    return int(number)


_SETTERS: dict[str, Callable[[Scenario, str, str], dict[str, Any]]] = {
    "w": lambda _, key, text: {"w": _numbers(key, text)},
    "b": lambda _, key, text: {"b": _number(key, text)},
    "x": lambda _, key, text: {"x": _numbers(key, text), "data": ""},
    "y": lambda scenario, key, text: {"y": _number(key, text), "data": "", "x": scenario.x or (1.0,)},
    "data": lambda _, __, text: {"data": text, "x": (), "y": 0.0},
    "eta": lambda scenario, _, text: {"rates": (), **_rule(scenario, text)},
    "epochs": lambda _, __, text: {"epochs": _epochs(text)},
    "costs": lambda _, __, text: {"costs": tuple(text.split("+"))},
}


def _rule(scenario: Scenario, text: str) -> dict[str, Any]:
    name, colon, rest = text.partition(":")
    try:
        float(name)
    except ValueError:
        if name not in RULES:
            known = list(RULES)
            detail = {"name": name, "nearest": nearest(name, known), "known": ", ".join(known)}
            raise EngineError("unknown-rule", **detail) from None
        if name == "book":
            if colon:
                raise EngineError("number", key="eta", text=text, accepted=_accepted("eta")) from None
            return {"rule": name, "eta": BOOK_QUADRATIC}
        return {"rule": name, "eta": _number("eta", rest) if colon else scenario.eta}
    return {"rule": "same", "eta": _number("eta", text)}


def _accepted(key: str) -> str:
    return "a finite number above 0" if key.startswith("eta.") else ACCEPTED[key]


def _numbers(key: str, text: str) -> tuple[float, ...]:
    return tuple(_number(key, part, whole=text) for part in text.split(":"))


def _number(key: str, text: str, whole: str | None = None) -> float:
    shown = text if whole is None else whole
    if whole is None and ":" in text:
        raise EngineError("single", key=key, text=text, count=text.count(":") + 1)
    try:
        value = float(text)
    except ValueError:
        raise EngineError("number", key=key, text=shown, accepted=_accepted(key)) from None
    if not math.isfinite(value):
        raise EngineError("finite", key=key, text=shown, accepted=_accepted(key))
    return value


def _check(*, ok: bool, key: str, value: object) -> None:
    if not ok:
        raise EngineError("range", key=key, text=value, accepted=_accepted(key))


def validate(scenario: Scenario) -> Scenario:
    """The scenario itself, if a run can be made of it; its samples, where a file holds them, are not looked at.

    Raises EngineError naming the first thing wrong.
    """
    numbers = {"w": scenario.w, "b": (scenario.b,), "x": scenario.x, "y": (scenario.y,), "eta": (scenario.eta,)}
    for key, values in numbers.items():
        for value in values:
            if not math.isfinite(value):
                raise EngineError("finite", key=key, text=value, accepted=_accepted(key))
        _check(ok=len(values) <= MOST_INPUTS, key=key, value=f"({len(values)} numbers)")
    _check(ok=scenario.eta > 0, key="eta", value=number_text(scenario.eta))
    _check(ok=1 <= scenario.epochs <= MOST_EPOCHS, key="epochs", value=scenario.epochs)
    for cost, rate in scenario.rates:
        _check(ok=0 < rate < math.inf, key=f"eta.{cost}", value=number_text(rate))
    _check_costs(scenario)
    if not scenario.data:
        check_samples(scenario, scenario.samples())
    return scenario._replace(rates=tuple(sorted(scenario.rates, key=lambda pair: scenario.costs.index(pair[0]))))


def _check_costs(scenario: Scenario) -> None:
    seen: set[str] = set()
    for name in scenario.costs:
        if name not in COSTS and not _CLASS.fullmatch(name):
            known = list(COSTS)
            raise EngineError("unknown-cost", name=name, nearest=nearest(name, known), known=", ".join(known))
        if name in seen:
            raise EngineError("same-cost-twice", name=name)
        seen.add(name)
    if len(seen) > MOST_COSTS:
        raise EngineError("too-many-costs", count=len(seen), most=MOST_COSTS)
    for name, _ in scenario.rates:
        if name not in seen:
            raise EngineError("rate-without-cost", name=name, known=", ".join(scenario.costs))


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


def from_arguments(arguments: Iterable[str]) -> str:
    """One line of text from the words of a command line, where a shell has already taken the quotes away."""
    return " ".join(
        f"data={_quoted(word.removeprefix('data='))}" if re.fullmatch(r'data=[^"=]*[\s,\\][^"=]*', word) else word
        for word in arguments
    )

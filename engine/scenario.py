"""All that determines a run, as a value: printed to a line of text, read back from it, and validated."""

from __future__ import annotations

from typing import Any, NamedTuple

from sigmascope.engine.cost import COSTS
from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.fields import Fields
from sigmascope.engine.keys import KEYS, RATE, accepted, number
from sigmascope.engine.rules import IMPLIED, RULES
from sigmascope.engine.text import number_text, tokens
from sigmascope.engine.validation import validate


class Scenario(Fields):
    """A run as a value. Equal scenarios run alike, and ``parse(scenario.text()) == scenario``."""

    __slots__ = ()

    def text(self) -> str:
        """A printable line that parses to this scenario: the preset from which least differs, and what does."""
        lines = (_differences(name, preset.scenario, self) for name, preset in PRESETS.items())
        return min(lines, key=lambda line: line.count("="))


# ── reading and writing ──────────────────────────────────────────────────────────────────────────────────────────────


def parse(text: str, base: Scenario | None = None) -> Scenario:
    r"""The scenario that a line of text describes, starting from ``base`` (the preset `DEFAULT`).

    Tokens are separated by spaces or commas: preset names, each setting everything, and key=value; later tokens win.
    Text in double quotes is one token; data=$'…' takes a shell's escapes (``\n``, ``\xe9``, ``\u202e``) as well.
    Raises EngineError naming what was wrong and what is accepted.
    """
    scenario = PRESETS[DEFAULT].scenario if base is None else base
    for token in tokens(text):
        key, equals, value = token.partition("=")
        if not equals:
            if token not in PRESETS:
                raise _no_preset(token)
            scenario = PRESETS[token].scenario
        else:
            scenario = scenario._replace(**_setting(scenario, key, value))
    return validate(scenario)


def _no_preset(token: str) -> EngineError:
    # A word that stands alone and is not a preset: what it is instead.
    if token in COSTS:
        return EngineError("cost-as-preset", name=token)
    if token in RULES:
        return EngineError("rule-as-preset", name=token)
    if token in KEYS:
        return EngineError("empty-value", key=token, accepted=accepted(token))
    return unknown("preset", token, PRESETS)


def _setting(scenario: Scenario, key: str, text: str) -> dict[str, Any]:
    # The fields that key=text sets.
    if key not in KEYS and not key.startswith(RATE):
        raise unknown("key", key, [*KEYS, f"{RATE}<cost>"])
    if not text.strip():
        raise EngineError("empty-value", key=key, accepted=accepted(key))
    if key in KEYS:
        return KEYS[key].read(scenario, text)
    cost = key.removeprefix(RATE)
    kept = tuple(pair for pair in scenario.rates if pair[0] != cost)
    return {"rates": (*kept, (cost, number(key, text)))}


def _differences(name: str, preset: Scenario, scenario: Scenario) -> str:
    written = {key.name: (key.write(scenario), key.write(preset)) for key in KEYS.values()}
    changed = [f"{key}={mine}" for key, (mine, its) in written.items() if mine is not None and mine != its]
    # After eta=, which forgets the rates of single costs. No preset has any.
    rates = [f"{RATE}{cost}={number_text(rate)}" for cost, rate in scenario.rates]
    return " ".join([name, *changed, *rates])


# ── presets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Preset(NamedTuple):
    """A scenario with a name."""

    name: str
    scenario: Scenario
    description: str


def _from(w: float, b: float, *costs: str, rule: str = IMPLIED.name, eta: float = 0.15) -> Scenario:
    return Scenario((w,), b, (1.0,), 0.0, "", rule, eta, (), 300, costs)


_RACE = ("quadratic", "cross-entropy")
_PUBLISHED = "published-cross-entropy"

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "saturated",
            _from(2.0, 2.0, *_RACE),
            "badly wrong, from (2, 2): the quadratic cost learns slowly, cross-entropy does not",
        ),
        Preset("mild", _from(0.6, 0.9, *_RACE), "a little wrong, from (0.6, 0.9): both costs learn"),
        Preset(
            "book-saturated",
            _from(2.0, 2.0, *_RACE, rule="book"),
            "from (2, 2), with the learning rates 0.15 and 0.005 of Nielsen's book and the right gradients",
        ),
        Preset(
            "book-mild",
            _from(0.6, 0.9, *_RACE, rule="book"),
            "from (0.6, 0.9), with the learning rates 0.15 and 0.005 of Nielsen's book and the right gradients",
        ),
        Preset(
            "animation-1",
            _from(0.6, 0.9, "quadratic"),
            "the first animation of Nielsen's book: quadratic, from (0.6, 0.9)",
        ),
        Preset("animation-2", _from(2.0, 2.0, "quadratic"), "the second: quadratic, from (2, 2)"),
        Preset(
            "animation-3",
            _from(0.6, 0.9, _PUBLISHED, eta=0.005),
            "the third, as published: stepped by ∂C/∂a in place of the gradient, from (0.6, 0.9)",
        ),
        Preset(
            "animation-4",
            _from(2.0, 2.0, _PUBLISHED, eta=0.005),
            "the fourth, as published: stepped by ∂C/∂a in place of the gradient, from (2, 2)",
        ),
    )
}
"""Every preset by name."""

DEFAULT = "saturated"
"""The preset that a text without one begins from."""

"""The keys of a scenario's text, as in eta=0.15: what each takes, how it is read, and how it is written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.rules import IMPLIED, RULES
from sigmascope.engine.text import number_text, quoted_name, read_float

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.engine.fields import Fields

MOST_EPOCHS = 1_000_000_000
MOST_INPUTS = 1_000


class Key(NamedTuple):
    """What stands before an equals sign in a scenario's text."""

    name: str
    accepted: str
    """What it takes, in words."""
    read: Callable[[Fields, str], dict[str, Any]]
    """The fields that a text after it sets in a scenario. Raises EngineError for one that it does not take."""
    write: Callable[[Fields], str | None]
    """The text that reads back; None where the scenario has no need of the key."""


def number(key: str, text: str, whole: str | None = None) -> float:
    """The finite number after a key; ``whole`` is the text it is part of. Raises EngineError for what is none."""
    shown = text if whole is None else whole
    if whole is None and ":" in text:
        raise EngineError("single", key=key, text=text, count=text.count(":") + 1)
    try:
        value = read_float(text)
    except ValueError:
        raise EngineError("number", key=key, text=shown, accepted=accepted(key)) from None
    if not math.isfinite(value):
        raise EngineError("finite", key=key, text=shown, accepted=accepted(key))
    return value


def _numbers(key: str, text: str) -> tuple[float, ...]:
    return tuple(number(key, part, whole=text) for part in text.split(":"))


def _joined(values: tuple[float, ...]) -> str:
    return ":".join(map(number_text, values))


def _read_eta(scenario: Fields, text: str) -> dict[str, Any]:
    name, colon, rest = text.partition(":")
    try:
        float(name)
    except ValueError:
        if name not in RULES:
            raise unknown("rule", name, RULES) from None
        rule = RULES[name]
        if not rule.takes_number and colon:
            raise EngineError("rule-number", text=text, name=name) from None
        if ":" in rest:
            raise EngineError("number", key="eta", text=text, accepted=accepted("eta")) from None
        eta = number("eta", rest, whole=text) if colon else scenario.eta
        return {"rates": (), "rule": name, "eta": eta if rule.own_eta is None else rule.own_eta}
    return {"rates": (), "rule": IMPLIED.name, "eta": number("eta", text)}


def _read_epochs(_: Fields, text: str) -> dict[str, Any]:
    value = number("epochs", text)
    if not value.is_integer():
        raise EngineError("range", key="epochs", text=text, accepted=accepted("epochs"))
    return {"epochs": int(value)}


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key(
            "w",
            f"1 to {MOST_INPUTS} finite numbers joined by a colon, as in w=2 or w=0.5:-1.2",
            lambda _, text: {"w": _numbers("w", text)},
            lambda scenario: _joined(scenario.w),
        ),
        Key(
            "b",
            "a finite number, as in b=2",
            lambda _, text: {"b": number("b", text)},
            lambda scenario: number_text(scenario.b),
        ),
        Key(
            "x",
            f"1 to {MOST_INPUTS} finite numbers joined by a colon, as in x=1 or x=0.5:1",
            lambda _, text: {"x": _numbers("x", text), "data": ""},
            lambda scenario: None if scenario.data else _joined(scenario.x),
        ),
        Key(
            "y",
            "a finite number, as in y=0; cross-entropy needs it from 0 to 1",
            lambda scenario, text: {"y": number("y", text), "data": "", "x": scenario.x or (1.0,)},
            lambda scenario: None if scenario.data else number_text(scenario.y),
        ),
        Key(
            "eta",
            "a finite number above 0, alone or after a rule, as in eta=0.15, eta=one-sixth:0.15 or eta=book",
            _read_eta,
            lambda scenario: RULES[scenario.rule].text(number_text(scenario.eta)),
        ),
        Key(
            "epochs",
            f"a whole number from 1 to {MOST_EPOCHS}, as in epochs=300",
            _read_epochs,
            lambda scenario: str(scenario.epochs),
        ),
        Key(
            "costs",
            "names joined by +, as in costs=quadratic+cross-entropy",
            lambda _, text: {"costs": tuple(text.split("+"))},
            lambda scenario: "+".join(scenario.costs),
        ),
        Key(
            "data",
            "the name of a CSV file with the header x,y or x1,x2,…,y",
            lambda _, text: {"data": text, "x": (), "y": 0.0},
            lambda scenario: quoted_name(scenario.data) if scenario.data else None,
        ),
    )
}
"""Every key by name. The rate of one cost alone has a key made from the cost's name: see `RATE`."""
RATE = "eta."
"""What stands before a cost's name in the key of its own learning rate, as in eta.cross-entropy=0.005."""


def accepted(key: str) -> str:
    """What a key takes, the eta. of one cost included."""
    return "a finite number above 0" if key.startswith(RATE) else KEYS[key].accepted

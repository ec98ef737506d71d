"""From a line of text to the scenario it describes."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from engine.cost import COSTS
from engine.errors import EngineError, unknown
from engine.rates import BOOK_QUADRATIC, RULES
from engine.scenario import ACCEPTED, DEFAULT, PRESETS, Scenario, accepted, quoted, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A file's name as a shell's $'…' has it: for what cannot be shown.
_SHELL = r"(?<=data=)\$'((?:[^'\\]|\\.)*)'"
_DOUBLE = r'"((?:[^"\\]|\\.)*)"'
# A token is anything without a space or comma, but for what stands in quotes.
_TOKEN = re.compile(rf'(?:{_SHELL}|[^\s,"]|{_DOUBLE})+', re.DOTALL)
_QUOTED = re.compile(rf"{_SHELL}|{_DOUBLE}", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_IN_SHELL = re.compile(
    r"\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(.))", re.DOTALL
)
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_BETWEEN = re.compile(r"[\s,]*")


def tokens(text: str) -> list[str]:
    """The tokens of a scenario's text, quotes removed. Raises EngineError for a quote that is never closed."""
    found: list[str] = []
    position = _after(_BETWEEN, text, 0)
    while position < len(text):
        end = _after(_TOKEN, text, position)
        if end == position or text[end : end + 1] == '"':
            raise EngineError("unbalanced-quote", text=text[position:])
        found.append(_QUOTED.sub(_unquoted, text[position:end]))
        position = _after(_BETWEEN, text, end)
    return found


def _unquoted(found: re.Match[str]) -> str:
    shell, double = found.groups()
    return _ESCAPED.sub(r"\1", double) if shell is None else _ESCAPED_IN_SHELL.sub(_unescaped, shell)


def _unescaped(found: re.Match[str]) -> str:
    byte, *letters, other = found.groups()
    if byte is not None:
        number = int(byte, 16)
        return chr(number if number < 0x80 else 0xDC00 + number)  # as Python keeps the bytes of names
    number_text = letters[0] or letters[1]
    return chr(int(number_text, 16)) if number_text else _SHORT.get(other, other)


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def parse(text: str, base: Scenario | None = None) -> Scenario:
    r"""The scenario that a line of text describes, starting from ``base`` (the preset `DEFAULT`).

    Tokens are separated by spaces or commas: preset names, each setting everything, and key=value; later tokens win.
    Text in double quotes is one token; data=$'…' takes a shell's escapes (``\n``, ``\xe9``, ``\u202e``) as well.
    Raises EngineError naming what was wrong and what is accepted.
    """
    scenario = PRESETS[DEFAULT] if base is None else base
    for token in tokens(text):
        key, equals, value = token.partition("=")
        if not equals:
            if token not in PRESETS:
                raise _no_preset(token)
            scenario = PRESETS[token]
        else:
            scenario = scenario._replace(**_setting(scenario, key, value))
    return validate(scenario)


def _no_preset(token: str) -> EngineError:
    # A word that stands alone and is not a preset: what it is instead.
    if token in COSTS:
        return EngineError("cost-as-preset", name=token)
    if token in RULES:
        return EngineError("rule-as-preset", name=token)
    if token in ACCEPTED:
        return EngineError("empty-value", key=token, accepted=ACCEPTED[token])
    return unknown("preset", token, PRESETS)


def _setting(scenario: Scenario, key: str, text: str) -> dict[str, Any]:
    # The fields that key=text sets.
    if key not in ACCEPTED and not key.startswith("eta."):
        raise unknown("key", key, [*ACCEPTED, "eta.<cost>"])
    if not text.strip():
        raise EngineError("empty-value", key=key, accepted=accepted(key))
    if key.startswith("eta."):
        cost = key.removeprefix("eta.")
        kept = tuple(pair for pair in scenario.rates if pair[0] != cost)
        return {"rates": (*kept, (cost, _number(key, text)))}
    return _SETTERS[key](scenario, key, text)


def _epochs(text: str) -> int:
    number = _number("epochs", text)
    if not number.is_integer():
        raise EngineError("range", key="epochs", text=text, accepted=accepted("epochs"))
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
            raise unknown("rule", name, RULES) from None
        if name == "book":
            if colon:
                raise EngineError("book-number", text=text) from None
            return {"rule": name, "eta": BOOK_QUADRATIC}
        if ":" in rest:
            raise EngineError("number", key="eta", text=text, accepted=accepted("eta")) from None
        return {"rule": name, "eta": _number("eta", rest, whole=text) if colon else scenario.eta}
    return {"rule": "same", "eta": _number("eta", text)}


def _numbers(key: str, text: str) -> tuple[float, ...]:
    return tuple(_number(key, part, whole=text) for part in text.split(":"))


def _number(key: str, text: str, whole: str | None = None) -> float:
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


def read_float(text: str) -> float:
    """The number that a text is, in any of the usual forms. Raises ValueError for what is none."""
    if not text.isascii() or "_" in text:  # Python takes 1_5 for 15, and digits of any script
        raise ValueError(text)
    return float(text)


def from_arguments(arguments: Iterable[str]) -> str:
    """One line of text from the words of a command line, where a shell has already taken the quotes away."""
    return " ".join(
        f"data={quoted(word.removeprefix('data='))}"
        if re.fullmatch(r'data=(?!\$\')[^"=]*[\s,\\][^"=]*', word)
        else word
        for word in arguments
    )

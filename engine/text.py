"""The words and numbers that scenarios and conditions are written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

# A token is anything without a space or comma, but for what stands in double quotes.
_TOKEN = re.compile(r'(?:[^\s,"]|"(?:[^"\\]|\\.)*")+', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = re.compile(r"[\s,]*")


def tokens(text: str) -> list[str]:
    """The tokens of a scenario's text, quotes removed. Raises EngineError for a quote that is never closed."""
    found: list[str] = []
    position = _after(_BETWEEN, text, 0)
    while position < len(text):
        end = _after(_TOKEN, text, position)
        if end == position or text[end : end + 1] == '"':
            raise EngineError("unbalanced-quote", text=text[position:])
        found.append(_QUOTED.sub(lambda inner: _ESCAPED.sub(r"\1", inner[1]), text[position:end]))
        position = _after(_BETWEEN, text, end)
    return found


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def quoted(text: str) -> str:
    """The text as one token: as it is, or in double quotes where it would not stay together otherwise."""
    if re.fullmatch(r'[^\s,"\\]*', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def from_arguments(arguments: Iterable[str]) -> str:
    """One line of text from the words of a command line, where a shell has already taken the quotes away."""
    return " ".join(
        f"data={quoted(word.removeprefix('data='))}" if re.fullmatch(r'data=[^"=]*[\s,\\][^"=]*', word) else word
        for word in arguments
    )


def read_float(text: str) -> float:
    """The number that a text is, in any of the usual forms. Raises ValueError for what is none."""
    if not text.isascii() or "_" in text:  # Python takes 1_5 for 15, and digits of any script
        raise ValueError(text)
    return float(text)


def number_text(value: float) -> str:
    """The shortest text that reads back as exactly this number: 2, 0.15, 1e-09."""
    return repr(float(value)).removesuffix(".0")

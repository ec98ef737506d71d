"""The words and numbers that scenarios and conditions are written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sigmascope.engine.errors import EngineError
from sigmascope.engine.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

# A file's name as a shell's $'…' has it, for what cannot be shown: only where a name begins, because a name may hold
# data=$'…' itself.
_SHELL = r"(?<=(?<![^\s,])data=)\$'((?:[^'\\]|\\.)*)'"
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


def quoted(text: str) -> str:
    """The text as one token: as it is, or in double quotes where it would not stay together otherwise."""
    if re.fullmatch(r'(?!\$\')[^\s,"\\]*', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_name(name: str) -> str:
    """A file's name as it stands after data=: quoted, or, where no terminal could show it, as a shell's $'…'."""
    if name.isprintable():
        return quoted(name)
    return "$'" + printable(name.replace("\\", "\\\\").replace("'", "\\'")) + "'"


def from_arguments(arguments: Iterable[str]) -> str:
    """One line of text from the words of a command line, where a shell has already taken the quotes away."""
    return " ".join(
        f"data={quoted_name(word.removeprefix('data='))}"
        if re.fullmatch(r'data=(?!\$\')[^"=]*[\s,\\][^"=]*', word)
        else word
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

"""Text on a terminal, where some characters take two columns: measured, wrapped, aligned, indented."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def cells(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


TIED = "\u00a0"
"""A space at which no line is broken; it is shown as any other."""


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at spaces and between wide characters."""
    lines, line = [], ""
    for piece in _pieces(re.sub(r"[ \t\n]+", " ", text).strip(" ")):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [line.replace(TIED, " ") for line in (*lines, line.rstrip())]


_OPENING = tuple("（《「“")
_OPERATORS = re.compile(r" ([=+−·×/<≥≤→]|ln) ")


def tied(text: str) -> str:
    """The text with its formulas kept together: no line is to end before or behind an equals sign."""
    # Twice, because one space is all there is between two operators.
    for _ in range(2):
        text = _OPERATORS.sub(rf"{TIED}\1{TIED}", text)
    return text


def _pieces(text: str) -> Iterable[str]:
    # What must stay on one line: a word with the space behind it, or a wide character with the stop behind it.
    piece = ""
    for letter in text:
        wide = cells(letter) == 2
        closing = letter in ",.;:!?、。，；：！？）》」”"
        opened = piece[-1:] in _OPENING
        if piece and not closing and not opened and (wide or piece[-1] == " " or cells(piece[-1]) == 2):
            yield piece
            piece = ""
        piece += letter
    yield piece


def indented(text: str) -> str:
    """The text with two spaces before every line."""
    return "\n".join("  " + line for line in text.splitlines())


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of equally many texts as lines, their columns aligned by what they take on a terminal."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]

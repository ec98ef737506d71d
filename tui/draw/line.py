"""Lines of text in roles: what a board is made of before it has colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from collections.abc import Sequence

Line = tuple[tuple[str, str], ...]
"""Spans of (text, role), left to right."""


def width_of(line: Line) -> int:
    """The columns a line takes; wide characters take two."""
    return sum(cell_len(text) for text, _ in line)


def fit(line: Line, width: int, role: str = "text") -> Line:
    """The line at exactly ``width`` columns: padded with blanks in ``role``, or cut with an ellipsis."""
    have = width_of(line)
    if have <= width:
        return (*line, (" " * (width - have), role)) if have < width else line
    kept: list[tuple[str, str]] = []
    room = width - 1
    for text, span_role in line:
        taken = cell_len(text)
        if taken >= room:
            if width > 0:
                kept.append((set_cell_size(text, max(0, room)) + "…", span_role))
            break
        kept.append((text, span_role))
        room -= taken
    return tuple(kept)


def justify(left: Line, right: Line, width: int) -> Line:
    """Left and right at the two ends of ``width`` columns; the left is cut where both do not fit."""
    room = width - width_of(right)
    if room <= 0:
        return fit(right, width)
    return (*fit(left, room), *right)


def put(line: Line, x: int, text: str, role: str) -> Line:
    """The line with a text laid over it at a column. What it covers, and the text, has one column a character."""
    end, at, before, after = x + len(text), 0, [], []
    for span, span_role in line:
        if at < x:
            before.append((span[: x - at], span_role))
        if at + len(span) > end:
            after.append((span[max(0, end - at) :], span_role))
        at += len(span)
    return (*before, (text, role), *after)


def change(old: Line, new: Line, width: int) -> tuple[int, int] | None:
    """The columns (first, end) in which two lines of ``width`` differ, or None."""
    # Whole spans first: most of a line is mostly as it was.
    head = _common(old, new)
    tail = _common(old[:head:-1], new[:head:-1])
    olds, news = _cells(old[head : len(old) - tail]), _cells(new[head : len(new) - tail])
    if olds == news:
        return None
    first = _common(olds, news)
    last = _common(olds[:first:-1], news[:first:-1])
    before, behind = sum(len(text) for text, _ in new[:head]), sum(len(text) for text, _ in new[len(new) - tail :])
    if width == before + len(news) + behind:
        before, behind = before + first, behind + last
    else:  # wide characters
        before = width_of((*new[:head], *news[:first]))
        behind = width_of((*news[len(news) - last :], *new[len(new) - tail :]))
    return before, max(before + 1, width - behind)


def _cells(line: Line) -> list[tuple[str, str]]:
    return [(char, role) for text, role in line for char in text]


def _common(olds: Sequence[tuple[str, str]], news: Sequence[tuple[str, str]]) -> int:
    # How many spans, or characters, two lines share at their beginning.
    count = 0
    for old, new in zip(olds, news, strict=False):
        if old != new:
            break
        count += 1
    return count

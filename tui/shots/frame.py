"""A screen as it was at one moment: what pictures are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.strip import Strip


class Frame(NamedTuple):
    """The rows of a screen and the colours behind and of what has none of its own."""

    strips: list[Strip]
    size: tuple[int, int]
    """Columns and rows."""
    background: str
    text: str

"""Uncovering a drawn curve from left to right, by half a cell: nothing is drawn twice while a run plays."""

from __future__ import annotations

# The left halves of the quadrant blocks that plotext draws with: upper left is 1, lower left is 2.
_LEFT_OF_BLOCK = {
    **dict.fromkeys("▘▀▜▚", "▘"),
    **dict.fromkeys("▖▄▟▞", "▖"),
    **dict.fromkeys("▌█▛▙", "▌"),
    **dict.fromkeys("▝▐▗", " "),
}
_BRAILLE, _LEFT_DOTS = 0x2800, 0x47


def left_half(cell: str) -> str:
    """What is left of a cell when its right half is covered; a cell that has no halves stays whole."""
    if _BRAILLE <= ord(cell) < _BRAILLE + 256:
        dots = (ord(cell) - _BRAILLE) & _LEFT_DOTS
        return chr(_BRAILLE + dots) if dots else " "
    return _LEFT_OF_BLOCK.get(cell, cell)


def revealed(row: str, halves: int) -> str:
    """A canvas row of which only the first ``halves`` half cells show; as wide as before."""
    cells, half = divmod(halves, 2)
    if cells >= len(row):
        return row
    shown = row[:cells] + (left_half(row[cells]) if half else "")
    return shown.ljust(len(row))

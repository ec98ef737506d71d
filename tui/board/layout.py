"""Where everything stands on a board of a given size."""

from __future__ import annotations

from typing import NamedTuple

from sigmascope.tui.draw.box import Box

SMALLEST = (60, 20)
"""The smallest screen, columns and rows, that shows everything."""


class Layout(NamedTuple):
    """The boxes of a board."""

    header: Box
    panes: list[Box]
    """Each pane, frame included."""
    heads: list[Box]
    """The name, formula and neuron of each pane."""
    areas: list[Box]
    """What each pane has for the view."""
    timeline: Box
    footer: Box
    framed: bool
    tall_neuron: bool


def arrange(width: int, height: int, panes: int) -> Layout:
    """The layout of so many panes on so many columns and rows (at least `SMALLEST`)."""
    framed = height >= 30 and width // panes >= 44
    gap = 0 if framed else 2
    top, bottom = 1 + (height >= 34), height - 2 - (height >= 34)
    pane_width = (width - gap * (panes - 1)) // panes
    spare = width - pane_width * panes - gap * (panes - 1)
    boxes, x = [], 0
    for number in range(panes):
        # A column too many goes to the last pane's frame; what stands in the panes is equally wide.
        own = pane_width + (spare if number == panes - 1 else 0)
        boxes.append(Box(x, top, own, bottom - top))
        x += own + gap
    inset = 1 if framed else 0
    inner = [Box(b.x + 2 * inset, b.y + inset, pane_width - 4 * inset, b.height - 2 * inset) for b in boxes]
    tall = bottom - top >= 32 and inner[0].width >= 54
    head = 2 + (4 if tall else 1) + (1 if bottom - top >= 24 else 0) - inset
    heads = [Box(b.x, b.y, b.width, head) for b in inner]
    areas = [Box(b.x, b.y + head, b.width, b.height - head) for b in inner]
    return Layout(
        Box(0, 0, width, 1), boxes, heads, areas, Box(0, height - 2, width, 1), Box(0, height - 1, width, 1),
        framed, tall,
    )  # fmt: skip

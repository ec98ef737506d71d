"""Where everything stands on a board of a given size."""

from __future__ import annotations

from typing import NamedTuple

SMALLEST = (60, 20)
"""The smallest screen, columns and rows, that shows everything."""


class Box(NamedTuple):
    """A rectangle of the screen."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


class Layout(NamedTuple):
    """The boxes of a board."""

    header: Box
    panes: list[Box]
    """Each pane, frame included."""
    heads: list[Box]
    """The name, formula and neuron of each pane."""
    charts: list[list[Box]]
    """By pane, by quantity."""
    timeline: Box
    footer: Box
    framed: bool
    stacked: bool
    """Charts one above the other with one epoch axis below the last, rather than each with its own."""
    tall_neuron: bool


def arrange(width: int, height: int, panes: int, charts: int) -> Layout:
    """The layout of so many panes, each with so many charts, on so many columns and rows (at least `SMALLEST`)."""
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
    area = [Box(b.x, b.y + head, b.width, b.height - head) for b in inner]
    columns = 2 if charts > 1 and area[0].width >= 54 and area[0].height >= 16 else 1
    stacked = columns == 1 and area[0].height < 9 * charts
    arranged = [_stack(a, charts) if stacked else _grid(a, charts, columns) for a in area]
    return Layout(
        Box(0, 0, width, 1), boxes, heads, arranged, Box(0, height - 2, width, 1), Box(0, height - 1, width, 1),
        framed, stacked, tall,
    )  # fmt: skip


def _stack(area: Box, charts: int) -> list[Box]:
    # Two rows below the last chart are the epoch axis; what does not divide evenly stays blank below it.
    each = max(1, (area.height - 2) // charts)
    boxes = [Box(area.x, area.y + i * each, area.width, each) for i in range(charts)]
    boxes[-1] = boxes[-1]._replace(height=each + 2)
    return boxes


def _grid(area: Box, charts: int, columns: int) -> list[Box]:
    rows = -(-charts // columns)
    gap = 2
    width = (area.width - gap * (columns - 1)) // columns
    height = area.height // rows
    return [
        Box(area.x + (i % columns) * (width + gap), area.y + (i // columns) * height, width, height)
        for i in range(charts)
    ]

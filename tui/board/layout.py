"""Where everything stands on a board of a given size."""

from __future__ import annotations

from typing import NamedTuple

from sigmascope.tui.draw.box import Box

SMALLEST = (60, 20)
"""The smallest screen, columns and rows, that shows everything that cannot be done without."""
_WHOLE = 24
"""The rows from which nothing is left out."""
_ROOMY = 34
"""The rows from which heads have blank rows about them, and the bar is two rows high."""


class Layout(NamedTuple):
    """The boxes of a board; one of no height stands nowhere."""

    header: Box
    tabs: Box
    """The views there are; where there is little room, only beside one that is not the first."""
    titles: list[Box]
    """By pane: the cost's name, formula and learning rate; beside other views, the cost's value."""
    steps: list[Box]
    """By pane: what this epoch's step is made of; where there is little room, not beside other views."""
    outputs: list[Box]
    """By pane: the output as a bar."""
    areas: list[Box]
    """By pane: what there is for the view."""
    timeline: Box
    verdict: Box
    footer: Box

    @property
    def notice(self) -> Box:
        """The lowest row above the keys: a notice has this one, and as many above it as it needs."""
        return self.verdict if self.verdict.height else self.timeline


def arrange(width: int, height: int, panes: int, *, first: bool = True) -> Layout:
    """The layout of so many panes on so many columns and rows (at least `SMALLEST`), for the first view or another.

    The two differ in their heads where there is little room, and in nothing where there is enough.
    """
    roomy = height >= _ROOMY
    gap = 4 if roomy and width // panes >= 60 else 2
    pane_width = (width - gap * (panes - 1)) // panes
    lefts = [number * (pane_width + gap) for number in range(panes)]
    # Below 24 rows the verdict goes first, then the bar, then the step; the charts keep theirs.
    verdict, bar, step = height >= _WHOLE, height >= _WHOLE - 1, height >= _WHOLE - 2
    tabs = Box(0, 1, width, int(roomy or not first))
    step = step and (roomy or first)
    y = 1 + tabs.height
    titles = [Box(x, y, pane_width, 1) for x in lefts]
    y += 1
    steps = [Box(x, y, pane_width, int(step)) for x in lefts]
    y += int(step)
    outputs = [Box(x, y, pane_width, (2 if roomy else 1) if bar else 0) for x in lefts]
    y += outputs[0].height + roomy
    bottom = height - 2 - verdict
    areas = [Box(x, y, pane_width, bottom - y) for x in lefts]
    return Layout(
        Box(0, 0, width, 1), tabs, titles, steps, outputs, areas,
        Box(0, bottom, width, 1), Box(0, bottom + 1, width, int(verdict)), Box(0, height - 1, width, 1),
    )  # fmt: skip

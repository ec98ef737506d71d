"""Where everything stands on a board of a given size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.tui.draw.box import Box
from sigmascope.tui.session.guide import LOW, NARROW, NARROWEST, TEXT_ROWS

if TYPE_CHECKING:
    from sigmascope.tui.session.guide import Guide

SMALLEST = (NARROWEST, 20)
"""The smallest screen, columns and rows, that shows everything that cannot be done without."""
_WHOLE = 24
"""The rows from which nothing is left out."""
_ROOMY = 34
"""The rows from which heads have blank rows about them, and the bar is two rows high."""


class Layout(NamedTuple):
    """The boxes of a board; one of no height stands nowhere."""

    header: Box
    tabs: Box
    """The views there are; where there is little room, only beside one that is not the first. A lesson's progress."""
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
    rule: Box
    """Of a lesson: what parts its text and the view; its row of progress stands where the tabs do otherwise."""
    text: Box
    """Of a lesson: what it says."""

    @property
    def notice(self) -> Box:
        """The row of a notice, which takes as many above it as it needs: the lowest above the keys; in a lesson, the
        rule, so that the question stays.
        """
        return next(box for box in (self.rule, self.verdict, self.timeline) if box.height)


def arrange(width: int, height: int, panes: int, *, first: bool = True, guide: Guide | None = None) -> Layout:
    """The layout of so many panes on so many columns and rows (at least `SMALLEST`), for the first view or another,
    with or without a lesson.

    Views differ in their heads where there is little room, and in nothing where there is enough.
    """
    whole = _arrange(width, height, panes, first=first and guide is None, lesson=guide is not None)
    return whole if guide is None else _with_text(whole, guide, width, height)


def _with_text(layout: Layout, guide: Guide, width: int, height: int) -> Layout:
    top, end = layout.areas[0].y, layout.timeline.y
    nothing = [box._replace(height=0) for box in layout.areas]
    if guide.phase == "end":
        # What was predicted, and nothing beside.
        top = layout.tabs.y + 1 + (height >= _ROOMY)
        titles, outputs = ([box._replace(height=0) for box in boxes] for boxes in (layout.titles, layout.outputs))
        text = Box(0, top, width, end - top)
        return layout._replace(titles=titles, outputs=outputs, areas=nothing, text=text)
    if width >= NARROW and height >= LOW:
        rows = TEXT_ROWS + (height >= _ROOMY)
        areas = [box._replace(height=box.height - rows - 1) for box in layout.areas]
        return layout._replace(areas=areas, rule=Box(0, end - rows - 1, width, 1), text=Box(0, end - rows, width, rows))
    if guide.looking:
        areas = [box._replace(height=box.height - 1) for box in layout.areas]
        return layout._replace(areas=areas, rule=Box(0, end - 1, width, 1))
    return layout._replace(areas=nothing, rule=Box(0, top, width, 1), text=Box(0, top + 1, width, end - top - 1))


def _arrange(width: int, height: int, panes: int, *, first: bool, lesson: bool) -> Layout:
    roomy = height >= _ROOMY
    gap = 4 if roomy and width // panes >= 60 else 2
    pane_width = (width - gap * (panes - 1)) // panes
    lefts = [number * (pane_width + gap) for number in range(panes)]
    # Below 24 rows the verdict goes first, then the bar, then the step; the charts keep theirs.
    verdict, bar, step = height >= _WHOLE, height >= _WHOLE - 1, height >= _WHOLE - 2
    verdict = verdict and not lesson
    tabs = Box(0, 1, width, int(roomy or not first))
    # What a step is made of would answer what a lesson asks.
    step = step and (roomy or first) and not lesson
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
        Box(0, bottom, width, 0), Box(0, bottom, width, 0),
    )  # fmt: skip

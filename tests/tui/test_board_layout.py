"""Where everything stands: nothing overlaps, nothing leaves the screen, at any size."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sigmascope.tui.board.layout import SMALLEST, arrange
from sigmascope.tui.draw.box import Box
from sigmascope.tui.views.charts import arrange_charts

WIDTHS, HEIGHTS = st.integers(SMALLEST[0], 220), st.integers(SMALLEST[1], 70)


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@settings(max_examples=500)
@given(WIDTHS, HEIGHTS, st.integers(1, 3), st.integers(1, 6))
@example(60, 20, 3, 6)
@example(60, 20, 2, 4)
@example(80, 24, 2, 4)
@example(132, 30, 3, 4)
@example(160, 48, 2, 4)
def test_boxes_lie_on_the_screen_and_apart(width, height, panes, charts):
    layout = arrange(width, height, panes)
    arrangement = arrange_charts(layout.areas, charts)
    screen = Box(0, 0, width, height)
    strips = [layout.header, layout.timeline, layout.footer]
    assert all(inside(box, screen) for box in [*strips, *layout.panes])
    assert all(apart(one, other) for one, other in combinations([*strips, *layout.panes], 2))
    assert len(layout.panes) == len(layout.heads) == len(layout.areas) == panes
    border = 1 if layout.framed else 0
    for pane, head, boxes in zip(layout.panes, layout.heads, arrangement.boxes, strict=True):
        assert len(boxes) == charts
        within = Box(pane.x + border, pane.y + border, pane.width - 2 * border, pane.height - 2 * border)
        assert all(inside(box, within) for box in [head, *boxes])
        assert all(apart(one, other) for one, other in combinations([head, *boxes], 2))
        assert head.height >= 2
        # A canvas of two rows at least, whatever else stands in the chart.
        for number, box in enumerate(boxes):
            axis = 2 if not arrangement.stacked or number == charts - 1 else 0
            assert box.height - axis - (0 if arrangement.stacked else 1) >= (2 if charts <= 4 else 1)
    for number in range(charts):
        places = {(boxes[number].y, boxes[number].height, boxes[number].width) for boxes in arrangement.boxes}
        assert len(places) == 1, "the same quantity stands at the same height in every pane, as wide and as tall"


@given(WIDTHS, HEIGHTS, st.integers(1, 3))
def test_enlarging_gives_a_quantity_all_the_room_there_is(width, height, panes):
    areas = arrange(width, height, panes).areas
    for one, four in zip(arrange_charts(areas, 1).boxes, arrange_charts(areas, 4).boxes, strict=True):
        assert one[0].width >= max(box.width for box in four)
        assert one[0].height >= max(box.height for box in four)

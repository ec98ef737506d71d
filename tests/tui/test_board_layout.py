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
@given(WIDTHS, HEIGHTS, st.integers(1, 3), st.lists(st.integers(1, 5), min_size=1, max_size=6))
@example(60, 20, 3, [1] * 6)
@example(60, 20, 2, [1] * 4)
@example(80, 24, 2, [1] * 4)
@example(132, 30, 3, [1] * 4)
@example(160, 48, 2, [1] * 4)
@example(80, 24, 2, [1, 1, 3, 1])
def test_boxes_lie_on_the_screen_and_apart(width, height, panes, curves):
    charts = len(curves)
    layout = arrange(width, height, panes)
    arrangement = arrange_charts(layout.areas, curves)
    screen = Box(0, 0, width, height)
    axes = [
        Box(area.x, boxes[-1].y + boxes[-1].height, area.width, 1)
        for area, boxes in zip(layout.areas, arrangement.boxes, strict=True)
    ]
    boxes = [
        *(layout.header, layout.timeline, layout.verdict, layout.footer),
        *(*layout.titles, *layout.steps, *layout.outputs),
        *(box for boxes in arrangement.boxes for box in boxes),
        *(axes if arrangement.stacked else []),
    ]
    boxes = [box for box in boxes if box.height]
    assert all(inside(box, screen) for box in boxes)
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for boxes, area in zip(arrangement.boxes, layout.areas, strict=True):
        assert len(boxes) == charts
        assert all(inside(box, area) for box in boxes)
        # A canvas of two rows at least, whatever else stands in the chart.
        for box in boxes:
            assert box.height - (0 if arrangement.stacked else 3) >= (2 if charts <= 4 else 1)
    for number in range(charts):
        places = {(boxes[number].y, boxes[number].height, boxes[number].width) for boxes in arrangement.boxes}
        assert len(places) == 1, "the same quantity stands at the same height in every pane, as wide and as tall"


@given(WIDTHS, HEIGHTS, st.integers(1, 3))
def test_what_goes_where_rows_are_few(width, height, panes):
    layout = arrange(width, height, panes)
    heights = layout.verdict.height, layout.outputs[0].height, layout.steps[0].height
    assert [bool(rows) for rows in heights] == [height >= 24, height >= 23, height >= 22]
    assert layout.footer == Box(0, height - 1, width, 1)
    assert layout.notice.y in (height - 2, height - 2 + layout.verdict.height), "a notice never covers the keys"


def test_the_rows_of_eighty_by_twenty_four():
    layout = arrange(80, 24, 2)
    assert [layout.header.y, layout.titles[0].y, layout.steps[0].y, layout.outputs[0].y] == [0, 1, 2, 3]
    assert [layout.timeline.y, layout.verdict.y, layout.footer.y] == [21, 22, 23]
    (first, _) = arrange_charts(layout.areas, [1] * 4).boxes
    assert [box.height for box in first] == [6, 4, 3, 3]


@given(WIDTHS, HEIGHTS, st.integers(1, 3))
def test_enlarging_gives_a_quantity_all_the_room_there_is(width, height, panes):
    areas = arrange(width, height, panes).areas
    for one, four in zip(arrange_charts(areas, [1]).boxes, arrange_charts(areas, [1] * 4).boxes, strict=True):
        assert one[0].width >= max(box.width for box in four)
        assert one[0].height >= max(box.height for box in four)

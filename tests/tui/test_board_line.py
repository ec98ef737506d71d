"""Lines of spans: widths in columns, and what has changed between two of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.board.widget import _cut
from sigmascope.tui.draw.line import change, fit, justify, width_of

CHARS = "ab ─●⠿二次代价。·"
LINES = st.lists(st.tuples(st.text(CHARS, min_size=1, max_size=8), st.sampled_from("xyz")), max_size=6).map(tuple)


def cells(line):
    """Column by column, the character (the second column of a wide one holds nothing) and its role."""
    found = []
    for text, role in line:
        for char in text:
            found.append((char, role))
            if char in "二次代价。":
                found.append(("", role))
    return found


@given(LINES, st.integers(0, 40))
def test_a_line_is_fitted_to_its_width(line, width):
    fitted = fit(line, width)
    assert width_of(fitted) == width
    if width_of(line) <= width:
        assert cells(fitted)[: width_of(line)] == cells(line)
    elif width:
        assert any("…" in text for text, _ in fitted), "what is cut says so"


@given(LINES, LINES, st.integers(0, 60))
def test_two_ends_of_a_line_keep_its_width(left, right, width):
    line = justify(left, right, width)
    assert width_of(line) == width
    if width_of(left) + width_of(right) <= width:
        assert cells(line)[width - width_of(right) :] == cells(right)


@given(LINES, LINES, st.integers(1, 30))
def test_sending_what_changed_makes_the_old_line_the_new_one(old, new, width):
    old, new = fit(old, width), fit(new, width)
    span = change(old, new, width)
    if span is None:
        assert cells(old) == cells(new)
        return
    screen = cells(old)
    for x, role, text in _cut(new, *span):
        painted = cells(((text, role),))
        screen[x : x + len(painted)] = painted
    assert screen == cells(new)
    assert len(screen) == width


@given(LINES)
def test_a_line_that_stays_sends_nothing(line):
    assert change(line, line, width_of(line)) is None
    span = change(line, tuple((char, role) for text, role in line for char in text), width_of(line))
    assert span is None or _cut(line, *span) == []

"""Axes and numbers: every value on its axis, round ends, labels of one width, for any floats at all."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sigmascope.tui.draw.scale import MINUS, Scale, brief, epoch_ticks, fixed, scale_from, scale_of

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
LISTS = st.lists(FLOATS, min_size=1, max_size=8)
LARGEST, TINIEST = 1.7976931348623157e308, 5e-324


def number(label: str) -> Decimal:
    return Decimal(label.strip().replace(MINUS, "-"))


@settings(max_examples=400)
@given(LISTS, st.booleans(), st.booleans(), st.integers(2, 60))
@example([0.0], False, False, 3)
@example([-0.0, 0.0], True, False, 3)
@example([LARGEST, -LARGEST], False, False, 7)
@example([1e308, 1e308], False, False, 7)
@example([TINIEST], True, False, 2)
@example([TINIEST, 1.0], False, True, 4)
@example([LARGEST], False, True, 4)
@example([LARGEST], False, False, 4)
@example([-LARGEST], False, False, 4)
@example([0.1, 0.1 + 1e-16], False, False, 4)
@example([1.0, 1.0 + 1e-9], False, False, 7)
@example([12345.678, 12345.679], False, False, 7)
@example([123456.0, 123457.0], False, False, 7)
@example([2.0, -9.82e299], False, False, 4)
@example([0.0, 5e-324], False, True, 2)
def test_whatever_the_values_the_axis_holds_them_and_its_labels_can_be_read(values, from_zero, log, rows):
    array = np.array(values)
    with np.errstate(all="raise", under="ignore"):
        scale = scale_of([array], from_zero=from_zero, log=log)
        positions = scale.position(array)
    assert np.isfinite(positions).all()
    assert ((positions >= 0) & (positions <= 1)).all()
    ticks = scale.ticks(rows)
    labels = [label for _, label in ticks]
    assert 2 <= len(ticks) <= max(2, rows / 2)
    for position, _ in ticks:
        assert (rows - 1) * position == pytest.approx(round((rows - 1) * position)), "on a row, and evenly apart"
    assert len({len(label) for label in labels}) == 1
    assert len(set(labels)) == len(labels), labels
    assert not any(word in label for label in labels for word in ("inf", "nan", "-"))
    assert not any(label.strip() in (MINUS + "0", MINUS + "0.0") for label in labels)
    assert [position for position, _ in ticks] == sorted(position for position, _ in ticks)
    assert ticks[0][0] == 0.0
    assert ticks[-1][0] == 1.0
    numbers = [number(label) for label in labels]
    assert numbers == sorted(numbers)


@given(
    st.lists(st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-6), min_size=1, max_size=8),
    st.booleans(),
)
def test_no_value_lies_beyond_the_ends_and_no_more_than_half_an_axis_stays_empty(values, from_zero):
    scale = scale_of([np.array(values)], from_zero=from_zero)
    low, high = min(values), max(values)
    dust = 1e-9 * max(abs(low), abs(high), 1e-300)
    assert scale.low <= low + dust
    assert scale.high >= high - dust
    span = high - (min(low, 0.0) if from_zero and low >= 0 else low)
    if span > 1e-9 * max(abs(low), abs(high)):
        assert scale.high - scale.low <= 2 * span * (1 + 1e-9)


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5), st.integers(2, 40))
def test_labels_say_what_their_positions_are(low, span, rows):
    scale = scale_of([np.array([low, low + span])])
    for position, label in scale.ticks(rows):
        exact = scale.low + position * (scale.high - scale.low)
        assert float(number(label)) == pytest.approx(exact, abs=6e-3 * max(abs(scale.low), abs(scale.high)))


@pytest.mark.parametrize(
    ("values", "from_zero", "ends"),
    [
        ([0.0, 4.02], True, (0.0, 5.0)),
        ([0.01, 0.25], True, (0.0, 0.25)),
        ([-2.37, 0.6], False, (-2.5, 1.0)),
        ([2.0, -2.2], False, (-3.0, 2.0)),
        ([0.5, 0.5], True, (0.0, 0.5)),
        ([0.5, 0.5], False, (0.2, 0.8)),
        ([-1.0, -1.0], True, (-1.6, -0.4)),
    ],
)
def test_ends_are_round(values, from_zero, ends):
    scale = scale_of([np.array(values)], from_zero=from_zero)
    assert (scale.low, scale.high) == ends


@settings(max_examples=400)
@given(st.integers(-30, 30), st.integers(1, 40), st.integers(2, 40))
@example(-25, 30, 16)
def test_steps_between_ticks_are_those_one_counts_in(low, span, rows):
    scale = scale_of([np.array([float(low), float(low + span)])])
    ticks = scale.ticks(rows)
    if len(ticks) > 2:
        step = (scale.high - scale.low) / (len(ticks) - 1)
        mantissa = f"{step:.6e}".partition("e")[0].rstrip("0").rstrip(".")
        assert mantissa in {"1", "2", "2.5", "5"}, (scale, ticks)


def test_several_arrays_share_one_axis():
    scale = scale_of([np.array([0.1, 0.2]), np.array([3.0])], from_zero=True)
    assert scale.position(3.0) > scale.position(0.2) > scale.position(0.1)


def test_a_logarithmic_axis_goes_by_powers_of_ten():
    scale = scale_of([np.array([0.02, 4.0])], log=True)
    assert scale == Scale(-2.0, 1.0, log=True)
    assert scale.ticks(10) == [
        (0.0, f"1e{MINUS}2"),
        (pytest.approx(1 / 3), f"1e{MINUS}1"),
        (pytest.approx(2 / 3), " 1e0"),
        (1.0, " 1e1"),
    ]
    assert scale.ticks(4) == [(0.0, f"1e{MINUS}2"), (1.0, " 1e1")], "too few rows for more"
    assert float(scale.position(0.1)) == pytest.approx(1 / 3)
    assert float(scale.position(0.0)) == 0.0, "zero has no logarithm and lies at the low end"


@given(st.lists(st.floats(0.0, 5.0), max_size=8), st.floats(1e-9, 1e6), st.integers(2, 60))
def test_who_begins_at_the_top_has_the_start_for_the_end_of_the_axis(rest, first, rows):
    values = np.array([first, *(min(value, first) for value in rest)])
    scale = scale_from([values])
    assert (scale.low, scale.high) == (0.0, first)
    (bottom, nought), *_, (top, label) = scale.ticks(rows)
    assert (bottom, top, nought.strip()) == (0.0, 1.0, "0")
    assert float(number(label)) == pytest.approx(first, rel=6e-3), "three digits"


def test_who_rises_or_begins_at_nothing_gets_a_round_end():
    assert scale_from([np.array([1.0, 4.02, 0.1])]) == scale_of([np.array([1.0, 4.02, 0.1])], from_zero=True)
    assert scale_from([np.array([0.0, 0.0])]) == scale_of([np.array([0.0, 0.0])], from_zero=True)


# ── numbers of one width ─────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=1500)
@given(FLOATS, st.integers(8, 14))
@example(9999.99999, 9)
@example(-9999.99999, 9)
@example(999.9999999, 9)
@example(0.99999999, 9)
@example(1e-4, 9)
@example(9.9999999e-5, 9)
@example(-9.99999999e-100, 9)
@example(9.999e99, 8)
@example(9.9999999e299, 9)
@example(-LARGEST, 8)
@example(LARGEST, 8)
@example(-TINIEST, 8)
@example(-0.0, 9)
@example(-2e-5, 9)
def test_a_number_has_its_width_its_sign_and_right_digits(value, width):
    text = fixed(value, width)
    assert len(text) == width
    assert "-" not in text
    digits = text.strip()
    assert digits.startswith(MINUS) == (value < 0) or value == 0
    shown = number(text)
    # Right to half a unit of the last digit that is shown.
    exponent = shown.as_tuple().exponent
    assert abs(shown - Decimal(value)) <= Decimal((0, (5,), exponent - 1)), (value, text)


@given(FLOATS.filter(lambda value: 1e-3 <= abs(value) < 1e4))
def test_numbers_of_common_size_show_at_least_four_digits(value):
    digits = [char for char in fixed(value).strip().lstrip(MINUS + "0.") if char.isdigit()]
    assert len(digits) >= 4


@given(st.floats(0.5, 4.0))
def test_a_playing_number_does_not_jump(value):
    # The decimal point of neighbouring values stands in one column.
    assert fixed(value).index(".") == fixed(-value).index(".") == 2


@settings(max_examples=600)
@given(FLOATS, st.integers(7, 12), st.integers(2, 5))
@example(0.9996, 8, 3)
@example(0.0005, 8, 3)
@example(0.00049999, 8, 3)
@example(-99999.5, 8, 3)
@example(1e-300, 8, 3)
@example(-0.0, 8, 3)
def test_a_brief_number_has_its_width_and_right_digits(value, width, decimals):
    text = brief(value, width, decimals)
    assert width <= len(text) <= width + 2
    assert len(text) == width or abs(value) >= 1e99 or 0 < abs(value) < 1e-99, "what needs three digits of exponent"
    assert "-" not in text
    shown = number(text)
    assert text.strip().startswith(MINUS) == (value < 0)
    assert abs(shown - Decimal(value)) <= Decimal((0, (5,), shown.as_tuple().exponent - 1)), (value, text)
    if width >= decimals + 3 and 10.0**-decimals <= abs(value) < 10.0 ** (width - decimals - 3):
        assert shown.as_tuple().exponent == -decimals, "its decimal point stands where that of others does"


# ── epochs ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 1_000_000), st.integers(2, 12))
def test_epoch_ticks_are_whole_even_and_no_more_than_fit(epochs, most):
    ticks = epoch_ticks(epochs, most)
    assert all(isinstance(tick, int) for tick in ticks)
    assert ticks[0] == 0
    assert ticks[-1] == epochs
    assert 2 <= len(ticks) <= max(2, most)
    assert len(set(np.diff(ticks))) == 1


@pytest.mark.parametrize(
    ("epochs", "most", "ticks"),
    [(300, 4, [0, 100, 200, 300]), (300, 2, [0, 300]), (1, 5, [0, 1]), (7, 8, list(range(8))), (101, 6, [0, 101])],
)
def test_epoch_ticks_read_well(epochs, most, ticks):
    assert epoch_ticks(epochs, most) == ticks


def test_the_width_of_labels_does_not_depend_on_which_end_is_negative():
    assert len(Scale(-3.0, 2.0).ticks(2)[0][1]) == len(Scale(-3.0, 2.0).ticks(2)[1][1]) == 2
    assert math.isclose(float(number(Scale(-3.0, 2.0).ticks(2)[0][1])), -3.0)

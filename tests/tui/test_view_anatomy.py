"""The anatomy of a gradient: the engine's numbers in its rows, arrows that add up, and what is said of them."""

from __future__ import annotations

import re

import pytest

from sigmascope.engine.chain import means
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.session.commands import apply
from sigmascope.tui.views.anatomy import Axis, _short
from tests.tui.effects import paused
from tests.tui.test_views import shown, some_samples


def panes(session, size=(80, 24), count=2):
    rows = text_of(shown(session, "anatomy", size)).splitlines()
    width = (size[0] - 2 * (count - 1)) // count
    return ["\n".join(row.ljust(size[0])[n * (width + 2) :][:width].rstrip() for row in rows) for n in range(count)]


@pytest.mark.parametrize("epoch", [0, 20, 150, 232, 300])
def test_the_numbers_are_the_engines(epoch):
    session = paused("saturated")
    apply(session, f"seek {epoch}")
    for cost, pane in zip(session.scenario.costs, panes(session), strict=True):
        descent = session.simulation.descents[cost]
        error, outward, _, _ = (float(v[0]) for v in means(descent, descent.history.columns(slice(epoch, epoch + 1))))
        at = session.values(cost, "sigma_prime", "dC_dw")
        assert f"a − y {_short(error)} " in pane
        assert f"σ′(z) {_short(at['sigma_prime'])} " in pane
        assert re.search(rf"(?m)^∂C/∂w {re.escape(_short(at['dC_dw']))}  ", pane)
        assert f"Δw = {_short(-0.15 * at['dC_dw'])}" in pane
        assert ("nothing here to make up for σ′" in pane) == (cost == "quadratic")
        if cost == "cross-entropy":
            assert f"1/(a(1−a)) {_short(outward / error)} " in pane


def test_what_cancels_is_tied_together_and_said():
    left, right = panes(paused("saturated"))
    assert "┐" not in left
    assert [line[-1] for line in right.splitlines() if line.endswith(("┐", "│", "┘"))] == ["┐", "│", "┘"]
    assert "1/(a(1−a)) and σ′ cancel exactly." in right
    assert "σ′ alone makes it 56.6 times smaller." in left
    assert "A large error, and a small step." in left


def test_a_small_error_is_not_called_large():
    session = paused("saturated")
    apply(session, "seek 240")
    left, _ = panes(session)
    assert "σ′ alone makes it" in left
    assert "A large error" not in left


def test_the_published_step_is_shown_beside_its_gradient():
    session = paused("animation-4 costs=cross-entropy+published-cross-entropy")
    honest, published = panes(session, (100, 30))
    assert "step taken" not in honest
    assert "step taken 55.6" in published
    assert "56.6 times too long." in published
    assert "the gradient" in published


def test_several_samples_are_told_by_telescoping_means():
    session = some_samples()
    left, right = panes(session, (100, 36))
    for cost, pane in zip(session.scenario.costs, (left, right), strict=True):
        descent = session.simulation.descents[cost]
        error, outward, pull, _ = (float(v[0]) for v in means(descent, descent.history.columns(slice(0, 1))))
        assert f"mean |a − y| {_short(error)}" in pane
        assert f"σ′(z) {_short(pull / outward)}" in pane
        assert "means over 12 samples" in pane
        for name, gradient in session.values(cost, "dC_dw", "dC_db").items():
            symbol = {"dC_dw1": "∂C/∂w₁", "dC_dw2": "∂C/∂w₂", "dC_db": "∂C/∂b"}[name]
            assert f"{symbol} {_short(gradient)}" in pane


def test_of_many_inputs_the_largest_gradients_are_shown_and_the_rest_counted():
    session = some_samples(m=9)
    pane = panes(session)[0]
    gradients = session.values("quadratic", "dC_dw", "dC_db")
    largest = max(gradients.values(), key=abs)
    assert f" {_short(largest)} " in pane
    (rest,) = re.findall(r"… (\d+) more, smaller", pane)
    assert len(re.findall(r"(?m)^∂C/∂[wb]\S* [−\d]", pane)) == 10 - int(rest)


@pytest.mark.parametrize("width", [25, 39, 78])
def test_powers_of_ten_have_their_places_on_the_axis(width):
    axis = Axis(-2, 2, width)
    for start, end in [(0.0, -1.75), (-1.75, 0.0), (0.0, -0.0079), (0.3, 1.9)]:
        first, last = sorted((axis.half(start), axis.half(end)))
        assert 0 <= first <= last <= 2 * width - 1
    assert axis.half(-2) == 0
    assert axis.half(2) == 2 * width - 1
    assert (axis.half(-3), axis.half(float("-inf")), axis.half(5)) == (-1, -1, 2 * width)


def test_an_arrow_that_leaves_the_axis_says_so():
    session = paused("w=40 b=0")
    left, _ = panes(session)
    assert "«" in left
    assert "x 1" in left


def test_what_cannot_be_measured_is_called_flat():
    left, _ = panes(paused("w=2000 b=0 costs=quadratic+cross-entropy"))
    assert "too flat to measure" in left


def test_three_digits_that_mean_something():
    assert [_short(v) for v in (0.01734502, 0.98201379, 56.61791, 1.0, -0.0026017, 0.0, 120345.0, 4e-18)] == [
        "0.0173", "0.982", "56.6", "1", "−0.00260", "0", "1.2e5", "4.0e−18",
    ]  # fmt: skip

"""Cost and pull over the output: models on their curves, remarks only where they are true, both kinds of target."""

from __future__ import annotations

import numpy as np
import pytest

from sigmascope.tui.board.picture import text_of
from sigmascope.tui.session.commands import apply
from sigmascope.tui.views.output import _nice_above
from tests.tui.effects import paused
from tests.tui.test_board_picture import picture_of
from tests.tui.test_views import shown, some_samples


def drawn(session, size=(80, 24)):
    picture = picture_of()
    apply(session, "view output")
    picture.compose(session, *size)
    return picture.drawn


@pytest.mark.parametrize("run", ["saturated", "w=-2 b=-2 y=1", "saturated y=0.3", "mild x=2"])
@pytest.mark.parametrize("epoch", [0, 150, 300])
def test_each_model_is_where_the_engine_has_it(run, epoch):
    session = paused(run)
    apply(session, f"seek {epoch}")
    view = drawn(session)
    for model in view._models:
        (place,) = view._places(session, model)
        at = session.values(model.cost, "a", "cost", "dC_db")
        assert (place.a, place.cost, place.pull) == (at["a"], at["cost"], at["dC_db"])


def test_the_marks_stand_on_the_curves():
    session = paused("saturated")
    view = drawn(session, (160, 48))
    for plane, value in zip(view._planes, ("cost", "dC_db"), strict=True):
        for number, cost in enumerate(session.scenario.costs):
            at = session.values(cost, "a", value)
            column, row = plane.cell(at["a"], at[value])
            codes = plane.canvas._layers[number].codes(0)
            assert (codes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] != 32).any()


def test_what_the_curves_are_is_said_only_where_it_is_so():
    text = text_of(shown(paused("saturated"), "output", (100, 30)))
    assert "just a − y" in text
    assert "most at a = ⅔, 4/27" in text
    assert "just a − y" not in text_of(shown(paused("saturated costs=quadratic"), "output", (100, 30)))
    assert "just a − y" not in text_of(shown(paused("saturated y=0.3"), "output", (100, 30)))
    both = text_of(shown(some_samples(), "output", (100, 30)))
    assert "just a − y" not in both
    assert "most at" not in both


def test_two_kinds_of_target_have_a_branch_each():
    view = drawn(some_samples(), (100, 30))
    assert view._targets == [0.0, 1.0]
    assert (view._planes[1].y.low, view._planes[1].y.high) == (-1.0, 1.0)
    assert len(view._places(some_samples(), view._models[0])) == 2


def test_the_cost_axis_ends_at_the_next_round_number_above_the_run():
    session = paused("saturated")
    view = drawn(session)
    largest = max(float(np.max(session.simulation.values(cost, "cost")["cost"])) for cost in session.scenario.costs)
    assert view._planes[0].y.high == 5.0 == _nice_above(largest)
    assert [_nice_above(x) for x in (0.3, 1.0, 1.01, 2.5, 7.0, 40.0)] == [0.5, 1.0, 2.0, 5.0, 10.0, 50.0]

"""The sigmoid view: its slopes are the engine's, its tapes count epochs, and its zones are where a cost is slow."""

from __future__ import annotations

import numpy as np
import pytest

from sigmascope.engine.slowness import SLOW
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.draw.scale import brief
from sigmascope.tui.session.commands import apply
from sigmascope.tui.views.sigmoid import _covered, _range
from tests.tui.effects import paused
from tests.tui.test_board_picture import picture_of
from tests.tui.test_views import shown, some_samples


def tapes(session, size=(80, 24)):
    rows = text_of(shown(session, "sigmoid", size)).splitlines()
    return {row[0]: row.ljust(size[0])[6:] for row in rows if row and row[0] in "◆▲▼" and not row[1:6].strip()}


@pytest.mark.parametrize("epoch", [0, 17, 150, 300])
def test_the_slopes_in_numbers_are_the_engines(epoch):
    session = paused("saturated")
    apply(session, f"seek {epoch}")
    text = text_of(shown(session, "sigmoid", (80, 24)))
    for cost, sign in zip(session.scenario.costs, "◆▲", strict=True):
        slope = session.values(cost, "sigma_prime")["sigma_prime"]
        assert f"{sign} σ′ {brief(slope, 8, 4).strip()}" in text
    assert "a mark every 10 epochs: close together is slow" in text


def test_a_tape_has_a_mark_for_every_tenth_epoch_that_was_reached():
    session = paused("saturated")
    strokes = {"│": 1, "║": 2, "▓": 3, "█": 4}
    for epoch, marks in ((0, 1), (9, 1), (10, 2), (60, 7)):
        apply(session, f"seek {epoch}")
        assert sum(strokes.get(sign, 0) for sign in tapes(session, (200, 40))["▲"]) == marks


def test_zones_are_where_the_cost_is_slow_and_cross_entropy_has_none():
    session = paused("saturated")
    session_tapes = tapes(session)
    assert "░" not in session_tapes["▲"]
    quadratic = session_tapes["◆"]
    drag = session.milestones["quadratic"].slowness.drag(np.linspace(-6.0, 6.0, len(quadratic)))
    for sign, slow in zip(quadratic, drag > SLOW, strict=True):
        assert (sign in "░│║▓█") == slow or sign in "│║▓█"
    # For the target 1 it is the mirror image.
    up = tapes(paused("w=-2 b=-2 y=1"))["◆"]
    assert [sign == "░" for sign in up][::-1][:20] == [sign == "░" for sign in quadratic][:20]


def test_several_samples_are_points_without_zones():
    session = some_samples()
    text = text_of(shown(session, "sigmoid", (100, 36)))
    assert "░" not in "".join(tapes(session, (100, 36)).values())
    assert text.count("◆") + text.count("▲") + text.count("◉") > 12


def test_the_axis_holds_the_whole_run_and_a_unit_more():
    assert [_range(x) for x in (5.0, 6.0, 6.1, 41.0, 80.5, 701.0)] == [6, 6, 8, 50, 100, 1000]


def test_what_a_way_has_covered_is_known_from_the_epoch_on_that_passed_it():
    z = np.array([-2.0, -0.5, 0.5, 1.0, 2.5, 3.5])
    assert _covered(np.array([1.0, 0.0, 3.0, -1.0]), z).tolist() == [-1, 3, 1, 0, 2, -1]


def test_the_points_stand_on_the_curves():
    session, picture = paused("saturated"), picture_of()
    apply(session, "view sigmoid")
    picture.compose(session, 120, 40)
    plane = picture.drawn._sigma
    for z, a in ((4.0, 0.982), (0.0, 0.5), (-3.0, 0.0474)):
        column, row = plane.cell(z, a)
        codes = plane.canvas._layers[-1].codes(0)
        assert (codes[max(0, row - 1) : row + 2, column] != 32).any()

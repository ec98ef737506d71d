"""The sigmoid view: its slopes are the engine's, its tapes count epochs, and its zones are where a cost is slow."""

from __future__ import annotations

import numpy as np
import pytest

from sigmascope.engine import Samples, parse
from sigmascope.engine.slowness import SLOW
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.scale import brief
from sigmascope.tui.session.commands import apply
from sigmascope.tui.session.session import Session
from sigmascope.tui.views.parts import covered, models_of, z_scale, z_ticks
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
    for furthest, end in ((4.0, 6), (5.0, 6), (5.1, 8), (40.0, 50), (79.5, 100), (700.0, 1000)):
        models = models_of(paused(f"w={furthest} b=0"), GLYPHS["braille"])
        scale = z_scale(models, [np.array([furthest])] * 2)
        assert (scale.low, scale.high) == (-end, end), furthest


def test_what_a_way_has_covered_is_known_from_the_epoch_on_that_passed_it():
    z = np.array([-2.0, -0.5, 0.5, 1.0, 2.5, 3.5])
    assert covered(np.array([1.0, 0.0, 3.0, -1.0]), z).tolist() == [-1, 3, 1, 0, 2, -1]


def test_the_points_stand_on_the_curves():
    session, picture = paused("saturated"), picture_of()
    apply(session, "view sigmoid")
    picture.compose(session, 120, 40)
    plane = picture.drawn._sigma
    for z, a in ((4.0, 0.982), (0.0, 0.5), (-3.0, 0.0474)):
        column, row = plane.cell(z, a)
        codes = plane.canvas._layers[-1].codes(0)
        assert (codes[max(0, row - 1) : row + 2, column] != 32).any()


@pytest.mark.parametrize("charset", ["braille", "block", "ascii"])
def test_many_points_are_placed_as_one_is(charset):
    session, picture = paused("saturated"), picture_of("en", charset)
    apply(session, "view sigmoid")
    picture.compose(session, 100, 30)
    plane = picture.drawn._sigma
    z = np.random.default_rng(3).uniform(-7.0, 7.0, 200)
    a = 1.0 / (1.0 + np.exp(-z))
    assert plane.cells_of(z, a) == [plane.cell(*point) for point in zip(z.tolist(), a.tolist(), strict=True)]


def test_points_of_one_model_in_a_cell_are_no_meeting():
    random = np.random.default_rng(5)
    samples = Samples(random.normal(size=(200, 1)), random.integers(0, 2, 200).astype(float))
    session = Session(parse("w=1.5 x=1 epochs=80 costs=quadratic"), samples, playing=False)
    session.prepare()
    text = text_of(shown(session, "sigmoid", (60, 20)))
    assert "◆" in text
    assert "◉" not in text


@pytest.mark.parametrize("end", [6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 200.0, 1e300])
@pytest.mark.parametrize("width", [53, 73, 153])
def test_ticks_are_round_symmetric_and_apart(end, width):
    ticks = z_ticks(end, width)
    texts = [tick.text for tick in ticks]
    assert [text.lstrip("−") for text in texts] == [text.lstrip("−") for text in reversed(texts)]
    assert all(len(text.lstrip("−").rstrip("0")) <= 2 or "e" in text for text in texts), texts
    apart = np.diff([tick.share for tick in ticks]) * (width - 1)
    assert (apart > max(map(len, texts))).all()


def test_it_is_said_what_zones_are_only_where_there_are_any():
    zone = "░ here this cost is slow"
    assert zone in text_of(shown(paused("saturated"), "sigmoid", (120, 40)))
    assert zone not in text_of(shown(paused("saturated costs=cross-entropy"), "sigmoid", (120, 40)))
    text = text_of(shown(some_samples(60), "sigmoid", (120, 40)))
    assert zone not in text
    assert "a point a sample, 15 of 60" in text
    assert "◆ mean σ′ " in text


def test_of_a_short_run_every_epoch_is_marked():
    session = paused("saturated epochs=1")
    assert "a mark every epoch: close together is slow" in text_of(shown(session, "sigmoid", (80, 24)))
    three = paused("costs=quadratic+cross-entropy+published-cross-entropy")
    assert "▼ σ′ 0.0177  every 10 epochs" in text_of(shown(three, "sigmoid", (60, 20)))


def test_ascii_names_its_axes():
    text = text_of(shown(paused("saturated"), "sigmoid", (80, 24), "en", "ascii"))
    assert "   s 1+" in text
    assert "s' 1/4+" in text


def test_the_tangent_touches_the_curve_and_stays_inside():
    session, picture = paused("saturated"), picture_of()
    apply(session, "view sigmoid")
    picture.compose(session, 120, 40)
    view = picture.drawn
    for z in (-5.9, -2.0, 0.0, 0.5, 4.0, 5.9):
        codes = view._tangents([np.array([z])]).codes(0)
        column, row = view._sigma.cell(z, 1.0 / (1.0 + np.exp(-z)))
        assert (codes[max(0, row - 1) : row + 2, column] != 32).any()
        across = np.flatnonzero((codes != 32).any(axis=0))
        assert len(across) <= view._sigma.width / 3 + 2, "a third of the axis at most"

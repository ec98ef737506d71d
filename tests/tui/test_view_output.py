"""Cost and pull over the output: models on their curves, remarks only where they are true, both kinds of target."""

from __future__ import annotations

import numpy as np
import pytest

from sigmascope.engine import Samples, parse
from sigmascope.engine.cost import BaseCost
from sigmascope.engine.sigmoid import sigmoid
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.session.commands import apply
from sigmascope.tui.session.session import Session
from sigmascope.tui.views.output import Output
from tests.engine import judge
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
    mirrored = text_of(shown(paused("w=-2 b=-2 y=1"), "output", (100, 30)))
    assert "just a − y" in mirrored
    assert "most at a = ⅓, −4/27" in mirrored
    assert "most at a = 2/3, 4/27" in text_of(shown(paused("saturated"), "output", (100, 30), "en", "ascii"))
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
    assert view._planes[0].y.high == 5.0
    assert 2.0 < largest <= 5.0


def test_at_a_soft_target_the_peak_and_the_least_cost_are_found():
    text = text_of(shown(paused("saturated y=0.3"), "output", (120, 40)))
    mp, y = judge.mp, judge.mpf("0.3")
    # Where the slope of (a − y)·a(1 − a) in a is 0, beyond the target.
    a = (1 + y + mp.sqrt((1 + y) ** 2 - 3 * y)) / 3
    assert f"most at a = {float(a):.3g}, {float((a - y) * a * (1 - a)):.3g}" in text
    entropy = -(y * mp.log(y) + (1 - y) * mp.log(1 - y))
    assert f"never below {float(entropy):.3g}" in text
    assert text.count("never below") == 1, "the quadratic cost comes down to 0"
    assert "never below" not in text_of(shown(paused("saturated"), "output", (120, 40)))


@pytest.mark.parametrize("run", ["w=40 b=0", "w=700 b=0", "w=-2000 b=0 y=1", "saturated eta=40"])
@pytest.mark.parametrize("charset", ["braille", "block", "ascii"])
def test_the_wall_reaches_as_far_as_the_run(run, charset):
    session = paused(run)
    picture = picture_of("en", charset)
    apply(session, "view output")
    picture.compose(session, 120, 40)
    view = picture.drawn
    for epoch in (0, 1, 150, 300):
        for number, model in enumerate(view._models):
            apply(session, f"seek {epoch}")
            (place,) = view._places(session, model)
            for plane, up in zip(view._planes, place[1:], strict=True):
                assert plane.y.low <= up <= plane.y.high
                column, row = plane.cell(place.a, up)
                codes = plane.canvas._layers[number].codes(0)
                assert (codes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] != 32).any(), (epoch, plane)


class Bent(BaseCost):
    """Pulls hardest near z = 1, and steps otherwise than it says."""

    name = "bent"

    def value(self, z, y):
        return np.logaddexp(0.0, z) * (1 - y) + np.logaddexp(0.0, -z) * y

    def delta(self, z, y):
        return (sigmoid(z) - y) * np.exp(-((z - 1.0) ** 2))

    def direction(self, z, y):
        return np.tanh(z - 3.0) ** 2 + 0.1


def test_no_peak_is_told_where_the_known_ones_are_of_a_step_that_is_not_the_pull(monkeypatch):
    session = paused("saturated costs=quadratic")
    view = drawn(session)
    assert "most at" in view._notes[1][0].text
    monkeypatch.setattr(view._models[0].descent, "cost", Bent())
    assert view._remarks(view._planes[1]) == []


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (160, 48)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_remarks_cover_neither_a_curve_nor_each_other(size, language):
    for run in ("saturated", "w=-2 b=-2 y=1", "saturated y=0.3", "saturated y=0.85", "w=40 b=0"):
        session, picture = paused(run), picture_of(language)
        apply(session, "view output")
        picture.compose(session, *size)
        view = picture.drawn
        assert isinstance(view, Output)
        for plane, notes in zip(view._planes, view._notes, strict=True):
            bare = ["".join(text for text, _ in line) for line in plane.canvas.lines(0)]
            said = ["".join(text for text, _ in line) for line in plane.canvas.lines(0, notes=notes)]
            assert all(note.text in said[note.row] for note in notes)
            assert all(not bare[note.row][note.column : note.column + len(note.text)].strip() for note in notes)


def test_of_many_targets_one_is_shown_and_named():
    random = np.random.default_rng(5)
    samples = Samples(random.normal(size=(30, 1)), random.uniform(0, 1, 30).round(2))
    session = Session(parse("w=1.5 x=1 epochs=80"), samples, playing=False)
    session.prepare()
    view = drawn(session)
    (y,) = view._targets
    assert y in samples.y
    assert f"what an output a costs, for y = {y:.3g}" in text_of(shown(session, "output", (80, 24)))
    assert f"C  for y = {y:.3g}" in text_of(shown(session, "output", (60, 20)))


def test_the_axis_holds_the_samples_that_are_shown():
    # One of many is far out: the mean cost is small, and its own is not.
    samples = Samples(np.array([[1.0]] * 19 + [[-9.0]]), np.array([1.0] * 20))
    session = Session(parse("w=2 b=2 x=1 epochs=40"), samples, playing=False)
    session.prepare()
    view = drawn(session)
    for model in view._models:
        (place,) = view._places(session, model)
        assert place.cost <= view._planes[0].y.high
    assert float(session.values("cross-entropy", "cost")["cost"]) < 1 < view._planes[0].y.high

"""The speed of learning: its table against the engine's milestones, its marks, and how it is degraded."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sigmascope.tui.board.picture import text_of
from sigmascope.tui.draw.scale import strobe_step
from sigmascope.tui.session.commands import apply
from sigmascope.tui.views.parts import log_scale, log_ticks, power_text
from tests.tui.effects import paused
from tests.tui.test_views import shown, some_samples


def table(session, size=(80, 24)):
    rows = text_of(shown(session, "speed", size)).splitlines()
    return {row.split()[1]: re.split(r"  +", row.strip())[-4:] for row in rows if re.match(r" [◆▲▼] \w", row)}


def test_the_table_has_the_milestones_that_have_been_passed():
    session = paused("saturated")
    assert table(session)["quadratic"][1:] == ["still to come", "not yet", "not yet"]
    assert "epochs 0–…" in text_of(shown(session, "speed", (80, 24)))
    apply(session, "seek 240")
    assert table(session)["quadratic"] == ["epochs 0–166", "epoch 215", "epoch 232", "not yet"]
    assert table(session)["cross-entropy"][-3:] == ["epoch 0", "epoch 17", "epoch 50"]
    apply(session, "seek 300")
    assert table(session)["quadratic"][-1] == "not in 300"
    apply(session, "seek 100")
    assert table(session)["quadratic"][-1] == "not in 300", "what has been reached stays known"


def test_how_much_slower_than_nearer_the_target_is_told_where_there_is_room():
    session = paused("saturated")
    text = text_of(shown(session, "speed", (160, 48)))
    assert "now 8.54 × slower than nearer the target" in text
    assert "no faster nearer the target" in text
    assert "slower than" not in text_of(shown(session, "speed", (80, 24)))


def test_of_several_samples_those_that_are_stuck_are_counted():
    session = some_samples()
    milestones = session.milestones["quadratic"]
    history = session.simulation.descents["quadratic"].history
    samples = session.simulation.samples
    w, b = history.at(0)[:-1], history.at(0)[-1]
    stuck = int(milestones.slowness.stuck((samples.x @ w + b)[None])[0].sum())
    assert f"{stuck} of 12 stuck" in text_of(shown(session, "speed", (100, 30)))


def test_close_together_is_slow_and_marks_stand_at_equal_numbers_of_epochs():
    assert [strobe_step(last) for last in (1, 40, 41, 80, 300, 301, 1000, 300_000)] == [1, 1, 2, 2, 10, 10, 50, 10_000]
    session = paused("saturated")
    apply(session, "seek 300")
    rows = text_of(shown(session, "speed", (160, 48))).splitlines()
    left = "".join(row[:78] for row in rows)
    assert 20 < left.count("•") <= 62


def test_its_table_can_be_hidden_and_its_scale_be_linear():
    session = paused("saturated")
    apply(session, "seek 240")
    assert "not yet" not in text_of(shown(session, "speed", (80, 24), "en", "braille", "enlarge"))
    session = paused("saturated")
    assert "0.01┤" in text_of(shown(session, "speed", (80, 24)))
    linear = text_of(shown(session, "speed", (80, 24), "en", "braille", "log"))
    assert "0┤" in linear
    assert "0.01┤" not in linear


@pytest.mark.parametrize(
    ("values", "inside"), [([0.3, 0.002], ["0.01", "0.1"]), ([0.3, 0.25], ["0.31", "0.24"]), ([5e-9, 1e-12], ["1e−9"])]
)
def test_a_log_axis_is_marked_at_round_values(values, inside):
    ticks = log_ticks(log_scale([np.array(values)], 6), 4)
    assert {tick.text for tick in ticks} & set(inside)
    assert all(0 <= tick.share <= 1 for tick in ticks)
    assert len(ticks) <= 4


def test_a_run_without_any_speed_has_an_axis_all_the_same():
    scale = log_scale([np.zeros(3)], 6)
    assert scale.log
    assert scale.low < scale.high
    assert power_text(-2) == "0.01"
    assert power_text(4) == "1e4"

"""A session without a screen: exact whichever way one steps, as it was after every mistake."""

from __future__ import annotations

import sys
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.engine.descent import Samples
from sigmascope.engine.errors import EngineError
from sigmascope.engine.quantity import QUANTITIES, usually_charted
from sigmascope.engine.rules import RULES
from sigmascope.engine.scenario import PRESETS, parse
from sigmascope.engine.simulation import Simulation
from sigmascope.tui.app.app import notice_of
from sigmascope.tui.session.commands import COMMANDS, VIEW_KEYS, apply, key_bindings
from sigmascope.tui.session.look import Look
from sigmascope.tui.session.session import PACES, Session
from sigmascope.tui.words import Words
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.renamed import RENAMED
from tests.tui.effects import EFFECTS, paused, shown


def refused(session: Session, line: str) -> str:
    """The name of the sentence that a line is refused with; the session is as it was."""
    before = shown(session)
    with pytest.raises((Refusal, EngineError)) as caught:
        apply(session, line)
    assert shown(session) == before
    assert session.requests == []
    return caught.value.name if isinstance(caught.value, Refusal) else caught.value.sentence


# ── every command ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_command_has_its_effect_written_down():
    assert set(EFFECTS) == set(COMMANDS)


@pytest.mark.parametrize(
    ("word", "effect"), [pytest.param(word, e, id=word) for word, effects in EFFECTS.items() for e in effects]
)
def test_a_command_does_what_it_says(word, effect):
    session = paused()
    for line in effect.before:
        apply(session, line)
    assert (effect.seen(session) == effect.after) == effect.stays
    apply(session, f"{word} {effect.argument}")
    session.prepare()
    assert effect.seen(session) == effect.after


def test_no_key_stands_for_two_commands():
    keys = [key for command in COMMANDS.values() if not command.guided for key in command.keys] + list("12345678")
    keys += [key for view in VIEW_KEYS.values() for key in view]
    assert len(keys) == len(set(keys)) == len(key_bindings())


@pytest.mark.parametrize("word", [word for word, command in COMMANDS.items() if command.argument is None])
def test_a_command_without_an_argument_refuses_one(word):
    assert refused(paused(), f"{word} now") == "session.no-argument"


@pytest.mark.parametrize("word", [word for word, command in COMMANDS.items() if command.required])
def test_a_command_that_needs_an_argument_says_so(word):
    assert refused(paused(), word) == "session.argument"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "session.no-such"),
        ("stpe", "session.unknown"),
        ("Step", "session.unknown"),
        ("seek -1", "session.whole"),
        ("seek 301", "session.whole"),
        ("seek 1.5", "session.whole"),
        ("seek nan", "session.whole"),
        ("step 0", "session.whole"),
        ("step -1", "session.whole"),
        ("back x", "session.whole"),
        ("more 0", "session.whole"),
        ("more 999999", "session.epochs"),
        *((f"{old} 30", "session.renamed") for old in RENAMED if not old.startswith("-")),
        ("pace 0", "session.whole"),
        ("pace 20001", "session.whole"),
        ("preset 0", "session.whole"),
        ("preset 9", "session.whole"),
        ("preset nothing", "no-such-preset"),
        ("preset w=1", "unknown-preset"),
        ("rule fair", "no-such-rule"),
        ("set w=x", "number"),
        ("set w=1:2", "entry-count"),
        ("set y=2", "target-range"),
        ("set epochs=0", "range"),
        ("set epochs=1000001", "session.epochs"),
        ("set data=/nowhere/at/all.csv", "samples.unreadable"),
        ("set costs=nowhere:Cost", "cost-import"),
        ("set w=1e308 b=1e308", "overflow"),
        ("set costs=quadratic y=1e200", "overflow-quantity"),
        ("enlarge nothing", "no-such-quantity"),
        ("charts cost,nothing", "no-such-quantity"),
        ("charts w,b,z,a,cost,sigma_prime,speed", "charts.count"),
        ("charts ,", "charts.count"),
        ("enlarge ,", "charts.count"),
    ],
)
def test_what_cannot_be_done_leaves_the_session_as_it_was(line, sentence):
    session = paused("mild epochs=300")
    apply(session, "seek 40")
    apply(session, "play")
    assert refused(session, line) == sentence


def test_what_was_renamed_is_called_something_that_exists():
    assert {now for now in RENAMED.values() if not now.startswith("-")} <= set(COMMANDS)
    assert not set(RENAMED) & set(COMMANDS)


def test_four_costs_are_too_many(tmp_path, monkeypatch):
    (tmp_path / "minecosts.py").write_text(
        "from sigmascope.engine.cost import Quadratic\nclass Fourth(Quadratic): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    costs = "costs=quadratic+cross-entropy+published-cross-entropy+minecosts:Fourth"
    try:
        assert refused(paused(), f"set {costs}") == "session.panes"
    finally:
        sys.modules.pop("minecosts", None)


def test_a_notice_lasts_until_the_next_command():
    session = paused()
    apply(session, "faster")
    assert session.notice.words == "session.pace"
    apply(session, "pause")
    assert session.notice is None


@pytest.mark.parametrize(("line", "lasts"), [("faster", 6.0), ("preset nine", 12.0)])
@pytest.mark.parametrize("playing", [True, False])
def test_a_notice_gives_its_row_back_after_some_seconds_and_what_went_wrong_stands_longer(line, lasts, playing):
    session = paused("epochs=100000")
    if playing:
        apply(session, "play")
    try:
        apply(session, line)
    except (Refusal, EngineError) as error:
        session.notice = notice_of(error)
    for _ in range(int(4 * lasts) - 1):
        assert session.tick(0.25), "there is something to draw when it goes"
        assert session.notice is not None
    assert session.tick(0.25)
    assert session.notice is None
    assert session.tick(0.25) == playing


# ── exactness ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_scrubbing_shows_what_the_engine_computes_at_that_epoch(epochs):
    session = paused("mild")
    fresh = Simulation(parse("mild"))
    fresh.advance(300)
    for epoch in epochs:
        apply(session, f"seek {epoch}")
        for cost in session.scenario.costs:
            assert session.values(cost, *QUANTITIES) == fresh.at(epoch, cost, *QUANTITIES)
    assert session.reached == max(epochs)


def test_stepping_back_and_forth_is_exact():
    session = paused()
    seen = {}
    for _ in range(50):
        seen[session.epoch] = session.values("quadratic", "w", "b", "cost")
        apply(session, "step")
    for _ in range(50):
        apply(session, "back")
        assert session.values("quadratic", "w", "b", "cost") == seen[session.epoch]
    assert session.epoch == 0


@pytest.mark.parametrize("key", ["w", "b", "eta"])
@pytest.mark.parametrize(
    "start",
    [
        "saturated",
        "mild w=0.7 b=-0.3 eta=0.1",
        "w=0.5:-1.2:40 x=1:0.5:0.1 b=1e-7",
        "w=123.456 b=-98765.4321 eta=17",
        "w=1e300 x=1e-300 b=-1e17 eta=1e-9",
        "eta=one-sixth:0.7",
    ],
)
@pytest.mark.parametrize("count", [1, 7])
def test_nudging_there_and_back_gives_the_same_run(start, key, count):
    session = paused(start)
    before = shown(session)
    for direction in ("up", "down", "down", "up"):
        passed = []
        for _ in range(count):
            apply(session, f"{key}-{direction}")
            passed.append(getattr(session.scenario, key))
        assert len(set(passed)) == count, "every nudge moves the value"
        session.prepare()
    assert shown(session) == before


def test_nudges_read_as_decimals_do():
    session = paused("mild")
    seen = []
    for _ in range(8):
        apply(session, "w-down")
        seen.append(session.scenario.w[0])
    assert seen == [0.5, 0.4, 0.3, 0.2, 0.1, 0.0, -0.1, -0.2]
    session = paused("w=250")
    apply(session, "w-up")
    assert session.scenario.w == (260.0,)


def test_nudging_several_weights_moves_each():
    session = paused("w=0.5:-1.2 x=1:2")
    apply(session, "w-up")
    assert session.scenario.w == (0.6, -1.1)


def test_five_nudges_double_the_learning_rate():
    session = paused()
    for _ in range(5):
        apply(session, "eta-up")
    assert session.scenario.eta == 0.3


def test_a_nudge_keeps_the_rule_and_the_book_refuses_one():
    session = paused("eta=equal-first-step:0.2")
    apply(session, "eta-up")
    assert session.scenario.rule == "equal-first-step"
    assert refused(paused("book-mild"), "eta-up") == "session.rule-number"


def test_a_nudge_of_a_value_at_the_edge_of_floats_is_refused_or_done():
    session = paused("w=1.7e308 x=1e-308")
    for _ in range(3):
        try:
            apply(session, "w-up")
        except (EngineError, Refusal):
            continue
        assert np.isfinite(session.scenario.w).all()
    apply(session, "w-down")
    assert session.scenario.w[0] < 1.7e308


def test_setting_a_value_and_setting_it_back_gives_the_same_run():
    session = paused("mild")
    before = shown(session)
    apply(session, "set w=3.25 eta=0.4 epochs=77")
    apply(session, "set w=0.6 eta=0.15 epochs=300")
    session.prepare()
    assert shown(session) == before


def test_the_line_of_a_session_opens_the_same_session():
    session = paused("w=0.1:0.3 x=1:2 eta=0.3 epochs=120")
    apply(session, "b-up")
    session.prepare()
    assert shown(paused(session.scenario.text())) == shown(session)


# ── playing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pace", PACES)
def test_time_passes_at_the_pace_shown(pace):
    session = paused("epochs=20000", pace=pace)
    apply(session, "play")
    for _ in range(64):
        session.tick(1 / 64)  # exact in binary
    assert session.epoch == pace


def test_slow_paces_add_up_their_fractions():
    session = paused(pace=1)
    apply(session, "play")
    seen = []
    for _ in range(12):
        session.tick(0.25)
        seen.append(session.epoch)
    assert seen == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]


def opening(text: str = "") -> Session:
    session = paused(text, pace=None)
    apply(session, "play")
    return session


@given(st.lists(st.floats(0.001, 3.0), min_size=1, max_size=40))
def test_an_opening_holds_its_beginning_then_plays_slowly_then_at_the_usual_pace(times):
    session, passed = opening(), 0.0
    for seconds in times:
        session.tick(seconds)
        passed += seconds
        exact = max(0.0, 10 * (passed - 1.5)) if passed < 7.5 else 60 + 30 * (passed - 7.5)
        assert abs(session.epoch - min(exact, 300)) < 1 + 1e-6, "however long frames are"
        assert session.pace == (10 if session.epoch < 60 else 30)
        if passed < 1.5:
            assert session.epoch == 0


def test_the_run_of_the_book_opens_in_some_fifteen_seconds():
    session, frames = opening(), 0
    while session.playing:
        session.tick(1 / 64)
        frames += 1
    assert frames / 64 == pytest.approx(1.5 + 60 / 10 + 240 / 30, abs=1 / 32)


@pytest.mark.parametrize("line", ["faster", "slower", "pace 20"])
def test_a_pace_that_is_chosen_ends_the_opening_for_all_runs_that_follow(line):
    session = opening()
    apply(session, line)
    chosen = session.pace
    session.tick(1.0)
    assert session.epoch == chosen
    apply(session, "preset mild")
    session.tick(1.0)
    assert (session.epoch, session.pace) == (chosen, chosen)


@pytest.mark.parametrize("again", ["restart", "set w=1", "preset 2", "w-up", "rule"])
def test_every_run_that_plays_from_epoch_0_opens_slowly(again):
    session = opening()
    session.tick(9.0)
    apply(session, again)
    assert (session.epoch, session.playing) == (0, True)
    session.tick(1.4375)
    assert session.epoch == 0
    session.tick(1.0625)
    assert session.epoch == 10


def test_whoever_steps_past_the_beginning_is_held_there_no_more():
    session = opening()
    apply(session, "seek 1")
    session.tick(0.5)
    assert session.epoch == 6


def test_a_run_pauses_by_itself_at_its_last_epoch():
    session = paused("epochs=100", pace=10_000)
    apply(session, "play")
    session.tick(1.0)
    assert (session.epoch, session.reached, session.state) == (100, 100, "finished")
    session.tick(1.0)
    assert session.epoch == 100


def test_no_time_passes_while_paused_or_computing():
    session = paused()
    session.tick(5.0)
    assert session.epoch == 0
    session = Session(parse("epochs=5000"))
    assert session.state == "preparing"
    session.tick(5.0)
    assert session.epoch == 0


def test_the_paces_are_a_ladder_from_1_to_at_least_10000():
    session = paused()
    apply(session, "pace 1")
    climbed = [session.pace]
    while climbed[-1] != PACES[-1]:
        apply(session, "faster")
        climbed.append(session.pace)
    assert tuple(climbed) == PACES
    assert PACES[0] == 1
    assert 10_000 in PACES
    for pace in reversed(climbed[:-1]):
        apply(session, "slower")
        assert session.pace == pace


def test_more_goes_on_from_where_the_run_ended():
    session = paused("mild epochs=120")
    apply(session, "end")
    apply(session, "more 80")
    assert session.state == "preparing"
    session.prepare()
    assert session.state == "playing"
    assert session.epoch == 120
    apply(session, "start")
    apply(session, "pause")
    straight = paused("mild epochs=200")
    assert [a.tobytes() for a in (session.simulation.values("quadratic", "w")["w"],)] == [
        straight.simulation.values("quadratic", "w")["w"].tobytes()
    ]
    assert session.scenario == straight.scenario


def test_the_rules_come_in_turn_and_round():
    session = paused()
    names = []
    for _ in RULES:
        apply(session, "rule")
        names.append(session.scenario.rule)
    assert sorted(names) == sorted(RULES)
    assert names[-1] == "same"


def test_presets_have_the_numbers_of_their_order():
    session = paused()
    for number, (name, preset) in enumerate(PRESETS.items(), 1):
        apply(session, f"preset {number}")
        assert session.scenario == preset.scenario
        assert key_bindings()[str(number)] == f"preset {name}"


def test_enlarging_goes_round_what_is_charted_and_back_to_all():
    session = paused()
    seen = []
    for _ in range(len(usually_charted()) + 1):
        apply(session, "enlarge")
        seen.append(session.look.enlarged)
    assert seen == [*usually_charted(), None]
    apply(session, "enlarge speed")  # not among the charts
    apply(session, "enlarge")
    assert session.look.enlarged == usually_charted()[0]


def test_looking_changes_no_number():
    session = paused()
    run, before = session.run, shown(session)
    for line in ("enlarge", "all", "charts a", "ranges", "log"):
        apply(session, line)
    session.look = Look()
    assert shown(session) == before
    assert session.run == run


# ── long runs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_run_is_computed_in_slices_and_shown_when_it_is_known():
    session = Session(parse("epochs=30000"))
    shares = [session.progress]
    while not session.prepare(0.0):
        shares.append(session.progress)
        assert session.state == "preparing"
    assert len(shares) >= 20, "a key is looked at between slices"
    assert shares == sorted(set(shares))
    assert session.state == "playing"
    assert session.simulation.epoch == 30_000


def test_while_computing_one_may_still_change_the_run():
    session = Session(parse("epochs=300000"))
    session.prepare(0.0)
    apply(session, "seek 250000")
    assert (
        session.values("quadratic", "w")["w"] == session.simulation.at(session.simulation.epoch, "quadratic", "w")["w"]
    )
    apply(session, "set epochs=100")
    assert session.ready
    assert session.state == "playing"


class Growing:
    """C = −z²/2: every step multiplies z by a constant, until no float can hold it."""

    targets: ClassVar = None

    def value(self, z, y):
        return -z * z / 2

    def delta(self, z, y):
        return -z


class Fleeing(Growing):
    """As growing, in a z so far away that the parameters leave the floats before the cost does."""

    def value(self, z, y):
        return -z

    def delta(self, z, y):
        return -np.ones_like(z)


@pytest.fixture
def costs_of_ones_own(monkeypatch):
    monkeypatch.setitem(sys.modules, "ownscosts", sys.modules[__name__])


def test_a_run_that_leaves_the_floats_in_its_middle_ends_there_and_says_so(costs_of_ones_own):
    session = Session(parse("costs=ownscosts:Growing eta=0.05 epochs=100000"))
    session.prepare()
    assert 1000 < session.last < 20_000
    assert session.notice.wrong
    assert session.notice.facts["error"].sentence in ("overflow", "overflow-quantity")
    assert session.state == "paused"
    assert "epochs=" in session.scenario.text()
    # All there is can be shown, and the line that is shown opens the same.
    apply(session, "end")
    assert all(np.isfinite(list(session.values("ownscosts:Growing", *QUANTITIES).values())))
    again = paused(session.scenario.text())
    assert again.notice is None
    assert again.last == session.last


def test_the_last_epoch_before_the_overflow_is_still_shown(costs_of_ones_own):
    # z grows by 1e305 an epoch: the largest float is 1797 times that.
    session = Session(parse("costs=ownscosts:Fleeing w=0 b=0 eta=5e304 epochs=5000"))
    session.prepare()
    error = session.notice.facts["error"]
    assert error.sentence == "overflow"
    assert session.last == error.facts["epoch"] - 1 == 1797


def test_going_on_into_an_overflow_keeps_the_playhead(costs_of_ones_own):
    session = paused("costs=ownscosts:Fleeing w=0 b=0 eta=5e304 epochs=1500")
    apply(session, "end")
    apply(session, "more")
    session.prepare()
    assert (session.last, session.epoch, session.state) == (1797, 1500, "paused")


def test_a_quantity_that_cannot_be_shown_is_refused_before_anything_changes():
    with pytest.raises(EngineError, match="the quantity cost leaves"):
        Session(parse("costs=quadratic y=1e200"))


# ── visitors and followers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", ["set data=samples.csv", "set costs=os:abort", "set costs=quadratic+mine:Cost"])
def test_a_confined_session_takes_no_file_and_no_code(line):
    assert refused(paused(confined=True), line) == "session.confined"


def test_a_session_holds_no_more_epochs_than_it_may():
    session = paused(most_epochs=1000)
    assert refused(session, "set epochs=1001") == "session.epochs"
    assert refused(session, "more 701") == "session.epochs"
    apply(session, "more 700")
    assert session.last == 1000


@pytest.mark.parametrize(
    "line", ["step 5", "play", "preset mild", "w-up", "pace 100", "end", "more 10", "view sigmoid"]
)
def test_a_follower_shows_what_the_presenter_shows(line):
    presenter, follower = paused(), paused("mild")
    apply(presenter, "seek 20")
    apply(presenter, line)
    presenter.prepare()
    follower.follow(presenter.snapshot())
    assert follower.snapshot() == presenter.snapshot()
    for cost in presenter.scenario.costs:
        assert follower.values(cost, "w", "cost") == presenter.values(cost, "w", "cost")


def test_a_follower_is_led_to_a_view_and_may_look_elsewhere_until_the_next():
    presenter, follower = paused(), paused()
    apply(follower, "view speed")
    follower.follow(presenter.snapshot())
    assert follower.look.view == "speed", "nobody led anywhere yet"
    apply(presenter, "view anatomy")
    follower.follow(presenter.snapshot())
    assert follower.look.view == "anatomy"
    apply(follower, "view hills")
    apply(presenter, "seek 5")
    follower.follow(presenter.snapshot())
    assert (follower.look.view, follower.epoch) == ("hills", 5)
    apply(presenter, "view charts")
    follower.follow(presenter.snapshot())
    assert follower.look.view == "charts"
    late = paused()
    apply(presenter, "view derivation")
    late.follow(presenter.snapshot())
    assert late.look.view == "derivation", "who comes late sees what all see"


def test_following_the_same_run_computes_nothing_again():
    presenter, follower = paused(), paused()
    simulation = follower.simulation
    apply(presenter, "seek 77")
    follower.follow(presenter.snapshot())
    assert follower.simulation is simulation
    assert follower.epoch == 77


def test_a_large_data_set_is_computed_in_slices_that_let_keys_in_between():
    samples = Samples(np.ones((50_000, 1)), np.zeros(50_000))
    session = Session(parse("data=large.csv"), samples)
    assert session.simulation.epoch <= 2
    assert not session.prepare(seconds=0.0)


def test_samples_and_epochs_too_many_to_draw_are_refused_with_how_many_would_do():
    samples = Samples(np.ones((200_000, 1)), np.zeros(200_000))
    with pytest.raises(Refusal) as caught:
        Session(parse("data=large.csv"), samples)
    assert caught.value.name == "session.work"
    most = caught.value.facts["most"]
    assert Session(parse(f"data=large.csv epochs={most}"), samples).last == most


def test_whoever_follows_may_look_and_nothing_else():
    session = paused()
    session.following = True
    with pytest.raises(Refusal) as caught:
        apply(session, "restart")
    assert caught.value.name == "session.follows"
    apply(session, "enlarge w")
    assert session.look.enlarged == "w"


@pytest.mark.parametrize("slice_", [1, 2, 1000])
@pytest.mark.parametrize("start", ["w=-30", "w=40", "w=1e154"])
@pytest.mark.parametrize("eta", ["1e3", "1e10", "1e200", "1e307"])
def test_a_run_that_leaves_the_range_of_floats_keeps_an_epoch_or_is_refused(monkeypatch, slice_, start, eta):
    monkeypatch.setattr("sigmascope.tui.session.session._SLICE", slice_)
    try:
        session = Session(parse(f"{start} b=-1 costs=published-cross-entropy eta={eta} epochs=12"))
    except EngineError:
        return
    session.prepare()
    assert session.last >= 1
    assert 0.0 <= session.progress <= 1.0


@pytest.mark.parametrize(("word", "named"), [("stpe", "'step'"), ("foo", None), ("xyzzy", None)])
def test_only_a_near_name_is_worth_naming(word, named):
    with pytest.raises(Refusal) as caught:
        apply(paused(), word)
    said = Words("en")(caught.value.name, **caught.value.facts)
    assert ("did you mean" in said) == (named is not None)
    assert named is None or named in said

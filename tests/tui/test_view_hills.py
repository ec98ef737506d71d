"""The hills: bands that follow the cost, models where the engine has them, a ball on them, slices for many samples."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from sigmascope.engine import Samples, parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import TimerClock
from sigmascope.tui.board.picture import Picture, text_of
from sigmascope.tui.draw.bands import BANDS
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.session.commands import apply
from sigmascope.tui.session.session import Session
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.views.hills import Hills
from sigmascope.tui.words import Words
from sigmascope.tui.words.charset import CharsetWords
from tests.tui.effects import paused
from tests.tui.test_board_picture import check_widths, picture_of
from tests.tui.test_views import shown, some_samples


def drawn(session: Session, size=(80, 24), *lines, coloured=False) -> Hills:
    picture = Picture(GLYPHS["braille"], CharsetWords(Words("en"), "braille"), coloured=coloured)
    for line in ("view hills", *lines):
        apply(session, line)
    picture.compose(session, *size)
    assert isinstance(picture.drawn, Hills)
    return picture.drawn


def many_samples(n: int, m: int = 1) -> Session:
    random = np.random.default_rng(7)
    samples = Samples(random.normal(size=(n, m)), random.integers(0, 2, n).astype(float))
    session = Session(parse(f"w={':'.join(['2'] * m)} x={':'.join(['1'] * m)} epochs=30"), samples, playing=False)
    session.prepare()
    return session


@pytest.mark.parametrize("coloured", [False, True])
def test_bands_are_equal_steps_of_the_cost(coloured):
    session = paused("saturated")
    view = drawn(session, (80, 24), coloured=coloured)
    for terrain, cost in zip(view._terrains, session.simulation.descents.values(), strict=True):
        low, high = terrain.heights.min(), terrain.heights.max()
        assert terrain.ends() == (low, high)
        at = terrain._bands, terrain.heights
        for band in range(BANDS):
            inside = at[1][at[0] == band]
            assert (inside >= low + band / BANDS * (high - low) - 1e-12).all()
            assert (inside <= low + (band + 1) / BANDS * (high - low) + 1e-12).all()
        # The same by hand, in the middle of some cells.
        for row, column in ((0, 0), (3, 17), (7, 30)):
            z = terrain._across[column] + terrain._up[row]
            assert terrain.heights[row, column] == pytest.approx(float(cost.cost.value(z, np.float64(0.0))), rel=1e-12)


def test_the_map_has_one_range_for_both_parameters_around_nothing():
    for run, end in (("saturated", 3.0), ("w=40 b=0", 50.0), ("mild", 3.0), ("w=0.1 b=0.1 epochs=1", 1.0)):
        assert drawn(paused(run))._window == ((-end, end), (-end, end)), run


@pytest.mark.parametrize("epoch", [0, 17, 150, 300])
@pytest.mark.parametrize("coloured", [False, True])
def test_models_stand_where_their_parameters_are(epoch, coloured):
    session = paused("saturated")
    view = drawn(session, (160, 48), f"seek {epoch}", coloured=coloured)
    for terrain, cost in zip(view._terrains, session.scenario.costs, strict=True):
        at = session.values(cost, "w", "b")
        rows, columns = terrain.places(np.array([[at["w"]], [at["b"]]]))
        half_cell = np.array([3.0 / terrain.width, 3.0 / len(terrain._up)])
        assert abs(terrain._across[columns[0]] - at["w"]) <= half_cell[0] * 1.0001
        assert abs(terrain._up[rows[0]] - at["b"]) <= half_cell[1] * 1.0001


def test_the_ball_is_on_the_hill_and_the_hill_is_the_cost():
    session = paused("saturated")
    for epoch in (0, 17, 150, 232, 300):
        apply(session, f"seek {epoch}")
        view = drawn(session, (160, 48))
        for side, cost in zip(view._sides, session.scenario.costs, strict=True):
            assert side.cost[epoch] == session.values(cost, "cost")["cost"]
            start, now = session.simulation.at(0, cost, "w", "b"), session.values(cost, "w", "b")
            far = np.hypot(now["w"] - start["w"], now["b"] - start["b"])
            assert side.along[epoch] == pytest.approx(far, abs=1e-12)
            column, row = side.plane.cell(side.along[epoch], side.cost[epoch])
            codes = side.plane.canvas._layers[-1].codes(0)
            assert (codes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] != 32).any()


def test_a_hill_that_is_known_is_whole_and_only_what_was_gone_over_stands_out():
    session = paused("saturated")
    view = drawn(session, (80, 24), "seek 0")
    for side in view._sides:
        gone, hill = side.plane.canvas._layers
        assert (hill.codes(0) != 32).any(axis=0).sum() > side.plane.width * 0.9
        assert (gone.codes(0) != 32).any(axis=0).sum() <= 1
        assert (gone.codes(300) != 32).any(axis=0).sum() > side.plane.width * 0.5


def test_several_samples_show_the_way_as_far_as_it_was_gone():
    session = some_samples()
    view = drawn(session, (80, 24))
    for side in view._sides:
        (gone,) = side.plane.canvas._layers
        seen = [(gone.codes(reached) != 32).sum() for reached in (0, 20, 80)]
        assert seen == sorted(seen)
        assert seen[0] < seen[2]


def test_y_gives_all_panes_one_range():
    session = paused("saturated")
    apart, shared = drawn(session), drawn(session, (80, 24), "ranges")
    assert len({side.plane.y for side in apart._sides}) == 2
    assert len({side.plane.y for side in shared._sides}) == 1
    assert shared._terrains[0]._bands.max() < apart._terrains[0]._bands.max(), "beside the other it is all low"


def test_the_plane_of_several_inputs_is_named():
    session = paused("w=0.5:-1.2 x=1:2")
    text = text_of(shown(session, "hills", (160, 48)))
    assert "u, v: a plane through the start and the ends" in text
    assert "within 0 % of their length" not in text_of(shown(some_samples(), "hills", (160, 48)))
    assert "u, v" not in text_of(shown(paused("saturated"), "hills", (160, 48)))


def test_colours_have_half_blocks_and_what_is_copied_has_shades():
    session = paused("saturated")
    coloured = Picture(GLYPHS["braille"], CharsetWords(Words("en"), "braille"), coloured=True)
    apply(session, "view hills")
    rows = coloured.compose(session, 80, 24)
    check_widths(rows, 80, 24)
    roles = {role for row in rows for piece in row for _, role in piece.line}
    assert {"ground00", "ground77", "ground76"} <= roles
    assert any(role.startswith("cursor-on") for role in roles)
    assert "▀" in text_of(rows)
    assert "▓▓▓" in text_of(rows)
    plain = picture_of().compose(session, 80, 24)
    assert "▀" not in text_of(plain)
    assert "777" in text_of(picture_of("en", "ascii").compose(session, 80, 24))


@pytest.mark.parametrize(("colour", "sixteen", "halves"), [(False, False, 0), (True, True, 0), (True, False, 1)])
async def test_terminals_with_few_colours_get_shades(colour, sixteen, halves):
    app = SigmascopeApp(paused(), words=Words("en"), options=AppOptions(colour=colour, sixteen=sixteen))
    async with app.run_test(size=(80, 24)):
        app.say("view hills")
        app.board.show()
        assert ("▀" in SHOTS[".txt"](app.frame())) == halves


def test_many_samples_come_in_slices_and_end_as_they_would_at_once(monkeypatch):
    session = many_samples(1000)
    view = drawn(session, (160, 48))
    first = [terrain.heights.copy() for terrain in view._terrains]
    bands = [terrain._bands.copy() for terrain in view._terrains]
    steps = 0
    while view._left:
        assert view.refine(0.0), "however short the time, there is progress"
        if view._left:
            assert all((terrain._bands == band).all() for terrain, band in zip(view._terrains, bands, strict=True))
        steps += 1
    assert steps > 20
    assert not view.refine(1.0)
    monkeypatch.setattr("sigmascope.tui.views.hills._AT_ONCE", 10**9)
    whole = drawn(many_samples(1000), (160, 48))
    assert not whole._left
    for terrain, at_once, early in zip(view._terrains, whole._terrains, first, strict=True):
        np.testing.assert_array_equal(terrain.heights, at_once.heights)
        np.testing.assert_array_equal(terrain._bands, at_once._bands)
        assert not np.array_equal(terrain.heights, early)


async def test_an_app_refines_while_nothing_plays_and_once_more_at_another_size():
    app = SigmascopeApp(many_samples(1000), words=Words("en"), options=AppOptions(), clock=TimerClock())

    async def refined(size):
        async with asyncio.timeout(60):
            while (view := app.board.picture.drawn) is None or view._left or app.board._rows_size != size:
                await asyncio.sleep(0.01)

    async with app.run_test(size=(100, 30)) as pilot:
        app.say("view hills")
        assert app.board.picture.drawn._left
        await refined((100, 30))
        await pilot.resize_terminal(160, 48)
        await refined((160, 48))
        seen = SHOTS[".txt"](app.frame())
    again = SigmascopeApp(many_samples(1000), words=Words("en"), options=AppOptions())
    async with again.run_test(size=(160, 48)):
        again.say("view hills")
        assert seen == SHOTS[".txt"](again.frame())


def test_ways_keep_their_place_on_the_plane_at_the_ends_of_floats():
    for run in ("w=-1e308 b=1e308 epochs=30", "w=0.5:-1.2:1234567 x=1:0.25:-3e-7 b=-123.456 epochs=40"):
        for size in ((60, 20), (160, 48)):
            check_widths(shown(paused(run), "hills", size), *size)

"""Every view but the charts: whole at any size, nothing of the future, reached and left by keys, words and clicks."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import Samples, parse
from sigmascope.engine.history import History
from sigmascope.engine.milestones import Milestones
from sigmascope.tui.app.app import AppOptions
from sigmascope.tui.app.stage import Stage
from sigmascope.tui.board.colours import PALETTES, ROLES, styles
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.session.commands import VIEW_KEYS, apply
from sigmascope.tui.session.session import Session
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.charset import can_say
from sigmascope.tui.words.refusal import Refusal
from tests.tui.effects import paused
from tests.tui.test_board_picture import cells_of, check_widths, picture_of

OTHERS = [name for name in VIEWS if name != "charts"]
EVERY_VIEW = pytest.mark.parametrize("view", OTHERS)
RUNS = [
    "saturated",
    "saturated epochs=1",
    "costs=quadratic",
    "costs=quadratic+cross-entropy+published-cross-entropy",
    "animation-4 costs=cross-entropy+published-cross-entropy",
    "w=-2 b=-2 y=1",
    "saturated y=0.3",
    "w=0.5:-1.2 x=1:2",
    "w=0.5:-1.2:1234567 x=1:0.25:-3e-7 b=-123.456 epochs=40",
    "w=40 b=0",
    "w=700 b=0",
    "w=-2000 b=0",
    "w=-1e308 b=1e308 epochs=30",
    "saturated eta=1000",
    "eta=1e300 costs=published-cross-entropy epochs=3",
]
SIZES = [(60, 20), (79, 23), (80, 24), (100, 30), (120, 40), (160, 48), (201, 60)]


def shown(session, view, size, language="en", charset="braille", *lines):
    apply(session, f"view {view}")
    for line in lines:
        apply(session, line)
    return picture_of(language, charset).compose(session, *size)


def some_samples(n=12, m=2, epochs=80):
    random = np.random.default_rng(5)
    samples = Samples(random.normal(size=(n, m)), random.integers(0, 2, n).astype(float))
    session = Session(
        parse(f"w={':'.join(['1.5'] * m)} x={':'.join(['1'] * m)} epochs={epochs}"), samples, playing=False
    )
    session.prepare()
    return session


@EVERY_VIEW
@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("charset", GLYPHS)
def test_every_row_is_as_wide_as_the_screen(view, run, charset):
    session = paused(run)
    for size in SIZES:
        for language in LANGUAGES if charset != "ascii" else ("en",):
            for epoch in (0, session.last // 2, session.last):
                rows = shown(session, view, size, language, charset, f"seek {epoch}")
                check_widths(rows, *size)
                if charset == "ascii":
                    assert text_of(rows).isascii()
                assert "nan" not in text_of(rows).lower().replace("anatomy", "")


@EVERY_VIEW
@pytest.mark.parametrize("size", SIZES)
def test_several_samples_are_shown_too(view, size):
    session = some_samples()
    for epoch in (0, 41, 80):
        check_widths(shown(session, view, size, "en", "braille", f"seek {epoch}"), *size)


def reverse_what_follows(session, reached):
    # The same states in another order: the ranges of the whole run stay.
    for cost, descent in session.simulation.descents.items():
        columns = descent.history.columns().copy()
        columns[:, reached + 1 :] = columns[:, reached + 1 :][:, ::-1]
        descent.history = History(descent.samples.m)
        descent.history.extend(columns)
        session.milestones[cost] = Milestones(descent)
        session.milestones[cost].extend(columns)


@EVERY_VIEW
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("charset", GLYPHS)
@settings(max_examples=6, deadline=None)
@given(reached=st.integers(0, 298))
def test_no_cell_tells_of_what_follows(view, size, charset, reached):
    session = paused("saturated eta=0.3")
    looks = [f"seek {reached}", f"seek {reached // 2}"]
    before = cells_of(shown(session, view, size, "en", charset, *looks))
    reverse_what_follows(session, reached)
    assert cells_of(shown(session, view, size, "en", charset, *looks)) == before


@EVERY_VIEW
def test_what_is_kept_between_frames_is_what_would_be_drawn_anew(view):
    session, picture = paused("saturated"), picture_of()
    apply(session, f"view {view}")
    for line in ("seek 1", "seek 60", "seek 240", "back", "seek 0", "restart", "seek 5", "log", "enlarge", "seek 170"):
        apply(session, line)
        rows = picture.compose(session, 160, 48)
        assert cells_of(rows) == cells_of(picture_of().compose(session, 160, 48)), line


@EVERY_VIEW
@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
def test_every_role_has_a_style(view, size):
    for run in RUNS:
        roles = {role for row in shown(paused(run), view, size) for piece in row for _, role in piece.line}
        assert roles <= set(ROLES)
        for palette in PALETTES.values():
            assert roles <= set(styles(palette, colour=True))
        assert roles <= set(styles(PALETTES["dark"], colour=False))


def test_views_are_gone_through_and_named():
    session = paused()
    names = list(VIEW_KEYS)
    for name in [*names[1:], names[0]]:
        apply(session, "view")
        assert session.look.view == name
    for name in reversed(names):
        apply(session, "view-back")
        assert session.look.view == name
    apply(session, "view speed")
    apply(session, "view speed")
    assert session.look.view == "speed", "a word says where to be"
    apply(session, "view speed or charts")
    assert session.look.view == "charts"
    with pytest.raises(Refusal) as refusal:
        apply(session, "view spee")
    assert "charts, " in str(refusal.value.facts["known"])


async def test_keys_open_and_close_a_view_and_tab_goes_round():
    async with Stage(paused(), Words("en"), AppOptions(), (80, 24)) as stage:
        for name, view in VIEWS.items():
            for key in view.keys:
                await stage.press(key)
                assert stage.session.look.view == name
                await stage.press(key)
                assert stage.session.look.view == "charts", "the key that opened it closes it"
        names = list(VIEWS)
        await stage.press("tab")
        assert stage.session.look.view == names[1]
        await stage.press("shift+tab")
        await stage.press("shift+tab")
        assert stage.session.look.view == names[-1]
        await stage.press("escape")
        assert stage.session.look.view == "charts"


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_on_a_tab_opens_it(width, language):
    for name in VIEWS:
        session, picture = paused(), picture_of(language)
        apply(session, f"view {OTHERS[0]}")
        picture.compose(session, width, 24)
        first, end, line = next(place for place in picture.tabs_at if place[2] == f"view {name}")
        assert {picture.command_at(session, x, 1) for x in range(first, end)} == {line}
        apply(session, line)
        assert session.look.view == name


@pytest.mark.parametrize("size", [(120, 34), (160, 48)])
def test_nothing_moves_when_a_view_opens_where_there_is_room(size):
    session, picture = paused(), picture_of()
    picture.compose(session, *size)
    before = picture.layout
    apply(session, f"view {OTHERS[0]}")
    picture.compose(session, *size)
    assert picture.layout == before


def test_a_screenshot_takes_a_view(sigmascope):
    for name in OTHERS:
        answer = sigmascope("screenshot", "--view", name, "--size", "80x24")
        assert answer.code == 0
        assert f"[{VIEWS[name].keys[0]} {name}]" in answer.out
    answer = sigmascope("screenshot", "--view", "nowhere")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "speed" in answer.err


def test_scenarios_lists_views_with_what_they_show(sigmascope):
    for language in LANGUAGES:
        out = sigmascope("--lang", language, "scenarios").out
        for name, view in VIEWS.items():
            assert any(
                line.split()[:1] == [name] and Words(language).of("shows", name, view.description) in line
                for line in out.splitlines()
            ), name


@EVERY_VIEW
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charset", GLYPHS)
async def test_help_says_which_sign_is_which(view, language, charset):
    if not can_say(charset, language):
        return
    async with Stage(paused(), Words(language), AppOptions(charset=charset), (100, 120)) as stage:
        stage.say(f"view {view}")
        stage.say("help")
        await stage.settle()
        text = stage.shot(".txt")
        assert "{" not in text
        named = re.findall(r"\{(\w+)\}", Words(language).of("guide", f"view-{view}", ""))
        assert all(getattr(GLYPHS[charset], name) in text for name in named)


async def test_help_explains_the_view_that_is_open_first():
    for name in OTHERS:
        async with Stage(paused(), Words("en"), AppOptions(), (100, 40)) as stage:
            stage.say(f"view {name}")
            stage.say("help")
            await stage.settle()
            text = stage.shot(".txt")
            assert Words("en")(f"guide.view-{name}").split(".")[0].split("\n")[0][:50] in " ".join(text.split())

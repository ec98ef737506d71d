"""The app under a pilot: every key, click and screen. Without its clock, unless time itself is what is tested."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import pytest
from textual import events

from sigmascope.engine.quantity import QUANTITIES
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import TimerClock
from sigmascope.tui.app.screens.chooser import ChartsScreen, Choices
from sigmascope.tui.app.screens.edit import EditScreen
from sigmascope.tui.app.screens.help import HelpScreen
from sigmascope.tui.app.screens.search import CommandSearch
from sigmascope.tui.board.colours import PALETTES
from sigmascope.tui.board.strips import notice_lines
from sigmascope.tui.session.commands import COMMANDS
from sigmascope.tui.session.keys import key_name
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.words import LANGUAGES, Words
from tests.tui.effects import EFFECTS, paused


@asynccontextmanager
async def opened(text="", size=(120, 40), language="en", clock=False, **options):
    app = SigmascopeApp(
        paused(text),
        words=Words(language),
        options=AppOptions(**options),
        clock=TimerClock() if clock else None,
    )
    app.suspended = []  # there is no terminal here to give back
    app.action_suspend_process = lambda: app.suspended.append(True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def screen(app) -> str:
    return SHOTS[".txt"](app.frame())


def footer(app) -> str:
    return screen(app).splitlines()[-1].strip()


def notice(app) -> str:
    """The notice as it stands on the screen, above the keys."""
    if app.session.notice is None:
        return ""
    rows = len(notice_lines(app.session.notice, app.size.width, app.board.picture.words))
    return " ".join(row.removeprefix("!").strip() for row in screen(app).splitlines()[-1 - rows : -1])


async def until(pilot, fact, patience=400):
    """Let the app go on until a fact holds."""
    for _ in range(patience):
        if fact():
            return
        await pilot.pause(0.005)
    raise AssertionError("it never came to be")


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────

KEYS = [(word, key) for word, command in COMMANDS.items() for key in command.keys]

OPENS = {"edit": EditScreen, "charts": ChartsScreen, "palette": CommandSearch, "help": HelpScreen}
SEEN = {
    "theme": lambda app: app.theme == list(PALETTES)[1],
    "language": lambda app: app.words.language == LANGUAGES[1],
    "line": lambda app: app.clipboard == "saturated" and notice(app).startswith("saturated"),
    "save": lambda app: notice(app) == "saved sigmascope-saturated-001.csv",
    "screen": lambda app: notice(app) == "saved sigmascope-saturated-001.svg",
    "suspend": lambda app: app.suspended == [True],
    "quit": lambda app: app.return_value == 0,
}
"""What is seen of the commands whose work is the app's."""


@pytest.mark.parametrize(("word", "key"), KEYS)
async def test_every_key_does_what_its_word_does(word, key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    effect = EFFECTS[word][0]
    async with opened() as (app, pilot):
        for line in effect.before:
            assert app.say(line)
        await pilot.press(key)
        if word in OPENS:
            assert isinstance(app.screen, OPENS[word])
        elif word in SEEN:
            assert SEEN[word](app)
        else:
            assert effect.seen(app.session) == effect.after
            assert app.session.notice is None or not app.session.notice.wrong


@pytest.mark.parametrize(("key", "line"), [(str(number), f"preset {name}") for number, name in enumerate(PRESETS, 1)])
async def test_a_digit_is_a_preset(key, line):
    async with opened("w=7 epochs=5") as (app, pilot):
        await pilot.press(key)
        name = line.partition(" ")[2]
        assert app.session.scenario == PRESETS[name].scenario
        assert f" sigmascope  {name} " in screen(app)


async def test_a_key_that_stands_for_nothing_does_nothing():
    async with opened() as (app, pilot):
        before = screen(app)
        await pilot.press("j", "f7", "ctrl+t", "9", "ctrl+x")
        assert screen(app) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_board_shows_the_keys_that_work_now(language):
    words = Words(language)
    async with opened(language=language) as (app, pilot):
        assert words("commands.play") in footer(app)
        await pilot.press("space")
        assert words("commands.pause") in footer(app)
        await pilot.press("end")
        assert words("footer.replay") in footer(app)
        assert "▶" not in screen(app).splitlines()[0]


async def test_a_wrong_line_shows_one_sentence_until_the_next_key():
    async with opened() as (app, pilot):
        assert not app.say("fastr")
        assert notice(app).startswith("unknown command 'fastr'; did you mean 'faster'?")
        assert not app.say("set w=1:2")
        assert notice(app).startswith("the numbers of inputs differ: w has 2, but x has 1")
        await pilot.press("full_stop")
        assert "unknown" not in screen(app)
        assert "? help" in footer(app)


async def test_the_book_refuses_a_nudge_in_a_sentence():
    async with opened("book-mild") as (app, pilot):
        await pilot.press("n")
        assert "the rule book brings its own learning rates" in notice(app)
        assert app.session.scenario == PRESETS["book-mild"].scenario


# q is a letter in a field, and closes the help: it leaves from the board alone.
LEAVING = [
    (None, "q"),
    *((first, key) for first in (None, "question_mark", "e", "c", "colon") for key in ("ctrl+c", "ctrl+q")),
]


@pytest.mark.parametrize(("first", "key"), LEAVING)
async def test_one_key_leaves_from_wherever_one_is(first, key):
    async with opened() as (app, pilot):
        if first:
            await pilot.press(first)
        await pilot.press(key)
        await until(pilot, lambda: app.return_value == 0)


# ── screens ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("word", "closers"),
    [
        ("help", ["escape", "q", "question_mark", "f1"]),
        ("edit", ["escape"]),
        ("charts", ["escape"]),
        ("palette", ["escape"]),
    ],
)
async def test_a_screen_opens_and_closes_and_leaves_everything_as_it_was(word, closers):
    async with opened() as (app, pilot):
        app.say("seek 33")
        before = screen(app)
        for closer in closers:
            for key in COMMANDS[word].keys:
                await pilot.press(key)
                assert isinstance(app.screen, OPENS[word])
                assert screen(app) != before
                await pilot.press(closer)
                assert screen(app) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 100])
async def test_the_help_names_every_command_key_preset_and_quantity(language, width):
    words = Words(language)
    async with opened(size=(width, 320), language=language) as (app, pilot):
        await pilot.press("question_mark")
        text = re.sub(r"[\s│]+", " ", screen(app))
        assert text.count("…") == "".join(str(command.argument) for command in COMMANDS.values()).count("…"), "clipped"
        for word, command in COMMANDS.items():
            assert f" {word} " in text
            assert re.sub(r"\s", "", words(f"help.{word}")) in re.sub(r"\s", "", text)
            for key in command.keys:
                assert key_name(key) in text
        for name in [*PRESETS, *QUANTITIES]:
            assert name in text


async def test_the_help_scrolls_with_the_arrows():
    async with opened(size=(80, 24)) as (app, pilot):
        await pilot.press("question_mark")
        first = screen(app)
        await pilot.press("down", "down", "pagedown")
        await until(pilot, lambda: screen(app) != first)
        assert app.session.epoch == 0, "the keys belong to the help while it is open"


async def test_the_form_runs_from_the_values_typed_into_it():
    async with opened() as (app, pilot):
        app.say("play")
        app.say("seek 44")
        await pilot.press("e", *["backspace"] * 3, *"-1.5", "tab", *["backspace"] * 3, *"0.25", "enter")
        assert app.session.scenario.text() == "saturated w=-1.5 b=0.25"
        assert (app.session.epoch, app.session.playing) == (0, True)
        assert notice(app) == "restarted: saturated w=-1.5 b=0.25"


async def test_the_form_with_nothing_changed_changes_nothing():
    async with opened("mild eta=one-sixth:0.3 eta.quadratic=0.5 epochs=90") as (app, pilot):
        app.say("seek 44")
        run = app.session.run
        await pilot.press("e", "enter")
        assert (app.session.epoch, app.session.run) == (44, run)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (0, "x", "w=2x is not a number"),
        (0, ":1", "w has 2, but x has 1"),
        (1, "e999", "b=2e999 is not finite"),
        (3, "5", "needs targets y from 0 to 1"),
        (4, "e-999", "eta=0 is out of range"),
        (4, " 2", "unknown learning-rate rule '0.15 2'"),
        (7, ".5", "epochs=300.5 is out of range"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_as_it_is_typed(field, typed, said):
    async with opened(size=(100, 40)) as (app, pilot):
        await pilot.press("e", *["tab"] * field, "end")
        whole = re.sub(r"[\s│]+", " ", screen(app))
        assert said not in whole
        await pilot.press(*({" ": "space", ".": "full_stop", ":": "colon", "-": "minus"}.get(c, c) for c in typed))
        lines = screen(app).splitlines()
        shown = re.sub(r"[\s│]+", " ", screen(app))
        assert said in shown
        # Beside: on the row of the field, or just below it.
        name = list(app.screen.fields.values())[field][0]
        (row,) = [number for number, line in enumerate(lines) if f"│  {name}  " in line]
        assert said.split()[0] in lines[row] + lines[row + 1]
        await pilot.press("enter")
        assert isinstance(app.screen, EditScreen), "a wrong form is not taken"
        await pilot.press("escape")
        assert app.session.scenario == PRESETS["saturated"].scenario


async def test_a_corrected_field_no_longer_complains():
    async with opened() as (app, pilot):
        await pilot.press("e", "x")
        assert "is not a number" in screen(app)
        await pilot.press("backspace")
        assert "is not a number" not in screen(app)


async def test_an_eta_of_one_cost_can_be_set_in_the_form_and_taken_back():
    async with opened() as (app, pilot):
        await pilot.press("e", *["tab"] * 5, *"0.4", "enter")
        assert app.session.simulation.rates == {"quadratic": 0.4, "cross-entropy": 0.15}
        await pilot.press("e", *["tab"] * 5, "end", *["backspace"] * 3, "enter")
        assert app.session.simulation.rates == {"quadratic": 0.15, "cross-entropy": 0.15}


async def test_charts_are_chosen_with_space_and_taken_with_enter():
    async with opened() as (app, pilot):
        await pilot.press("c")
        choices = app.screen.query_one(Choices)
        assert choices.highlighted == 0
        await pilot.press("space", "down", "down", "space", "enter")
        assert app.session.look.charted == ("b", "z", "cost", "sigma_prime")
        assert "weighted input" in screen(app)


async def test_no_chart_and_too_many_are_refused_where_they_are_chosen():
    async with opened() as (app, pilot):
        await pilot.press(
            "c", "space", "down", "space", *["down"] * 3, "space", "down", "space", "enter"
        )  # w, b, C, σ′
        assert isinstance(app.screen, ChartsScreen)
        assert "choose one to 6" in screen(app)
        await pilot.press("home")
        for _ in QUANTITIES:
            await pilot.press("space", "down")
        await pilot.press("enter")
        assert isinstance(app.screen, ChartsScreen)
        await pilot.press("escape")
        assert app.session.look.charted == ("cost", "sigma_prime", "w", "b")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("log cost", lambda app: app.session.look.log),
        ("animation-3", lambda app: app.session.scenario == PRESETS["animation-3"].scenario),
        ("seek 123", lambda app: app.session.epoch == 123),
        ("set w=0.5", lambda app: app.session.scenario.w == (0.5,)),
        ("enlarge w", lambda app: app.session.look.enlarged == "w"),
        ("speed 100", lambda app: app.session.notice and app.session.notice.words == "session.renamed"),
    ],
)
async def test_a_command_is_found_by_typing(typed, seen):
    async with opened() as (app, pilot):
        await pilot.press("colon")
        for char in typed:
            await pilot.press({" ": "space", "-": "minus", "=": "equals_sign", ".": "full_stop"}.get(char, char))
        await pilot.press("enter")
        await until(pilot, lambda: seen(app))
        assert app.screen is app.screen_stack[0]


async def test_the_palette_lists_every_command_that_needs_nothing_and_every_preset():
    async with opened(size=(120, 40)) as (app, pilot):
        await pilot.press("colon")
        lines = app.screen.lines
        assert set(lines) == {w for w, c in COMMANDS.items() if not c.required} | {f"preset {p}" for p in PRESETS}
        await pilot.press(*"zzzz", "enter")
        assert isinstance(app.screen, CommandSearch), "nothing fits, so nothing happens"


async def test_up_and_down_choose_in_the_palette():
    async with opened() as (app, pilot):
        await pilot.press("colon", *"epoch", "down", "up", "down", "enter")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert app.session.epoch in (0, 1, 10)


# ── the mouse ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_click_on_the_time_line_goes_there_and_a_drag_scrubs():
    async with opened() as (app, pilot):
        y = app.board.picture.layout.timeline.y
        await pilot.click(offset=(60, y))
        there = app.session.epoch
        assert abs(there - 150) < 8
        await pilot.mouse_down(offset=(60, y))
        seen = []
        for x in (70, 90, 30, 0):
            await pilot.hover(offset=(x, y - 5))
            seen.append(app.session.epoch)
        await pilot.mouse_up(offset=(0, y))
        assert seen[0] > there
        assert seen[1] > seen[0] > seen[2] > seen[3] == 0
        await pilot.hover(offset=(100, y))
        assert app.session.epoch == 0, "let go is let go"


async def test_a_click_on_a_chart_goes_to_the_epoch_under_it():
    async with opened() as (app, pilot):
        for charts in app.board.picture.drawn.charts:
            for chart in charts:
                x = chart.canvas_left + chart.cell_of(150, 0.0)[0]
                app.say("seek 0")
                await pilot.click(offset=(x, chart.box.y + chart.box.height // 2))
                assert abs(app.session.epoch - 150) <= 300 / chart.grid.width


async def test_the_wheel_is_pace():
    async with opened() as (app, pilot):
        await pilot._post_mouse_events([events.MouseScrollUp], offset=(20, 20))
        assert app.session.pace == 60
        await pilot._post_mouse_events([events.MouseScrollDown] * 2, offset=(20, 20))
        assert app.session.pace == 20


async def test_a_click_on_a_key_of_the_footer_presses_it():
    async with opened() as (app, pilot):
        y = app.board.picture.layout.footer.y
        places = {line: first for first, _, line in app.board.picture.keys_at}
        await pilot.click(offset=(places["step"], y))
        assert app.session.epoch == 1
        await pilot.click(offset=(places["help"], y))
        assert isinstance(app.screen, HelpScreen)


# ── sizes, looks ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_resizing_while_playing_goes_on_playing():
    async with opened("epochs=100000", clock=True) as (app, pilot):
        await until(pilot, lambda: app.session.ready)
        app.say("pace 100")
        app.say("play")
        for size in [(80, 24), (60, 20), (200, 60), (59, 20), (61, 19), (120, 40)]:
            before = app.session.epoch
            await pilot.resize_terminal(*size)
            await until(pilot, lambda before=before: app.session.epoch > before)
            lines = screen(app).splitlines()
            assert len(lines) == size[1]
            if size[0] < 60 or size[1] < 20:
                assert "needs a terminal of at least 60×20" in re.sub(r"\s+", " ", screen(app))
            else:
                assert lines[0].startswith(" sigmascope")
                assert app.board.picture.layout.footer.width == size[0]
        assert app.session.playing


async def test_a_run_plays_by_itself_to_its_end_and_pauses():
    async with opened("epochs=40", clock=True) as (app, pilot):
        app.say("pace 1000")
        await pilot.press("space")
        await until(pilot, lambda: app.session.state == "finished")
        assert "■ finished" in screen(app)
        assert "epoch 40/40" in screen(app)


async def test_a_long_run_is_computed_while_keys_are_answered():
    async with opened("epochs=20000", clock=True) as (app, pilot):
        await pilot.press("w")
        assert app.session.scenario.w == (2.1,)
        await until(pilot, lambda: app.session.ready)
        assert "‖ paused" in screen(app)


async def test_themes_go_round_and_change_nothing_but_colours():
    async with opened() as (app, pilot):
        text = screen(app)
        pictures = set()
        for name in [*list(PALETTES)[1:], next(iter(PALETTES))]:
            await pilot.press("t")
            assert notice(app) == f"theme {name}"
            await pilot.press("escape")
            assert screen(app) == text
            pictures.add(SHOTS[".ansi"](app.frame()))
        assert len(pictures) == len(PALETTES)
        assert not app.say("theme pink")
        assert "the themes are dark, light, contrast" in notice(app)


async def test_languages_go_round():
    async with opened() as (app, pilot):
        english = screen(app)
        await pilot.press("L")
        assert Words("zh")("cost.quadratic") in screen(app)
        await pilot.press("L")
        assert screen(app) == english
        assert not app.say("language xx")
        assert "the languages are en, zh" in notice(app)


async def test_a_language_that_ascii_cannot_show_is_refused():
    async with opened(charset="ascii") as (app, pilot):
        await pilot.press("L")
        assert notice(app).startswith("--charset ascii cannot show the words of --lang zh")
        assert app.words.language == "en"


@pytest.mark.parametrize("key", ["question_mark", "e", "c", "colon", None])
async def test_without_colour_no_screen_sends_any(key):
    async with opened(colour=False) as (app, pilot):
        if key:
            await pilot.press(key)
        codes = re.findall(r"\x1b\[([\d;]*)m", SHOTS[".ansi"](app.frame()))
        assert codes
        for code in codes:
            assert not re.search(r"(^|;)([34][0-8]|9\d|10\d)(;|$)", code), code


@pytest.mark.parametrize("key", ["question_mark", "e", "c", "colon", None])
async def test_in_ascii_everything_is_ascii(key):
    async with opened(charset="ascii") as (app, pilot):
        if key:
            await pilot.press(key)
        assert screen(app).isascii(), [line for line in screen(app).splitlines() if not line.isascii()]


async def test_what_would_write_files_is_refused_where_none_may_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened(files=False) as (app, pilot):
        for key in "sS":
            await pilot.press(key)
            assert notice(app).startswith("nothing is saved here")
    assert list(tmp_path.iterdir()) == []


async def test_saving_never_overwrites(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened("w=0.5:-1 x=1:2 epochs=20") as (app, pilot):
        await pilot.press("s", "s", "S", "S")
        names = sorted(path.name for path in tmp_path.iterdir())
        assert len(names) == 4
        assert names[0].endswith("-001.csv") != names[0].endswith("-001.svg")
        assert app.say("save run.jsonl")
        content = (tmp_path / "run.jsonl").read_bytes()
        for line, said in [
            ("save run.jsonl", "run.jsonl exists already"),
            ("save run.pdf", "run.pdf has no known extension"),
            ("save nowhere/run.csv", "cannot write"),
            ("screen run.csv", "run.csv has no known extension"),
        ]:
            app.say(line)
            assert said in notice(app)
            assert app.session.notice.wrong
        assert (tmp_path / "run.jsonl").read_bytes() == content
        assert app.say("screen shot.txt")
        saved = (tmp_path / "shot.txt").read_text().splitlines()
        assert "extension" not in "".join(saved), "the picture shows the verdict, not the last sentence"


async def test_a_follower_may_look_and_nothing_else():
    async with opened() as (app, pilot):
        app.session.following = True
        app.board.show()
        assert "step" not in footer(app)
        assert "enlarge" in footer(app)
        await pilot.press("full_stop", "w", "2", "space", "r")
        assert app.session.epoch == 0
        assert app.session.scenario == PRESETS["saturated"].scenario
        assert notice(app).startswith("you follow the presenter")
        await pilot.press("z")
        assert app.session.look.enlarged == "cost"


@pytest.mark.parametrize(
    "line",
    ["", " ", "seek", "seek 1 2", "press q", "wait 3", "charts ,", "enlarge ,", "save \0.csv", "set " + "w" * 9999],
)
async def test_no_line_brings_the_app_down(line):
    async with opened() as (app, pilot):
        assert not app.say(line) or app.session.notice.wrong
        await pilot.press("full_stop")
        assert app.session.epoch == 1

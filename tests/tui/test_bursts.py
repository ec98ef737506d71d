"""Keys that arrive together, while screens open and close: none is lost, none is done twice, none ends the app."""

from __future__ import annotations

import pytest
from textual import events

from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.app.screens.chooser import ChartsScreen
from sigmascope.tui.app.screens.edit import EditScreen
from sigmascope.tui.app.screens.help import HelpScreen
from sigmascope.tui.app.screens.search import CommandSearch
from sigmascope.tui.app.screens.sheet import SheetScreen
from sigmascope.tui.session.commands import key_bindings
from tests.tui.bursts import (
    ESCAPE,
    SENT,
    SIZES,
    Burst,
    Chance,
    app_on,
    headless,
    play,
    rest,
    singly,
    survives,
    typed,
)
from tests.tui.effects import shown


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def together(*things: bytes) -> list[Burst]:
    return [Burst(things)]


def on_board(app):
    return app.screen is app.board.screen


TOGETHER = {
    "the form, and Enter twice": (together(*typed("e\r\r")), lambda app: not app.session.playing),
    "a command, and Enter twice": (together(*typed(":pause\r\r")), lambda app: not app.session.playing),
    "a command, and Enter a moment later": (
        [Burst(typed(":pause\r"), 9), Burst(typed("\r"))],
        lambda app: not app.session.playing,
    ),
    "a command, then a key of the board": (together(*typed(":seek 9\r.")), lambda app: app.session.epoch == 10),
    "a command that opens a form": (together(*typed(":edit\r"), ESCAPE, b"."), lambda app: app.session.epoch == 1),
    "a value of the form": (together(*typed("e1\r")), lambda app: app.session.scenario.w == (21.0,)),
    "two forms": (together(*typed("e1\re1\r")), lambda app: app.session.scenario.w == (211.0,)),
    "charts": (
        together(*typed("c \r.")),
        lambda app: (app.session.look.charted, app.session.epoch) == (("b", "cost", "sigma_prime"), 1),
    ),
    "Esc twice": (together(b"c", ESCAPE, ESCAPE, b"."), lambda app: app.session.epoch == 1),
    "the help, opened and closed": (together(*typed("??.?q.")), lambda app: app.session.epoch == 2),
    "a paste into the form": (
        together(b"e", b"\x1b[200~3\nx\x1b[201~", b"\r"),
        lambda app: app.session.scenario.w == (23.0,),
    ),
    "a look elsewhere while the form opens": (
        together(b"e", b"\x1b[O", b"4", b"\x1b[I", b"\r"),
        lambda app: app.session.scenario.w == (24.0,),
    ),
    "another size while the form opens": (
        [Burst(typed("e")), Burst(typed("5\r"), size=(61, 20))],
        lambda app: app.session.scenario.w == (25.0,),
    ),
    "another theme and language before the form": (
        together(*typed("tLe6\r")),
        lambda app: (app.session.scenario.w, app.words.language, app.theme) == ((26.0,), "zh", "light"),
    ),
    "a preset between two screens": (
        together(b"?", ESCAPE, b"2", b":", ESCAPE),
        lambda app: app.session.scenario == PRESETS["mild"].scenario,
    ),
}
"""What arrives, and what has become of it where all screens have closed again."""


@pytest.mark.parametrize(("bursts", "seen"), TOGETHER.values(), ids=TOGETHER)
async def test_what_is_typed_faster_than_screens_open_is_all_done_once(bursts, seen):
    app = app_on()
    async with headless(app, (80, 24)) as door:
        await play(app, door, bursts)
        assert on_board(app)
        assert seen(app)
        assert not app._exit


@pytest.mark.parametrize(
    ("keys", "screen", "seen"),
    [
        ("e3", EditScreen, lambda sheet: sheet.inputs["w"].value == "23"),
        ("ex", EditScreen, lambda sheet: sheet.wrong["w"].display),
        ("e\t7", EditScreen, lambda sheet: sheet.inputs["b"].value == "27"),
        ("e\r\re", EditScreen, lambda sheet: not any(place.display for place in sheet.wrong.values())),
        ("c ", ChartsScreen, lambda sheet: "w" not in sheet.chosen),
        ("c \x1b[B ", ChartsScreen, lambda sheet: sheet.chosen == {"cost", "sigma_prime"}),
        (":q", CommandSearch, lambda sheet: sheet.field.value == "q"),
        (":zzz\r\r", CommandSearch, lambda sheet: sheet.field.value == "zzz"),
        ("::", CommandSearch, lambda sheet: sheet.field.value == ":"),
        ("?e", HelpScreen, lambda sheet: True),
    ],
)
async def test_a_screen_that_is_opening_gets_the_keys_behind_it(keys, screen, seen):
    app = app_on()
    async with headless(app, (80, 24)) as door:
        door.feed(keys.encode())
        await rest(app)
        assert isinstance(app.screen, screen)
        assert len(app.screen_stack) == 2
        assert seen(app.screen)


@pytest.mark.parametrize("keys", ["q:", "qe3\r", "q2", "\x03?", "\x1b[27uq.", "e\x1b[27uqe", ":quit\r2"])
async def test_what_comes_after_leaving_is_nobodys(keys):
    app = app_on()
    async with headless(app, (80, 24)) as door:
        door.feed(keys.encode())
        await rest(app)
        assert app.return_value == 0
        assert len(app.screen_stack) < 2
        assert app.session.scenario == PRESETS["saturated"].scenario
        assert app.session.epoch == 0


async def test_a_sheet_closes_once_and_only_from_the_top():
    app = app_on()
    async with headless(app, (80, 24)):
        app.say("help")
        below = app.screen
        app.say("charts")
        await rest(app)
        below.close("end")
        assert isinstance(app.screen, ChartsScreen)
        above = app.screen
        above.close()
        above.close("end")
        assert app.screen is below
        below.close("step")
        below.action_quit_all()
        await rest(app)
        assert on_board(app)
        assert (app.session.epoch, app._exit) == (1, False)


async def test_messages_to_a_sheet_before_it_is_mounted_and_after_it_closed_do_nothing():
    app = app_on()
    async with headless(app, (80, 24)):
        for word in ("edit", "charts", "palette"):
            app.say(word)
            sheet = app.screen
            assert isinstance(sheet, SheetScreen)
            assert not sheet.is_mounted
            for _ in range(2):
                if word == "charts":
                    sheet.action_turn()
                elif word == "edit":
                    sheet.on_input_changed()
                else:
                    sheet.on_key(events.Key("down", None))
                sheet.action_leave()
                await rest(app)
            assert on_board(app)


async def test_a_drag_ends_where_a_screen_opens_and_the_other_way_round():
    app = app_on()
    async with headless(app, (80, 24)) as door:
        y = app.board.picture.layout.timeline.y + 1
        door.feed(b"\x1b[<0;40;%dM?" % y)
        await rest(app)
        epoch = app.session.epoch
        assert epoch
        door.feed(ESCAPE + b"\x1b[<32;70;%dM" % y)
        await rest(app)
        assert app.session.epoch == epoch, "nobody drags the time line any more"
        door.feed(b"?")
        await rest(app)
        bar = app.screen.query_one(".sheet").vertical_scrollbar.region
        door.feed(b"\x1b[<0;%d;%dM" % (bar.x + 1, bar.y + 1))
        await rest(app)
        assert app.mouse_captured is not None
        door.feed(ESCAPE + b"\x1b[<0;5;%dM\x1b[<0;5;%dm" % (y, y))
        await rest(app)
        assert app.session.epoch < epoch, "the mouse is the board's again"


# ── anything at all ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_fuzz_knows_every_key():
    assert set(key_bindings()) <= set(SENT)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(2))
async def test_any_keys_at_any_spacing_are_survived(seed, size):
    app = app_on(clock=seed % 2 == 1)
    async with headless(app, size) as door:
        await survives(app, door, Chance(seed, size).bursts(10))


@pytest.mark.parametrize("seed", range(4))
async def test_keys_that_arrive_together_do_what_they_do_one_by_one(seed):
    bursts = Chance(seed, (80, 24), pointer=False).bursts(6)
    outcomes = []
    for given in (bursts, [Burst(tuple(thing for burst in bursts for thing in burst.things))], singly(bursts)):
        app = app_on(files=False)
        async with headless(app, (80, 24)) as door:
            await play(app, door, given)
            sheet = app.screen if not app._exit and not on_board(app) else None
            fields = {key: field.value for key, field in getattr(sheet, "inputs", {}).items()}
            looks = app.theme, app.words.language, app._exit, type(sheet), getattr(sheet, "chosen", None)
            outcomes.append((shown(app.session), looks, fields))
    assert outcomes[0] == outcomes[1] == outcomes[2]

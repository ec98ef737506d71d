"""Keys that come in one packet over SSH, while screens open and close: the same as at one's own terminal."""

from __future__ import annotations

import pytest

import sigmascope.tui.ssh.screen.driver
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.app.screens.edit import EditScreen
from sigmascope.tui.guests.presenting import Source
from tests.tui.bursts import SIZES, Chance, FakeLink, over_ssh, rest, survives, visitor


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Input is gathered over less time than a hand needs."""
    monkeypatch.setattr(sigmascope.tui.ssh.screen.driver, "TICK", 0.001)


@pytest.mark.parametrize(
    ("packet", "seen"),
    [
        (b"e\r\r", lambda app: app.screen is app.board.screen),
        (b":pause\r", lambda app: not app.session.playing and app.screen is app.board.screen),
        (b":pause\r\r:theme\r", lambda app: not app.session.playing and app.theme == "light"),
        (b"e3", lambda app: isinstance(app.screen, EditScreen) and app.screen.inputs["w"].value == "23"),
        (b":quit\r:e", lambda app: app.return_value == 0),
        (b"q:", lambda app: app.return_value == 0),
        (b"q2", lambda app: app.return_value == 0 and app.session.scenario == PRESETS["saturated"].scenario),
    ],
)
async def test_a_packet_of_keys_is_done_key_by_key(packet, seen):
    link = FakeLink()
    app = visitor(link, (80, 24))
    async with over_ssh(app, link, (80, 24)) as door:
        door.feed(packet)
        await rest(app)
        assert seen(app)


async def test_who_follows_has_no_form_and_may_look_while_the_presenter_goes_on():
    told = Source(lambda snapshot: None)
    link = FakeLink()
    app = visitor(link, (80, 24), source=told)
    app.session.following = True
    async with over_ssh(app, link, (80, 24)) as door:
        snapshot = app.session.snapshot()._asdict()
        for epoch, packet in enumerate((b"e3\r", b"?", b":", b"\x1b[27u", b"c \r"), start=5):
            told.latest = snapshot | {"text": "mild", "epoch": epoch, "reached": epoch, "playing": False}
            door.feed(packet)
            while app.session.epoch != epoch:
                await rest(app)
        assert app.session.scenario == PRESETS["mild"].scenario
        assert len(app.session.look.charted) == 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(2))
async def test_any_keys_in_any_packets_are_survived(seed, size):
    link = FakeLink()
    app = visitor(link, size, source=Source(lambda snapshot: None) if seed % 2 else None)
    async with over_ssh(app, link, size) as door:
        await survives(app, door, Chance(f"ssh {seed}", size).bursts(10))

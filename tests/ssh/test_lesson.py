"""A lesson over SSH: as here, for every visitor at every visit, and without files."""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh
import pytest

REAL = {"factory": "sigmascope.tui.guests.visitor:factory"}
UTF8 = {"env": {"LANG": "C.UTF-8"}, "options": ("-o", "SendEnv=LANG")}


@pytest.fixture
def kept():
    """What the server's user has in their state folder, before and after."""
    file = Path(os.environ["XDG_STATE_HOME"]) / "sigmascope" / "lessons.json"
    before = file.read_bytes()
    yield
    assert file.read_bytes() == before, "nothing a visitor does is kept"


def test_a_visitor_is_invited_at_each_visit_and_follows_the_lesson(serve, visitors, kept):
    server = serve(**REAL)
    for _ in range(2):
        visitor = visitors(server, size=(80, 24), **UTF8)
        visitor.sees("New here")
        visitor.type("u")
        visitor.sees("1/12")
        visitor.type("\r")
        visitor.sees("which way will learning move")
        visitor.type("3")
        visitor.sees("you said 3; it is 2")
        while b"Badly wrong" not in visitor.output:  # what has just been shown is held for a moment
            visitor.type("\r")
            visitor._take(1.0)
        visitor.type("q")
        assert visitor.ends() == 0


def test_a_visitor_opens_no_lesson_from_the_servers_disk(serve, visitors, kept, tmp_path):
    (tmp_path / "mine.toml").write_text("title = 3\n")
    server = serve(**REAL)
    visitor = visitors(server, size=(100, 30), **UTF8)
    visitor.sees("saturated")
    visitor.type(f":lesson {tmp_path}/mine.toml\r")
    visitor.sees("no files are read here")
    visitor.type("q")
    assert visitor.ends() == 0


def test_who_follows_a_presenter_is_not_invited_and_takes_no_lesson(serve, visitors, kept, tmp_path):
    asyncssh.generate_private_key("ssh-ed25519").write_public_key(tmp_path / "key.pub")
    server = serve("--present", "--presenter-keys", tmp_path / "key.pub", **REAL)
    visitor = visitors(server, size=(100, 30), **UTF8)
    visitor.sees("saturated")
    visitor.type("u")
    visitor.sees("you follow the presenter")
    assert b"New here" not in visitor.output
    visitor.type("q")
    assert visitor.ends() == 0

"""Presenting: everybody follows one person's playhead and scenario, and may only look."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import asyncssh
import pytest

ROOT = Path(__file__).parents[2]
REAL = {"factory": "sigmascope.tui.guests.visitor:factory", "workers": 2}
UTF8 = {"env": {"LANG": "C.UTF-8"}, "options": ("-o", "SendEnv=LANG")}


def test_followers_see_what_a_presenter_with_a_key_does(serve, visitors, tmp_path):
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(tmp_path / "key")
    key.write_public_key(tmp_path / "key.pub")
    (tmp_path / "key").chmod(0o600)
    server = serve("epochs=12345", "--present", "--presenter-keys", tmp_path / "key.pub", **REAL)
    assert server.ask("run", "epochs=1", options=("-l", "presenter", "-o", "BatchMode=yes")).returncode == 255
    options = (*UTF8["options"], "-i", str(tmp_path / "key"), "-o", f"IdentityFile={tmp_path / 'key'}")
    presenter = visitors(server, user="presenter", size=(120, 40), env=UTF8["env"], options=options)
    presenter.sees("epochs=12345")
    followers = [visitors(server, size=size, **UTF8) for size in ((100, 30), (80, 24))]
    presenter.type("2")
    presenter.sees("0.8175745|mild")
    for follower in followers:
        follower.sees("mild")
        follower.type("w")
        follower.sees("presenter|follow")
    presenter.type("a")
    for each in (presenter, *followers):
        each.sees(r" anatomy\S*\]")  # a name in brackets is the view that is open
    for follower in followers:
        follower.type("v")
        follower.sees(r" speed\S*\]")
        follower.type("q")
        assert follower.ends() == 0


@pytest.fixture
def presenter(visitors, client, tmp_path):
    """A presenter at the server's own terminal, and the client for that server once it is open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        here = client(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "sigmascope",
        "serve",
        "--anonymous",
        "--present",
        "--workers",
        "1",
        "epochs=12345",
    ]
    command += ["--port", str(here.port), "--host-key", str(tmp_path / "key")]
    presenter = visitors(None, command=command, size=(120, 40), env={**UTF8["env"], "PYTHONPATH": str(ROOT)})
    presenter.sees(f"ssh -p {here.port} 127.0.0.1")
    # The app is there before the workers are.
    while here.ask("run", "epochs=1").returncode:
        pass
    return presenter, here


def test_a_presenter_at_the_servers_own_terminal(visitors, presenter):
    presenter, here = presenter
    follower = visitors(here, **UTF8)
    follower.sees("epochs=12345")
    presenter.type("2")
    follower.sees("mild")
    presenter.type("q")
    assert presenter.ends() == 0
    follower.sees("The server is closing")
    assert follower.ends() == 0


@pytest.mark.parametrize("end", ["the terminal closes", "SIGTERM"])
def test_a_presenter_who_is_gone_ends_the_server_with_goodbyes(visitors, presenter, end):
    presenter, here = presenter
    follower = visitors(here, **UTF8)
    follower.sees("epochs=12345")
    if end == "SIGTERM":
        presenter.process.terminate()
        assert presenter.ends() == 0
    else:
        os.close(presenter.terminal)
        presenter.terminal = None
        assert presenter.reap() == 0
    follower.sees("The server is closing")
    assert follower.ends() == 0


def test_a_presenter_whose_output_is_paused_keeps_nobody_waiting(visitors, presenter):
    # Nothing reads the presenter's terminal from here on, and it is soon full.
    presenter, here = presenter
    presenter.type("z")
    follower = visitors(here, **UTF8)
    for _ in range(30):
        presenter.type("t")
        follower.sees("\x1b\\[", fresh=True)
    newcomer = visitors(here, **UTF8)
    newcomer.sees("epochs=12345")
    assert here.ask("run", "epochs=1").returncode == 0
    presenter.process.terminate()
    assert presenter.process.wait(30) == 0


def test_the_app_itself_is_confined_and_warns_on_its_own_board(serve, visitors):
    server = serve("--idle-timeout", "4", **REAL)
    visitor = visitors(server, size=(120, 40), **UTF8)
    visitor.sees("saturated")
    visitor.type("s")
    visitor.sees("nothing is saved here")
    visitor.type("l")
    visitor.sees("\x1b]52;c;c2F0dXJhdGVk")
    visitor.sees("Still there")
    assert visitor.ends() == 0
    assert b"Nothing was typed" in visitor.output
    chinese = visitors(server, size=(120, 40), env={"LANG": "zh_CN.UTF-8"}, options=("-o", "SendEnv=LANG"))
    chinese.sees("轮")

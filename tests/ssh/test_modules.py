"""What lies in the folder that a server is started in, or in a visitor's home, is never run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
TRAPS = ("json", "asyncssh", "numpy", "textual", "plotext", "socket", "random", "standin")


@pytest.fixture
def trapped(tmp_path):
    """A folder full of modules that tell when they are run."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in TRAPS:
        (folder / f"{name}.py").write_text(
            f"open({str(tmp_path / 'sprung')!r}, 'a').write('{name} ')\nraise SystemExit"
        )
    yield folder
    assert not (tmp_path / "sprung").exists(), (tmp_path / "sprung").read_text()


def test_a_server_runs_nothing_of_the_folder_it_is_started_in(serve, visitors, trapped):
    server = serve(cwd=trapped)
    visitor = visitors(server)
    visitor.sees("user=guest")
    visitor.type("q")
    assert visitor.ends() == 0
    assert server.ask("run", "epochs=1").returncode == 0


@pytest.mark.parametrize("safe", [("-P",), ()])
def test_forced_runs_nothing_of_the_visitors_home(trapped, visitors, safe):
    env = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    forced = [sys.executable, *safe, "-m", "sigmascope.tui.ssh.forced"]
    answer = subprocess.run(
        forced,
        env=os.environ | env | {"SSH_ORIGINAL_COMMAND": "run epochs=1"},
        cwd=trapped,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    visitor = visitors(None, command=["env", "-C", str(trapped), *forced, "mild"], env=env)
    visitor.sees("mild")
    visitor.type("q")
    assert visitor.ends() == 0

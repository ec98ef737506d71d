"""Who does not need a thing does not wait for it: what a fresh process has loaded, whichever way it was started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEADLESS = ("cli", "views", "session", "run", "draw", "words")
MODULES = sorted(
    ".".join(("sigmascope", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for floor in HEADLESS
    for path in (ROOT / "tui" / floor).rglob("*.py")
)


def loaded(script: str, cwd: Path | None = None) -> set[str]:
    """The modules that a fresh process holds after a script, whatever it printed."""
    tail = "\nimport sys; print(); print(*sys.modules)"
    command = [sys.executable, "-c", script + tail]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd, stdin=subprocess.DEVNULL)
    return set(told.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", MODULES)
def test_a_headless_module_loads_no_screen_and_no_server(module):
    assert not loaded(f"import {module}") & {"textual", "asyncssh", "plotext"}


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["--version"], {"numpy", "textual", "json"}),
        (["--help"], {"numpy", "textual", "json"}),
        (
            ["run", "-q", "epochs=1"],
            {"textual", "rich", "plotext", "json", "zipfile", "difflib", "shutil", "concurrent"},
        ),
        (["run", "-q", "--format", "npz", "-o", "a.npz", "epochs=1"], {"textual", "rich", "plotext"}),
        (["completion", "bash"], {"textual", "asyncssh", "plotext"}),
        (["open", "--help"], {"textual", "plotext"}),
        (["screenshot", "--help"], {"textual", "plotext"}),
        (["play", "--help"], {"textual", "plotext"}),
        (["serve", "--help"], {"textual", "asyncssh"}),
        (
            ["screenshot", "mild", "-o", "a.txt"],
            {"asyncssh", "sigmascope.tui.app.screens.sheet"},
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_what_it_needs(arguments, spared, tmp_path):
    script = f"from sigmascope.tui.cli.main import main; assert main({arguments!r}) == 0"
    assert not loaded(script, tmp_path) & spared


def test_the_front_door_loads_what_is_asked_for():
    assert not loaded("import sigmascope") & {"numpy", "textual"}
    assert not loaded("import sigmascope; sigmascope.run('epochs=1').columns") & {"textual", "rich", "plotext"}


WITHOUT_POSIX = """
import signal, sys
for name in ("SIGHUP", "SIGTSTP", "SIGCONT", "SIGWINCH", "SIGKILL", "SIGSTOP", "SIGQUIT"):
    delattr(signal, name)
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ("termios", "fcntl", "tty", "pty", "resource"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
for name in ("termios", "fcntl", "tty", "pty", "resource"):
    sys.modules.pop(name, None)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["run", "-q", "epochs=1"], ["check"], ["scenarios"], ["completion", "bash"]],
    ids=" ".join,
)
def test_what_needs_no_posix_works_without(arguments, tmp_path):
    script = f"{WITHOUT_POSIX}\nfrom sigmascope.tui.cli.main import main; assert main({arguments!r}) == 0"
    assert "fcntl" not in loaded(script, tmp_path)


def test_what_needs_posix_says_so(tmp_path):
    script = (
        f"{WITHOUT_POSIX}\nimport io\nfrom sigmascope.tui.cli.main import main\nsys.stderr = io.StringIO()\n"
        "assert main(['serve', '--anonymous']) == 2\nsaid = sys.stderr.getvalue()\n"
        "assert 'POSIX' in said and said.count('\\n') == 1, said"
    )
    loaded(script, tmp_path)


def test_the_app_takes_the_driver_of_the_system():
    script = f"{WITHOUT_POSIX}\nfrom sigmascope.tui.app.platform import local_driver; assert local_driver() is None"
    loaded(script)

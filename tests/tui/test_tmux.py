"""The app in a real terminal: it plays, follows the window's size, and gives the terminal back however it ends."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TMUX = shutil.which("tmux")
PATIENCE = 30.0

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed; these tests run the app in one")


class Terminal:
    """A shell in a window of a tmux server of its own."""

    def __init__(self, folder: Path, size: tuple[int, int] = (100, 30)) -> None:
        self.folder = folder
        self.asked = 0
        self.socket = str(folder / "tmux")
        environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TMUX", "LC_")) and name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        environ |= {
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "PS1": "$ ",
            "SHELL": "/bin/sh",
            "TMUX_TMPDIR": str(folder),
        }
        environ["TERM"] = "xterm-256color"
        self.environ = environ
        width, height = map(str, size)
        shell = (
            "exec env PS1='$ ' /bin/sh -i"
            if not shutil.which("bash")
            else "exec env PS1='$ ' bash --norc --noprofile -i"
        )
        self("new-session", "-d", "-x", width, "-y", height, "-c", str(folder), shell)
        self("set-option", "-g", "remain-on-exit", "on")
        self("set-option", "-g", "window-size", "manual")
        self.wait(lambda: self.screen().strip().endswith("$"))

    def __call__(self, *arguments: str) -> str:
        command = [TMUX, "-S", self.socket, "-f", "/dev/null", *arguments]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=PATIENCE, check=True)
        return done.stdout

    def close(self) -> None:
        subprocess.run([TMUX, "-S", self.socket, "kill-server"], env=self.environ, capture_output=True, check=False)

    def type(self, *keys: str) -> None:
        self("send-keys", *keys)

    def line(self, text: str) -> None:
        self("send-keys", "-l", text)
        self("send-keys", "Enter")

    def start(self, *arguments: str) -> None:
        self.line(shlex.join([sys.executable, "-m", "sigmascope", *arguments]))

    def screen(self, *options: str) -> str:
        return self("capture-pane", "-p", *options)

    def says(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.screen())

    def ask(self, what: str) -> str:
        return self("display-message", "-p", f"#{{{what}}}").strip()

    def wait(self, fact) -> None:
        end = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < end, self.screen()
            time.sleep(0.02)

    def shows(self, pattern: str) -> None:
        self.wait(lambda: self.says(pattern))

    def process(self) -> int:
        """The app's process: the child of the shell."""
        shell = self.ask("pane_pid")
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True, check=False)
        (pid,) = children.stdout.split()
        return int(pid)

    def settled(self) -> str:
        """The screen once nothing more is coming."""
        seen = [self.screen(), ""]

        def rests():
            seen[:] = self.screen(), seen[0]
            return seen[0] == seen[1]

        self.wait(rests)
        return seen[0]

    def settings(self) -> str:
        """What a command finds the terminal set to; in words, so that a difference can be read."""
        self.asked += 1
        self.line(f"stty -a > stty{self.asked} && mv stty{self.asked} settings{self.asked}")
        file = self.folder / f"settings{self.asked}"
        self.wait(file.exists)
        return file.read_text()

    def is_given_back(self) -> None:
        """The shell has its terminal as it was: screen, cursor, mouse, echo."""
        self.wait(lambda: self.ask("alternate_on") == "0")
        self.line("echo given$((40 + 2))back")
        self.shows(r"(?m)^given42back$")
        assert self.ask("cursor_flag") == "1", "the cursor is seen"
        assert self.ask("mouse_any_flag") == "0", "the mouse belongs to the terminal"
        assert "echo given" in self.screen(), "what is typed is seen"
        assert self.says("sigmascope  saturated") is None, "nothing of the app is left on the screen"


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def test_it_plays_to_its_end_follows_the_window_and_leaves(terminal):
    before = terminal.settings()
    terminal.start("epochs=120", "--pace", "100")
    terminal.shows("▶ 100/s")
    assert terminal.ask("alternate_on") == "1"
    assert terminal.ask("mouse_any_flag") == "1"
    terminal.shows("■ finished +epoch 120/120")
    terminal("resize-window", "-x", "50", "-y", "15")
    terminal.shows("at least 60×20")
    terminal("resize-window", "-x", "160", "-y", "48")
    terminal.shows(r"quadratic +C = .*η 0.15 +cross-entropy C = .*η 0.15")
    terminal("resize-window", "-x", "100", "-y", "30")
    terminal.wait(lambda: len(terminal.screen().splitlines()[0]) <= 100 and terminal.says("replay"))
    terminal.type("q")
    terminal.is_given_back()
    # The size among them follows the window a little later.
    terminal.wait(lambda: terminal.settings() == before)


def test_keys_that_arrive_together_are_done_one_after_another(terminal):
    terminal.start("--paused")
    terminal.shows("‖ paused +epoch +0/300")
    terminal.type("e", "Enter", "Enter", ":", *"seek", "Space", "9", "Enter", ".")
    terminal.shows("epoch +10/300")
    terminal.type(*"e1", "Enter", "c", "Space", "Enter", "e")
    terminal.shows("start w, the weight +21 ")
    terminal.type("Enter", "q", ":")
    terminal.is_given_back()
    assert not terminal.says("Error|Traceback")


def test_what_is_sent_in_pieces_is_what_is_drawn_whole(terminal):
    terminal.start("mild", "--paused")
    terminal.shows("‖ paused +epoch +0/300")
    keys = ". w z z Escape g c Escape S-Right End , y L L t t t ,"
    terminal.type(*keys.split())
    terminal.shows(r"epoch 298/300(?s:.*)space play")
    pieces = terminal.settled()
    # A window that changes its size is drawn anew from the first cell to the last.
    terminal("resize-window", "-x", "101", "-y", "30")
    terminal.wait(lambda: len(terminal.screen().splitlines()[0]) == 100)  # the header ends a blank before the edge
    terminal("resize-window", "-x", "100", "-y", "30")
    terminal.wait(lambda: terminal.screen() == pieces)
    terminal.type("C-c")
    terminal.is_given_back()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_gives_the_terminal_back(terminal, number):
    before = terminal.settings()
    terminal.start()
    terminal.shows("▶ 30/s")
    os.kill(terminal.process(), number)
    terminal.is_given_back()
    assert terminal.settings() == before


def test_ctrl_z_gives_the_terminal_back_and_fg_goes_on(terminal):
    before = terminal.settings()
    terminal.start("--paused")
    terminal.shows("‖ paused")
    terminal.type(".", ".")
    terminal.shows("epoch +2/300")
    terminal.type("C-z")
    terminal.shows("(?i)stopped")
    terminal.is_given_back()
    assert terminal.settings() == before
    terminal.line("fg")
    terminal.shows("‖ paused +epoch +2/300")
    terminal.type(".")
    terminal.shows("epoch +3/300")
    terminal.type("q")
    terminal.is_given_back()
    assert terminal.settings() == before


def test_a_window_that_is_closed_ends_it(terminal):
    terminal.start()
    terminal.shows("▶ 30/s")
    process = terminal.process()
    terminal.close()

    def gone():
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    terminal.screen = str  # there is no screen to look at any more
    terminal.wait(gone)


def test_no_colour_is_sent_where_none_is_wanted(terminal):
    for line in ("NO_COLOR=1 {}", "{} --no-color"):
        command = shlex.join([sys.executable, "-m", "sigmascope", "--paused"])
        terminal.line(line.format(command))
        terminal.shows("‖ paused")
        terminal.type(".", "z", "Escape", "?")
        terminal.shows("What is on this screen")
        for _ in range(2):
            codes = re.findall(r"\x1b\[([\d;]*)m", terminal.screen("-e"))
            assert not [code for code in codes if re.search(r"(^|;)([34][0-8]|9\d|10\d)(;|$)", code)]
            terminal.type("Escape")
            terminal.shows("epoch +1/300")
        terminal.type("q")
        terminal.is_given_back()
        terminal("clear-history")
        terminal.line("clear")


def test_the_mouse_is_left_to_the_terminal_if_asked(terminal):
    terminal.start("--paused", "--no-mouse")
    terminal.shows("‖ paused")
    terminal.type(".")
    terminal.shows("epoch +1/300")
    assert terminal.ask("mouse_any_flag") == "0"
    terminal.type("q")
    terminal.is_given_back()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("TERM=dumb {}", "cannot draw on a terminal of type dumb"),
        ("TERM= {}", "cannot draw on a terminal of type ''"),
        ("{} < /dev/null", "the app needs a terminal to open in"),
        ("{} | cat", "the app needs a terminal to open in"),
    ],
)
def test_without_a_terminal_it_says_what_there_is_instead(terminal, line, said):
    command = shlex.join([sys.executable, "-m", "sigmascope"])
    terminal.line(line.format(command))
    terminal.wait(lambda: said in terminal.screen("-J"))
    assert "sigmascope run" in terminal.screen("-J")
    terminal.is_given_back()


def test_whoever_is_new_is_invited_once_and_follows_a_step(terminal, tmp_path):
    state = tmp_path / "state"
    terminal.line(f"export XDG_STATE_HOME={state}")
    terminal.start()
    terminal.shows("New here\\? u: a lesson of ten minutes")
    terminal.type("u", "Enter", "3")
    terminal.shows("● 3  not at all")
    terminal.shows("you said 3; it is 2")
    terminal.type("Escape")
    terminal.shows("the lesson keeps this place")
    terminal.type("q")
    terminal.is_given_back()
    terminal.start()
    terminal.shows("‖ paused|▶ 10/s")
    assert terminal.says("New here") is None
    terminal.type("u")
    terminal.shows("you said 3; it is 2|One input x, one weight")
    terminal.type("q")
    terminal.is_given_back()


def test_a_state_folder_that_cannot_be_written_costs_one_sentence(terminal, tmp_path):
    (tmp_path / "file").write_text("")
    terminal.line(f"export XDG_STATE_HOME={tmp_path / 'file'}")
    terminal.start("--paused")
    terminal.shows("New here")
    terminal.type("u", "Enter", "2", "q")
    terminal.shows("sigmascope: what you answer cannot be kept in")
    assert terminal.screen().count("cannot be kept") == 1
    terminal.is_given_back()

"""The terminal is given back as it was, whatever comes from the keyboard, by signal, or from a fault of our own."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from sigmascope.tui.app.terminal import deadly_signals
from sigmascope.tui.words.exits import Exit
from tests.tui.test_tmux import PATIENCE, TMUX, Terminal

needs_tmux = pytest.mark.skipif(TMUX is None, reason="tmux is not installed; these tests run the app in one")
APP = shlex.join([sys.executable, "-m", "sigmascope", "--paused"])


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def ends_with(terminal, code):
    terminal.is_given_back()
    terminal.line("")  # the code of the app is that of the line before the last
    terminal.shows(rf"(?m)^code {code}$")


def start(terminal, command=APP):
    terminal("clear-history")
    terminal.line(f"clear; {command}; echo code $?")
    terminal.shows("‖ paused")


def kill(terminal, *numbers):
    process = terminal.process()
    for number in numbers:
        os.kill(process, number)


KILLING = ("SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGHUP", "SIGTERM")


@needs_tmux
def test_any_signal_that_kills_gives_the_terminal_back_first(terminal):
    before = terminal.settings()
    numbers = [getattr(signal, name) for name in KILLING] + [signal.SIGRTMIN + 1]
    assert set(numbers) <= set(deadly_signals())
    for number in numbers:
        start(terminal)
        kill(terminal, number)
        ends_with(terminal, 128 + number)
        assert terminal.settings() == before


@needs_tmux
@pytest.mark.parametrize(
    "numbers",
    [
        (signal.SIGTERM, signal.SIGCONT),
        (signal.SIGCONT, signal.SIGTERM),
        (signal.SIGCONT, signal.SIGCONT, signal.SIGTERM, signal.SIGCONT),
        (signal.SIGHUP, signal.SIGCONT),
        (signal.SIGSTOP, signal.SIGCONT, signal.SIGTERM),
    ],
    ids=lambda numbers: "-".join(number.name for number in numbers),
)
def test_signals_in_any_order(terminal, numbers):
    before = terminal.settings()
    start(terminal)
    kill(terminal, *numbers)
    ending = next(number for number in numbers if number in (signal.SIGTERM, signal.SIGHUP))
    terminal.is_given_back()
    assert terminal.settings() == before
    # A shell that saw the stop first says so, whenever it comes to it, and tells of the end in words of its own.
    if terminal.says("(?i)stopped"):
        terminal.line("fg")
    terminal.shows(rf"code (?:{128 + ending}|148|147)|Exit {128 + ending}|Terminated|Hangup")


@needs_tmux
@pytest.mark.skipif(shutil.which("timeout") is None, reason="there is no timeout here")
def test_timeout_ends_it(terminal):
    # SIGTERM, and SIGCONT behind it.
    before = terminal.settings()
    start(terminal, f"timeout 2 {APP}")
    ends_with(terminal, 124)
    assert terminal.settings() == before


@needs_tmux
def test_a_stop_of_any_kind_can_be_gone_on_from(terminal):
    before = terminal.settings()
    start(terminal)
    process = terminal.process()
    for stop in (signal.SIGTSTP, signal.SIGSTOP):
        kill(terminal, stop)
        terminal.shows("(?i)stopped")
        terminal.line("clear; bg")
        terminal.shows(r"(?m)&$")
        terminal.wait(lambda: Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        terminal.line("fg")
        terminal.shows("‖ paused")
        terminal.type(".")
        terminal.shows(r"epoch +[12]/300(?s:.*)space play")
        kill(terminal, signal.SIGCONT)
    terminal.type(".")
    terminal.shows("epoch +3/300")
    terminal.type("q")
    terminal.is_given_back()
    assert terminal.settings() == before


@needs_tmux
def test_a_stopped_job_that_is_killed_ends_without_touching_the_terminal(terminal):
    before = terminal.settings()
    start(terminal)
    terminal.type("C-z")
    terminal.shows("(?i)stopped")
    terminal.is_given_back()
    process = terminal.process()
    terminal.line("kill %1")
    terminal.wait(lambda: not Path(f"/proc/{process}").exists())
    terminal.line("")
    terminal.shows("Exit 143")
    terminal.is_given_back()
    assert terminal.settings() == before


@needs_tmux
def test_what_a_shell_exports_of_its_size_is_of_another_moment(terminal):
    start(terminal, f"COLUMNS=200 LINES=60 {APP}")
    assert terminal.says("(?m)epoch +0/300 *$")
    assert terminal.says("space play")
    terminal("resize-window", "-x", "70", "-y", "24")
    terminal.wait(lambda: max(map(len, terminal.screen().splitlines())) <= 70 and terminal.says("epoch +0/300"))
    terminal.type("q")
    terminal.is_given_back()


@needs_tmux
@pytest.mark.parametrize(
    "data",
    [b"\xe9", b"\xc3", b"\xff\xfe", b"\x1b[M \xf0\xf0", b"\x1b[M\xff\xff\xff", b"\x1b[46;1:1u", b"\x1b[99999999;1u"],
    ids=repr,
)
def test_any_bytes_from_the_keyboard_are_survived(terminal, data):
    start(terminal)
    terminal("send-keys", "-H", *(f"{byte:02x}" for byte in data))
    terminal.type("Escape")
    terminal.type(".")
    terminal.shows("epoch +[12]/300")  # the second of them a full stop as a kitty would say it
    terminal.type("q")
    ends_with(terminal, 0)


FAULTS = {
    "a frame": "from sigmascope.tui.board.widget import Board\nwas = Board.show\n"
    "Board.show = lambda self: was(self) if self.session.epoch == 0 else 1 / 0",
    "the start": "from sigmascope.tui.app.app import SigmascopeApp\nSigmascopeApp.on_mount = lambda self: 1 / 0",
    "a key": "from sigmascope.tui.app.app import SigmascopeApp\nSigmascopeApp.say = lambda self, line: 1 / 0",
    "the writer": "from sigmascope.tui.app.local import Writer\nwas = Writer._write\n"
    "def broken(self, data):\n    if b'epoch' in data: raise ZeroDivisionError('division by zero')\n"
    "    return was(self, data)\nWriter._write = broken",
    "a callback": "from sigmascope.tui.app.app import SigmascopeApp\nimport asyncio\n"
    "SigmascopeApp.on_mount = lambda self: asyncio.get_running_loop().call_soon(lambda: 1 / 0)",
}


@needs_tmux
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_our_own_ends_in_a_sentence(terminal, fault):
    before = terminal.settings()
    script = terminal.folder / "faulty.py"
    script.write_text(
        f"import sys\n{FAULTS[fault]}\nfrom sigmascope.tui.cli.main import main\nsys.exit(main(['--paused']))\n"
    )
    terminal.line(f"clear; {shlex.join([sys.executable, str(script)])}; echo code $?")
    if fault in ("a key", "a frame"):
        terminal.shows("‖ paused")
        terminal.type(".")
    terminal.shows(rf"(?m)^code {Exit.CRASHED}$")
    said = terminal.screen("-J")
    assert "the app has ended by a fault of its own, ZeroDivisionError: division by zero; with SIGMASCOPE_DEBUG" in said
    assert "Traceback" not in said
    terminal.is_given_back()
    assert terminal.settings() == before
    terminal.line(f"clear; SIGMASCOPE_DEBUG=1 {shlex.join([sys.executable, str(script)])}; echo code $?")
    if fault in ("a key", "a frame"):
        terminal.shows("‖ paused")
        terminal.type(".")
    terminal.wait(lambda: "Traceback" in terminal.screen("-S", "-"))  # it may be longer than the screen


@pytest.mark.parametrize("end", [b"q", signal.SIGTERM, signal.SIGHUP], ids=["q", "SIGTERM", "SIGHUP"])
def test_a_terminal_that_nobody_reads_does_not_keep_it_from_ending(tmp_path, end):
    terminal, inside = pty.openpty()
    environ = os.environ | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sigmascope", "epochs=100000", "--pace", "1000"],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env=environ,
        start_new_session=True,
    )
    os.close(inside)
    seen = b""
    while b"epoch" not in seen:
        assert select.select([terminal], [], [], PATIENCE)[0]
        seen += os.read(terminal, 4096)
    # From here on nobody reads, until what there is room for is full.
    deadline, filled = time.monotonic() + PATIENCE, -1
    while (waiting := _waiting(terminal)) != filled or not waiting:
        filled = waiting
        select.select([], [], [], 0.3)
        assert time.monotonic() < deadline
    os.write(terminal, end) if isinstance(end, bytes) else process.send_signal(end)
    assert process.wait(PATIENCE) == (0 if end == b"q" else 128 + end)
    os.close(terminal)


def _waiting(descriptor):
    return struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0"))[0]

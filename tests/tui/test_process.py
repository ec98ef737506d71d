"""What only a process of its own can show: what it loads, how it takes signals, pipes and terminals."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import numpy as np
import pytest

from sigmascope.tui.run.ending import Ended, signals_raised

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "sigmascope"]
PATIENCE = 60


@pytest.fixture
def environ():
    mine = ("LC_", "LANG", "NO_COLOR", "COLUMNS", "LINES")
    keep = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return keep | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TERM": "xterm-256color"}


def start(arguments, environ, folder, command=COMMAND, **streams):
    # A shell may have its background jobs ignore Ctrl-C; a child takes that over.
    reset = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    streams = {"stderr": subprocess.PIPE} | streams
    return subprocess.Popen([*command, *arguments], env=environ, cwd=folder, start_new_session=True, **reset, **streams)


def test_a_run_loads_no_screen_no_server_and_no_drawing(environ, tmp_path):
    script = (
        "import sys; from sigmascope.tui.cli.main import main; code = main(['run', 'epochs=3', '-o', 'run.csv'])\n"
        "heavy = {'textual', 'rich', 'asyncssh', 'plotext', 'asyncio', 'importlib.metadata'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else code)"
    )
    found = subprocess.run([sys.executable, "-c", script], env=environ, cwd=tmp_path, capture_output=True, check=False)
    assert found.returncode == 0, found.stderr


def test_help_and_version_need_no_numpy(environ, tmp_path):
    script = (
        "import sys; from sigmascope.tui.cli.main import main; main(['--help']); main(['--version'])\n"
        "sys.exit('loaded numpy' if 'numpy' in sys.modules else 0)"
    )
    found = subprocess.run([sys.executable, "-c", script], env=environ, cwd=tmp_path, capture_output=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["int", "term", "hup"]
)
@pytest.mark.parametrize("name", ["run.csv", "run.npz"])
def test_a_run_that_is_ended_while_it_writes_leaves_nothing(environ, tmp_path, name, number, code):
    (tmp_path / name).write_text("old")
    with start(["run", "-q", "epochs=1e9", "-o", name], environ, tmp_path) as process:
        deadline = time.monotonic() + PATIENCE
        while not list(tmp_path.glob(".sigmascope-*.part")):
            assert time.monotonic() < deadline, "never began to write"
            select.select([], [], [], 0.01)
        process.send_signal(number)
        assert process.wait(PATIENCE) == code
        assert process.stderr.read() == b""
    assert {path.name for path in tmp_path.iterdir()} == {name}
    assert (tmp_path / name).read_text() == "old"


def test_a_part_that_another_process_left_stands_in_nobodys_way(environ, tmp_path):
    # In a container every run may have the same process number.
    script = (
        "import os, pathlib\nfrom sigmascope.tui.cli.main import main\n"
        "pathlib.Path(f'.sigmascope-{os.getpid()}.part').touch()\n"
        "raise SystemExit(main(['run', '-q', 'epochs=1', '-o', 'run.csv']))"
    )
    found = subprocess.run([sys.executable, "-c", script], env=environ, cwd=tmp_path, capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
    assert (tmp_path / "run.csv").exists()


@pytest.mark.parametrize(
    "name",
    ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", "/dev/stderr", "/dev/fd/3", "a.csv"],
)
@pytest.mark.parametrize("form", ["csv", "npz"])
def test_an_open_descriptor_is_written_through(environ, tmp_path, name, form):
    (tmp_path / "a.csv").symlink_to("/dev/stdout")
    run = f"{' '.join(COMMAND)} run -q epochs=1 --format {form}"
    leads = "2>>" if name == "/dev/stderr" else "3>>" if name == "/dev/fd/3" else ">>"
    shell = f"{run} -o plain; ln log same; {run} -o {name} {leads}log; echo end >>log"
    if form == "csv":
        (tmp_path / "log").write_text("begin\n")
    else:
        (tmp_path / "log").touch()
    found = subprocess.run(["sh", "-c", shell], env=environ, cwd=tmp_path, capture_output=True, check=False)
    assert (found.stdout, found.stderr) == (b"", b"")
    log = (tmp_path / "same").read_bytes()
    if form == "csv":
        assert log == b"begin\n" + (tmp_path / "plain").read_bytes() + b"end\n"
    else:
        with np.load(io.BytesIO(log.removesuffix(b"end\n"))) as archive:
            assert archive["epoch"].tolist() == [0, 0, 1, 1]


def test_another_processs_descriptor_is_appended_to(environ, tmp_path):
    with open(tmp_path / "log", "w") as log:
        log.write("begin\n")
        log.flush()
        place = f"/proc/{os.getpid()}/fd/{log.fileno()}"
        arguments = ["run", "-q", "epochs=1", "--format", "csv", "-o", place]
        assert subprocess.run([*COMMAND, *arguments], env=environ, cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "log").read_text().startswith("begin\nmodel,epoch,")


def test_a_descriptor_that_is_not_open_gets_a_sentence_and_a_closed_pipe_none(environ, tmp_path):
    arguments = ["run", "-q", "epochs=1e9", "--format", "csv", "-o"]
    for place in ("/dev/fd/99", "/dev/fd/" + "9" * 30):
        found = subprocess.run([*COMMAND, *arguments, place], env=environ, capture_output=True, check=False)
        assert (found.returncode, found.stderr.count(b"\n")) == (2, 1)
        assert f"cannot write '{place}'".encode() in found.stderr
    with start([*arguments, "/dev/stdout"], environ, tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"model,epoch,")
        process.stdout.close()
        assert process.wait(PATIENCE) == 141
        assert process.stderr.read() == b""


def test_a_closed_pipe_is_no_mishap(environ, tmp_path):
    with start(["run", "-q", "epochs=1e9"], environ, tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"model,epoch,")
        process.stdout.close()
        assert process.wait(PATIENCE) == 141
        assert process.stderr.read() == b""


def test_a_full_or_closed_output_gets_a_sentence(environ, tmp_path):
    with open("/dev/full", "wb") as full, start(["run", "-q"], environ, tmp_path, stdout=full) as process:
        assert process.wait(PATIENCE) == 2
        assert process.stderr.read() == b"sigmascope: cannot write the output: No space left on device\n"
    shell = f"exec {' '.join(COMMAND)} run -q >&-"
    closed = subprocess.run(["sh", "-c", shell], env=environ, cwd=tmp_path, stderr=subprocess.PIPE, check=False)
    assert closed.returncode == 2
    assert closed.stderr.startswith(b"sigmascope: standard output is closed;")


def test_what_is_said_does_not_get_among_the_rows_where_standard_error_is_closed(environ, tmp_path):
    shell = f"exec {' '.join(COMMAND)} run epochs=1 2>&-"
    found = subprocess.run(["sh", "-c", shell], env=environ, cwd=tmp_path, stdout=subprocess.PIPE, check=False)
    assert found.returncode == 0
    assert found.stdout.count(b"\n") == 5
    assert found.stdout.startswith(b"model,epoch,")


def test_rows_come_through_a_pipe_while_the_run_goes_on(environ, tmp_path):
    with start(["run", "-q", "epochs=1e9", "--every", "65536"], environ, tmp_path, stdout=subprocess.PIPE) as process:
        lines = [process.stdout.readline() for _ in range(5)]
        assert lines[-1].startswith(b"cross-entropy,65536,")
        process.send_signal(signal.SIGINT)
        process.stdout.close()
        assert process.wait(PATIENCE) in (130, 141)


def test_output_that_cannot_carry_greek_or_braille_gets_ascii(environ, tmp_path):
    environ |= {"PYTHONIOENCODING": "ascii"}
    for arguments in (["run", "--plot", "--columns", "a", "--width", "60"], ["scenarios"]):
        found = subprocess.run([*COMMAND, *arguments], env=environ, cwd=tmp_path, capture_output=True, check=False)
        assert found.returncode == 0
        assert b"?" not in found.stdout
        assert found.stdout.isascii()


def on_a_terminal(arguments, environ, folder, columns, lines, interrupt_at=None) -> tuple[int, str]:
    """The exit code, and all that was seen; with Ctrl-C once a pattern has been seen."""
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = start(arguments, environ, folder, stdin=inside, stdout=inside, stderr=inside)
    os.close(inside)
    seen = b""
    deadline = time.monotonic() + PATIENCE
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side has gone
            break
        if not piece:
            break
        seen += piece
        if interrupt_at and re.search(interrupt_at, seen.decode(errors="ignore")):
            process.send_signal(signal.SIGINT)
            interrupt_at = None
        if time.monotonic() > deadline:
            process.kill()
    os.close(terminal)
    return process.wait(PATIENCE), seen.decode().replace("\r\n", "\n")


def test_a_terminal_gets_a_table_that_fits_it(environ, tmp_path):
    code, screen = on_a_terminal(["run"], environ, tmp_path, 80, 24)
    assert code == 0
    rates, header, *table, thinned = screen.splitlines()
    assert rates == "saturated; learning rates: quadratic 0.15, cross-entropy 0.15"
    assert header.split() == ["model", "epoch", "w", "b", "a", "cost"]
    assert [line.split()[:2] for line in table[-2:]] == [["quadratic", "300"], ["cross-entropy", "300"]]
    assert len({len(line) for line in [header, *table]}) == 1
    assert len(header) <= 80
    assert len(screen.splitlines()) < 24
    assert thinned == "one epoch in 50 of 300 shown, and the last; --every 1 shows all"


def test_a_terminal_shows_progress_in_a_line_that_goes_away(environ, tmp_path):
    bar = r"\r\[[#.]{30}\] +(\d+) %, epoch [\d,]+ of 2,000,000,000, \d+ s left"
    arguments = ["run", "-o", "run.csv", "epochs=1e9", "--every", "1e5"]
    code, screen = on_a_terminal(arguments, environ, tmp_path, 90, 24, interrupt_at=f"{bar}(?s:.*){bar}")
    assert code == 130
    assert re.search(r"\r +\r$", screen)
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_gets_colour_but_no_archive(environ, tmp_path):
    arguments = ["run", "-q", "--plot", "--columns", "a"]
    coloured = on_a_terminal(arguments, environ, tmp_path, 80, 24)[1]
    plain = on_a_terminal(arguments, environ | {"NO_COLOR": "1"}, tmp_path, 80, 24)[1]
    assert "\x1b[36m" in coloured
    assert plain == re.sub(r"\x1b\[\d+m|(?<=[^ ]) +(?=\n)", "", re.sub(r"\x1b\[\d+m", "", coloured))
    code, screen = on_a_terminal(["run", "-q", "--format", "npz"], environ, tmp_path, 80, 24)
    assert (code, screen[:16]) == (2, "sigmascope: npz ")


def test_a_drawing_fits_a_terminal_narrower_than_its_80_columns(environ, tmp_path):
    arguments = ["run", "-q", "--plot", "--columns", "a"]
    code, screen = on_a_terminal(arguments, environ | {"NO_COLOR": "1"}, tmp_path, 66, 24)
    assert code == 0
    assert 60 < max(map(len, screen.splitlines())) <= 66
    assert "cross-entropy" in screen.splitlines()[0]


@pytest.mark.parametrize("asked", [KeyboardInterrupt(), Ended(signal.SIGTERM)])
def test_what_a_signal_raised_goes_on_where_tidying_up_falls_over_it(asked):
    @signals_raised()
    def fall(error=None):
        try:
            if error:
                raise error
        finally:
            [].pop()

    with pytest.raises(type(asked)) as caught:
        fall(asked)
    assert caught.value is asked
    with pytest.raises(IndexError):
        fall()


# As the command does, with a word when its answers to signals stand.
READY = """
import sys
from sigmascope.tui.cli.main import main
from sigmascope.tui.run.ending import Ended, signals_raised
try:
    with signals_raised():
        print("ready", flush=True)
        code = main(sys.argv[1:])
except Ended as ended:
    code = ended.code
except KeyboardInterrupt:
    code = 130
sys.exit(code)
"""
ENDLESS = {
    "play": ["--script", "script.txt"],
    "screenshot": ["--press", ". , ? Esc " * 5000, "-o", "shot.svg"],
}


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["int", "term", "hup"]
)
@pytest.mark.parametrize("verb", ENDLESS)
def test_the_app_without_a_terminal_ends_at_once_at_whatever_moment_a_signal_comes(
    environ, tmp_path, verb, number, code
):
    (tmp_path / "script.txt").write_text("press . ?\npress Esc\n" * 5000)
    for delay in (random.Random(f"{verb} {code} {moment}").uniform(0, 1.2) for moment in range(2)):
        with start(
            [verb, *ENDLESS[verb]], environ, tmp_path, stdout=subprocess.PIPE, command=[sys.executable, "-c", READY]
        ) as process:
            assert process.stdout.readline() == b"ready\n"
            select.select([], [], [], delay)
            process.send_signal(number)
            assert (process.wait(15), process.stderr.read()) == (code, b""), delay
        assert {path.name for path in tmp_path.iterdir()} == {"script.txt"}


def test_a_script_that_is_ended_while_it_saves_leaves_nothing(environ, tmp_path):
    (tmp_path / "script.txt").write_text("save run.csv\n")
    with start(["play", "costs=quadratic", "epochs=1e5", "--script", "script.txt"], environ, tmp_path) as process:
        deadline = time.monotonic() + PATIENCE
        while not list(tmp_path.glob(".sigmascope-*.part")):
            assert time.monotonic() < deadline, "never began to write"
            select.select([], [], [], 0.005)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 143
        assert process.stderr.read() == b""
    assert {path.name for path in tmp_path.iterdir()} == {"script.txt"}


@pytest.mark.parametrize(
    "arguments",
    ["screenshot mild", "screenshot mild -o -", "check", "scenarios", "completion bash", "--help", "run --help"],
)
def test_whatever_would_be_printed_needs_an_open_output(arguments, environ, tmp_path):
    shell = f"exec {' '.join(COMMAND)} {arguments} >&-"
    told = subprocess.run(
        ["sh", "-c", shell], env=environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False
    )
    assert told.returncode == 2
    assert told.stderr.startswith("sigmascope: standard output is closed")
    assert told.stderr.count("\n") == 1

"""Nothing that becomes of the log, or of the terminal it goes to, keeps a server from its work or from its end."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sigmascope.tui.ssh.door import outlet
from sigmascope.tui.ssh.door.outlet import Outlet

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 30


@pytest.fixture
def start(tmp_path):
    """Start a server whose standard streams are the test's affair."""
    started = []

    def begin(*arguments, **streams):
        command = [sys.executable, HERE / "standin.py", "standin:factory", "--anonymous", "--port", "0"]
        command += ["--workers", "1", "--host-key", tmp_path / "host_key", *arguments]
        env = os.environ | {"PYTHONPATH": f"{ROOT}:{HERE}", "LANG": "C.UTF-8"}
        process = subprocess.Popen(list(map(str, command)), env=env, **({"stdin": subprocess.DEVNULL} | streams))
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE)


def lines_of(descriptor):
    """The lines that come through a descriptor, one at a time and no further."""
    line = b""
    while piece := os.read(descriptor, 1):
        line += piece
        if piece == b"\n":
            yield line.decode()
            line = b""


def port_in(lines):
    """The port of the server that says what visitors type."""
    return int(next(found for line in lines if (found := re.search(r"ssh -p (\d+)", line)))[1])


def ends_when_asked(process):
    process.terminate()
    assert process.wait(PATIENCE) == 0


def descriptors(process):
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def serves_and_forgets(process, server):
    """Whether visitors are answered, and leave nothing in the process that let them in."""
    assert server.ask("run", "epochs=1").returncode == 0
    before = descriptors(process)
    for _ in range(3):
        assert server.ask("run", "epochs=1").stdout.count(b"\n") == 5
    while descriptors(process) > before:
        os.sched_yield()


def test_a_full_log_keeps_nobody_out(start, client):
    with open("/dev/full", "wb") as full:
        process = start(stdout=subprocess.PIPE, stderr=full)
    server = client(port_in(lines_of(process.stdout.fileno())))
    serves_and_forgets(process, server)
    ends_when_asked(process)
    process.stdout.close()


def test_a_log_whose_reader_has_gone_keeps_nobody_out(start, client):
    reader, writer = os.pipe()
    process = start(stdout=writer, stderr=writer)
    os.close(writer)
    server = client(port_in(lines_of(reader)))  # as in: 2>&1 | head -1
    os.close(reader)
    serves_and_forgets(process, server)
    process.send_signal(signal.SIGHUP)
    serves_and_forgets(process, server)
    ends_when_asked(process)


def test_a_log_that_nobody_reads_keeps_nobody_out(start, client):
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    process = start("--max-sessions", "500", "--max-per-address", "500", stdout=writer, stderr=writer)
    server = client(port_in(lines_of(reader)))
    os.set_blocking(writer, False)  # here and there: it is one and the same pipe
    while True:
        try:
            os.write(writer, b"." * 512)
        except BlockingIOError:
            break
    os.set_blocking(writer, True)
    os.close(writer)
    serves_and_forgets(process, server)
    ends_when_asked(process)
    os.close(reader)


def test_without_any_standard_stream_it_serves_as_well(start, client, tmp_path):
    port = client_port()  # there is nowhere to say which it is
    process = start("--port", str(port), stdin=None, preexec_fn=lambda: [os.close(number) for number in range(3)])
    server = client(port)
    while server.ask("run", "epochs=1").returncode:
        assert process.poll() is None
    serves_and_forgets(process, server)
    ends_when_asked(process)


def client_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def test_what_could_not_be_written_is_counted(monkeypatch):
    monkeypatch.setattr(outlet, "MOST", 10)
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    out = Outlet(writer, lambda lines: json.dumps({"missing": lines}))
    total = 200
    for number in range(total):
        out(json.dumps({"number": number, "padding": "x" * 100}))
    closer = threading.Thread(target=out.close)
    closer.start()
    os.set_blocking(reader, True)
    found, seen, missing = lines_of(reader), 0, 0
    while seen + missing < total:
        entry = json.loads(next(found))
        if "missing" in entry:
            missing += entry["missing"]
        else:
            # In order, and what is missing is missing where it is said.
            assert entry["number"] == seen + missing
            seen += 1
    closer.join(PATIENCE)
    assert seen >= 10
    assert missing > 100
    out("after the end")
    os.close(writer)
    assert list(found) == []
    os.close(reader)


class Console:
    """A server in a terminal of its own, that it would get Ctrl-C from."""

    def __init__(self, start, *arguments, ignore_hangup=False):
        self.terminal, theirs = pty.openpty()

        def settle():
            os.login_tty(theirs)
            if ignore_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)

        self.process = start(*arguments, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=settle)
        os.close(theirs)
        self.port = port_in(lines_of(self.terminal))

    def close(self):
        os.close(self.terminal)


def test_a_terminal_that_is_closed_ends_the_server_with_goodbyes(start, client, visitors):
    console = Console(start)
    visitor = visitors(client(console.port))
    visitor.sees("keys=0")
    console.close()
    assert visitor.ends() == 0
    assert b"The server is closing" in visitor.output
    assert console.process.wait(PATIENCE) == 0


def test_a_hangup_reads_the_keys_again_as_long_as_the_terminal_is_there(start, client, visitors):
    console = Console(start)
    console.process.send_signal(signal.SIGHUP)
    assert next(line for line in lines_of(console.terminal) if "keys-read" in line)
    assert client(console.port).ask("run", "epochs=1").returncode == 0
    ends_when_asked(console.process)
    console.close()


def test_nohup_lets_it_live_on_without_its_terminal(start, client):
    console = Console(start, ignore_hangup=True)
    console.close()
    server = client(console.port)
    serves_and_forgets(console.process, server)
    console.process.send_signal(signal.SIGHUP)
    serves_and_forgets(console.process, server)
    ends_when_asked(console.process)


def test_a_terminal_whose_output_is_paused_keeps_nobody_out(start, client):
    console = Console(start, "--max-sessions", "500")
    os.write(console.terminal, b"\x13")  # Ctrl-S
    server = client(console.port)
    serves_and_forgets(console.process, server)
    ends_when_asked(console.process)
    console.close()

"""A real server on a free port, and the real OpenSSH client in a pseudo-terminal. Everything waits for facts."""

from __future__ import annotations

import fcntl
import json
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 30.0
SSH = shutil.which("ssh")


class Client:
    """The OpenSSH client, for a server at a port of this machine."""

    def __init__(self, port):
        self.port = port

    def command(self, *words, options=()):
        """The command line of an ssh client for this server."""
        fixed = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "IdentityAgent": "none",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
        }
        flags = [flag for name, value in fixed.items() for flag in ("-o", f"{name}={value}")]
        return [SSH, "-F", "/dev/null", *options, *flags, "-p", str(self.port), "127.0.0.1", *words]

    def ask(self, *words, options=(), env=None):
        """What one run of ssh without a terminal says."""
        return subprocess.run(
            self.command(*words, options=options),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env=os.environ | (env or {}),
        )


class Server(Client):
    """A server of the stand-in app in a process of its own, and what it logs."""

    def __init__(self, folder, *arguments, workers=1, factory="standin:factory", cwd=None):
        self.folder = folder
        command = [sys.executable, HERE / "standin.py", factory, "--port", "0", "--log-format", "json"]
        command += ["--host-key", folder / "host_key", "--workers", str(workers), *arguments]
        if "--authorized-keys" not in arguments:
            command.append("--anonymous")
        self.process = subprocess.Popen(
            list(map(str, command)),
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{HERE}", "LANG": "C.UTF-8"},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.events = []
        self.noise = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        super().__init__(self.wait("listening")["port"])

    def _read(self):
        for line in self.process.stderr:
            with self._news:
                try:
                    event = json.loads(line)
                except json.JSONDecodeError:
                    event = {"event": "worker-said", "text": line}
                self.events.append(event)
                if event["event"] in ("worker-said", "fault"):
                    self.noise.append(line)
                self._news.notify_all()

    def wait(self, event, *, times=1, **facts):
        """The latest event of a kind once there are so many, with these facts."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while True:
                found = [each for each in self.events if each["event"] == event and facts.items() <= each.items()]
                if len(found) >= times:
                    return found[-1]
                if time.monotonic() > deadline:
                    raise AssertionError(f"no {event} {facts} in {self.events[-8:]}; {''.join(self.noise)}")
                self._news.wait(0.2)

    def workers(self):
        """The process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def stop(self):
        """Ask it to stop, and say how it went."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class Visitor:
    """ssh in a pseudo-terminal, or another command where one is given."""

    def __init__(
        self, server, *words, size=(80, 24), term="xterm-256color", env=None, options=(), user="guest", command=None
    ):
        self.output = b""
        self.terminal, theirs = os.openpty()
        self._set_size(*size)
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
        self.process = subprocess.Popen(
            command or server.command(*words, options=("-tt", "-l", user, *options)),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env=environ | {"TERM": term, **(env or {})},
        )
        os.close(theirs)

    @property
    def pid(self):
        return self.process.pid

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self._set_size(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def type(self, text):
        data = text.encode() if isinstance(text, str) else text
        while data:
            data = data[os.write(self.terminal, data[:512]) :]

    def _take(self, wait):
        if select.select([self.terminal], [], [], wait)[0]:
            try:
                data = os.read(self.terminal, 65536)
            except OSError:
                data = b""
            self.output += data
            return bool(data)
        return None

    def sees(self, pattern, *, fresh=False):
        """Wait until the terminal has shown something; ``fresh`` asks for it from now on."""
        if fresh:
            self.output = b""
        deadline = time.monotonic() + PATIENCE
        while not (match := re.search(pattern.encode(), self.output)):
            if self._take(0.2) is False or time.monotonic() > deadline:
                match = re.search(pattern.encode(), self.output)
                assert match, f"{pattern!r} never came: …{self.output[-800:]!r}"
        return match

    def ends(self):
        """Wait until ssh ends; its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._take(0.2) is not False:
            assert time.monotonic() < deadline, f"ssh does not end: …{self.output[-300:]!r}"
        return self.reap()

    def reap(self):
        code = self.process.wait(PATIENCE)
        if self.terminal is not None:
            os.close(self.terminal)
            self.terminal = None
        return code

    def leave(self):
        if self.terminal is not None:
            self.process.kill()
            self.reap()


def _need_ssh():
    if SSH is None:
        pytest.skip("the OpenSSH client is not installed")


@pytest.fixture
def serve(tmp_path):
    """Start servers with options of one's own."""
    _need_ssh()
    started = []

    def start(*arguments, **kwargs):
        started.append(Server(tmp_path, *arguments, **kwargs))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def client():
    """The client for a server that was not started by `serve`."""
    _need_ssh()
    return Client


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for all tests of a module."""
    _need_ssh()
    shared = Server(tmp_path_factory.mktemp("server"), "--max-per-address", "500", "--max-sessions", "500")
    yield shared
    assert shared.stop() == 0
    assert not shared.noise, "".join(shared.noise)


@pytest.fixture
def visitors():
    """Visitors that leave at the end of the test, whatever happens."""
    here = []

    def come(server, *words, **kwargs):
        here.append(Visitor(server, *words, **kwargs))
        return here[-1]

    yield come
    for visitor in here:
        visitor.leave()

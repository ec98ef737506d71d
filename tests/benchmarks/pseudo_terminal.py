"""A process in a pseudo-terminal that is read without pause and answers nothing: what it wrote when, and its cost."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = (160, 48)
ROOT = Path(__file__).resolve().parents[2]
APP = [sys.executable, "-m", "sigmascope"]
_QUIET = 0.006  # silence between two frames, in seconds; within one the bytes come closer together


class Cost(NamedTuple):
    """What a whole process has cost."""

    cpu: float
    """Seconds, user and system, start-up included."""
    memory: int
    """Bytes resident at most."""
    written: int
    """Bytes sent to the terminal."""
    frames: int
    """Bursts of output with silence between them."""


class Process:
    """Runs a command in a pseudo-terminal while entered."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._arrived = Condition()
        self._output = bytearray()
        self._chunks: list[tuple[float, int]] = []

    def __enter__(self) -> Self:
        environ = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": ""}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            environ.pop(name, None)
        self.began = time.monotonic()
        self.id, self._terminal = pty.fork()
        if self.id == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
            os.chdir(ROOT)
            os.execvpe(self._command[0], self._command, environ)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._cost: Cost | None = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._cost is None:
            os.kill(self.id, signal.SIGKILL)
            self.end()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._terminal, 1 << 16)
            except OSError:
                piece = b""
            with self._arrived:
                self._chunks.append((time.monotonic(), len(piece)))
                self._output += piece
                self._arrived.notify_all()
            if not piece:
                return

    @property
    def written(self) -> int:
        """Bytes so far."""
        return len(self._output)

    def text(self) -> str:
        """All that was written so far, for a sentence about what went wrong."""
        return self._output.decode(errors="replace")

    def send(self, keys: str) -> tuple[float, int]:
        """Press keys: when, and how many bytes had been written by then."""
        with self._arrived:
            written = len(self._output)
        now = time.monotonic()
        os.write(self._terminal, keys.encode())
        return now, written

    def wait(self, wanted: str, after: int = 0, seconds: float = 60.0) -> float:
        """When these characters had arrived, behind so many bytes. Raises TimeoutError when they do not."""
        sought = wanted.encode()
        deadline = time.monotonic() + seconds
        with self._arrived:
            while (at := self._output.find(sought, after)) < 0:
                left = deadline - time.monotonic()
                ended = bool(self._chunks) and self._chunks[-1][1] == 0
                if left <= 0 or ended or not self._arrived.wait(left):
                    raise TimeoutError(f"{' '.join(self._command)} did not write {wanted!r}: …{self.text()[-500:]}")
            end = 0
            for when, length in self._chunks:
                end += length
                if end >= at + len(sought):
                    return when
        raise AssertionError("found, but never read")

    def cpu(self) -> float:
        """Seconds of CPU so far, all threads, to a hundredth."""
        fields = Path(f"/proc/{self.id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def frames(self, since: float = 0.0) -> int:
        """How many bursts of output there were since a time."""
        times = [when for when, length in self._chunks if length and when >= since]
        return sum(1 for before, now in zip([0.0, *times], times, strict=False) if now - before > _QUIET)

    def end(self, keys: str = "") -> Cost:
        """Press these keys and wait until the process is gone."""
        if keys:
            self.send(keys)
        _, status, usage = os.wait4(self.id, 0)
        self._reader.join(10.0)
        os.close(self._terminal)
        self._cost = Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, self.written, self.frames())
        if keys and status:
            raise RuntimeError(f"{' '.join(self._command)} ended with status {status}: …{self.text()[-500:]}")
        return self._cost

"""A Textual driver for the terminal of this process, which is given back as it was whatever happens in between."""

from __future__ import annotations

import codecs
import os
import select
import signal
import termios
import threading
import tty
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size

from sigmascope.tui.app.backlog import Backlog
from sigmascope.tui.app.inside import fail, is_ending
from sigmascope.tui.app.parser import Parser
from sigmascope.tui.app.sequences import RESTORE, start
from sigmascope.tui.words.exits import of_signal

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from textual.app import App
    from textual.message import Message

KEYS, SCREEN = 0, 1
"""The descriptors of what is typed and of what is shown: those of nobody who redirects what they look at."""
_PIECE = 4_096
TICK = 0.05
"""Seconds between two looks at a lone Esc, which is a key when nothing has followed it for a while."""
FRAME_TAKES = 0.1
"""Seconds that a terminal may take for a frame before the next ones are skipped."""
LAST_WORDS = 1.0
"""Seconds that a terminal may take for what gives it back."""


class Writer:
    """Writes to a terminal in a thread of its own: one that has stopped reading keeps nobody waiting."""

    def __init__(self, descriptor: int, died: Callable[[Exception], object]) -> None:
        """``died`` is called in that thread, once, if nothing can be written any more."""
        self.pending = 0
        """Bytes that have not left."""
        self.failed = False
        """Whether it has ended by a fault, and writes nothing any more."""
        self._descriptor, self._died = descriptor, died
        self._waiting: list[bytes] = []
        self._stopping = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write some text, in time."""
        data = text.encode("utf-8", "replace")
        with self._news:
            if not self._stopping:
                self._waiting.append(data)
                self.pending += len(data)
                self._news.notify()

    def stop(self, seconds: float) -> None:
        """Write what there is, for at most so long, and nothing after that."""
        with self._news:
            self._stopping = True
            self._news.notify()
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            while (data := self._next()) is not None:
                while data:
                    written = self._write(data)
                    data = data[written:]
                    with self._news:
                        self.pending -= written
        except Exception as error:  # noqa: BLE001  # whatever it is, the app must hear of it
            with self._news:
                self.failed, self._stopping, self.pending = True, True, 0
            self._died(error)

    def _next(self) -> bytes | None:
        # All that waits, in one piece; None at the end.
        with self._news:
            while not self._waiting and not self._stopping:
                self._news.wait()
            data = b"".join(self._waiting)
            self._waiting.clear()
        return data or None

    def _write(self, data: bytes) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:  # set so by somebody who shares the terminal
            room = select.poll()
            room.register(self._descriptor, select.POLLOUT)
            room.poll()
            return 0


class LocalDriver(Driver):
    """Keys from standard input, pictures to standard output, and the signals that a shell steers its jobs with."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # Where the app is the active one, as events need.
        self._context = copy_context()
        self._parser = Parser()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._settings = termios.tcgetattr(KEYS)
        self._writer: Writer | None = None
        self._ticking: asyncio.TimerHandle | None = None
        self._suspended = False
        self._backlog = Backlog(app, lambda: self._writer.pending if self._writer is not None else 0, FRAME_TAKES)
        # A shell's Ctrl-Z, fg and bg; Textual's own handlers would take any SIGCONT for the end of a stop.
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._continued)

    @property
    def can_suspend(self) -> bool:
        """Ctrl-Z works here."""
        return True

    # ── taking the terminal over, and giving it back ─────────────────────────────────────────────────────────────

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        # First: in the background this stops the process until it is brought to the front.
        self._make_raw()
        self._writer = Writer(SCREEN, self._lost_from_thread)
        self._suspended = False
        self.write(start(mouse=self._mouse, asking=os.environ.get("TERM_PROGRAM") != "Apple_Terminal"))
        self._loop.add_reader(KEYS, self._read)
        self._loop.add_signal_handler(signal.SIGWINCH, self._post_size)
        self._post_size()

    def _make_raw(self) -> None:
        raw = termios.tcgetattr(KEYS)
        # Every key is the app's: no line editing, no echo, no signals, no Ctrl-S, no Enter turned into another key.
        raw[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[tty.CC][termios.VMIN] = 1
        termios.tcsetattr(KEYS, termios.TCSANOW, raw)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; a second time there is nothing to do."""
        self.disable_input()
        self._backlog.release()
        writer, self._writer = self._writer, None
        if writer is None:
            return
        writer.write(RESTORE)
        writer.stop(LAST_WORDS)
        if writer.failed:
            with suppress(OSError):
                os.write(SCREEN, RESTORE.encode())
        if in_front():
            with suppress(termios.error):  # it may be gone
                termios.tcsetattr(KEYS, termios.TCSANOW, self._settings)
                # What the mouse has said since is not for the shell.
                termios.tcflush(KEYS, termios.TCIFLUSH)

    def disable_input(self) -> None:
        """Take no further input."""
        self._loop.remove_reader(KEYS)
        self._loop.remove_signal_handler(signal.SIGWINCH)
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    def close(self) -> None:
        """Let go of everything."""
        self.stop_application_mode()

    # ── a shell's jobs ───────────────────────────────────────────────────────────────────────────────────────────

    def _stop(self) -> None:
        self.stop_application_mode()
        self._suspended = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continued(self) -> None:
        # After whatever came with it: `kill` of a stopped job sends SIGTERM and SIGCONT, in either order.
        self._loop.call_soon(self._go_on, context=self._context)

    def _go_on(self) -> None:
        if is_ending(self._app):  # it is ending, and needs no terminal for that
            return
        if not in_front():
            self._stop()  # until somebody brings it to the front
        elif self._suspended:
            self.start_application_mode()
        else:  # stopped by a signal that nobody is told of, or not at all; the shell may have used the terminal since
            self._make_raw()
            self.write(RESTORE + start(mouse=self._mouse, asking=False))
            self._post_size()
        if not self._suspended:
            self.send_message(self.SignalResume())

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, data: str) -> None:
        """Write to the terminal, in time."""
        if self._writer is not None:
            self._writer.write(data)

    def flush(self) -> None:
        """Skip frames if the terminal does not keep up; nothing waits to be flushed."""
        self._backlog.look()

    def _lost_from_thread(self, error: Exception) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody needs the terminal any more
            self._loop.call_soon_threadsafe(self._lost, error)

    def _lost(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._app.exit(of_signal(signal.SIGHUP))  # the terminal is gone
        else:
            fail(self._app, error)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _read(self) -> None:
        try:
            data = os.read(KEYS, _PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(KEYS)
            self._app.exit(of_signal(signal.SIGHUP))
            return
        self._context.run(self._take, self._decode(data))

    def _take(self, text: str) -> None:
        try:
            # A parser that is fed nothing takes it for the end.
            found = list(self._parser.read(text, self._known_size())) if text else []
            for message in (*found, *self._parser.tick()):
                self.process_message(message)
        except Exception as error:  # noqa: BLE001  # as above
            fail(self._app, error)
            return
        self._ticking = None
        if self._parser.undecided:
            self._ticking = self._loop.call_later(TICK, self._take, "", context=self._context)

    def send_message(self, message: Message) -> None:
        """Hand an event to the app; its loop is this one, so that no thread needs to be crossed."""
        self._app.post_message(message)

    # ── the size ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _known_size(self) -> tuple[int, int]:
        # The terminal's own; what a shell has exported in COLUMNS and LINES is that of another moment.
        try:
            columns, rows = os.get_terminal_size(SCREEN)
        except OSError:
            columns = rows = 0
        return columns or 80, rows or 24

    def _post_size(self) -> None:
        size = Size(*self._known_size())
        self._size = (size.width, size.height)
        self.send_message(events.Resize(size, size))


def in_front() -> bool:
    """Whether the terminal is this process's to use, and not that of the shell it is a job of."""
    try:
        return os.tcgetpgrp(KEYS) == os.getpgrp()
    except OSError:
        return True

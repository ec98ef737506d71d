"""The process that listens: counts who is here, hands connections to the least busy worker, replaces dead workers."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sigmascope.tui.guests.limits import Admission
from sigmascope.tui.ssh.door.sockets import farewell, readable
from sigmascope.tui.ssh.workers.terminal import Terminal
from sigmascope.tui.ssh.workers.wire import Wire
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.ssh.door.log import Log
    from sigmascope.tui.ssh.workers.settings import Settings

GOODBYE = 1.8
"""Seconds that all farewells together may take."""
SILENCE = 30.0
"""A worker that has not been heard of for so long hangs, and is replaced."""
HASTE = 5
"""So many workers that die before they are open, one after another, and the server gives up."""
BACKLOG = 256
_ACCEPT = 16
_LINGERING = 128
_LINGER = 3.0
_SEND_BUFFER, _UNSENT = 65_536, 16_384
_MUMBLE = 16_384


def _environ() -> dict[str, str]:
    # Where PYTHONPATH names folders they are the operator's wish; an empty name in it would be the current one.
    named = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return os.environ | {"PYTHONPATH": os.pathsep.join(named)}


class _Staff:
    # A worker, as the supervisor sees it.
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.wire: Wire
        self.open = False
        self.heard = asyncio.get_running_loop().time()
        self.visitors: dict[int, str] = {}


class Supervisor:
    """Listens until told to stop."""

    def __init__(
        self,
        settings: Settings,
        sockets: list[socket.socket],
        log: Log,
        reread_keys: Callable[[], tuple[str | None, str | None]],
        opened: Callable[[], None],
    ) -> None:
        """``opened`` is called once all workers are ready for visitors.

        ``reread_keys`` gives the keys of those who may enter and of those who may present; it may raise Refusal.

        Neither ``opened`` nor ``log`` may block or raise: they are called in the middle of everything.
        """
        self._settings, self._sockets, self._log = settings, sockets, log
        self._reread_keys, self._opened = reread_keys, opened
        self._keys, self._presenters = settings.keys, settings.presenters
        self._admission = Admission(settings.limits)
        self._staff: list[_Staff] = []
        # Kept until somebody has logged in: a connection that idles at the door can then be ended from here.
        self._at_door: dict[int, socket.socket] = {}
        self._number = 0
        self._shown: dict[str, Any] | None = None
        self._hasty = 0
        self._listening = self._stopping = False
        self._lingering: set[asyncio.Task[None]] = set()
        self._done = asyncio.Event()
        self.code = 0

    @property
    def name(self) -> str:
        """What visitors type to come."""
        return self._settings.name

    async def run(self) -> int:
        """Serve until told to stop; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        terminal = Terminal()
        loop.add_signal_handler(signal.SIGHUP, lambda: self.stop() if terminal.gone else self._reread())
        # What asyncio would write to standard error, where nobody may be reading.
        loop.set_exception_handler(self._faulted)
        for _ in range(self._settings.workers):
            self._hire()
        while not self._done.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), 1.0)
            for staff in list(self._staff):
                if loop.time() - staff.heard > SILENCE:
                    staff.process.kill()
        for sock in self._sockets:
            sock.close()
        return self.code

    # Workers.

    def _hire(self) -> None:
        mine, its = socket.socketpair()
        said, says = os.pipe()
        process = subprocess.Popen(  # noqa: S603  # our own module, with a number
            # -P: what lies in the folder that the server was started in is not ours to run.
            [sys.executable, "-P", "-m", "sigmascope.tui.ssh.workers.worker", str(its.fileno())],
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=says,
            stderr=says,
            env=_environ(),
        )
        its.close()
        os.close(says)
        staff = _Staff(process)
        os.set_blocking(said, False)
        asyncio.get_running_loop().add_reader(said, self._mumbled, said, process.pid)
        staff.wire = Wire(mine, lambda message, _: self._heard(staff, message), lambda: self._lost(staff))
        self._staff.append(staff)
        staff.wire.send({"do": "open", **self._settings._asdict(), **self._key_texts()})

    def _key_texts(self) -> dict[str, str | None]:
        return {"keys": self._keys, "presenters": self._presenters}

    def _mumbled(self, said: int, pid: int) -> None:
        # What a worker prints is for the log, which may have to drop it, and never waits for a reader.
        try:
            text = os.read(said, _MUMBLE).decode("utf-8", "backslashreplace")
        except OSError:
            text = ""
        if not text:
            asyncio.get_running_loop().remove_reader(said)
            os.close(said)
        for line in text.splitlines():
            self._log("worker-said", pid=pid, text=line)

    def _faulted(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        told = "".join(traceback.format_exception(fault)) if fault is not None else None
        self._log("fault", message=context.get("message"), traceback=told)

    def _heard(self, staff: _Staff, message: dict[str, Any]) -> None:
        staff.heard = asyncio.get_running_loop().time()
        match message["did"]:
            case "open":
                staff.open = True
                if self._shown is not None:
                    staff.wire.send({"do": "show", "snapshot": self._shown})
                self._hasty = 0
                if not self._listening and all(each.open for each in self._staff):
                    self._listen()
            case "ask":
                self._asked(staff, message["number"], message["user"])
            case "left":
                self._admission.rest(message["number"])
            case "gone":
                self._gone(staff, message["number"], message.get("facts", {}))
            case "show":
                self.show(message["snapshot"])
            case "log":
                self._log(message["event"], **message["facts"])

    def _lost(self, staff: _Staff) -> None:
        # Its line is cut: it has ended, or is about to.
        self._staff.remove(staff)
        with suppress(subprocess.TimeoutExpired):
            staff.process.wait(0.2)
        staff.process.kill()
        code = staff.process.wait()
        for number in list(staff.visitors):
            self._gone(staff, number, {"reason": "stopping" if self._stopping else "worker-died"})
        if self._stopping:
            if not self._staff:
                self._done.set()
            return
        self._log("worker-died", pid=staff.process.pid, code=code)
        self._hasty += not staff.open
        if self._hasty >= HASTE:
            self._log("workers-do-not-start")
            self.code = 1
            self.stop()
            return
        self._hire()

    def show(self, snapshot: dict[str, Any]) -> None:
        """Let every follower know where the presenter is."""
        self._shown = snapshot
        for staff in self._staff:
            staff.wire.send({"do": "show", "snapshot": snapshot})

    # Visitors.

    def _listen(self) -> None:
        self._listening = True
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            sock.listen(BACKLOG)
            sock.setblocking(False)  # noqa: FBT003
            loop.add_reader(sock, self._accept, sock)
        self._opened()

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPT):
            try:
                sock, peer = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:  # out of descriptors, or gone before it was here
                self._log("not-accepted", reason=error.strerror)
                return
            self._arrived(sock, readable(peer[0]))

    def _arrived(self, sock: socket.socket, address: str) -> None:
        self._number += 1
        number = self._number
        limit = self._admission.arrive(number, address)
        workers = [staff for staff in self._staff if staff.open]
        if limit is None and not workers:
            self._admission.leave(number)
            limit = "starting"
        if limit is not None:
            self._log("refused", address=address, reason=limit)
            self._turn_away(sock, limit)
            return
        self._log("connection", number=number, address=address)
        sock.setblocking(False)  # noqa: FBT003
        with suppress(OSError):
            # A small buffer here shows early that a client has stopped reading.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            if hasattr(socket, "TCP_NOTSENT_LOWAT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
        staff = min(workers, key=lambda each: len(each.visitors))
        staff.visitors[number] = address
        self._at_door[number] = sock
        staff.wire.send({"do": "receive", "number": number, "address": address}, sock)
        if (crowded := self._admission.crowded_out()) is not None and crowded in self._at_door:
            with suppress(OSError):
                self._at_door[crowded].shutdown(socket.SHUT_RDWR)

    def _asked(self, staff: _Staff, number: int, user: str) -> None:
        limit = "stopping" if self._stopping else self._admission.enter(number)
        address = staff.visitors.get(number)
        if limit is None:
            self._log("session", number=number, address=address, user=user, sessions=self._admission.sessions)
        else:
            self._log("refused", number=number, address=address, user=user, reason=limit)
        self._let_go(number)
        staff.wire.send({"do": "answer", "number": number, "limit": limit})

    def _gone(self, staff: _Staff, number: int, facts: dict[str, Any]) -> None:
        address = staff.visitors.pop(number, None)
        self._admission.leave(number)
        self._let_go(number)
        self._log("end", number=number, address=address, **facts)

    def _let_go(self, number: int) -> None:
        if (sock := self._at_door.pop(number, None)) is not None:
            sock.close()

    def _turn_away(self, sock: socket.socket, limit: str) -> None:
        # A whole key exchange would cost more than it is worth: the message that ends a connection may be sent first.
        if len(self._lingering) >= _LINGERING:
            sock.close()
            return
        task = asyncio.get_running_loop().create_task(self._last_word(sock, farewell(self._settings.refused[limit])))
        self._lingering.add(task)
        task.add_done_callback(self._lingering.discard)

    async def _last_word(self, sock: socket.socket, word: bytes) -> None:
        # Closing with something unread would reset the connection, and the word would be lost with it.
        loop = asyncio.get_running_loop()
        sock.setblocking(False)  # noqa: FBT003
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LINGER):
                await loop.sock_sendall(sock, word)
                sock.shutdown(socket.SHUT_WR)
                while await loop.sock_recv(sock, 4096):
                    pass
        sock.close()

    # Signals.

    def _reread(self) -> None:
        try:
            self._keys, self._presenters = self._reread_keys()
        except Refusal as refusal:
            self._log("keys-kept", reason=refusal.name, **{name: str(fact) for name, fact in refusal.facts.items()})
            return
        for staff in self._staff:
            staff.wire.send({"do": "keys", **self._key_texts()})
        self._log("keys-read")

    def stop(self) -> None:
        """Say goodbye to everybody, then end."""
        if self._stopping:
            return
        self._stopping = True
        loop = asyncio.get_running_loop()
        loop.call_later(GOODBYE, self._enough)
        for sock in self._sockets:
            loop.remove_reader(sock)
        for staff in self._staff:
            staff.wire.send({"do": "goodbye"})
        if not self._staff:
            self._done.set()
        self._log("stopping", sessions=self._admission.sessions)

    def _enough(self) -> None:
        for staff in list(self._staff):
            staff.process.kill()
        self._done.set()

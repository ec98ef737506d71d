"""The line between the supervisor and a worker: JSON messages, one a line, some with a socket attached."""

from __future__ import annotations

import array
import asyncio
import json
import socket
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 65_536
_FDS = 16


class Wire:
    """One end of a line. ``heard(message, socket or None)`` is called for each message, ``lost()`` once at the end."""

    def __init__(
        self,
        end: socket.socket,
        heard: Callable[[dict[str, Any], socket.socket | None], None],
        lost: Callable[[], None],
    ) -> None:
        end.setblocking(False)  # noqa: FBT003
        self._end = end
        self._heard, self._lost = heard, lost
        self._loop = asyncio.get_running_loop()
        self._read = b""
        self._sockets: deque[socket.socket] = deque()
        self._unsent: deque[tuple[bytes, int | None]] = deque()
        self.open = True
        self._loop.add_reader(end, self._receive)

    def send(self, message: dict[str, Any], passing: socket.socket | None = None) -> None:
        """Send a message, and a copy of a socket with it. Nothing happens where the line is lost."""
        if not self.open:
            return
        line = json.dumps(message | ({"passing": True} if passing is not None else {})).encode() + b"\n"
        # The copy is made now: the caller may close theirs before this one is sent.
        self._unsent.append((line, socket.dup(passing.fileno()) if passing is not None else None))
        if len(self._unsent) == 1:
            self._transmit()

    def _transmit(self) -> None:
        while self._unsent:
            line, passing = self._unsent[0]
            try:
                rights = (
                    [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [passing]))] if passing is not None else []
                )
                sent = self._end.sendmsg([line], rights)
            except BlockingIOError:
                self._loop.add_writer(self._end, self._transmit)
                return
            except OSError:
                self.close()
                return
            if passing is not None:
                socket.close(passing)
            if sent < len(line):
                self._unsent[0] = (line[sent:], None)
            else:
                self._unsent.popleft()
        self._loop.remove_writer(self._end)

    def _receive(self) -> None:
        try:
            data, fds, _, _ = socket.recv_fds(self._end, _MOST, _FDS, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        except BlockingIOError:
            return
        except OSError:
            data, fds = b"", []
        self._sockets.extend(socket.socket(fileno=fd) for fd in fds)
        if not data:
            self.close()
            return
        *lines, self._read = (self._read + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            self._heard(message, self._sockets.popleft() if message.pop("passing", False) else None)

    def close(self) -> None:
        """Hang up."""
        if self.open:
            self.open = False
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
            self._end.close()
            for _, passing in self._unsent:
                if passing is not None:
                    socket.close(passing)
            for waiting in self._sockets:
                waiting.close()
            self._lost()

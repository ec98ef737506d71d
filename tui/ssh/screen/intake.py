"""What a client may send before it reaches a parser: so many bytes a second, pastes of so many characters."""

from __future__ import annotations

import codecs
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = 2_000
"""Bytes a second: more than any hand or mouse makes."""
BURST = 8_000
PASTE = 4_000
"""Bytes of one paste; the rest of it is dropped."""
PASTE_SILENCE = 1.0
"""A paste that says nothing for so many seconds is over, whether or not its end was marked."""

_BEGIN, _END = b"\x1b[200~", b"\x1b[201~"


class Budget:
    """A token bucket: ``burst`` at once, ``rate`` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self.left = float(burst)
        self._seen = clock()

    def refill(self) -> float:
        """What may be taken now."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self._seen) * self.rate)
        self._seen = now
        return self.left

    def take(self, amount: int) -> int:
        """Take up to ``amount``; how much it was."""
        taken = max(0, min(amount, int(self.refill())))
        self.left -= taken
        return taken

    def charge(self, amount: int) -> float:
        """Take ``amount`` whatever is left; the seconds until the debt is paid, 0 where there is none."""
        self.refill()
        self.left -= amount
        return max(0.0, -self.left / self.rate)


class Intake:
    """Bytes in, text out, within the budget. What exceeds it is dropped, but never the mark that ends a paste."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._budget = Budget(RATE, BURST, clock)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting = ""
        self._tail = b""  # the last few bytes seen: where a mark that arrives in pieces may have begun
        self._pasted: int | None = None  # bytes of the paste under way
        self._heard = 0.0

    def receive(self, data: bytes) -> None:
        """Take in what the client sent."""
        self._heard = self._clock()
        admitted = bytearray()
        while data:
            mark = _BEGIN if self._pasted is None else _END
            joined = self._tail + data
            found = joined.find(mark)
            if found < 0:
                self._admit(data, admitted)
                self._tail = joined[-len(mark) + 1 :]
                break
            length = found + len(mark) - len(self._tail)
            portion, data = data[:length], data[length:]
            self._tail = b""
            self._pass_mark(portion, admitted)
        self._waiting += self._decode(bytes(admitted))

    def _admit(self, data: bytes, admitted: bytearray) -> None:
        if self._pasted is not None:
            room = max(0, PASTE - self._pasted)
            self._pasted += len(data)
            data = data[:room]
        room = self._budget.take(len(data)) if len(self._waiting) < BURST else 0
        admitted += data[:room]

    def _pass_mark(self, portion: bytes, admitted: bytearray) -> None:
        # A portion that ends with a whole mark, part of which may have gone by before.
        before = len(admitted)
        self._admit(portion, admitted)
        whole = len(admitted) - before == len(portion)
        if self._pasted is None:
            self._pasted = 0 if whole else None
        else:
            # Never dropped: a parser that misses it takes all that follows for the paste.
            admitted += b"" if whole else _END
            self._pasted = None

    def take(self, most: int) -> str:
        """Up to ``most`` characters of what has been admitted, in order."""
        if self._pasted is not None and self._clock() - self._heard > PASTE_SILENCE:
            self._pasted = None
            self._tail = b""
            self._waiting += _END.decode()
        text, self._waiting = self._waiting[:most], self._waiting[most:]
        return text

    @property
    def pending(self) -> bool:
        """Whether there is, or may soon be, something to take."""
        return bool(self._waiting) or self._pasted is not None

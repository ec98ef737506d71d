"""Standard output and standard error, and the signals that may end a command while it writes to them."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, TextIO

from tui.plain import plain
from tui.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


class Ended(BaseException):
    """Raised in the main thread by a signal that asks the process to end, so that nothing half-written stays behind."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number
        super().__init__(number)


@contextmanager
def signals_raised() -> Iterator[None]:
    """While open, SIGTERM and SIGHUP raise `Ended`, unless somebody has already said what they do."""

    def end(number: int, _: FrameType | None) -> None:
        raise Ended(number)

    taken = []
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Another thread may not set handlers; and what nohup ignores stays ignored.
        with suppress(ValueError):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, end)
                taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


class Ending:
    """Takes note of SIGINT, SIGTERM and SIGHUP while open, where an exception in the midst would upset others' code.

    Raises `Ended` when it is closed, or in the midst of what is done `at_once`. What nohup ignores stays ignored.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        """The first signal that came."""
        self.tell: Callable[[], object] = _tell_nobody
        """Called when one comes."""
        self._at_once = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with suppress(ValueError):  # another thread may not set handlers
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if kind is None or issubclass(kind, Exception):
            self.check()

    def _note(self, number: int, _: FrameType | None) -> None:
        if self.number is None:
            self.number = number
            if self._at_once:
                raise Ended(number)
        self.tell()

    def check(self) -> None:
        """Raise `Ended` where a signal has come."""
        if self.number is not None:
            raise Ended(self.number)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """For work of our own that may take long: while open, a signal ends it in the midst."""
        self._at_once = True
        try:
            self.check()
            yield
        finally:
            self._at_once = False


def _tell_nobody() -> None:
    pass


def prepare() -> None:
    """Let no character break an output that cannot carry it: σ becomes sigma on an ASCII terminal."""
    import codecs

    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None)
        if encoding and not speaks_unicode(encoding):
            codecs.register_error("sigmascope.plain", _plain)
            stream.reconfigure(errors="sigmascope.plain")  # type: ignore[union-attr]  # every stream of a process


def speaks_unicode(encoding: str) -> bool:
    """Whether an encoding carries braille, box drawing and Greek."""
    try:
        "⣿─σ′".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return plain(error.object[error.start : error.end]), error.end


def out() -> TextIO:
    """Standard output. Raises Refusal where the process was started without one."""
    if sys.stdout is None:
        raise Refusal("cli.no-output")
    return sys.stdout


def tell(sentence: str) -> None:
    """A sentence to standard error; nobody is told where there is none."""
    if sys.stderr is None:  # print would take standard output in its place
        return
    with suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)


def abandon_output() -> None:
    """Point standard output nowhere, so that Python's own flush at the end does not fail a second time."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

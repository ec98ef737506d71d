"""Standard output and standard error, and the signals that may end a command while it writes to them."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from tui.plain import plain
from tui.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
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

"""The signals that may end a command in the midst of its work: raised, or taken note of."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from sigmascope.tui.words.exits import of_signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

ASKED = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals by which a process is asked to end, those of them that this system has."""


class Ended(BaseException):
    """Raised in the main thread by a signal that asks the process to end, so that nothing half-written stays behind."""

    def __init__(self, number: int) -> None:
        self.code = of_signal(number)
        super().__init__(number)


@contextmanager
def signals_raised() -> Iterator[None]:
    """While open, SIGTERM and SIGHUP raise `Ended`, unless somebody has already said what they do.

    What a signal has raised goes on, even where somebody's tidying up fell over it and raised something else.
    """

    def end(number: int, _: FrameType | None) -> None:
        raise Ended(number)

    taken = []
    for number in ASKED[1:]:
        # Another thread may not set handlers; and what nohup ignores stays ignored.
        with suppress(ValueError):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, end)
                taken.append(number)
    try:
        yield
    except Exception as error:
        if (asked := _asked_behind(error)) is not None:
            raise asked from None
        raise
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _asked_behind(error: BaseException | None) -> BaseException | None:
    # argparse, say, restores in a `finally` what it has not come to keep, and raises AttributeError over Ctrl-C.
    while error is not None and not isinstance(error, Ended | KeyboardInterrupt):
        error = error.__context__
    return error


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
        for number in ASKED:
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

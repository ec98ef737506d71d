"""The app in the terminal of this process: is there one, what can it show, and how it is given back."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from tui.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.app import AppOptions
    from tui.session import Session
    from tui.words import Words


def check_terminal() -> None:
    """Make sure that there is a terminal the app can open in. Raises Refusal where there is none."""
    for stream in (sys.stdin, sys.stdout):
        if stream is None or not stream.isatty():
            raise Refusal("open.no-terminal")
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise Refusal("open.dumb", term=term or "''")
    # What is drawn is the charset's affair, not the encoding's that a C locale gives a stream.
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a terminal's stream


def show(session: Session, words: Words, options: AppOptions, *, mouse: bool) -> int:
    """Open the app on a session until it is left; the exit code. The terminal is as it was before, however it ends."""
    import asyncio

    from textual.drivers.linux_driver import LinuxDriver

    from tui.app import SigmascopeApp

    class Terminal(LinuxDriver):
        """Draws on standard output, where Textual would take standard error; nobody redirects what they look at."""

        def __init__(self, app: SigmascopeApp, **settings: object) -> None:
            super().__init__(app, **settings)  # type: ignore[arg-type]  # handed on as they came
            self._file = _Output()  # type: ignore[assignment]  # all that a driver asks of a file

    app = SigmascopeApp(session, words=words, options=options, driver_class=Terminal)

    async def stay() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, _leave, number)
        await app.run_async(mouse=mouse)

    def _leave(number: int) -> None:
        app.exit(128 + number)

    try:
        asyncio.run(stay())
    except OSError:
        # The terminal went away while it was being given back.
        _forget_output()
        return 128 + signal.SIGHUP
    if app.return_code:
        return 1
    return app.return_value or 0


class _Output:
    """Standard output, until the terminal goes away: from then on nobody is told, and nobody waits to tell."""

    def __init__(self) -> None:
        assert sys.__stdout__ is not None, "made sure of before"
        self._file = sys.__stdout__
        self.fileno, self.isatty = self._file.fileno, self._file.isatty

    def write(self, text: str) -> None:
        """Write what still can be written."""
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        """Send what still can be sent."""
        self._try(self._file.flush)

    def _try(self, act: Callable[[], object]) -> None:
        # An error in Textual's thread that writes would end it, and the app would wait for it for ever.
        try:
            act()
        except OSError:
            _forget_output()


def _forget_output() -> None:
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)

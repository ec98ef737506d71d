"""The app in the terminal of this process: is there one, what can it show, and how it is given back."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sigmascope.tui.app.app import SigmascopeApp
from sigmascope.tui.app.clock import FRAME_RATE, TimerClock
from sigmascope.tui.app.inside import driver_of, fail, fault_of, keep_quiet
from sigmascope.tui.app.platform import local_driver
from sigmascope.tui.words.exits import Exit, of_signal
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.app.app import AppOptions
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words import Words

DEBUG = "SIGMASCOPE_DEBUG"
"""The variable that asks for the traceback of such a fault."""


def check_terminal() -> None:
    """Make sure that there is a terminal the app can open in. Raises Refusal where there is none."""
    for stream in (sys.stdin, sys.stdout):
        if stream is None or not stream.isatty():
            raise Refusal("open.no-terminal")
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise Refusal("open.dumb", term=term or "''")


# Faults of the process itself; what a shell and a terminal say to their jobs; and what nobody can do anything about.
# SIGPIPE is told as an error where it is met.
_SPARED = (
    *("SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP", "SIGPIPE"),
    *("SIGCHLD", "SIGCLD", "SIGCONT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGWINCH", "SIGINFO"),
    *("SIGKILL", "SIGSTOP"),
)


def deadly_signals() -> list[int]:
    """The signals that end a process unless it does something about them, faults of its own aside."""
    spared = {getattr(signal, name, None) for name in _SPARED}
    return [number for number in signal.valid_signals() if number not in spared]


async def stay(app: SigmascopeApp, *, mouse: bool) -> None:
    """Run an app in this terminal until it is left, or a signal asks it to end; then its result says which."""
    loop = asyncio.get_running_loop()
    for number in deadly_signals():
        # What nohup ignores stays ignored; some are the C library's own.
        with suppress(OSError, ValueError, RuntimeError):
            if signal.getsignal(number) != signal.SIG_IGN:
                loop.add_signal_handler(number, app.exit, of_signal(number))

    def fault(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(context["message"])
        fail(app, error if isinstance(error, Exception) else RuntimeError(str(error)))

    loop.set_exception_handler(fault)
    try:
        await app.run_async(mouse=mouse)
    finally:
        if (driver := driver_of(app)) is not None:
            driver.stop_application_mode()


def show(
    session: Session,
    words: Words,
    options: AppOptions,
    *,
    mouse: bool,
    tell: Callable[[str], object],
    frame_rate: float = FRAME_RATE,
) -> int:
    """Open the app on a session until it is left; the exit code. The terminal is as it was before, however it ends.

    ``tell`` says what there is to say once it has ended.
    """
    forget_size()
    app = SigmascopeApp(
        session, words=words, options=options, clock=TimerClock(frame_rate), driver_class=local_driver()
    )
    keep_quiet(app)
    fault: BaseException | None = None
    try:
        asyncio.run(stay(app, mouse=mouse))
    except Exception as error:  # noqa: BLE001  # told below, as those that Textual keeps
        fault = error
    fault = fault or fault_of(app)
    if fault is not None:
        tell_crash(fault, words, tell)
        return Exit.CRASHED
    return app.return_value or 0


def forget_size() -> None:
    """Have the terminal asked for its size, not what a shell has exported of another moment."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def tell_crash(fault: BaseException, words: Words, tell: Callable[[str], object]) -> None:
    """One sentence about what ended the app, and all of it for whoever has asked."""
    tell("sigmascope: " + words("app.crashed", reason=f"{type(fault).__name__}: {fault}".partition("\n")[0]))
    if os.environ.get(DEBUG):
        tell("".join(traceback.format_exception(fault)).rstrip())

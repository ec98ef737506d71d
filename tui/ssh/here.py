"""Presenting from the terminal that the server was started from."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from sigmascope.engine import parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import TimerClock
from sigmascope.tui.app.inside import fault_of, keep_quiet
from sigmascope.tui.app.local import LocalDriver
from sigmascope.tui.app.terminal import CRASHED, forget_size, stay, tell_crash
from sigmascope.tui.draw.glyphs import charset_of
from sigmascope.tui.guests.presenting import Source
from sigmascope.tui.guests.visitor import VisitorSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.ssh.workers.supervisor import Supervisor
    from sigmascope.tui.words import Words


async def present(supervisor: Supervisor, scenario: str, words: Words, tell: Callable[[str], object]) -> int:
    """Show the app here and let everybody follow it, until it is left or the server stops; the exit code."""
    charset = charset_of(os.environ)
    options = AppOptions(charset=charset, colour=not os.environ.get("NO_COLOR"))
    source = Source(supervisor.show)
    words = words if charset != "ascii" else type(words)("en")  # ASCII has no Chinese in it
    forget_size()
    session = VisitorSession(parse(scenario), source)
    app = SigmascopeApp(session, words=words, options=options, clock=TimerClock(10.0), driver_class=LocalDriver)
    keep_quiet(app)
    serving = asyncio.create_task(supervisor.run())
    serving.add_done_callback(lambda _: app.exit())
    app.session.say("ssh.presented", host=supervisor.name)
    await stay(app, mouse=True)
    supervisor.stop()
    code = await serving
    if (fault := fault_of(app)) is not None:
        tell_crash(fault, words, tell)
        return CRASHED
    return code

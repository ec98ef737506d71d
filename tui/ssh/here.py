"""Presenting from the terminal that the server was started from."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from sigmascope.engine import parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import TimerClock
from sigmascope.tui.app.inside import fault_of, keep_quiet
from sigmascope.tui.app.platform import local_driver
from sigmascope.tui.app.terminal import forget_size, stay, tell_crash
from sigmascope.tui.draw.environ import charset_of, wants_colour
from sigmascope.tui.guests.presenting import Source
from sigmascope.tui.guests.visitor import VisitorSession
from sigmascope.tui.words.charset import words_in
from sigmascope.tui.words.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.ssh.workers.supervisor import Supervisor
    from sigmascope.tui.words import Words


async def present(supervisor: Supervisor, scenario: str, words: Words, tell: Callable[[str], object]) -> int:
    """Show the app here and let everybody follow it, until it is left or the server stops; the exit code."""
    charset = charset_of(os.environ)
    options = AppOptions(charset=charset, colour=wants_colour(os.environ))
    source = Source(supervisor.show)
    words = words_in(charset, words)
    forget_size()
    session = VisitorSession(parse(scenario), source)
    app = SigmascopeApp(session, words=words, options=options, clock=TimerClock(10.0), driver_class=local_driver())
    keep_quiet(app)
    serving = asyncio.create_task(supervisor.run())
    serving.add_done_callback(lambda _: app.exit())
    app.session.say("ssh.presented", host=supervisor.name)
    await stay(app, mouse=True)
    supervisor.stop()
    code = await serving
    if (fault := fault_of(app)) is not None:
        tell_crash(fault, words, tell)
        return Exit.CRASHED
    return code

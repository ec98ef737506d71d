"""Presenting from the terminal that the server was started from."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from engine import parse
from tui.app import AppOptions
from tui.board.glyphs import charset_of
from tui.local import LocalDriver
from tui.ssh.apps import PresenterApp, VisitorSession
from tui.ssh.present import Source
from tui.terminal import CRASHED, forget_size, keep_quiet, stay, tell_crash

if TYPE_CHECKING:
    from tui.ssh.supervisor import Supervisor
    from tui.words import Words


async def present(supervisor: Supervisor, scenario: str, words: Words) -> int:
    """Show the app here and let everybody follow it, until it is left or the server stops; the exit code."""
    charset = charset_of(os.environ)
    options = AppOptions(charset=charset, colour=not os.environ.get("NO_COLOR"), frame_rate=10.0)
    source = Source(supervisor.show)
    words = words if charset != "ascii" else type(words)("en")  # ASCII has no Chinese in it
    forget_size()
    app = PresenterApp(VisitorSession(parse(scenario)), words, options, source, LocalDriver)
    keep_quiet(app)
    serving = asyncio.create_task(supervisor.run())
    serving.add_done_callback(lambda _: app.exit())
    app.session.say("ssh.presented", host=supervisor.name)
    await stay(app, mouse=True)
    supervisor.stop()
    code = await serving
    if (fault := app._exception) is not None:  # noqa: SLF001  # kept there for test frameworks
        tell_crash(fault, words)
        return CRASHED
    return code

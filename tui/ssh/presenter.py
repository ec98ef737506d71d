"""Presenting from the terminal that the server was started from."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from engine import parse
from tui.app import AppOptions
from tui.board.glyphs import charset_of
from tui.ssh.apps import PresenterApp, VisitorSession
from tui.ssh.present import Source

if TYPE_CHECKING:
    from tui.ssh.supervisor import Supervisor
    from tui.words import Words


async def present(supervisor: Supervisor, scenario: str, words: Words) -> int:
    """Show the app here and let everybody follow it, until it is left or the server stops; the exit code."""
    charset = charset_of(os.environ)
    options = AppOptions(charset=charset, colour=not os.environ.get("NO_COLOR"), frame_rate=10.0)
    source = Source(supervisor.show)
    words = words if charset != "ascii" else type(words)("en")  # ASCII has no Chinese in it
    app = PresenterApp(VisitorSession(parse(scenario)), words, options, source)
    serving = asyncio.create_task(supervisor.run())
    serving.add_done_callback(lambda _: app.exit())
    app.session.say("ssh.presented", host=supervisor.name)
    await app.run_async()
    supervisor.stop()
    return await serving

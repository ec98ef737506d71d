"""Running one visitor's app in a process that runs many: what Textual keeps for the process, kept for the session."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO, cast

from rich.console import Console

from sigmascope.tui.app import inside
from sigmascope.tui.ssh.screen.depth import filter_of
from sigmascope.tui.ssh.screen.driver import SSHDriver

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from sigmascope.tui.guests.visit import Visit
    from sigmascope.tui.ssh.screen.driver import Link
    from sigmascope.tui.ssh.screen.pace import Pace

    MakeApp = Callable[[Visit, Callable[..., SSHDriver]], App[Any]]


class Router:
    """Stands as sys.stdout and sys.stderr, and hands what an app prints to that app and no other.

    Every app puts its own capture in that place while it runs, and the stream it found there back when it ends: with
    many apps, one that has ended. With one object for all, each puts the same one in place.
    """

    def __init__(self, stream: TextIO, *, stderr: bool) -> None:
        self.stream, self.stderr = stream, stderr

    def write(self, text: str) -> int:
        """Write to the app that is active here, or to the stream."""
        app = inside.app_here()
        if app is None:
            return self.stream.write(text)
        inside.print_to(app, text, stderr=self.stderr)
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self.stream.flush()

    def isatty(self) -> bool:
        """No: what is printed here reaches no terminal."""
        return False

    def fileno(self) -> int:
        """The stream's."""
        return self.stream.fileno()


class Apps:
    """Where a worker's apps run."""

    def __init__(self, make_app: MakeApp, pace: Pace, crashed: Callable[[Visit, BaseException], None]) -> None:
        """``crashed`` is told of the exception that an app ends by."""
        self._make_app, self._pace, self._crashed = make_app, pace, crashed
        self._routers = Router(sys.stdout, stderr=False), Router(sys.stderr, stderr=True)
        sys.stdout, sys.stderr = cast("tuple[TextIO, TextIO]", self._routers)
        # From Python 3.12 on every app would have the whole loop start tasks eagerly, the server's among them.
        asyncio.get_running_loop().set_task_factory = lambda factory: None  # type: ignore[method-assign]  # noqa: ARG005

    async def perform(self, visit: Visit, link: Link, begun: Callable[[App[Any]], None]) -> bool:
        """Run an app until it ends; whether it ended well. ``begun`` is handed the app before it draws."""
        app: App[Any] | None = None
        try:
            app = self._make_app(visit, partial(SSHDriver, link=link, pace=self._pace))
            self._prepare(app, visit)
            begun(app)
            await app.run_async(size=visit.size)
            if (fault := inside.fault_of(app)) is not None:
                self._crashed(visit, fault)
            return fault is None
        except asyncio.CancelledError:
            raise
        except Exception as fault:  # noqa: BLE001  # one visitor's app is not the others' concern
            self._crashed(visit, fault)
            return False
        finally:
            if app is not None:
                inside.forget_fault(app)
            inside.let_go()

    def _prepare(self, app: App[Any], visit: Visit) -> None:
        inside.capture(app, *self._routers)
        inside.keep_quiet(app)
        app.error_console = Console(file=StringIO())
        # The stock console takes its colours from the server's own environment.
        app.console = Console(
            color_system=cast("Any", visit.colours),
            file=StringIO(),
            highlight=False,
            emoji=False,
            legacy_windows=False,
            force_terminal=True,
            safe_box=False,
            soft_wrap=False,
            _environ={},
        )
        if (depth := filter_of(visit.colours)) is not None:
            inside.add_filter(app, depth)

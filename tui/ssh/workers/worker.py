"""A worker process: one core's share of the visitors. Its argument is its end of the line to the supervisor."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import traceback
from importlib import import_module
from typing import Any

from sigmascope.tui.ssh.screen.pace import IdleSelector
from sigmascope.tui.ssh.workers.wire import Wire

ALIVE_EVERY = 2.0


class Worker:
    """Does what the supervisor says on the line."""

    def __init__(self, end: socket.socket, selector: IdleSelector) -> None:
        self._selector = selector
        self._house: Any = None
        self._ended = asyncio.Event()
        self._going: asyncio.Task[None] | None = None
        self._wire = Wire(end, self._heard, self.goodbye)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until told to stop, or nobody is left to tell."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.goodbye)
        # A terminal sends these to the whole group; the supervisor answers for it.
        loop.add_signal_handler(signal.SIGINT, lambda: None)
        loop.add_signal_handler(signal.SIGHUP, lambda: None)
        while not self._ended.is_set():
            self._wire.send({"did": "live"})
            try:
                await asyncio.wait_for(self._ended.wait(), ALIVE_EVERY)
            except TimeoutError:
                continue
        self._wire.close()

    def _heard(self, message: dict[str, Any], sock: socket.socket | None) -> None:
        match message["do"]:
            case "open":
                try:
                    self._open(message)
                except Exception:  # noqa: BLE001  # without a house there is nothing to do but say why
                    traceback.print_exc()
                    os._exit(1)
            case "receive":
                assert sock is not None
                self._house.receive(message["number"], message["address"], sock)
            case "answer":
                self._house.answered(message["number"], message["limit"])
            case "keys":
                self._house.admit_keys(message["keys"], message["presenters"])
            case "show":
                self._source.latest = message["snapshot"]
            case "goodbye":
                self.goodbye()

    def _open(self, settings: dict[str, Any]) -> None:
        from sigmascope.tui.guests.presenting import Source
        from sigmascope.tui.ssh.workers.house import House

        module, _, name = settings["factory"].partition(":")
        self._source = Source(lambda snapshot: self._wire.send({"did": "show", "snapshot": snapshot}))
        make_app = getattr(import_module(module), name)(settings | {"source": self._source})
        self._house = House(settings, make_app, self._selector, self._wire.send)
        # What is imported by now stays: there is no sense in looking through it for garbage again and again.
        gc.collect()
        gc.freeze()
        self._wire.send({"did": "open"})

    def goodbye(self) -> None:
        """Let everybody go, then end."""
        if self._going is None:
            self._going = asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        if self._house is not None:
            await self._house.goodbye()
        self._ended.set()


def main() -> None:
    """Run the worker whose line is the file descriptor named on the command line."""
    import asyncssh

    asyncssh.set_log_level("CRITICAL")
    end = socket.socket(fileno=int(sys.argv[1]))
    selector = IdleSelector()

    async def run() -> None:
        await Worker(end, selector).run()

    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        runner.run(run())
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

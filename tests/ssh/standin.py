"""A small app in place of the real one: eight lines that change, and keys that do what a test needs."""

from __future__ import annotations

import asyncio
import gc
import sys
from itertools import count
from typing import ClassVar
from weakref import WeakSet

from textual.app import App
from textual.geometry import Size
from textual.widgets import Input, Static

ALIVE = WeakSet()


class StandIn(App):
    BINDINGS: ClassVar = [
        ("q,ctrl+c,ctrl+d", "quit", "leave"),
        ("x", "crash", "end by an exception"),
        ("p", "print", "print something"),
        ("h", "hang", "do not end when asked to"),
        ("b", "bell", "ring"),
        ("c", "copy", "copy something"),
        ("u", "url", "open a link"),
        ("i", "input", "type into a field"),
        ("space", "count", "count a key"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, visit, driver_class, playing=True):
        super().__init__(driver_class=driver_class)
        self.visit = visit
        ALIVE.add(self)
        self.playing = playing
        self.screen_size = Size(0, 0)
        self.keys_seen = self.alive = 0
        self.hanging = False

    def compose(self):
        yield Static("", id="state")
        for line in range(8):
            yield Static("", id=f"line{line}")

    def on_mount(self):
        self.frame = count()
        gc.collect()
        self.alive = len(ALIVE)
        self.tell()
        if self.playing:
            self._driver.animate(self.advance)

    def advance(self):
        at = next(self.frame)
        for line in range(8):
            bar = "".join("▁▂▃▄▅▆▇█"[(at * (line + 1) + column * column) % 8] for column in range(60))
            self.query_one(f"#line{line}", Static).update(f"{line} {at:6d} {bar}")

    def tell(self):
        visit = self.visit
        state = f"user={visit.user} term={visit.term} lang={visit.language} colours={visit.colours}"
        state = f"{state} size={self.screen_size.width}x{self.screen_size.height}"
        state = f"{state} keys={self.keys_seen} apps={self.alive} "
        self.query_one("#state", Static).update(state)

    def on_resize(self, event):
        self.screen_size = event.size
        self.tell()

    def action_count(self):
        self.keys_seen += 1
        self.tell()

    def action_crash(self):
        secret = "a value that nobody should read"  # noqa: F841
        raise RuntimeError("asked to crash")

    def action_print(self):
        print("printed by", self.visit.user)
        self.action_count()

    def action_url(self):
        self.open_url("https://example.invalid/")
        self.action_count()

    def action_copy(self):
        self.copy_to_clipboard("copied")

    def action_input(self):
        self.mount(Input(id="field"))
        self.call_after_refresh(lambda: self.query_one("#field").focus())

    def action_hang(self):
        self.hanging = True
        self.action_count()

    async def on_unmount(self):
        if self.hanging:
            await asyncio.sleep(3600)


def factory(settings):
    return lambda visit, driver_class: StandIn(visit, driver_class, playing="mild" not in settings["scenario"])


def serve(factory, *arguments):
    """The verb itself, with the apps of another factory."""
    from sigmascope.tui.cli.console import tell
    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.cli.verbs.serve import add_arguments
    from sigmascope.tui.guests import sandbox
    from sigmascope.tui.ssh.serve import serve
    from sigmascope.tui.words import Words
    from sigmascope.tui.words.refusal import Refusal

    words = Words("en")
    parser = Parser("serve", words)
    add_arguments(parser, words)
    options = parser.read(list(arguments))
    try:
        return serve(options, words, sandbox.read(" ".join(options.scenario)).text(), factory, tell)
    except Refusal as refusal:
        print(words(refusal.name, **refusal.facts), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))

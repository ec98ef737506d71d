"""The app: a board, a clock, and whatever opens above the board. All it is told ends in `commands.apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.filter import LineFilter
from textual.theme import Theme

from sigmascope.engine.errors import EngineError
from sigmascope.tui.app import inside
from sigmascope.tui.app.clock import WORK
from sigmascope.tui.app.turns import TAKEN, Turns
from sigmascope.tui.board.colours import PALETTES, PALETTES_16
from sigmascope.tui.board.picture import Picture
from sigmascope.tui.board.widget import Board
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.session.commands import apply, key_bindings
from sigmascope.tui.session.guided import keys_now
from sigmascope.tui.shots.keeping import save_run, save_screen
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.charset import CharsetWords, can_say
from sigmascope.tui.words.notice import Notice
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.color import Color
    from textual.driver import Driver
    from textual.screen import Screen
    from textual.widget import Widget

    from sigmascope.tui.app.clock import Clock
    from sigmascope.tui.board.colours import Palette
    from sigmascope.tui.lesson.memory import Memory
    from sigmascope.tui.lesson.shelf import Shelf
    from sigmascope.tui.session.session import Request, Session
    from sigmascope.tui.shots.frame import Frame


class AppOptions(NamedTuple):
    """How an app looks and what it may do."""

    charset: str = "braille"
    theme: str = "dark"
    colour: bool = True
    sixteen: bool | None = None
    """Whether its terminal has 16 colours; None: what its console says."""
    files: bool = True
    """Whether it may write files."""
    memory: Memory | None = None
    """What remembers lessons; None: they last as long as the app."""


class NoColours(LineFilter):
    """Takes every colour from what Textual's own widgets draw, and leaves bold, underline and reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same text without colour."""
        return [Segment(text, style and _without_colour(style), control) for text, style, control in segments]


def _without_colour(style: Style) -> Style:
    return Style(bold=style.bold, underline=style.underline, reverse=style.reverse, italic=style.italic)


def _textual_theme(palette: Palette) -> Theme:
    # What screens above the board are drawn in.
    return Theme(
        name=palette.name,
        primary=palette.series[1],
        secondary=palette.series[0],
        accent=palette.accent,
        warning=palette.warning,
        error=palette.warning,
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.background,
        dark=palette.dark,
    )


class SigmascopeApp(App[int]):
    """sigmascope on a screen."""

    CSS_PATH = "app.tcss"
    TITLE = "sigmascope"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("ctrl+c", "say('quit')"), ("ctrl+q", "say('quit')"), ("ctrl+z", "say('suspend')")]  # noqa: RUF012  # Textual reads it as it is

    def __init__(
        self,
        session: Session,
        *,
        words: Words,
        options: AppOptions | None = None,
        clock: Clock | None = None,
        driver_class: Callable[..., Driver] | None = None,
    ) -> None:
        """Without a ``clock`` only what is applied moves the playhead."""
        options = AppOptions() if options is None else options
        super().__init__(driver_class=driver_class)  # type: ignore[arg-type]  # it is called, and no more
        self.session = session
        self.words = words
        self.options = options
        sixteen = self.console.color_system == "standard" if options.sixteen is None else options.sixteen
        self._many_colours = options.colour and not sixteen
        self._palettes = PALETTES_16 if sixteen else PALETTES
        self.palette = self._palettes[options.theme]
        for palette in self._palettes.values():
            self.register_theme(_textual_theme(palette))
        self.theme = self.palette.name
        if not options.colour:
            inside.add_filter(self, NoColours())
        self.board = Board(session, self._picture(), self.palette, inside.send_cells, colour=options.colour)
        self._keys = key_bindings()
        self._clock = clock
        self._shelf: Shelf | None = None
        if session.lessons is None:
            session.lessons = self._lesson
        self._turns = Turns(self, self._act)

    def _picture(self) -> Picture:
        charset = self.options.charset
        coloured = self._many_colours and charset != "ascii"  # two colours in a cell take a half block
        return Picture(GLYPHS[charset], CharsetWords(self.words, charset), coloured=coloured)

    def compose(self) -> Iterable[Widget]:
        yield self.board

    def on_mount(self) -> None:
        self.board.focus()
        # After Ctrl-Z and fg the terminal shows nothing of the app any more.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if self._clock is not None:
            self._clock.begin(self)
        else:
            self.session.prepare()

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def pass_time(self, seconds: float, work: float) -> bool:
        """Let so much time pass, or work for so many seconds on what is not known or drawn; whether anything moves."""
        session = self.session
        if session.ready:
            refined = self.board.picture.refine(work)
            return session.tick(seconds) or refined
        session.prepare(work)
        return True

    def show(self) -> None:
        """Bring the board up to the session, as soon as a frame may be drawn."""
        if self._clock is None:
            self.board.show()
            while self.board.picture.refine(1.0):
                self.board.show()
        else:
            self._clock.draw(self.board.show)

    def announce(self, name: str, **facts: object) -> None:
        """Say something to the person where the board says things: it draws over a toast."""
        self.session.say(name, **facts)
        self.show()
        self._wake()

    def frame(self) -> Frame:
        """What is on the screen now."""
        return inside.frame_of(self, self.palette.background, self.palette.text)

    # ── what a person does ───────────────────────────────────────────────────────────────────────────────────────

    async def on_event(self, event: events.Event) -> None:
        """Take what comes from the terminal one thing after another."""
        if isinstance(event, TAKEN) and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    async def _act(self, event: events.Event) -> None:
        # Nothing is meant for an app that was asked to end.
        if not inside.is_ending(self):
            await super().on_event(event)

    # ── what a person says ───────────────────────────────────────────────────────────────────────────────────────

    def say(self, line: str) -> bool:
        """Apply one line of the command list and show what came of it; whether it could be done."""
        session = self.session
        done = True
        try:
            apply(session, line)
        except (Refusal, EngineError) as error:
            session.notice = notice_of(error)
            done = False
        # Short runs are known before the key has come up; longer ones are computed between frames.
        session.prepare(WORK)
        requests, session.requests = session.requests, []
        for request in requests:
            done = self._answer(request) and done
        self.show()
        self._wake()
        return done

    def _wake(self) -> None:
        if self._clock is not None:
            self._clock.wake()

    def action_say(self, line: str) -> None:
        """A key that Textual itself would take goes the same road."""
        self.say(line)

    def on_board_sized(self) -> None:
        self.show()
        self._wake()

    def on_board_said(self, message: Board.Said) -> None:
        self.say(message.line)

    def on_key(self, event: events.Key) -> None:
        if self.screen is not self.screen_stack[0]:
            return  # the screen above the board has keys of its own
        keys = self._keys | keys_now(self.session)
        line = keys.get(event.key)
        if line is None and event.character:
            line = keys.get(event.character)
        if line is not None:
            # Else the screen that it opens would be asked about the same key.
            event.stop().prevent_default()
            if line:
                self.say(line)

    def _lesson(self, session: Session, words: str) -> None:
        from sigmascope.tui.lesson.shelf import Shelf  # who takes no lesson pays for none  # noqa: PLC0415

        if self._shelf is None:
            self._shelf = Shelf(self.options.memory, files=self.options.files)
        self._shelf.open(session, words)

    # ── what only an app can do ──────────────────────────────────────────────────────────────────────────────────

    def _answer(self, request: Request) -> bool:
        try:
            getattr(self, f"_do_{request.what}")(request.argument)
        except (Refusal, EngineError) as error:
            self.session.notice = notice_of(error)
            return False
        return True

    def _do_quit(self, _: str) -> None:
        self.exit(0)

    def _open(self, screen: Screen[str | None]) -> None:
        # Whatever a screen returns is a line of the command list.
        def closed(line: str | None) -> None:
            if line:
                self.say(line)
            self.show()

        self.push_screen(screen, closed)

    def _do_suspend(self, _: str) -> None:
        self.action_suspend_process()

    def _do_help(self, _: str) -> None:
        from sigmascope.tui.app.screens.help import HelpScreen  # noqa: PLC0415

        self._open(HelpScreen(self.session, self.board.picture.words, self.board.picture.glyphs))

    def _do_edit(self, _: str) -> None:
        from sigmascope.tui.app.screens.edit import EditScreen  # noqa: PLC0415

        self._open(EditScreen(self.session, self.board.picture.words))

    def _do_charts(self, _: str) -> None:
        from sigmascope.tui.app.screens.chooser import ChartsScreen  # noqa: PLC0415

        self._open(ChartsScreen(self.session, self.board.picture.words))

    def _do_palette(self, _: str) -> None:
        from sigmascope.tui.app.screens.search import CommandSearch  # noqa: PLC0415

        self._open(CommandSearch(self.session, self.board.picture.words))

    def _do_theme(self, name: str) -> None:
        names = list(self._palettes)
        if name and name not in names:
            raise Refusal("session.unknown-theme", name=name, known=", ".join(names))
        self.palette = self._palettes[name or names[(names.index(self.palette.name) + 1) % len(names)]]
        self.theme = self.palette.name
        self.session.say("session.theme", name=self.palette.name)
        self.board.dress(self.board.picture, self.palette)
        self.show()

    def _do_language(self, name: str) -> None:
        if name and name not in LANGUAGES:
            raise Refusal("session.unknown-language", name=name, known=", ".join(LANGUAGES))
        chosen = name or LANGUAGES[(LANGUAGES.index(self.words.language) + 1) % len(LANGUAGES)]
        if not can_say(self.options.charset, chosen):
            raise Refusal("open.ascii-words", language=chosen)
        self.words = Words(chosen)
        self.board.dress(self._picture(), self.palette)
        self.show()

    def _do_line(self, _: str) -> None:
        text = self.session.scenario.text()
        self.copy_to_clipboard(text)
        self.session.say("session.line", text=text)

    def _do_save(self, name: str) -> None:
        self._check_files()
        self.session.say("session.saved", name=save_run(self.session, name))

    def _do_screen(self, name: str) -> None:
        self._check_files()
        self.session.notice = None
        self.board.show()
        self.session.say("session.saved", name=save_screen(self.session, self.frame(), name))

    def _check_files(self) -> None:
        if not self.options.files:
            raise Refusal("session.no-files")


def notice_of(error: Refusal | EngineError) -> Notice:
    """What went wrong, as a notice."""
    if isinstance(error, EngineError):
        return Notice("engine", {"error": error}, wrong=True)
    return Notice(error.name, error.facts, wrong=True)

"""The rows above and below the panes: header, time line, footer, and the notice that borrows the verdict's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from sigmascope.tui.draw.line import Line, fit, justify, put, width_of
from sigmascope.tui.session.commands import COMMANDS, VIEW_KEYS
from sigmascope.tui.session.guided import DIGITS
from sigmascope.tui.session.keys import key_name
from sigmascope.tui.session.narration import rates_kind
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigmascope.engine.milestones import Told
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.command import Command
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords
    from sigmascope.tui.words.notice import Notice


def header_line(session: Session, state: str, text: str, width: int, glyphs: Glyphs, words: CharsetWords) -> Line:
    """The program, the scenario's ``text`` and its gist; the state, its pace, and the epoch, which never move."""
    digits = len(str(session.last))
    epoch, widest = (
        words("board.epoch", epoch=number, digits=digits, last=session.last) for number in (session.epoch, session.last)
    )
    # A language that sets no number in blanks has them before the sentence.
    filling = " " * (cell_len(widest) - cell_len(epoch))
    if state == "playing":
        now = f"{glyphs.playing} {session.pace}/s"
    elif state == "preparing":
        now = f"{glyphs.preparing} {words('board.preparing')} {session.progress:4.0%}"
    else:
        now = f"{getattr(glyphs, state)} {words('board.' + state)}"
    room = 12 if state != "preparing" else cell_len(now)
    right: Line = (("  ", "text"), *fit(((now, f"state-{state}"),), room), ("  " + filling + epoch + " ", "text"))
    left: Line = ((" sigmascope ", "title"), (" ", "text"), (words.plain(text), "scenario"))
    gist = _gist(session, words)
    if gist and width_of((*left, *right)) + 2 + cell_len(gist) <= width:
        left = (*left, ("  " + gist, "dim"))
    return words.cut(justify(left, right, width))


def _gist(session: Session, words: CharsetWords) -> str:
    # What the models have in common, so that what differs is the costs' doing.
    if len(session.scenario.costs) == 1:
        return ""
    name = rates_kind(session.scenario)
    return words.of("rates", name, name)


# ── the time line ────────────────────────────────────────────────────────────────────────────────────────────────────


def timeline_span(session: Session, width: int) -> tuple[int, int]:
    """The first column and the number of columns of the time line's bar."""
    return 3, max(1, width - 5 - len(str(session.last)))


class Passed(NamedTuple):
    """What one model has come past: its place among the marks, its colour's role, and its milestones."""

    place: int
    role: str
    told: Told


def timeline_line(session: Session, width: int, passed: list[Passed], glyphs: Glyphs) -> Line:
    """From 0 to the last epoch: what has been reached, what is ahead, milestones passed, and the playhead."""
    _, cells = timeline_span(session, width)
    if not session.ready:
        done = int(session.progress * cells)
        bar: Line = ((glyphs.done * done, "reached"), (glyphs.ahead * (cells - done), "ahead"))
        return _timeline(session, bar, width)

    def cell(epoch: int) -> int:
        return round(epoch / session.last * (cells - 1))

    at = cell(session.epoch)
    reached = max(at, cell(session.reached))
    bar = (
        (glyphs.done * (at + 1), "reached"),
        (glyphs.done * (reached - at), "seen"),
        (glyphs.ahead * (cells - 1 - reached), "ahead"),
    )
    for one in passed:
        for begin, end in one.told.slow:
            bar = put(bar, cell(begin), glyphs.slow * (cell(end) - cell(begin) + 1), "slow")
    for epoch, sign, role in marks(passed, session.reached, glyphs):
        bar = put(bar, cell(epoch), sign, role)
    bar = put(bar, at, glyphs.head, "cursor")
    for epoch, kind in session.guide.flags if session.guide is not None else ():
        bar = put(bar, cell(min(epoch, session.last)), *FLAGS[kind])
    return _timeline(session, bar, width)


FLAGS = {"asked": ("?", "warning"), "true": ("!", "target")}
"""What a lesson puts on the time line: where a person said something would be, and where it is."""


def _timeline(session: Session, bar: Line, width: int) -> Line:
    line = ((" 0 ", "dim"), *bar, (f" {session.last} ", "dim"))
    return fit(tuple(span for span in line if span[0]), width)


def marks(passed: list[Passed], reached: int, glyphs: Glyphs) -> Iterable[tuple[int, str, str]]:
    """The milestones passed up to an epoch, with their sign and role, the most telling last."""
    for one in passed:
        # The fastest so far goes on as long as speed grows: it is passed once there is something after it.
        if one.told.fastest < reached:
            yield one.told.fastest, glyphs.fastest, f"{one.role}-title"
    for signs, which in ((glyphs.tenths, "tenth"), (glyphs.halves, "half")):
        for one in passed:
            epoch = getattr(one.told, which)
            if epoch is not None:
                yield epoch, signs[one.place], f"{one.role}-title"


# ── the views ────────────────────────────────────────────────────────────────────────────────────────────────────────


def tabs_line(open_view: str, width: int, words: CharsetWords) -> tuple[Line, list[tuple[int, int, str]]]:
    """Every view with its key, the open one set off; and where each stands, for a click.

    Where not all names fit, those of the others are left out.
    """
    keys = [(keys[0] if keys else COMMANDS["all"].keys[0], name) for name, keys in VIEW_KEYS.items()]
    for named in (VIEW_KEYS, (open_view,), ()):
        spans: list[tuple[str, str]] = [(" ", "text")]
        places: list[tuple[int, int, str]] = []
        x = 1
        for key, name in keys:
            written = words.plain(key_name(key))
            label = f" {words.of('view', name, name)}" if name in named else ""
            here = name == open_view
            sign = ("[", "]") if here else (" ", " ")
            spans += [(sign[0], "tab" if here else "text"), (written, "tab" if here else "key")]
            spans += [(label, "tab" if here else "dim"), (sign[1], "tab" if here else "text")]
            end = x + 2 + cell_len(written) + cell_len(label)
            places.append((x, end, f"view {name}"))
            x = end
        if x <= width:
            break
    return fit(tuple(span for span in spans if span[0]), width), places


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def notice_lines(notice: Notice, width: int, words: CharsetWords) -> list[Line]:
    """A sentence, whole, over as many rows as it needs."""
    sign, role = ("!", "warning") if notice.wrong else (" ", "notice")
    rows = wrap(words.notice(notice), width - 3)
    return [fit(((f"{sign if not number else ' '} {row}", role),), width) for number, row in enumerate(rows)]


def footer_line(session: Session, width: int, words: CharsetWords) -> tuple[Line, list[tuple[int, int, str]]]:
    """The keys that work now, the most useful that fit; and where each stands, for a click."""
    guide = session.guide
    # What is ranked below 0 is there always, at the end.
    ranked = sorted(
        (
            (rank, command)
            for command in COMMANDS.values()
            if (rank := command.footer if guide is None else command.lesson)
            and (command.looks or not session.following)
            and (command.when is None or command.when(session))
        ),
        key=lambda pair: pair[0],
    )
    tail = [_Entry.of(command, session, words) for rank, command in ranked if rank < 0]
    chosen, room = [], width - 1 - sum(entry.width for entry in tail)
    for entry in (_Entry.of(command, session, words) for rank, command in ranked if rank > 0):
        if entry.width <= room:
            chosen.append(entry)
            room -= entry.width
    spans: list[tuple[str, str]] = [(" ", "text")]
    places: list[tuple[int, int, str]] = []
    x = 1
    for entry in [*chosen, *tail]:
        for key, word in entry.keys:
            places.append((x, x + cell_len(key), word))
            x += cell_len(key) + 1
            spans.append((key + " ", "key"))
        # A click on the label does what the key does, where it is one key.
        if not entry.chooses:
            places.append((x, x + cell_len(entry.label), entry.keys[0][1]))
        x += cell_len(entry.label) + 2
        spans.append((entry.label + "  ", "dim"))
    return fit(tuple(spans), width), places


class _Entry(NamedTuple):
    keys: list[tuple[str, str]]
    """Each key as it is written, and the line it stands for."""
    label: str
    chooses: bool = False
    """Whether each key does another thing."""

    @classmethod
    def of(cls, command: Command, session: Session, words: CharsetWords) -> _Entry:
        name = command.label_now(session)
        label = words.of("footer", name, words.of("commands", name, name))
        if command.digits is not None and command.required:
            digits = DIGITS[: command.digits(session)]
            return cls([(digit, f"{command.word} {digit}") for digit in digits], label, chooses=True)
        together = [command, *(COMMANDS[word] for word in command.beside)]
        return cls([(_key_text(one, session, words), one.word) for one in together], label)

    @property
    def width(self) -> int:
        return sum(cell_len(key) + 1 for key, _ in self.keys) + cell_len(self.label) + 2


def _key_text(command: Command, session: Session, words: CharsetWords) -> str:
    if command.digits is not None:
        return words.plain(f"1–{command.digits(session)}")
    key = command.keys[0]
    return words("board.space") if key == "space" else words.plain(key_name(key))

"""The rows above and below the panes: header, time line, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from sigmascope.tui.draw.line import Line, fit, justify
from sigmascope.tui.session.commands import COMMANDS, Command
from sigmascope.tui.session.keys import key_name

if TYPE_CHECKING:
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords
    from sigmascope.tui.words.notice import Notice


def header_line(session: Session, state: str, width: int, glyphs: Glyphs, words: CharsetWords) -> Line:
    """The program, the scenario's text; the state, its pace, and the epoch, which never move."""
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
    left: Line = ((" sigmascope ", "title"), (" ", "text"), (words.plain(session.scenario.text()), "scenario"))
    return words.cut(justify(left, right, width))


def timeline_span(session: Session, width: int) -> tuple[int, int]:
    """The first column and the number of columns of the time line's bar."""
    return 3, max(1, width - 5 - len(str(session.last)))


def timeline_line(session: Session, width: int, glyphs: Glyphs) -> Line:
    """From 0 to the last epoch: what has been reached, what is ahead, and the playhead."""
    _, cells = timeline_span(session, width)
    if not session.ready:
        done = int(session.progress * cells)
        bar: Line = ((glyphs.done * done, "reached"), (glyphs.ahead * (cells - done), "ahead"))
    else:
        at = round(session.epoch / session.last * (cells - 1))
        reached = max(at, round(session.reached / session.last * (cells - 1)))
        bar = (
            (glyphs.done * at, "reached"),
            (glyphs.head, "cursor"),
            (glyphs.done * (reached - at), "seen"),
            (glyphs.ahead * (cells - 1 - reached), "ahead"),
        )
    line = ((" 0 ", "dim"), *bar, (f" {session.last} ", "dim"))
    return fit(tuple(span for span in line if span[0]), width)


def notice_line(notice: Notice, width: int, words: CharsetWords) -> Line:
    """A sentence in the footer's place, until the next command."""
    return words.cut(fit(((" " + words.notice(notice), "warning" if notice.wrong else "notice"),), width))


def footer_line(session: Session, width: int, words: CharsetWords) -> tuple[Line, list[tuple[int, int, str]]]:
    """The keys that work now, the most useful that fit; and where each stands, for a click."""
    possible = [command for command in COMMANDS.values() if command.looks or not session.following]
    ranked = sorted((command for command in possible if command.footer > 0), key=lambda command: command.footer)
    always = sorted((command for command in possible if command.footer < 0), key=lambda command: command.footer)
    paired = {command.pair for command in COMMANDS.values()}
    entries = [_entry(command, session, words) for command in ranked if command.word not in paired]
    tail = [_entry(command, session, words) for command in always]
    tail_width = sum(_entry_width(entry) for entry in tail)
    chosen, room = [], width - 1 - tail_width
    for entry in entries:
        if _entry_width(entry) > room:
            continue
        chosen.append(entry)
        room -= _entry_width(entry)
    spans: list[tuple[str, str]] = [(" ", "text")]
    places: list[tuple[int, int, str]] = []
    x = 1
    for keys, label, word in [*chosen, *tail]:
        end = x + cell_len(keys) + 1 + cell_len(label)
        places.append((x, end, word))
        spans += [(keys, "key"), (" " + label + "  ", "dim")]
        x = end + 2
    return fit(tuple(spans), width), places


def _entry(command: Command, session: Session, words: CharsetWords) -> tuple[str, str, str]:
    # Two commands that belong together share a place: w/W, b/B, n/N.
    keys = [COMMANDS[word].keys[0] for word in (command.word, command.pair) if word]
    label = "pairs" if command.pair else "commands"
    return _keys_text(keys, words), words.of(label, command.label_now(session), command.word), command.word


def _keys_text(keys: list[str], words: CharsetWords) -> str:
    return "/".join(words("board.space") if key == "space" else words.plain(key_name(key)) for key in keys)


def _entry_width(entry: tuple[str, str, str]) -> int:
    return cell_len(entry[0]) + cell_len(entry[1]) + 3

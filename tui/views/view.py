"""What a view is: a drawing of the playhead. It has no state of its own; the board keeps what was drawn for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.draw.line import Line
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class Medium(NamedTuple):
    """What a view is drawn with."""

    glyphs: Glyphs
    words: CharsetWords
    coloured: bool
    """Whether a cell can have any colour behind it."""


class Drawn:
    """A view drawn for one run, one size and one look. It shows any playhead of the run, and nothing of its future."""

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterable[tuple[Box, list[Line]]]:
        """What stands where, as the playhead stands; ``values`` are the view's quantities there, by cost."""
        raise NotImplementedError

    def command_at(self, x: int, y: int) -> str | None:  # noqa: ARG002  # most pictures have no epoch to go to
        """The line of the command list that a click on this cell of the screen stands for, if any."""
        return None

    def refine(self, seconds: float) -> bool:  # noqa: ARG002  # most pictures are done at once
        """Go on with a picture that takes long, for so many seconds; whether anything was left to do."""
        return False


class View(NamedTuple):
    """One way to look at the playhead. What it is called and what it shows are words: view.<name>, shows.<name>."""

    name: str
    draw: Callable[[Session, list[Box], Medium], Drawn]
    """Draws a session that is ready, in one box a cost."""
    quantities: Callable[[Session], tuple[str, ...]]
    """The names of the quantities that it shows at the playhead."""
    keys: tuple[str, ...] = ()
    """The keys that lead to it; the view that a session begins with has none."""
    description: str = ""
    """What it shows, where no language says so."""
    bare: bool = False
    """Whether it can leave out what is not the picture itself."""
    tells: tuple[str, ...] = ()
    """What it tells at the playhead beside a and C, by the names of quantities and of a lesson's facts: a lesson asks
    for none of them over this view.
    """

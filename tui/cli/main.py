"""The command ``sigmascope``: whatever is typed and whenever it is stopped, it ends with a code and no traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sigmascope.tui.words.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, that of the process by default. Returns the exit code, whatever a person typed."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        # Imported here, so that Ctrl-C during the imports is answered as well.
        from sigmascope.tui.run.ending import Ended, signals_raised  # noqa: PLC0415

        try:
            with signals_raised():
                from sigmascope.tui.cli.command import answer  # noqa: PLC0415

                return answer(arguments)
        except Ended as ended:
            return ended.code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED

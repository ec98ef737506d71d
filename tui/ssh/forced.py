"""``ForceCommand python -P -m sigmascope.tui.ssh.forced``: the same visit for those who already run sshd.

A process a visitor, and no other command; what `sigmascope serve` allows is allowed here, and nothing else.
Needs no asyncssh.
"""

from __future__ import annotations

import sys

if not sys.flags.safe_path:
    # Without -P the visitor's home is searched first, and a numpy.py in it would run. The rest of this package is by
    # now found where it was installed.
    del sys.path[0]

import os
import socket

from sigmascope.engine import EngineError, parse
from sigmascope.tui.words import Words, language_of
from sigmascope.tui.words.charset import words_in
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.refusal import Refusal


def main() -> int:
    """Answer the visitor whom sshd has let in; the exit code."""
    words = Words(language_of())
    command = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    try:
        return _answer(command) if command else _show(words)
    except EngineError as error:
        return _tell(words.error(error), Exit.WRONG)
    except Refusal as refusal:
        code = Exit.REFUSED if refusal.name in ("ssh.only-run", "ssh.no-terminal") else Exit.WRONG
        return _tell(words(refusal.name, **refusal.facts), code)
    except (BrokenPipeError, KeyboardInterrupt):
        return Exit.REFUSED


def _tell(sentence: str, code: int) -> int:
    _say(f"sigmascope: {sentence}")
    return code


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _answer(command: str) -> int:
    from sigmascope.tui.guests import remote

    if not remote.is_run(command):
        raise Refusal("ssh.only-run", host=socket.gethostname())
    for piece in remote.csv(remote.scenario_of(command)):
        sys.stdout.write(piece)
    sys.stdout.flush()
    return 0


def _show(words: Words) -> int:
    term = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or term in ("", "dumb"):
        raise Refusal("ssh.no-terminal", host=socket.gethostname())

    from sigmascope.tui.app.app import AppOptions
    from sigmascope.tui.app.terminal import show
    from sigmascope.tui.guests.visit import KEPT, Visit
    from sigmascope.tui.guests.visitor import VisitorSession

    environ = tuple((name, os.environ[name]) for name in sorted(KEPT) if name in os.environ)
    visit = Visit("", "", term, environ)
    options = AppOptions(
        charset=visit.charset, colour=visit.colours is not None, sixteen=visit.colours == "standard", files=False
    )
    session = VisitorSession(parse(" ".join(sys.argv[1:])))
    return show(session, words_in(visit.charset, words), options, mouse=True, tell=_say, frame_rate=10.0)


if __name__ == "__main__":
    sys.exit(main())

"""Standard output and standard error, whatever they can carry."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from typing import TextIO

from sigmascope.tui.words.plain import plain
from sigmascope.tui.words.refusal import Refusal


def prepare() -> None:
    """Let no character break an output that cannot carry it: σ becomes sigma on an ASCII terminal."""
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None)
        if encoding and not speaks_unicode(encoding):
            codecs.register_error("sigmascope.plain", _plain)
            stream.reconfigure(errors="sigmascope.plain")  # type: ignore[union-attr]  # every stream of a process


def speaks_unicode(encoding: str) -> bool:
    """Whether an encoding carries braille, box drawing and Greek."""
    try:
        "⣿─σ′".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return plain(error.object[error.start : error.end]), error.end


def out() -> TextIO:
    """Standard output. Raises Refusal where the process was started without one."""
    if sys.stdout is None:
        raise Refusal("cli.no-output")
    return sys.stdout


def tell(sentence: str) -> None:
    """A sentence to standard error; nobody is told where there is none."""
    if sys.stderr is None:  # print would take standard output in its place
        return
    with suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)


def abandon_output() -> None:
    """Point standard output nowhere, so that Python's own flush at the end does not fail a second time."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

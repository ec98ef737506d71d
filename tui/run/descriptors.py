"""Names of what is open already (/dev/stdout, /dev/fd/3) or is no file: to be written through, not replaced."""

from __future__ import annotations

import os
import re
import stat
import sys
from typing import IO


def leads_through(path: str) -> int | str | None:
    """What to open in place of a new file, if the name leads to something that must be written through.

    A descriptor to be closed again, or the name of what is no file, such as /dev/null or a pipe: these have nothing
    to be half of and must not be replaced. Raises OSError and ValueError for a name that leads nowhere.
    """
    if (descriptor := _descriptor(path)) is not None:
        process, number = descriptor
        if process != os.getpid():
            # Another process's place in a file cannot be shared; at its end, nothing is written over.
            return os.open(path, os.O_WRONLY | os.O_APPEND)
        for standard in (sys.stdout, sys.stderr):  # what was said before comes first
            if standard is not None:
                standard.flush()
        return os.dup(number)
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        return path
    return None


_DESCRIPTORS = re.compile(r"/dev/fd|/proc/(\d+)(?:/task/\d+)?/fd")


def _descriptor(path: str) -> tuple[int, int] | None:
    # The process and the number of the open descriptor that a name leads to, as /dev/stdout does.
    for _ in range(40):  # as many links as Linux follows
        folder, name = os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path)
        found = _DESCRIPTORS.fullmatch(folder)
        if found and name.isdecimal() and len(name) < 10:  # what the system takes for a number
            return int(found[1] or os.getpid()), int(name)
        path = os.path.join(folder, name)
        if not os.path.islink(path):
            return None
        path = os.path.join(folder, os.readlink(path))
    return None


class Onward:
    """A stream to write to that cannot go back: for an archive, where whatever is written lands at the end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.write, self.flush = stream.write, stream.flush


def appends(stream: IO[bytes]) -> bool:
    """Whether whatever is written to a stream lands at the end of its file, as behind a shell's ``>>``."""
    try:
        from fcntl import F_GETFL, fcntl  # only an archive needs it, and not every system has it  # noqa: PLC0415

        return bool(fcntl(stream.fileno(), F_GETFL) & os.O_APPEND)
    except (ImportError, OSError):  # no file of the system's, or nobody to ask
        return False

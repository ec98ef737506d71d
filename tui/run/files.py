"""Files that are whole or not there, and never over something that was not to be replaced."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from sigmascope.tui.run.descriptors import leads_through
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


def extension_of(path: str) -> str:
    """What the name of a file ends with, from its last dot on: that is what says its format."""
    return os.path.splitext(path)[1].lower()


def check_name(path: str) -> None:
    """Raises Refusal for what can be no file's name."""
    if not path:
        raise Refusal("export.no-name")
    if os.path.isdir(path) or not os.path.basename(path):
        raise Refusal("export.folder", path=path)


@contextmanager
def written(path: str, *, binary: bool = False, anew: bool = False) -> Iterator[IO[Any]]:
    """A file to write that appears under its name, whole, when the block ends well, and otherwise not at all.

    A file of that name is replaced at that moment, or kept where one is to be made ``anew``: then FileExistsError is
    raised. What an open descriptor (/dev/stdout, /dev/fd/3), a pipe or a device is called is written through instead.
    Raises Refusal where it cannot be written.
    """
    check_name(path)
    place = None
    try:
        try:
            through = leads_through(path)
            if through is not None:
                file = _opened(through, "w", binary=binary)
            else:
                known = os.stat(path) if os.path.exists(path) else None
                if known is not None and not os.access(path, os.W_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                # A link stays a link: what it leads to is replaced.
                target = os.path.realpath(path)
                # Random, because in containers every process has the same number; and known before there is a file
                # of that name, so that a signal at any moment leaves none.
                place = os.path.join(os.path.dirname(target), f".sigmascope-{os.urandom(8).hex()}.part")
                file = _opened(place, "x", binary=binary)
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from None
        try:
            with file:
                yield file
                file.flush()
            if place is not None:
                _give_name(place, target, known, anew=anew)
        except (BrokenPipeError, FileExistsError):
            raise
        except OSError as error:
            raise _unwritable(path, error) from None
    finally:
        # After a replacement there is nothing left to take away. No function of Python's own stands before the
        # unlink: a second signal would come in between.
        if place is not None:
            try:  # noqa: SIM105
                os.unlink(place)
            except OSError:
                pass


def _give_name(place: str, target: str, known: os.stat_result | None, *, anew: bool) -> None:
    if known is not None:
        os.chmod(place, stat.S_IMODE(known.st_mode))
    if not anew:
        os.replace(place, target)
        return
    # Never over another file, however it came there meanwhile.
    try:
        os.link(place, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the name is taken first, and then filled
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(place, target)


def _opened(place: int | str, mode: str, *, binary: bool) -> IO[Any]:
    if binary:
        return open(place, mode + "b")
    return open(place, mode, encoding="utf-8", newline="\n")


def _unwritable(path: str, error: OSError | ValueError) -> Refusal:
    return Refusal("export.unwritable", path=path, reason=getattr(error, "strerror", None) or str(error))

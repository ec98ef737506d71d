"""The server's own key, made once and kept, and the keys of those who may enter."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import asyncssh

from sigmascope.tui.ssh.door.authorized import AuthorizedKeys
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.tui.ssh.door.authorized import Refused


def default_host_key() -> Path:
    """Where the host key is kept unless told otherwise: in the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME", "")
    folder = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return folder / "sigmascope" / "ssh_host_ed25519_key"


def host_key(path: Path) -> asyncssh.SSHKey:
    """The key in a file, made there first where there is none. Raises Refusal for one not to be used."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            text = file.read(100_000)
    except OSError as error:
        raise Refusal("ssh.host-key-unusable", path=path, reason=error.strerror or str(error)) from None
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise Refusal("ssh.host-key-readable", path=path, mode=f"{stat.S_IMODE(status.st_mode):04o}")
    try:
        return asyncssh.import_private_key(text)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise Refusal("ssh.host-key-unusable", path=path, reason=str(error)) from None


def _make(path: Path) -> None:
    # Written whole beside its place, then linked into it: of two servers that start at once, both use the first key.
    # Its name is known before there is a file of that name, so that a signal at any moment leaves none.
    name = path.parent / f".making-{os.urandom(8).hex()}"
    try:
        with open(name, "xb", opener=lambda place, flags: os.open(place, flags, 0o600)) as file:
            file.write(asyncssh.generate_private_key("ssh-ed25519", comment="sigmascope").export_private_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        name.unlink(missing_ok=True)


class KeyFile(NamedTuple):
    """A file of authorized keys as it was read."""

    text: str
    refused: list[Refused]
    """Its lines whose key lets nobody in."""


def authorized_keys(path: Path) -> KeyFile:
    """The public keys in a file, one a line as OpenSSH has them.

    Raises Refusal naming a line that is none, for a file without any that is understood, and for one that others
    could write to.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            text = file.read().decode("utf-8-sig")  # with the mark that some editors leave
    except OSError as error:
        raise Refusal("ssh.keys-unreadable", path=path, reason=error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise Refusal("ssh.keys-unreadable", path=path, reason="not UTF-8 text") from None
    if stat.S_ISREG(status.st_mode):
        _check_writable(path, status.st_mode)
    try:
        keys = AuthorizedKeys(text)
    except ValueError as error:
        raise Refusal("ssh.not-a-key", path=path, line=error.args[0]) from None
    if not keys.lines:
        raise Refusal("ssh.no-keys" if not keys.refused else "ssh.no-keys-understood", path=path)
    return KeyFile(text, keys.refused)


def _check_writable(path: Path, mode: int) -> None:
    # Who can write to the file, or put another in its place, can let in whom they like.
    if stat.S_IMODE(mode) & 0o022:
        raise Refusal("ssh.keys-writable", path=path, mode=f"{stat.S_IMODE(mode):04o}")
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise Refusal("ssh.keys-folder-writable", path=path, folder=folder)

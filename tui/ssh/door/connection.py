"""asyncssh's server connection, held to what a visitor needs: bounded in what it takes in and keeps."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import asyncssh
from asyncssh.compression import Decompressor
from asyncssh.connection import SSHServerConnection
from asyncssh.kex import get_kex_algs

from sigmascope.tui.guests.visit import KEPT, LONGEST
from sigmascope.tui.ssh.screen.intake import Budget

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from asyncssh import SSHServerChannel

IN_RATE, IN_BURST = 32_000, 64_000
"""Bytes a second, and at once, of all that one client sends: logging in takes 5,000, typing a few hundred a second."""
_PORTION = 4_096
LARGEST_PACKET = 40_000
"""Bytes a packet may decompress to: more than the largest piece of a channel."""
WINDOW, PACKET = 32_768, 16_384
_WHOLE_BACKLOG = 1 << 30

# The cheap ones; a client may not choose one that costs the server tenths of a second. Those with a lattice in them
# withstand a quantum computer.
_KEX = (
    "mlkem768x25519-sha256",
    "sntrup761x25519-sha512",
    "sntrup761x25519-sha512@openssh.com",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
)
KEX = [name for name in _KEX if name.encode() in get_kex_algs()]
"""The key exchanges on offer, best first."""


class BoundedDecompressor(Decompressor):
    """zlib that gives up on a packet that grows too large, and reports how large each one grew."""

    def __init__(self, charge: Callable[[int], object]) -> None:
        self._inflate = zlib.decompressobj()
        self._charge = charge

    def decompress(self, data: bytes) -> bytes | None:
        """The data, or None, which ends the connection."""
        try:
            plain = self._inflate.decompress(data, LARGEST_PACKET)
        except zlib.error:
            return None
        self._charge(len(plain))
        return None if self._inflate.unconsumed_tail else plain


class _Environ(dict[bytes, bytes]):
    """Remembers the few variables that matter; a client may send any number of any size."""

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name.decode("ascii", "replace") in KEPT and len(value) <= LONGEST:
            super().__setitem__(name, value)


class Connection(SSHServerConnection):
    """A connection whose client can neither flood it nor make it grow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # asyncssh's own arguments
        super().__init__(*args, **kwargs)
        self._budget = Budget(IN_RATE, IN_BURST)
        self._unread = bytearray()
        self._reading: asyncio.Handle | None = None
        self.received = 0
        self.sent = 0
        """Bytes on the wire."""

    def data_received(self, data: bytes, datatype: int | None = None) -> None:  # noqa: ARG002  # asyncssh's signature
        """Read a little at a time, and no more from the socket until that is done: TCP makes the client wait."""
        self.received += len(data)
        self._unread += data
        if self._reading is None:
            self._read()

    def _read(self) -> None:
        self._reading = None
        portion = bytes(self._unread[:_PORTION])
        del self._unread[:_PORTION]
        if portion and self._transport is not None:
            super().data_received(portion)
        wait = self._budget.charge(len(portion))
        if self._transport is None:
            self._unread.clear()
        elif wait or self._unread:
            self._transport.pause_reading()
            self._reading = self._loop.call_later(wait, self._read)
        else:
            self._transport.resume_reading()

    def eof_received(self) -> None:
        """Read what came before the end, then end."""
        if self._unread:
            while self._unread and self._transport is not None:
                portion = bytes(self._unread[:_PORTION])
                del self._unread[:_PORTION]
                super().data_received(portion)
        super().eof_received()

    def _send(self, data: bytes) -> None:
        self.sent += len(data)
        super()._send(data)

    def _send_kexinit(self) -> None:
        # OpenSSH compresses only where it is offered nothing else. Others may not know how to.
        if self._client_version.startswith(b"SSH-2.0-OpenSSH"):
            self._cmp_algs = [b"zlib@openssh.com"]
        super()._send_kexinit()

    def send_newkeys(self, k: bytes, h: bytes) -> None:
        """Take new keys into use."""
        super().send_newkeys(k, h)
        if self._next_decompressor is not None:
            self._next_decompressor = BoundedDecompressor(self._budget.charge)

    def create_server_channel(self, *args: Any, **kwargs: Any) -> SSHServerChannel[Any]:
        """A channel for a session, which remembers little of what it is told."""
        channel = super().create_server_channel(*args, **kwargs)
        channel._env = _Environ()  # filled before anybody is asked
        return channel

    def taken(self, channel: SSHServerChannel[bytes]) -> int:
        """What grows as the client takes what was written to a channel."""
        return channel._send_window

    def backlog(self, channel: SSHServerChannel[bytes]) -> int:
        """Bytes written to a channel that wait for the client or the network; very many while keys are exchanged."""
        if self._transport is None:
            return 0
        if not self._kex_complete:
            return _WHOLE_BACKLOG  # asyncssh keeps all it is given until the client has done its part
        return channel.get_write_buffer_size() + self._transport.get_write_buffer_size()


def options(owner: Any, host_key: asyncssh.SSHKey, login_timeout: float) -> asyncssh.SSHServerConnectionOptions:
    """asyncssh's options for one connection, whose events go to ``owner``: nothing on offer but a session."""
    return asyncssh.SSHServerConnectionOptions(
        config=[],
        server_factory=lambda: owner,
        server_version="sigmascope",
        server_host_keys=[host_key],
        login_timeout=login_timeout,
        keepalive_interval=10,
        keepalive_count_max=2,
        kex_algs=KEX,
        compression_algs=["zlib@openssh.com", "none"],
        public_key_auth=True,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_kex=False,
        gss_auth=False,
        gss_host=None,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        sftp_factory=None,
        line_editor=False,
        encoding=None,
        rdns_lookup=False,
        window=WINDOW,
        max_pktsize=PACKET,
    )

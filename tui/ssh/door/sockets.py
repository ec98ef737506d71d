"""Sockets before SSH begins on them: bound to a host, named after their peer, turned away with a word."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

from sigmascope.tui.words.refusal import Refusal


def readable(address: str) -> str:
    """An address as people write it: 10.0.0.7, not ::ffff:10.0.0.7."""
    with suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
    return address


def farewell(sentence: str) -> bytes:
    """What ends an SSH connection that has not begun, with a sentence that OpenSSH shows."""
    text = sentence.encode()
    payload = b"\x01" + (12).to_bytes(4) + len(text).to_bytes(4) + text + (0).to_bytes(4)  # too many connections
    padding = 8 - (len(payload) + 5) % 8
    padding += 8 if padding < 4 else 0
    packet = (len(payload) + 1 + padding).to_bytes(4) + bytes([padding]) + payload + bytes(padding)
    return b"SSH-2.0-sigmascope\r\n" + packet


def listen_on(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address of a host, all at one port. Raises Refusal where that is not possible."""
    bound: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in dict.fromkeys(found):
            sock = socket.socket(family, kind, protocol)
            bound.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            port = port or (bound[0].getsockname()[1] if len(bound) > 1 else 0)
            sock.bind((address[0], port, *address[2:]))
    except OSError as error:
        for sock in bound:
            sock.close()
        raise Refusal("ssh.cannot-listen", host=host, port=port, reason=error.strerror or str(error)) from None
    return bound

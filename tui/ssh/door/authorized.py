"""The keys of those who may enter, as OpenSSH's authorized_keys has them: a key with a word too many lets nobody in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

import asyncssh
from asyncssh.pattern import HostPatternList

from sigmascope.tui.ssh.door.sockets import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class RefusedError(ValueError):
    """Raised for an option that keeps its key out; the argument says why, in a word for the log."""


class Terms(NamedTuple):
    """What the options of a key say of it."""

    expires: datetime | None = None
    """The moment from which on it lets nobody in."""
    places: str = ""
    """The addresses it lets in from, in patterns with commas between; all where there are none."""
    no_terminal: bool = False
    """Whether its holder gets no terminal, and so no app; commands are answered."""

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and datetime.now(UTC) >= self.expires


def _expiry(terms: Terms, value: str) -> Terms:
    match = re.fullmatch(r"(\d{8})(\d{4})?(\d{2})?(Z?)", value, re.ASCII)
    if not match or (match[3] and not match[2]):
        raise RefusedError("malformed")
    text = match[1] + (match[2] or "0000") + (match[3] or "00")
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC if match[4] else None).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RefusedError("malformed") from None
    return terms._replace(expires=moment if terms.expires is None else min(moment, terms.expires))


def _from(terms: Terms, value: str) -> Terms:
    if terms.places:
        raise RefusedError("said-twice")
    for pattern in value.split(","):
        bare = pattern.removeprefix("!")
        try:
            ip_network(bare)
        except ValueError:
            # No names are looked up, and a network that is none would be a pattern that nothing matches: behind a !
            # it would keep nobody out.
            if not re.fullmatch(r"[0-9A-Fa-f:.*?]*[*?][0-9A-Fa-f:.*?]*", bare):
                raise RefusedError("no-address") from None
    return terms._replace(places=value)


def _no_terminal(terms: Terms) -> Terms:
    return terms._replace(no_terminal=True)


def _terminal(terms: Terms) -> Terms:
    return terms._replace(no_terminal=False)


def _nothing(terms: Terms) -> Terms:
    return terms


def _nothing_said(terms: Terms, _: str) -> Terms:
    return terms


_FLAGS: dict[str, Callable[[Terms], Terms]] = {
    "no-pty": _no_terminal,
    "pty": _terminal,
    "restrict": _no_terminal,  # all the rest that it takes away nobody has
    # Forwarding, and files that a login would read: nobody has any of it, whatever a key says.
    **dict.fromkeys(("no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc"), _nothing),
    **dict.fromkeys(("agent-forwarding", "port-forwarding", "x11-forwarding", "user-rc"), _nothing),
    "no-touch-required": _nothing,  # a touch is required all the same
}
_VALUED: dict[str, Callable[[Terms, str], Terms]] = {
    "expiry-time": _expiry,
    "from": _from,
    # What may be forwarded where nothing is; and variables, which sshd does not take from a key either unless told to.
    **dict.fromkeys(("permitopen", "permitlisten", "tunnel", "environment"), _nothing_said),
}
"""The options that are understood, by name. All others refuse their key, known ones among them: verify-required, which
nothing here checks; command, which would have to be run in the app's place; cert-authority and principals, since no
certificates are taken."""

_OPTION = re.compile(r'([A-Za-z0-9-]+)(?:="((?:[^"\\]|\\.)*)")?(,|[ \t]+|$)')


class Line(NamedTuple):
    """A line of the file that holds a key."""

    number: int
    key: asyncssh.SSHKey
    terms: Terms


class Refused(NamedTuple):
    """A line whose key lets nobody in, and why."""

    number: int
    option: str
    reason: str


class AuthorizedKeys(asyncssh.SSHAuthorizedKeys):
    """The keys in a text, one a line. asyncssh asks `validate` whether one of them lets somebody in."""

    def __init__(self, text: str) -> None:
        """Raises ValueError naming the number of a line that holds no key."""
        super().__init__()
        self.lines: list[Line] = []
        self.refused: list[Refused] = []
        for number, line in enumerate(text.split("\n"), 1):
            if (line := line.strip()) and not line.startswith("#"):
                self._read(number, line)

    def _read(self, number: int, line: str) -> None:
        terms, option = Terms(), ""
        rest, key = line, _key(line)
        refused: Refused | None = None
        while key is None:
            match = _OPTION.match(rest)
            if not match or not match[3]:
                raise ValueError(number)
            option, value = match[1].lower(), match[2]
            try:
                terms = _taken(terms, option, value)
            except RefusedError as error:
                refused = refused or Refused(number, option, str(error))
            rest = rest[match.end() :]
            key = _key(rest) if match[3] != "," else None
            if key is None and match[3] != ",":
                raise ValueError(number)
        if refused is not None:
            self.refused.append(refused)
            return
        if terms.expired:
            self.refused.append(Refused(number, "expiry-time", "expired"))
        self.lines.append(Line(number, key, terms))

    def validate(
        self,
        key: asyncssh.SSHKey,
        client_host: str,  # noqa: ARG002  # asyncssh's signature; no names are looked up
        client_addr: str,
        cert_principals: Sequence[str] | None = None,  # noqa: ARG002
        ca: bool = False,  # noqa: FBT001, FBT002
    ) -> Mapping[str, object] | None:
        """What a key may do that lets its holder in from an address now; None where none does."""
        if ca:
            return None
        address = readable(client_addr)
        for line in self.lines:
            if line.key == key and not line.terms.expired and _admits(line.terms.places, address):
                return {"no-pty": True} if line.terms.no_terminal else {}
        return None

    def validate_x509(self, *_: object) -> tuple[None, None]:
        """No certificate lets anybody in."""
        return None, None


def _key(text: str) -> asyncssh.SSHKey | None:
    try:
        return asyncssh.import_public_key(text)
    except asyncssh.KeyImportError:
        return None


def _taken(terms: Terms, option: str, value: str | None) -> Terms:
    if value is None and option in _FLAGS:
        return _FLAGS[option](terms)
    if value is not None and option in _VALUED:
        return _VALUED[option](terms, re.sub(r'\\(["\\])', r"\1", value))
    raise RefusedError("not-understood")


def _admits(places: str, address: str) -> bool:
    if not places:
        return True
    try:
        return HostPatternList(places).matches(address, address, ip_address(address.partition("%")[0]))
    except ValueError:
        return False

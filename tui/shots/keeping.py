"""What a session leaves behind: the run as a table, the screen as a picture. Never over something else."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from sigmascope.engine.condition import columns_of
from sigmascope.tui.run.files import extension_of, written
from sigmascope.tui.run.rows import kept
from sigmascope.tui.run.writers import FORMATS, save
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.session.session import Session
    from sigmascope.tui.shots.frame import Frame


def save_run(session: Session, name: str) -> str:
    """Write the whole run to a new file, CSV unless its name says otherwise; the name. Raises Refusal."""
    if not session.ready:
        raise Refusal("session.not-ready")

    def write(name: str) -> None:
        simulation = session.simulation
        save(name, simulation, kept(simulation), list(columns_of(simulation.samples.m)), anew=True)

    known = [extension for form in FORMATS.values() for extension in form.extensions]
    return _kept(session, name, ".csv", known, write)


def save_screen(session: Session, frame: Frame, name: str) -> str:
    """Write a frame of a session to a new file, SVG unless its name says otherwise; the name. Raises Refusal."""

    def write(name: str) -> None:
        with written(name, anew=True) as stream:
            stream.write(SHOTS[extension_of(name)](frame))

    return _kept(session, name, ".svg", list(SHOTS), write)


def _kept(session: Session, name: str, extension: str, known: list[str], write: Callable[[str], None]) -> str:
    # Under the name that was given, if it has an extension that is known and there is no such file; or else under
    # one that nobody has, however many programs look for one.
    if name:
        if extension_of(name) not in known:
            raise Refusal("session.format", name=name)
        if os.path.lexists(name):
            raise Refusal("session.exists", name=name)
        try:
            write(name)
        except FileExistsError:
            raise Refusal("session.exists", name=name) from None
        return name
    while True:
        name = _unused(session, extension)
        with suppress(FileExistsError):
            write(name)
            return name


def _unused(session: Session, extension: str) -> str:
    # A name that says what is in it, and a number that no file has yet.
    stem = re.sub(r"[^\w.=+-]+", "-", session.scenario.text())[:60].strip("-.")
    number = 1
    while os.path.lexists(name := f"sigmascope-{stem}-{number:03}{extension}"):
        number += 1
    return name

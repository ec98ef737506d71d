"""Files that are whole or not there, at whatever moment a signal comes."""

from __future__ import annotations

import dis
import itertools
import sys

import pytest

from sigmascope.tui.run.ending import Ended
from sigmascope.tui.run.files import written


def write(path: str) -> None:
    with written(path) as file:
        file.write("whole")


CODE = written.__wrapped__.__code__
# Python looks for signals behind these, and nowhere else.
LOOKS = ("CALL", "RESUME", "JUMP_BACKWARD")
MOMENTS = {
    after.offset for before, after in itertools.pairwise(dis.get_instructions(CODE)) if before.opname.startswith(LOOKS)
}


def raising_at(moment: int):
    # Ended, as the handler of a signal raises it, at the so-manieth moment inside of `written` at which it can.
    left = moment

    def trace(frame, event, _):
        nonlocal left
        if frame.f_code is not CODE:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti in MOMENTS:
            left -= 1
            if left < 0:
                sys.settrace(None)
                raise Ended(15)
        return trace

    return trace


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a file nobody could close
@pytest.mark.parametrize("old", [None, "old"], ids=["new", "replaced"])
def test_a_signal_at_any_moment_leaves_no_part(tmp_path, old):
    before, moment, ended = sys.gettrace(), 0, True
    while ended:
        folder = tmp_path / str(moment)
        folder.mkdir()
        if old is not None:
            (folder / "a.txt").write_text(old)
        ended = False
        sys.settrace(raising_at(moment))
        try:
            write(str(folder / "a.txt"))
        except Ended:
            ended = True
        finally:
            sys.settrace(before)
        found = {path.name: path.read_text() for path in folder.iterdir()}
        assert found in ({"a.txt": "whole"}, {} if old is None else {"a.txt": old}), moment
        moment += 1
    assert moment > 10
    assert found == {"a.txt": "whole"}

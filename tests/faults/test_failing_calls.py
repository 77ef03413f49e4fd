"""Writing a file while the system refuses one call: each in turn, with a full disk and with a broken one."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dicomconstruct import DicomError, dcmread, temporary_files
from dicomconstruct.atomic import write_file
from dicomconstruct.errors import SourceChanged
from dicomconstruct.temporary_files import is_temporary
from dicomconstruct.testing import example_files

OLD, NEW = b"old" * 20_000, b"new" * 30_000
TAKEN = 7_000
"""Bytes that the system takes at a time, fewer than it is given: a disk that is nearly full does so."""
LOOKING = ("fstat", "stat", "lstat", "readlink", "listxattr", "getxattr")
CALLS = ("open", "close", "dup", "fsync", "replace", "link", "unlink", "setxattr", "fchown", "fchmod", "utime")
HARMLESS = {"flock", "listxattr", "getxattr", "setxattr"}
"""Where these are refused, the file is written all the same: without a lock, without its attributes."""
BESIDES = {"open", "stat", "fstat", "lstat"}
"""Calls that also look for leftovers, and whether a link is one of /proc: no error is to come of that."""
AFTER_THE_MOVE = {"fsync", "unlink", "close"}
"""What may be refused when the new file is in its place."""


class Refusal:
    """Refuses the n-th of the calls of the system that writing makes.

    Parameters
    ----------
    number
        Which one, from 1 on.
    code
        The error.
    """

    def __init__(self, number: int, code: int) -> None:
        self._left = number
        self._code = code
        self.refused = ""

    def check(self, call: str) -> None:
        """Count a call, and refuse it if its turn has come."""
        self._left -= 1
        if self._left == 0:
            self.refused = call
            raise OSError(self._code, os.strerror(self._code))

    def around(self, call: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function of the system that is refused; a handle is closed even then."""

        def counted(*args: Any, **options: Any) -> Any:
            if call == "close":
                function(*args, **options)
            self.check(call)
            return None if call == "close" else function(*args, **options)

        return counted

    def opened(self, handle: int, mode: str) -> Any:
        """A file whose writes are refused."""
        self.check("fdopen")
        return io.BufferedWriter(Raw(self, handle, mode), buffer_size=8192)


class Raw(io.FileIO):
    """A file each of whose writes takes less than it is given, or is refused, as closing it may be."""

    def __init__(self, refusal: Refusal, handle: int, mode: str) -> None:
        super().__init__(handle, mode)
        self._refusal = refusal

    def write(self, data: Any, /) -> int:
        self._refusal.check("write")
        return super().write(memoryview(data)[:TAKEN])

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._refusal.check("close")


@pytest.fixture(params=[errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
def refusing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Refusal]:
    """Has a call refused from now on, until it is called again."""

    def refuse(number: int) -> Refusal:
        monkeypatch.undo()
        refusal = Refusal(number, request.param)
        for call in (*CALLS, *LOOKING):
            monkeypatch.setattr(os, call, refusal.around(call, getattr(os, call)))
        monkeypatch.setattr(os, "fdopen", refusal.opened)
        monkeypatch.setattr(temporary_files.fcntl, "flock", refusal.around("flock", temporary_files.fcntl.flock))
        return refusal

    return refuse


def pieces() -> Iterator[bytes]:
    """The new content in pieces, some of them longer than a buffer."""
    for size in (10, 20_000, 5_000, 5_000, len(NEW)):
        yield NEW[:size]


WHOLE = b"".join(pieces())


@pytest.mark.parametrize("fsync", [False, True])
@pytest.mark.parametrize(
    ("target", "overwrite"), [("a file", True), ("a link", True), ("nothing", True), ("nothing", False)]
)
def test_each_call_refused_once(
    tmp_path: Path, refusing: Callable[[int], Refusal], target: str, fsync: bool, overwrite: bool
) -> None:
    """The old file or the new one is there, whole; an error names the path; leftovers go with the next save."""
    folder = tmp_path / "folder"
    folder.mkdir()
    path = (tmp_path / "link") if target == "a link" else folder / "scan.dcm"
    if target == "a link":
        path.symlink_to(folder / "scan.dcm")
    before = None if target == "nothing" else OLD
    refused = set()
    for number in range(1, 1000):
        for one in folder.iterdir():
            one.unlink()
        if before is not None:
            (folder / "scan.dcm").write_bytes(before)
            os.chmod(folder / "scan.dcm", 0o640)
        refusal = refusing(number)
        error = None
        try:
            write_file(path, pieces(), overwrite=overwrite, fsync=fsync)
        except OSError as found:
            error = found
        refusing(0)
        if not refusal.refused:
            assert error is None
            break
        refused.add(refusal.refused)
        check_what_is_there(folder, path, before, refusal, error)
    assert refused >= {"open", "flock", "dup", "write", "close", "replace" if overwrite else "link"}
    assert fsync is ("fsync" in refused)


def check_what_is_there(
    folder: Path, path: Path, before: bytes | None, refusal: Refusal, error: OSError | None
) -> None:
    """The state of the folder after a call was refused."""
    there = (folder / "scan.dcm").read_bytes() if (folder / "scan.dcm").exists() else None
    if error is None:
        assert refusal.refused in HARMLESS | BESIDES
        assert there == WHOLE
    else:
        assert there == before or (there == WHOLE and refusal.refused in AFTER_THE_MOVE)
        assert error.filename == str(path)
        assert refusal.refused not in HARMLESS
    left = {one.name for one in folder.iterdir()} - {"scan.dcm"}
    assert all(map(is_temporary, left))
    assert not left or refusal.refused in {"unlink", "stat", "fstat", "close"}
    write_file(folder / "other.dcm", [NEW])
    assert {one.name for one in folder.iterdir()} - {"scan.dcm"} == {"other.dcm"}


def test_each_call_refused_while_a_data_set_is_saved_over_its_file(
    tmp_path: Path, refusing: Callable[[int], Refusal]
) -> None:
    """The file is whole, old or new. What was deferred is read from it, or an error tells that it was moved."""
    path = tmp_path / "scan.dcm"
    original = dcmread(dict(example_files())["image-explicit-le"])
    original.PixelData = bytes(range(256)) * 400
    original.save_as(path)
    before = path.read_bytes()
    refused = set()
    for number in range(1, 1000):
        data_set = dcmread(path, defer_size=1000)
        data_set.PatientName = "Saved^Over"
        refusal = refusing(number)
        with suppress(DicomError, OSError):
            data_set.save_as(path)
        refusing(0)
        if not refusal.refused:
            break
        refused.add(refusal.refused)
        there = dcmread(path)
        assert path.read_bytes() == before or there.PatientName == "Saved^Over"
        assert there.PixelData == original.PixelData
        try:
            assert data_set.PixelData == original.PixelData
        except SourceChanged:
            assert refusal.refused in AFTER_THE_MOVE | BESIDES
            assert there.PatientName == "Saved^Over"
        path.write_bytes(before)
    assert refused >= {"open", "write", "replace"}

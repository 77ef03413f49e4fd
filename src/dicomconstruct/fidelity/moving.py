"""The levels of fidelity that use data sets: `dcmread` and `dcmwrite`, and moves to other encodings."""

from __future__ import annotations

import io
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from operator import attrgetter
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from dicomconstruct.codec import Codec
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.comparing import Compared
from dicomconstruct.fidelity.levels import Outcome, Refusal, Shortfall, Subject, differences, quiet
from dicomconstruct.fidelity.meanings import Digest, FileMeaning, digest_of, meaning_of_file
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import dcmwrite
from dicomconstruct.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

DEFERRED = 256
"""Size in bytes from which on values are deferred, where a file has a path."""
ENCODINGS = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
"""The uncompressed encodings (PS3.5 A.1 to A.3)."""
REFUSED = (DicomError, ValueError, AttributeError)
"""Exceptions of `dcmwrite` for an element that has no form in an encoding; the message names the element."""


WAYS: Mapping[str, tuple[Callable[[Subject], Any], int | None]] = MappingProxyType(
    {
        "read whole": (attrgetter("data"), None),
        "read in parts": (lambda subject: io.BytesIO(subject.data), None),
        "read with deferred values": (attrgetter("path"), DEFERRED),
    }
)
"""By name: the source for `dcmread`, and the size from which on values are deferred."""


def model(subject: Subject) -> Iterator[Outcome]:
    """`dcmread` in every way, every value decoded, `dcmwrite`, a pickle and a deep copy: the same bytes."""
    with quiet():
        for name, (source, defer_size) in WAYS.items():
            given = source(subject)
            if given is not None:
                yield from _read_and_written(subject, name, given, defer_size)
        copied = deepcopy(dcmread(subject.data, force=True, codec=subject.codec))
        yield from _written(subject, copied, "a deep copy")
        yield from _pickled(subject)


def transcode(subject: Subject) -> Iterator[Outcome]:
    """Moved to each other uncompressed encoding and back, a file keeps its meaning, or is refused by name."""
    declared = subject.tree.coding.declared
    before = digest_of(subject.data, subject.codec)
    with quiet():
        home = UID(declared) if declared else ExplicitVRLittleEndian
        for uid in ENCODINGS:
            if uid == declared:
                continue
            moved = _moved(subject.data, uid, subject.codec)
            yield from _compared(subject, before, moved, uid.name, f"in {uid.name}")
            if not isinstance(moved, Exception):
                back = _moved(moved, home, subject.codec)
                del moved
                yield from _compared(subject, before, back, f"{uid.name} and back", f"back from {uid.name}")


def _read_and_written(subject: Subject, name: str, given: Any, defer_size: int | None) -> Iterator[Shortfall]:
    read = dcmread(given, defer_size, force=True, codec=subject.codec)
    yield from _written(subject, read, name)
    for element in read.iterall():
        with suppress(DicomError):
            _ = element.value
    yield from _written(subject, read, f"{name}, then decoded")


def _pickled(subject: Subject) -> Iterator[Outcome]:
    """Pickle through a file, so that the pickle is not held in memory beside its data set."""
    with TemporaryFile() as file:
        try:
            pickle.dump(dcmread(subject.data, force=True, codec=subject.codec), file, pickle.HIGHEST_PROTOCOL)
        except DicomError as error:
            yield Refusal("model", "a pickle", str(error))
            return
        file.seek(0)
        yield from _written(subject, pickle.load(file), "a pickle")


def _written(subject: Subject, data_set: Dataset, way: str) -> Iterator[Shortfall]:
    out = Compared(subject.data)
    try:
        dcmwrite(cast(BinaryIO, out), data_set, codec=subject.codec)
    except DicomError as error:
        yield Shortfall("model", f"{way}, it cannot be written: {error}")
        return
    if out.differs_at() is not None:
        problem = f"{way}, it is written otherwise"
        yield from differences("model", problem, subject.tree.tops(), subject.data, out)


def _moved(data: bytes, uid: UID, codec: Codec) -> bytes | Exception:
    """A file in another encoding, or the reason of the refusal."""
    out = io.BytesIO()
    try:
        data_set = dcmread(data, force=True, codec=codec)
        data_set.file_meta.TransferSyntaxUID = uid
        dcmwrite(out, data_set, codec=codec)
    except REFUSED as error:
        return error
    return out.getvalue()


def _compared(
    subject: Subject, before: Digest, after: bytes | Exception, target: str, where: str
) -> Iterator[Outcome]:
    """The refusal of a move, or the change that it made."""
    if isinstance(after, Exception):
        yield Refusal("transcode", target, str(after))
    elif digest_of(after, subject.codec) != before:
        yield _difference(
            meaning_of_file(subject.data, subject.codec), meaning_of_file(after, subject.codec), where
        )


def _difference(before: FileMeaning, after: FileMeaning, where: str) -> Shortfall:
    """The first difference between two meanings; VRs are left out, since implicit VR does not keep them."""
    ours, theirs = Counter(before.elements), Counter(after.elements)
    if ours == theirs:
        return Shortfall("transcode", f"bytes that are no elements are changed or dropped {where}")
    path = min(path for path, _ in (ours - theirs) + (theirs - ours))
    counts = [sum(count for (one, _), count in side.items() if one == path) for side in (ours, theirs)]
    problem = "has another value" if counts[0] == counts[1] else "is new" if counts[0] < counts[1] else "is dropped"
    return Shortfall("transcode", f"{problem} {where}", path=path)

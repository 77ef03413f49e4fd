"""The levels of fidelity that go through data sets: what `dcmread` and `dcmwrite` do, and other encodings."""

from __future__ import annotations

import io
import pickle
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from dicomconstruct.codec import Codec
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.comparing import Compared
from dicomconstruct.fidelity.levels import Outcome, Refusal, Shortfall, Subject, differences
from dicomconstruct.fidelity.meanings import FileMeaning, meaning_of_file
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import dcmwrite
from dicomconstruct.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

DEFERRED = 256
"""Bytes from which on values are read later, where a file has a path."""
ENCODINGS = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
"""The uncompressed encodings (PS3.5 A.1 to A.3)."""
REFUSED = (DicomError, ValueError, AttributeError)
"""What `dcmwrite` raises for an element that has no form in an encoding; the message names the element."""


def _whole(subject: Subject) -> Any:
    return subject.data


def _in_parts(subject: Subject) -> Any:
    return io.BytesIO(subject.data)


def _deferred(subject: Subject) -> Any:
    return subject.path


WAYS: Mapping[str, tuple[Callable[[Subject], Any], int | None]] = MappingProxyType(
    {
        "read whole": (_whole, None),
        "read in parts": (_in_parts, None),
        "read with deferred values": (_deferred, DEFERRED),
    }
)
"""By name: what `dcmread` is given, and from which size on values are deferred."""


def model(subject: Subject) -> Iterator[Outcome]:
    """`dcmread` in every way, every value decoded, `dcmwrite`, a pickle and a deep copy: the same bytes."""
    with _quiet():
        for name, (source, defer_size) in WAYS.items():
            given = source(subject)
            if given is None:
                continue
            read = dcmread(given, defer_size, force=True, codec=subject.codec)
            yield from _written(subject, read, name)
            _decode(read)
            yield from _written(subject, read, f"{name}, then decoded")
        read = dcmread(subject.data, force=True, codec=subject.codec)
        yield from _written(subject, deepcopy(read), "a deep copy")
        try:
            pickled = pickle.dumps(read)
        except DicomError as error:
            yield Refusal("model", "a pickle", str(error))
        else:
            yield from _written(subject, pickle.loads(pickled), "a pickle")


def transcode(subject: Subject) -> Iterator[Outcome]:
    """Moved to each other uncompressed encoding and back, a file means what it meant, or is refused by name."""
    declared = subject.tree.coding.declared
    before = meaning_of_file(subject.data, subject.codec)
    with _quiet():
        for uid in ENCODINGS:
            if uid == declared:
                continue
            moved = _moved(subject.data, uid, subject.codec)
            if isinstance(moved, Exception):
                yield Refusal("transcode", uid.name, str(moved))
                continue
            yield from _differ(before, meaning_of_file(moved, subject.codec), f"in {uid.name}")
            back = _moved(moved, UID(declared) if declared else ExplicitVRLittleEndian, subject.codec)
            if isinstance(back, Exception):
                yield Refusal("transcode", f"{uid.name} and back", str(back))
            else:
                yield from _differ(before, meaning_of_file(back, subject.codec), f"back from {uid.name}")


def _written(subject: Subject, data_set: Dataset, way: str) -> Iterator[Shortfall]:
    out = Compared(subject.data)
    try:
        dcmwrite(cast(BinaryIO, out), data_set, codec=subject.codec)
    except DicomError as error:
        yield Shortfall("model", f"{way}, it cannot be written: {error}")
        return
    yield from differences("model", f"{way}, it is written otherwise", subject.tree.tops(), subject.data, out)


def _decode(data_set: Dataset) -> None:
    """Ask for every value; those that have none say so by an error."""
    for element in data_set.iterall():
        with suppress(DicomError):
            _ = element.value


def _moved(data: bytes, uid: UID, codec: Codec) -> bytes | Exception:
    """A file in another encoding, or why it is refused."""
    out = io.BytesIO()
    try:
        data_set = dcmread(data, force=True, codec=codec)
        data_set.file_meta.TransferSyntaxUID = uid
        dcmwrite(out, data_set, codec=codec)
    except REFUSED as error:
        return error
    return out.getvalue()


def _differ(before: FileMeaning, after: FileMeaning, where: str) -> Iterator[Shortfall]:
    """What a move changed or dropped; implicit VR does not keep VRs, so that they are not compared."""
    ours, theirs = dict(before.elements), dict(after.elements)
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) != theirs.get(path):
            problem = "is dropped" if path not in theirs else "is new" if path not in ours else "has another value"
            yield Shortfall("transcode", f"{problem} {where}", path=path)
            return
    if len(before.elements) != len(after.elements):
        yield Shortfall("transcode", f"{len(before.elements) - len(after.elements)} elements are dropped {where}")
    if before.unexplained != after.unexplained:
        yield Shortfall("transcode", f"bytes that are no elements are changed or dropped {where}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out warnings about values: the levels compare bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
